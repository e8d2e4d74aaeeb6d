"""Pages of heritage: the public's, the compiler's, and those of the procedure."""

from __future__ import annotations

from registry.heritage.views import (
    attaching,
    candidates,
    certificates,
    compiling,
    duties,
    guiding,
    objecting,
    procedure,
    programmes,
    public,
    reviewing,
    signing,
    visiting,
)
from registry.heritage.views.pages import blueprint

__all__ = [
    "attaching",
    "blueprint",
    "candidates",
    "certificates",
    "compiling",
    "duties",
    "guiding",
    "objecting",
    "procedure",
    "programmes",
    "public",
    "reviewing",
    "signing",
    "visiting",
]
