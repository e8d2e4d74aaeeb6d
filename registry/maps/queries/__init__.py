"""Every SELECT of the map, and what lies in files beside the database."""

from registry.maps.queries.basemap import (
    BaseLayer,
    Basemap,
    BasemapMeta,
    base_layer,
    basemap,
    basemap_path,
)
from registry.maps.queries.cards import DivisionInfo, PlaceInfo, division_info, place_info
from registry.maps.queries.circles import Circle, circles
from registry.maps.queries.screens import screen, state_of

__all__ = [
    "BaseLayer",
    "Basemap",
    "BasemapMeta",
    "Circle",
    "DivisionInfo",
    "PlaceInfo",
    "base_layer",
    "basemap",
    "basemap_path",
    "circles",
    "division_info",
    "place_info",
    "screen",
    "state_of",
]
