"""Pages of the gazetteer; every module registers its pages on the one blueprint."""

from __future__ import annotations

from registry.places.views import (
    claims,
    editing,
    listing,
)
from registry.places.views.showing import blueprint

__all__ = ["blueprint", "claims", "editing", "listing"]
