"""Pages of heritage: the public's, the compiler's, and those of the procedure."""

from __future__ import annotations

from registry.heritage.views import (
    compiling,
    duties,
    objecting,
    procedure,
    programmes,
    public,
    reviewing,
)
from registry.heritage.views.pages import blueprint

__all__ = [
    "blueprint",
    "compiling",
    "duties",
    "objecting",
    "procedure",
    "programmes",
    "public",
    "reviewing",
]
