"""The order of visit, and a plain drawing of it: each next stop is the nearest one left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from registry.core.geo import Position, distance_m, offset_m

MAX_STOPS = 60
SIDE = 420
_MARGIN = 24
_SMALLEST_M = 60.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A numbered point of the drawing, north up."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Way:
    """The drawing: stops, the line through them, and how long the way is as the crow flies."""

    stops: tuple[Stop, ...]
    line: str
    metres: int
    side: int = SIDE


def order_of_visit(
    stops: Mapping[str, Position | None], start: Position | None = None
) -> list[str]:
    """Keys in the order of visit: from `start` (or the first stop) always to the nearest left.

    Stops without a position come last, in the order given. Nearest neighbour: good enough for a day
    of sixty stops, and a person can follow why.
    """
    left = {key: where for key, where in stops.items() if where is not None}
    here, found = start, []
    while left:
        at = here
        key = next(iter(left)) if at is None else min(left, key=lambda k: distance_m(at, left[k]))
        here = left.pop(key)
        found.append(key)
    return [*found, *(key for key, where in stops.items() if where is None)]


def draw_way(stops: Sequence[tuple[int, Position]]) -> Way | None:
    """The stops with their numbers, scaled into the sheet; None where no stop has a position."""
    if not stops:
        return None
    origin = stops[0][1]
    points = [(number, *offset_m(origin, where)) for number, where in stops]
    low_x, high_x = min(p[1] for p in points), max(p[1] for p in points)
    low_y, high_y = min(p[2] for p in points), max(p[2] for p in points)
    scale = (SIDE - 2 * _MARGIN) / max(high_x - low_x, high_y - low_y, _SMALLEST_M)
    placed = tuple(
        Stop(
            number,
            round(SIDE / 2 + (x - (low_x + high_x) / 2) * scale, 1),
            round(SIDE / 2 - (y - (low_y + high_y) / 2) * scale, 1),
        )
        for number, x, y in points
    )
    legs = pairwise(stops)
    return Way(
        placed,
        " ".join(f"{stop.x},{stop.y}" for stop in placed),
        round(sum(distance_m(one[1], two[1]) for one, two in legs)),
    )
