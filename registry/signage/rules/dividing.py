"""Many positions divided among crews and days: each a corner of its own, all about as many."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.core.geo import Position, distance_m
from registry.signage.rules.visiting import MAX_STOPS

MOST_DIVIDED = 600
"""Positions at once: ten days of a crew, or two of five."""
USUAL = 40
_SATURDAY = 5
_Placed = tuple[str, Position]


@dataclass(frozen=True, slots=True)
class Planned:
    """One of several orders: which positions, which crew, until which day."""

    stops: tuple[str, ...]
    crew_id: str
    due_on: date


def groups_needed(number: int, size: int) -> int:
    """How many orders of at most `size` stops (1 to 60) that many positions are."""
    return math.ceil(number / max(1, min(size, MAX_STOPS)))


def divide(stops: Mapping[str, Position | None], groups: int) -> list[list[str]]:
    """The keys in so many groups, whose sizes differ by one at most; neighbours stay together.

    The ground is cut in two across its longer side, each part again, until every group has its
    corner. Groups that follow each other lie beside each other, so a crew that is given several in
    a row stays in one part of the county. Stops without a position fill up the last groups.
    """
    placed = [(key, where) for key, where in stops.items() if where is not None]
    unplaced = [key for key, where in stops.items() if where is None]
    sizes = _sizes(len(stops), groups)
    # Which groups the positions fill: from the first on, what is left over goes without.
    rooms, left = [], len(placed)
    for size in sizes:
        rooms.append(min(size, left))
        left -= rooms[-1]
    found = [[key for key, _ in part] for part in _cut(placed, rooms)]
    for size, part in zip(sizes, found, strict=True):
        while len(part) < size:
            part.append(unplaced.pop(0))
    return [part for part in found if part]


def _sizes(number: int, groups: int) -> list[int]:
    least, more = divmod(number, groups)
    return [least + (turn < more) for turn in range(groups)]


def _cut(placed: Sequence[_Placed], sizes: Sequence[int]) -> list[list[_Placed]]:
    if len(sizes) == 1:
        return [list(placed)]
    half = len(sizes) // 2
    ordered = sorted(placed, key=_across(placed))
    at = sum(sizes[:half])
    return [*_cut(ordered[:at], sizes[:half]), *_cut(ordered[at:], sizes[half:])]


def _across(placed: Sequence[_Placed]) -> Callable[[_Placed], tuple[float, float, str]]:
    """What to sort by: west to east where the ground is wider than high, else north to south."""
    if not placed:
        return lambda one: (0.0, 0.0, one[0])
    lons, lats = [where.lon for _, where in placed], [where.lat for _, where in placed]
    middle = sum(lats) / len(lats)
    wide = distance_m(Position(min(lons), middle), Position(max(lons), middle))
    high = distance_m(Position(lons[0], min(lats)), Position(lons[0], max(lats)))
    if wide >= high:
        return lambda one: (one[1].lon, one[1].lat, one[0])
    return lambda one: (-one[1].lat, one[1].lon, one[0])


def given_out(groups: int, crews: Sequence[str], first: date) -> list[tuple[str, date]]:
    """For each group the crew and its day: each crew has groups that lie together, one a day.

    Saturdays and Sundays are left out; public holidays are whoever plans to know.
    """
    each = math.ceil(groups / len(crews))
    days: list[date] = []
    day = first
    while len(days) < each:
        if day.weekday() < _SATURDAY:
            days.append(day)
        day += timedelta(days=1)
    return [(crews[turn // each], days[turn % each]) for turn in range(groups)]
