"""Where named roads cross a line or leave an area, from their drawn shapes alone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from registry.signage.rules.placement.measuring import Point, Track, joined, metres, tracks_of

SNAP_M = 12.0
"""Drawn roads that miss each other by less than this meet: nobody draws a junction to the metre."""
JOIN_M = 30.0
"""Meetings nearer to each other than this are one crossing, as of two carriageways."""
DEGREE_PER_M = 1 / 111_195.0


@dataclass(frozen=True, slots=True)
class Road:
    """A named road with its drawn line: GeoJSON text of a line or of several."""

    id: str
    name: str
    road_class: str
    geojson: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where others meet a line: part and metres along it, how many arms there, whose they are.

    `arms_of` are the arms of `others`, in their order. `along_of` says where the same crossing lies
    on each part of the line, as on two carriageways.
    """

    part: int
    along: float
    point: Point
    own_arms: int
    others: tuple[Road, ...]
    arms_of: tuple[int, ...]
    along_of: tuple[tuple[int, float], ...]

    @property
    def arms(self) -> int:
        """The arms of all roads together."""
        return self.own_arms + sum(self.arms_of)


def line_tracks(geojson: str) -> list[Track]:
    """The parts of a drawn line, joined where the road goes on; none for another shape."""
    return list(_line_tracks(geojson))


