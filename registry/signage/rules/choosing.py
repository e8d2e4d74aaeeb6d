"""A plain picture of positions to choose from: north up, straight degrees, nothing behind it.

Degrees of longitude are drawn shorter by the cosine of the middle latitude, so that a square on the
ground is a square here, and a rectangle in the picture is a box of the map without any projection.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from registry.core.boxes import Box
from registry.core.geo import Position, distance_m
from registry.signage.rules.scale import bar_length

WIDTH = 720
_HIGHEST, _LOWEST = 640, 240
#: A picture of one position still shows about a kilometre around it.
_LEAST_DEGREES = 0.01
_EDGE = 0.06
#: A stop of a kilometre, two, five … at most this share of the picture's width.
_BAR_SHARE = 0.3


class Dot(NamedTuple):
    """Where something is drawn."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The frame in degrees and in drawing units, what lies in it, and a bar of `bar_m` metres."""

    box: Box
    width: int
    height: int
    bar_m: int
    bar: float

    def place(self, key: str, lon: float, lat: float) -> Dot:
        """The point of the drawing at a position."""
        box = self.box
        x = (lon - box.west) / (box.east - box.west) * self.width
        y = (box.north - lat) / (box.north - box.south) * self.height
        return Dot(key, round(x, 1), round(y, 1))


def picture_of(points: Sequence[tuple[float, float]]) -> Picture | None:
    """The frame around these longitudes and latitudes; None where there are none."""
    if not points:
        return None
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    shrink = math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * shrink, _LEAST_DEGREES) * (1 + 2 * _EDGE)
    high = max(north - south, _LEAST_DEGREES) * (1 + 2 * _EDGE)
    # Neither a ribbon nor a tower: the shorter side is given more ground.
    high = max(high, wide * _LOWEST / WIDTH)
    wide = max(wide, high * WIDTH / _HIGHEST)
    lon, lat = (west + east) / 2, (south + north) / 2
    across = wide / shrink
    box = Box(lon - across / 2, lat - high / 2, lon + across / 2, lat + high / 2)
    metres = distance_m(Position(box.west, lat), Position(box.east, lat))
    bar_m = bar_length(metres * _BAR_SHARE)
    height = round(WIDTH * high / wide)
    return Picture(box, WIDTH, height, bar_m, round(bar_m / metres * WIDTH, 1))
