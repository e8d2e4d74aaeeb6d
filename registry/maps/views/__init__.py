"""Pages and answers of the public map."""

from registry.maps.views.pages import blueprint

__all__ = ["blueprint"]
