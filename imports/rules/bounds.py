"""Whether a point lies in the division that a row says, where an operator supplied boundaries."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from imports.rules.divisions import DivisionIndex

Ring = Sequence[Sequence[float]]
_METRES = 111_195.0
#: Boundaries at hand are generalised: within this distance of an edge nothing is said.
UNSURE_M = 1000.0


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons of one division: rings of [lon, lat], the first of each its outline."""

    polygons: Sequence[Sequence[Ring]]
    west: float
    south: float
    east: float
    north: float

    def contains(self, lon: float, lat: float) -> bool:
        """Whether a point lies inside: in an outline and in no hole of it."""
        if not (self.west <= lon <= self.east and self.south <= lat <= self.north):
            return False
        return any(
            sum(_crosses(ring, lon, lat) for ring in polygon) % 2 for polygon in self.polygons
        )

    def distance_m(self, lon: float, lat: float) -> float:
        """Metres to the nearest edge, on a flat earth: good to a few per cent."""
        squeeze = math.cos(math.radians(lat))
        best = math.inf
        for polygon in self.polygons:
            for ring in polygon:
                points = [((x - lon) * squeeze, y - lat) for x, y in ring]
                for start, end in pairwise(points):
                    best = min(best, _to_segment(start, end))
        return best * _METRES


def _crosses(ring: Ring, lon: float, lat: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    inside = False
    before_x, before_y = ring[-1][0], ring[-1][1]
    for point in ring:
        x, y = point[0], point[1]
        if (y > lat) != (before_y > lat):
            cut = before_x + (lat - before_y) * (x - before_x) / (y - before_y)
            if cut > lon:
                inside = not inside
        before_x, before_y = x, y
    return inside


def _to_segment(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Distance of the origin from a stretch of line."""
    along = end[0] - start[0], end[1] - start[1]
    length = along[0] ** 2 + along[1] ** 2
    share = 0.0
    if length > 0:
        share = -(start[0] * along[0] + start[1] * along[1]) / length
        share = max(0.0, min(1.0, share))
    return math.hypot(start[0] + share * along[0], start[1] + share * along[1])


@dataclass(slots=True)
class Bounds:
    """Areas by division; empty where no operator supplied any."""

    areas: Mapping[str, Area] = field(default_factory=dict)

    def outside(
        self, division_id: str, divisions: DivisionIndex, lon: float, lat: float
    ) -> tuple[str, float] | None:
        """(division, metres outside it) of a point that is not where its row says, or None.

        The smallest division that has a boundary decides; a point near the edge is let pass.
        """
        if not self.areas or division_id not in divisions.by_id:
            return None
        for one in reversed(divisions.path_ids(division_id)):
            area = self.areas.get(one)
            if area is None:
                continue
            if area.contains(lon, lat):
                return None
            distance = area.distance_m(lon, lat)
            return (one, distance) if distance > UNSURE_M else None
        return None


def bounds_of(features: Iterable[Mapping[str, Any]], divisions: DivisionIndex) -> Bounds:
    """Areas for divisions, from GeoJSON features with `name`: a name that two have is left out."""
    found: dict[str, Area] = {}
    for feature in features:
        ids = divisions.named(str(feature.get("properties", {}).get("name", "")))
        geometry = feature.get("geometry") or {}
        coordinates = geometry.get("coordinates") or []
        polygons = [coordinates] if geometry.get("type") == "Polygon" else coordinates
        points = [point for polygon in polygons for ring in polygon for point in ring]
        if len(ids) == 1 and points:
            lons, lats = [point[0] for point in points], [point[1] for point in points]
            found[ids[0]] = Area(polygons, min(lons), min(lats), max(lons), max(lats))
    return Bounds(found)
