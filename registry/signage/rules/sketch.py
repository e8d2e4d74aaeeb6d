"""A plain drawing of two positions and their circles: works without any map behind it."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.geo import Position, offset_m
from registry.signage.rules.scale import bar_length

SIDE = 320
_MARGIN = 28
_SMALLEST_M = 40.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the drawing, north up, and the radius of its circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The due position, the reported one, and a bar that shows `bar_m` metres."""

    due: Spot
    reported: Spot
    bar_m: int
    bar: float
    side: int = SIDE


def draw(due: Position, tolerance_m: float, reported: Position) -> Sketch:
    """Scale both circles into the drawing; lengths in drawing units."""
    east, north = offset_m(due, reported)
    accuracy = reported.accuracy_m or 0.0
    low_x, high_x = min(-tolerance_m, east - accuracy), max(tolerance_m, east + accuracy)
    low_y, high_y = min(-tolerance_m, north - accuracy), max(tolerance_m, north + accuracy)
    span = max(high_x - low_x, high_y - low_y, _SMALLEST_M)
    scale = (SIDE - 2 * _MARGIN) / span

    def spot(x: float, y: float, radius: float) -> Spot:
        return Spot(
            round(SIDE / 2 + (x - (low_x + high_x) / 2) * scale, 1),
            round(SIDE / 2 - (y - (low_y + high_y) / 2) * scale, 1),
            round(radius * scale, 1),
        )

    bar_m = bar_length(span / 3)
    return Sketch(
        spot(0, 0, tolerance_m), spot(east, north, accuracy), bar_m, round(bar_m * scale, 1)
    )
