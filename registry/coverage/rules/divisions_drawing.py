"""Divisions as rings on a sheet: each where its label stands, none over another, no boundaries.

Boundaries are not ours to draw (maps of them need a review and a number), and for coverage they
would give the largest area the loudest colour. A ring says how many names there are by its size
and how many of them have a sign by its filled part.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, MOST_HEIGHT, EDGE = 720.0, 560.0, 56.0
SMALLEST, LARGEST = 20.0, 42.0
LABEL = 20.0
"""Room under a ring for its name."""
_TURNS = 300


@dataclass(frozen=True, slots=True)
class Spot:
    """A division: where its label stands, how many names it has, the share of them signed.

    `share` is between 0 and 1; None where nothing is due.
    """

    id: str
    name: str
    lon: float
    lat: float
    names: int
    share: float | None
    #: The rate as the table beside it prints it.
    told: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """One division on the sheet; `part` of 100 is filled, None where nothing is due."""

    id: str
    name: str
    x: float
    y: float
    radius: float
    part: float | None
    told: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rings, the largest first, and how large the sheet is."""

    rings: tuple[Ring, ...]
    width: float
    height: float


def draw_divisions(spots: Sequence[Spot]) -> Sheet | None:
    """The sheet of these divisions; None where fewer than two have a place on it."""
    if len(spots) < 2:
        return None
    most = max(spot.names for spot in spots)
    radii = [_radius(spot.names, most) for spot in spots]
    points = _apart(_projected(spots), radii)
    height = max(y + radius + LABEL for (_x, y), radius in zip(points, radii, strict=True)) + 8
    rings = (
        Ring(
            spot.id,
            spot.name,
            round(x, 1),
            round(y, 1),
            round(radius, 1),
            _part(spot.share),
            spot.told,
        )
        for spot, (x, y), radius in zip(spots, points, radii, strict=True)
    )
    ordered = sorted(rings, key=lambda ring: (-ring.radius, ring.id))
    return Sheet(tuple(ordered), WIDTH, round(height, 1))


def _radius(names: int, most: int) -> float:
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(names / most if most else 0)


def _part(share: float | None) -> float | None:
    """Hundredths: what is not all never looks full, what is not nothing never looks empty."""
    if not share:
        return share
    return 100.0 if share >= 1 else round(min(max(share * 100, 1.0), 99.0), 1)


def _projected(spots: Sequence[Spot]) -> list[list[float]]:
    """North up, as wide as the sheet or as high as it may be; all on one spot lie in its middle."""
    middle = math.radians(sum(spot.lat for spot in spots) / len(spots))
    east = [spot.lon * math.cos(middle) for spot in spots]
    north = [spot.lat for spot in spots]
    wide, high = max(east) - min(east), max(north) - min(north)
    room = WIDTH - 2 * EDGE
    scales = [size / span for size, span in ((room, wide), (MOST_HEIGHT - 2 * EDGE, high)) if span]
    scale = min(scales, default=0.0)
    left = (WIDTH - wide * scale) / 2
    return [
        [left + (x - min(east)) * scale, EDGE + (max(north) - y) * scale]
        for x, y in zip(east, north, strict=True)
    ]


def _apart(points: list[list[float]], radii: Sequence[float]) -> list[list[float]]:
    """Push rings that lie over each other apart, each as far as the other, within the sheet."""
    pairs = [(a, b) for a in range(len(points)) for b in range(a + 1, len(points))]
    for _turn in range(_TURNS):
        moved = False
        for a, b in pairs:
            moved |= _push(points, a, b, radii[a] + radii[b] + LABEL)
        for point, radius in zip(points, radii, strict=True):
            point[0] = min(max(point[0], radius + 8), WIDTH - radius - 8)
            point[1] = max(point[1], radius + 8)
        if not moved:
            break
    return points


def _push(points: list[list[float]], a: int, b: int, room: float) -> bool:
    across, down = points[b][0] - points[a][0], points[b][1] - points[a][1]
    apart = math.hypot(across, down)
    if apart >= room - 0.5:
        return False
    if apart < 1e-6:
        # On one spot: in a direction of their own, always the same one.
        across, down, apart = math.cos(a + 2 * b), math.sin(a + 2 * b), 1.0
    half = (room - min(apart, room)) / 2 / apart
    points[a][0] -= across * half
    points[a][1] -= down * half
    points[b][0] += across * half
    points[b][1] += down * half
    return True
