"""Where named roads cross a line or leave an area, from their drawn shapes alone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from registry.signage.rules.placement.measuring import Point, Track, metres, tracks_of

SNAP_M = 12.0
"""Drawn roads that miss each other by less than this meet: nobody draws a junction to the metre."""
JOIN_M = 30.0
"""Meetings nearer to each other than this are one crossing, as of two carriageways."""


@dataclass(frozen=True, slots=True)
class Road:
    """A named road with its drawn line: GeoJSON text of a line or of several."""

    id: str
    name: str
    road_class: str
    geojson: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where others meet a line: part and metres along it, how many arms there, whose they are."""

    part: int
    along: float
    point: Point
    own_arms: int
    arms: int
    others: tuple[Road, ...]


def line_tracks(geojson: str) -> list[Track]:
    """The parts of a drawn line, joined where they share an end; none for another shape."""
    found = json.loads(geojson) if geojson else {}
    if found.get("type") == "LineString":
        return tracks_of([found["coordinates"]])
    if found.get("type") != "MultiLineString":
        return []
    # Shapely takes a tenth of a second to load; only who asks for crossings pays for it.
    from shapely import get_parts, line_merge
    from shapely.geometry import shape

    merged = get_parts(line_merge(shape(found)))
    return tracks_of(sorted(list(map(list, part.coords)) for part in merged))


def area_rings(geojson: str) -> list[Track]:
    """The outer outlines of an area; none for another shape."""
    found = json.loads(geojson) if geojson else {}
    if found.get("type") == "Polygon":
        return tracks_of([found["coordinates"][0]])
    if found.get("type") == "MultiPolygon":
        return tracks_of([polygon[0] for polygon in found["coordinates"]])
    return []


def crossings_of(tracks: Sequence[Track], roads: Iterable[Road]) -> list[Meeting]:
    """Every crossing of a line with named roads, in order along it.

    Arms are counted as drawn: a road that goes through has two, one that ends there has one.
    """
    grouped: list[list[tuple[int, float, Point, Road, int]]] = []
    for number, track in enumerate(tracks):
        hits = sorted(_hits(number, track, roads), key=lambda hit: (hit[1], hit[3].id))
        for hit in hits:
            last = grouped[-1] if grouped else []
            if last and last[0][0] == number and hit[1] - last[0][1] <= JOIN_M:
                last.append(hit)
            else:
                grouped.append([hit])
    return [_meeting(tracks, hits) for hits in grouped]


def entrances_of(rings: Sequence[Track], roads: Iterable[Road]) -> list[Meeting]:
    """Where named roads pass the outline of an area, in order along it."""
    return crossings_of(rings, roads)


def _hits(
    number: int, track: Track, roads: Iterable[Road]
) -> Iterator[tuple[int, float, Point, Road, int]]:
    for road in roads:
        for other in line_tracks(road.geojson):
            for point in _touches(track, other):
                along, _off = track.nearest(point)
                yield number, along, track.at(along), road, _arms(other, point)


def _touches(track: Track, other: Track) -> list[Point]:
    from shapely.geometry import LineString

    (west, south), (east, north) = _box(track)
    (other_west, other_south), (other_east, other_north) = _box(other)
    slack = 2e-4
    if other_west > east + slack or other_east < west - slack:
        return []
    if other_south > north + slack or other_north < south - slack:
        return []
    met = LineString(track.points).intersection(LineString(other.points))
    found = list(_points(met))
    for end in (other.points[0], other.points[-1]):
        along, off = track.nearest(end)
        if off <= SNAP_M:
            found.append(track.at(along))
    ends = (track.points[0], track.points[-1])
    found += [end for end in ends if other.nearest(end)[1] <= SNAP_M]
    return _apart(found)


def _box(track: Track) -> tuple[Point, Point]:
    lons = [point[0] for point in track.points]
    lats = [point[1] for point in track.points]
    return (min(lons), min(lats)), (max(lons), max(lats))


def _points(met: Any) -> Iterator[Point]:
    """The points of an intersection; where two lines run together, where that begins and ends."""
    for part in getattr(met, "geoms", [met]):
        if part.is_empty:
            continue
        coordinates = list(part.coords)
        yield coordinates[0][0], coordinates[0][1]
        if len(coordinates) > 1:
            yield coordinates[-1][0], coordinates[-1][1]


def _apart(points: Iterable[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in sorted(points):
        if all(metres(point, other) > SNAP_M for other in kept):
            kept.append(point)
    return kept


def _arms(track: Track, point: Point) -> int:
    if track.is_ring:
        return 2
    ends = (track.points[0], track.points[-1])
    return 1 if min(metres(point, end) for end in ends) <= SNAP_M else 2


def _meeting(
    tracks: Sequence[Track], hits: Sequence[tuple[int, float, Point, Road, int]]
) -> Meeting:
    number, along, point = hits[0][:3]
    others: dict[str, tuple[Road, int]] = {}
    for _number, _along, _point, road, arms in hits:
        known = others.get(road.id)
        # Two carriageways of one road are one road: the most arms that one of them shows.
        others[road.id] = (road, max(arms, known[1] if known else 0))
    own = _arms(tracks[number], point)
    ordered = [others[key] for key in sorted(others)]
    total = own + sum(arms for _road, arms in ordered)
    return Meeting(number, along, point, own, total, tuple(road for road, _arms in ordered))


def share(signs: int, own_arms: int, arms: int) -> int:
    """How many of a crossing's signs are this road's: by its arms, at least one."""
    return max(1, math.floor(signs * own_arms / arms + 0.5)) if signs else 0
