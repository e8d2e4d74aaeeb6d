"""Pages of importing; every module registers its pages on the one blueprint."""

from __future__ import annotations

from imports.views import acting, downloads, listing, mapping, showing, uploading
from imports.views.pages import blueprint

__all__ = ["acting", "blueprint", "downloads", "listing", "mapping", "showing", "uploading"]
