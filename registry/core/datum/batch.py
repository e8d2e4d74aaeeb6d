"""Recognising a whole batch that was shifted as commercial maps are: same way, same length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from registry.core.datum.conversion import wgs84_to_gcj02
from registry.core.datum.points import Bd09Point, Gcj02Point, Wgs84Point
from registry.core.datum.shift import baidu

EARTH_RADIUS_M = 6_371_008.8
HEFEI = Wgs84Point(117.283, 31.861)

# Around a shifted place, honest differences between two sources are mostly smaller than this;
# by chance alone 2 % of errors of up to a kilometre would fall into one such circle.
_RADIUS_M = 150.0
_LEAST_PAIRS = 5
_LEAST_SHARE = 0.3
# Enough to be sure of, and little to keep in mind of a million rows.
_MOST_PAIRS = 20_000

Offset = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Pairs that differ alike: `pairs` of `compared` by `distance_m` metres towards `azimuth_deg`.

    `kind` is gcj02 or bd09; `times` is 1, 2 where the shift was applied twice, -1 where it was
    taken off a batch that never had it.
    """

    kind: str
    times: int
    pairs: int
    compared: int
    distance_m: float
    azimuth_deg: float


class Gcj02Detector:
    """Gathers how far imported points lie from the same places as already known.

    An honest error points anywhere; a datum error points the same way in every row. What comes
    out is a hint with its numbers, for a person: nothing is corrected.
    """

    def __init__(self) -> None:
        self._seen: list[tuple[Offset, Wgs84Point]] = []

    def add_pair(self, known: Wgs84Point, imported: Wgs84Point) -> None:
        """A place whose position is known, and where the batch (read as WGS 84) has it."""
        self.add(*_offset(known, imported.lon, imported.lat), near=known)

    def add(self, east_m: float, north_m: float, *, near: Wgs84Point = HEFEI) -> None:
        """How far east and north of the known place the batch has it, in metres."""
        if len(self._seen) < _MOST_PAIRS:
            self._seen.append(((east_m, north_m), near))

    def result(self) -> Cluster | None:
        """The largest cluster, when at least 5 pairs and 30 % of all lie in it."""
        best: tuple[list[Offset], str, int] = ([], "", 0)
        for kind, times in (("gcj02", 1), ("gcj02", 2), ("bd09", 1), ("gcj02", -1)):
            inside = [seen for seen, near in self._seen if _near(seen, near, kind, times)]
            if len(inside) > len(best[0]):
                best = inside, kind, times
        inside, kind, times = best
        if len(inside) < max(_LEAST_PAIRS, _LEAST_SHARE * len(self._seen)):
            return None
        east, north = _middle(inside)
        azimuth = math.degrees(math.atan2(east, north)) % 360
        length = math.hypot(east, north)
        return Cluster(kind, times, len(inside), len(self._seen), length, azimuth)


def times_shifted(known: Wgs84Point, seen: Wgs84Point, tolerance_m: float) -> int:
    """How often the map shift seems to have been applied to one point: 0, 1 or 2."""
    offset = _offset(known, seen.lon, seen.lat)
    for times in (1, 2):
        if _near(offset, known, "gcj02", times, tolerance_m):
            return times
    return 0


def _near(
    seen: Offset, near: Wgs84Point, kind: str, times: int, radius_m: float = _RADIUS_M
) -> bool:
    shifted: Gcj02Point | Bd09Point = wgs84_to_gcj02(near)
    if kind == "bd09":
        shifted = Bd09Point(*baidu(shifted.lon, shifted.lat))
    east, north = _offset(near, shifted.lon, shifted.lat)
    return math.hypot(seen[0] - times * east, seen[1] - times * north) <= radius_m


def _middle(offsets: Sequence[Offset]) -> Offset:
    return median(east for east, _ in offsets), median(north for _, north in offsets)


def _offset(origin: Wgs84Point, lon: float, lat: float) -> Offset:
    """Metres east and north, flat, good to a few kilometres."""
    scale = math.radians(1) * EARTH_RADIUS_M
    return (lon - origin.lon) * scale * math.cos(math.radians(origin.lat)), (
        lat - origin.lat
    ) * scale
