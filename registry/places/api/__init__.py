"""The JSON of the gazetteer; every module registers its addresses on the one blueprint."""

from __future__ import annotations

from registry.places.api import history, places
from registry.places.api.answers import api

__all__ = ["api", "history", "places"]
