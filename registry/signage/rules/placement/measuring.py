"""Lengths along a line on the ground, in metres, and back from a length to a point."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from registry.core.geo import Position, distance_m, offset_m

Point = tuple[float, float]
"""Longitude, latitude; WGS 84 degrees."""


def metres(a: Point, b: Point) -> float:
    """Great-circle distance in metres."""
    return distance_m(Position(*a), Position(*b))


@dataclass(frozen=True, slots=True)
class Track:
    """A line of two points or more, with how far along it each of them lies."""

    points: tuple[Point, ...]
    marks: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Measure the line once."""
        steps = (metres(a, b) for a, b in pairwise(self.points))
        object.__setattr__(self, "marks", tuple(accumulate(steps, initial=0.0)))

    @property
    def length(self) -> float:
        """The whole length in metres."""
        return self.marks[-1]

    @property
    def is_ring(self) -> bool:
        """Whether it ends where it begins."""
        return metres(self.points[0], self.points[-1]) < 1.0

    def at(self, along: float) -> Point:
        """The point so many metres from the start; the ends beyond them."""
        along = min(max(along, 0.0), self.length)
        index = min(bisect_right(self.marks, along), len(self.points) - 1)
        start, end = self.marks[index - 1], self.marks[index]
        share = (along - start) / (end - start) if end > start else 0.0
        a, b = self.points[index - 1], self.points[index]
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

    def nearest(self, point: Point) -> tuple[float, float]:
        """How far along the point of the line nearest to this one lies, and how far off it is."""
        best = (math.inf, 0.0)
        for number, (a, b) in enumerate(pairwise(self.points)):
            off, share = _off(a, b, point)
            along = self.marks[number] + share * (self.marks[number + 1] - self.marks[number])
            best = min(best, (off, along))
        return best[1], best[0]


def _off(a: Point, b: Point, point: Point) -> tuple[float, float]:
    """Metres from a straight piece, and at what share of it the foot stands."""
    bx, by = offset_m(Position(*a), Position(*b))
    px, py = offset_m(Position(*a), Position(*point))
    square = bx * bx + by * by
    share = min(max((px * bx + py * by) / square, 0.0), 1.0) if square else 0.0
    return math.hypot(px - share * bx, py - share * by), share


def tracks_of(lines: Sequence[Sequence[Sequence[float]]]) -> list[Track]:
    """Lines as tracks, repeated points left out; what has no length is no line."""
    found = []
    for line in lines:
        points = [(float(p[0]), float(p[1])) for p in line]
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        if len(kept) >= 2:
            found.append(Track(tuple(kept)))
    return found
