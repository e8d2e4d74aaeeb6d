"""The interface for large attachments: declare a file, send its pieces, go on after a cut."""

from __future__ import annotations

from registry.heritage.api import uploads
from registry.heritage.api.uploads import api

__all__ = ["api", "uploads"]
