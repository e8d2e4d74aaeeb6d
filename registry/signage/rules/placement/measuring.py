"""Lengths along a line on the ground, in metres, and back from a length to a point."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations, pairwise

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
    box: tuple[Point, Point] = field(init=False)

    def __post_init__(self) -> None:
        """Measure the line once: its lengths, and its south-western and north-eastern corner."""
        steps = (metres(a, b) for a, b in pairwise(self.points))
        object.__setattr__(self, "marks", tuple(accumulate(steps, initial=0.0)))
        lons, lats = zip(*self.points, strict=True)
        object.__setattr__(self, "box", ((min(lons), min(lats)), (max(lons), max(lats))))

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


def joined(tracks: Sequence[Track], gap_m: float) -> list[Track]:
    """Parts put together where an end lies within `gap_m` of another's and the way goes on.

    Of several ways to go on the straightest is taken. Where it would turn back, as from one
    carriageway into the other, nothing is joined.
    """
    left = list(tracks)
    while True:
        found = min(_joints(left, gap_m), default=None)
        if found is None:
            return left
        _turn, one, other, points = found
        left[one] = Track(points)
        del left[other]


def _joints(
    tracks: Sequence[Track], gap_m: float
) -> Iterator[tuple[float, int, int, tuple[Point, ...]]]:
    """Each pair of parts that may be joined: the turn in degrees, their numbers, their points."""
    for one, other in combinations(range(len(tracks)), 2):
        for a in (tracks[one].points, tracks[one].points[::-1]):
            for b in (tracks[other].points, tracks[other].points[::-1]):
                if metres(a[-1], b[0]) <= gap_m:
                    turn = _turn(a[-2], a[-1], b[0], b[1])
                    if turn < 90:
                        yield turn, one, other, (*a, *(b[1:] if a[-1] == b[0] else b))


def _turn(a: Point, b: Point, c: Point, d: Point) -> float:
    """By how many degrees the way from c to d leaves the direction from a to b."""
    ax, ay = offset_m(Position(*a), Position(*b))
    cx, cy = offset_m(Position(*c), Position(*d))
    return abs(math.degrees(math.atan2(ax * cy - ay * cx, ax * cx + ay * cy)))


def companions(tracks: Sequence[Track], within_m: float) -> set[int]:
    """The numbers of parts that lie beside a longer one all the way, as a second carriageway."""
    ranked = sorted(range(len(tracks)), key=lambda n: (-tracks[n].length, n))
    found: set[int] = set()
    for place, number in enumerate(ranked):
        longer = [tracks[other] for other in ranked[:place] if other not in found]
        if any(_is_beside(tracks[number], other, within_m) for other in longer):
            found.add(number)
    return found


def _is_beside(track: Track, other: Track, within_m: float) -> bool:
    steps = max(4, math.ceil(track.length / within_m))
    spots = (track.at(track.length * step / steps) for step in range(steps + 1))
    return all(other.nearest(spot)[1] <= within_m for spot in spots)
