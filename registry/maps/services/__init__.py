"""Every write of the map: the operator's base file."""

from registry.maps.services.basemap import build_basemap, remove_basemap

__all__ = ["build_basemap", "remove_basemap"]
