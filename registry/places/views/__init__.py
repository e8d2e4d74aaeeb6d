"""Pages of the gazetteer."""

from __future__ import annotations

from registry.places.views.editing import blueprint

__all__ = ["blueprint"]