@lru_cache(maxsize=8192)
def _line_tracks(geojson: str) -> tuple[Track, ...]:
    found = json.loads(geojson) if geojson else {}
    if found.get("type") == "LineString":
        return tuple(tracks_of([found["coordinates"]]))
    if found.get("type") != "MultiLineString":
        return ()
    # Shapely takes a tenth of a second to load; only who asks for crossings pays for it.
    from shapely import get_parts, line_merge
    from shapely.geometry import shape

    merged = get_parts(line_merge(shape(found)))
    tracks = tracks_of(sorted(list(map(list, part.coords)) for part in merged))
    return tuple(joined(tracks, SNAP_M))


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

    Arms are counted as drawn: a road that goes through has two, one that ends there has one. Two
    carriageways of the line that meet the same road within 30 m of each other meet it once.
    """
    known = list(roads)
    grouped: list[list[_Hit]] = []
    for number, track in enumerate(tracks):
        hits = sorted(_hits(number, track, known), key=lambda hit: (hit.along, hit.road.id))
        grouped += _grouped(track, hits)
    return [_meeting(tracks, hits) for hits in _across_parts(grouped)]


def entrances_of(rings: Sequence[Track], roads: Iterable[Road]) -> list[Meeting]:
    """Where named roads pass the outline of an area, in order along it.

    A road that only runs along the outline leads nowhere into the area; one that ends at it does.
    """
    kept = []
    for meeting in crossings_of(rings, roads):
        leading = [
            number
            for number, road in enumerate(meeting.others)
            if meeting.arms_of[number] == 1 or _leads_in(rings[meeting.part], road)
        ]
        if leading:
            others = tuple(meeting.others[number] for number in leading)
            arms_of = tuple(meeting.arms_of[number] for number in leading)
            kept.append(replace(meeting, others=others, arms_of=arms_of))
    return kept


def _leads_in(ring: Track, road: Road) -> bool:
    """Whether a road goes further into an area than a drawing may be off."""
    from shapely.geometry import LineString, Polygon

    if len(ring.points) < 4:
        return True
    inside = Polygon(ring.points).buffer(-SNAP_M * DEGREE_PER_M)
    if inside.is_empty:
        return True
    return any(LineString(track.points).intersects(inside) for track in line_tracks(road.geojson))


class _Hit(NamedTuple):
    part: int
    along: float
    point: Point
    road: Road
    arms: int


def _grouped(track: Track, hits: Sequence[_Hit]) -> list[list[_Hit]]:
    """Hits on one part that are one crossing; round a ring the last may be the first again."""
    found: list[list[_Hit]] = []
    for hit in hits:
        if found and hit.along - found[-1][0].along <= JOIN_M:
            found[-1].append(hit)
        else:
            found.append([hit])
    round_to_first = found[0][0].along + track.length - found[-1][0].along if found else 0.0
    if len(found) > 1 and track.is_ring and round_to_first <= JOIN_M:
        found[0] += found.pop()
    return found


def _across_parts(grouped: Sequence[list[_Hit]]) -> list[list[_Hit]]:
    """The same, where several parts of a line meet one road side by side."""
    found: list[list[_Hit]] = []
    for hits in grouped:
        roads = {hit.road.id for hit in hits}
        same = next((one for one in found if _is_same(one, hits, roads)), None)
        if same is None:
            found.append(list(hits))
        else:
            same += hits
    return found


def _is_same(one: Sequence[_Hit], hits: Sequence[_Hit], roads: set[str]) -> bool:
    return (
        hits[0].part not in {hit.part for hit in one}
        and metres(one[0].point, hits[0].point) <= JOIN_M
        and any(hit.road.id in roads for hit in one)
    )


def _hits(number: int, track: Track, roads: Iterable[Road]) -> Iterator[_Hit]:
    for road in roads:
        for other in _line_tracks(road.geojson):
            for point in _touches(track, other):
                along, _off = track.nearest(point)
                yield _Hit(number, along, track.at(along), road, _arms(other, point))


def _touches(track: Track, other: Track) -> list[Point]:
    (west, south), (east, north) = track.box
    (other_west, other_south), (other_east, other_north) = other.box
    slack = 2e-4
    if other_west > east + slack or other_east < west - slack:
        return []
    if other_south > north + slack or other_north < south - slack:
        return []
    from shapely.geometry import LineString

    met = LineString(track.points).intersection(LineString(other.points))
    found = list(_points(met))
    for end in (other.points[0], other.points[-1]):
        along, off = track.nearest(end)
        if off <= SNAP_M:
            found.append(track.at(along))
    ends = (track.points[0], track.points[-1])
    found += [end for end in ends if other.nearest(end)[1] <= SNAP_M]
    return _parting(track, other, _apart(found))


def _parting(track: Track, other: Track, points: Sequence[Point]) -> list[Point]:
    """Of points between which two lines run together only the first and the last.

    Two drawings of one road, or a road along an outline, cross each other at every wobble.
    """
    if len(points) < 3:
        return list(points)
    ordered = sorted((track.nearest(point)[0], point) for point in points)
    kept = [ordered[0]]
    for number in range(1, len(ordered) - 1):
        here = ordered[number][0]
        is_inside = _together(track, other, ordered[number - 1][0], here) and _together(
            track, other, here, ordered[number + 1][0]
        )
        if not is_inside:
            kept.append(ordered[number])
    return [point for _along, point in (*kept, ordered[-1])]


def _together(track: Track, other: Track, start: float, end: float) -> bool:
    steps = max(2, math.ceil((end - start) / SNAP_M))
    spots = (track.at(start + (end - start) * step / steps) for step in range(1, steps))
    return all(other.nearest(spot)[1] <= SNAP_M for spot in spots)


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


def _meeting(tracks: Sequence[Track], hits: Sequence[_Hit]) -> Meeting:
    first = hits[0]
    others: dict[str, tuple[Road, int]] = {}
    along_of: dict[int, float] = {}
    for hit in hits:
        along_of.setdefault(hit.part, hit.along)
        known = others.get(hit.road.id)
        # Two carriageways of one road are one road: the most arms that one of them shows.
        others[hit.road.id] = (hit.road, max(hit.arms, known[1] if known else 0))
    own = max(_arms(tracks[part], first.point) for part in along_of)
    ordered = [others[key] for key in sorted(others)]
    return Meeting(
        part=first.part,
        along=first.along,
        point=first.point,
        own_arms=own,
        others=tuple(road for road, _arms in ordered),
        arms_of=tuple(arms for _road, arms in ordered),
        along_of=tuple(along_of.items()),
    )


def share(signs: int, own: str, arms: Mapping[str, int]) -> int:
    """How many of a crossing's signs are this road's, by the arms of each road there.

    Each road gets one, what is left goes by Webster's divisors, the smaller key first where two are
    equal: computed for each road by itself, the shares still add up to `signs` where there are
    enough for all roads.
    """
    if not signs:
        return 0
    given = dict.fromkeys(arms, 1)
    for _one in range(signs - len(arms)):
        given[max(sorted(arms), key=lambda key: arms[key] / (2 * given[key] + 1))] += 1
    return given[own]
