"""Pages of documents; every module registers its pages on the one blueprint."""

from __future__ import annotations

from registry.sources.views import citing, files
from registry.sources.views.pages import blueprint

__all__ = ["blueprint", "citing", "files"]
