"""Pure rules of the map: clusters, circles, tile sources, what a base file must be."""

from registry.maps.rules.circles import radius_px
from registry.maps.rules.clusters import MAX_POINTS, Cluster, Mark, Screen, arrange
from registry.maps.rules.layers import LAYER_LABELS, Layer
from registry.maps.rules.shapes import BasemapShape, read_shapes
from registry.maps.rules.tiles import TileLayer, tile_fault, tile_hosts, tile_layers

__all__ = [
    "LAYER_LABELS",
    "MAX_POINTS",
    "BasemapShape",
    "Cluster",
    "Layer",
    "Mark",
    "Screen",
    "TileLayer",
    "arrange",
    "radius_px",
    "read_shapes",
    "tile_fault",
    "tile_hosts",
    "tile_layers",
]
