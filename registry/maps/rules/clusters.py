"""From the places inside a box to what a screen can show: points, or counts that add up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.core.boxes import Box

#: At most so many points go to one screen; more become clusters.
MAX_POINTS = 400
#: A cluster stands for what lies in one square of the screen of about this many pixels.
CELL_PX = 64
#: A screen wider than this many cells gets larger cells, whatever zoom it claims.
MAX_CELLS = 24
MAX_LAT = 85.05112878  # where Web Mercator ends


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to show: its id, name, position, how it is to look, and the place it is about."""

    id: str
    name: str
    lon: float
    lat: float
    kind: str = ""
    tone: str = "neutral"
    simulated: bool = False
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several marks of one square: their number, their mean position, the box they fill."""

    lon: float
    lat: float
    count: int
    box: Box


@dataclass(frozen=True, slots=True)
class Screen:
    """What one screen shows. `inside` = number of points + sum of the clusters' counts, always."""

    inside: int
    points: Sequence[Mark]
    clusters: Sequence[Cluster]


def arrange(marks: Iterable[Mark], box: Box, zoom: int) -> Screen:
    """Points while they are few, else one cluster for each square that holds any.

    Marks outside the box are left out, so that the counts of a screen add up to what is in it. A
    square with one mark shows that mark.
    """
    inside = [mark for mark in marks if box.holds(mark.lon, mark.lat)]
    if len(inside) <= MAX_POINTS:
        return Screen(len(inside), inside, ())
    scale = _cells_around_the_globe(box, zoom)
    squares: dict[tuple[int, int], list[Mark]] = {}
    for mark in inside:
        squares.setdefault(_square(mark.lon, mark.lat, scale), []).append(mark)
    points = [members[0] for members in squares.values() if len(members) == 1]
    clusters = [_cluster(members) for members in squares.values() if len(members) > 1]
    return Screen(len(inside), points, clusters)


def _cluster(members: Sequence[Mark]) -> Cluster:
    lons = [mark.lon for mark in members]
    lats = [mark.lat for mark in members]
    return Cluster(
        lon=sum(lons) / len(lons),
        lat=sum(lats) / len(lats),
        count=len(members),
        box=Box(min(lons), min(lats), max(lons), max(lats)),
    )


def _cells_around_the_globe(box: Box, zoom: int) -> float:
    """How many squares the globe is cut into, west to east."""
    wanted = 256 * 2.0**zoom / CELL_PX
    widest = max((box.east - box.west) / 360, _mercator(box.south) - _mercator(box.north))
    return min(wanted, MAX_CELLS / widest) if widest > 0 else wanted


def _square(lon: float, lat: float, scale: float) -> tuple[int, int]:
    return math.floor((lon + 180) / 360 * scale), math.floor(_mercator(lat) * scale)


def _mercator(lat: float) -> float:
    """The share of the way from the top of the Web Mercator square to its foot."""
    held = max(-MAX_LAT, min(MAX_LAT, lat))
    return (1 - math.asinh(math.tan(math.radians(held))) / math.pi) / 2
