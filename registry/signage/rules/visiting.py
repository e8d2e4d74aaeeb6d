"""The order of visit, and a plain drawing of it: to the nearest one left, without crossings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from registry.core.geo import Position, distance_m, offset_m

MAX_STOPS = 60
SIDE = 420
_MARGIN = 24
_SMALLEST_M = 60.0
_ROUNDS = 30
_GAIN_M = 0.5


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

    Afterwards any part of the way is turned round as long as that makes it shorter, so that the
    way does not cross itself. Stops without a position come last, in the order given.
    """
    left = {key: where for key, where in stops.items() if where is not None}
    here, found = start, []
    while left:
        at = here
        key = next(iter(left)) if at is None else min(left, key=lambda k: distance_m(at, left[k]))
        here = left.pop(key)
        found.append(key)
    placed = {key: where for key, where in stops.items() if where is not None}
    found = _untangled(found, placed, start)
    return [*found, *(key for key, where in stops.items() if where is None)]


def _untangled(
    found: list[str], where: Mapping[str, Position], start: Position | None
) -> list[str]:
    """The same stops by a way that is no longer: 2-opt of an open way whose beginning stays."""
    points = [start, *(where[key] for key in found)] if start else [where[key] for key in found]
    keys = ["", *found] if start else list(found)
    number = len(points)
    apart = [[distance_m(one, other) for other in points] for one in points]
    turns = list(range(number))
    for _ in range(_ROUNDS):
        if not _shorten(turns, apart):
            break
    return [keys[turn] for turn in turns if not (start and turn == 0)]


def _shorten(turns: list[int], apart: Sequence[Sequence[float]]) -> bool:
    """Turn round every part of which that makes the way shorter; whether there was one."""
    number, is_shorter = len(turns), False
    for first in range(1, number - 1):
        for last in range(first + 1, number):
            before, one, other = turns[first - 1], turns[first], turns[last]
            was, becomes = apart[before][one], apart[before][other]
            if last + 1 < number:
                after = turns[last + 1]
                was, becomes = was + apart[other][after], becomes + apart[one][after]
            if becomes < was - _GAIN_M:
                turns[first : last + 1] = reversed(turns[first : last + 1])
                is_shorter = True
    return is_shorter


def way_length_m(stops: Sequence[Position]) -> int:
    """How long the way through these stops is as the crow flies, in whole metres."""
    return round(sum(distance_m(one, other) for one, other in pairwise(stops)))


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
    return Way(
        placed,
        " ".join(f"{stop.x},{stop.y}" for stop in placed),
        way_length_m([where for _number, where in stops]),
    )
