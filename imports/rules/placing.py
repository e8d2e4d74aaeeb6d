"""Where a row says its place is: columns of numbers, one column, several points, or a shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from imports.rules.bounds import Bounds
from imports.rules.divisions import DivisionIndex
from imports.rules.draft import DraftPoint, PlaceDraft
from imports.rules.problems import Weight
from imports.rules.targets import Target
from registry.core.datum import CoordinateFault, Declared, declared, read_coordinates, read_point
from registry.core.forms import Wrong
from registry.places.rules.shape import read_shape

_T = Target
_PLAIN = frozenset({"wgs84", "cgcs2000"})
_FAR_M = 60_000.0
_NOWHERE_M = 250_000.0


def set_position(
    draft: PlaceDraft,
    given: Mapping[str, Any],
    geometry: str | None,
    crs: str,
    divisions: DivisionIndex,
    bounds: Bounds,
) -> None:
    """Read the row's position into the draft, with what was found out about it."""
    column, value = _cell(draft, given, geometry)
    drawn = given.get(_T.SHAPE)
    if drawn and not value:
        column, value, geometry = draft.columns.get(_T.SHAPE, ""), drawn, drawn
    if not value:
        return
    try:
        _read(draft, given, value, given.get(_T.DATUM) or crs, (column, value))
    except CoordinateFault as fault:
        said = [fault.text.msgid, fault.text.params]
        advice = [fault.remedy.msgid, fault.remedy.params]
        draft.tell(column, value, fault.code, said=said, advice=advice)
    except (Wrong, ValueError, TypeError, KeyError, IndexError, RecursionError):
        code = "points_unread" if given.get(_T.POINTS) == value else "shape_unread"
        draft.tell(column, value, code)
    if drawn and geometry is not drawn and draft.point is not None:
        _set_drawn(draft, drawn, given.get(_T.DATUM) or crs)
    if draft.point is not None:
        draft.point.method = given.get(_T.METHOD) or "published"
        draft.point.accuracy_m = given.get(_T.ACCURACY)
        _compare_with_division(draft, divisions, bounds)


def _set_drawn(draft: PlaceDraft, drawn: str, datum: str) -> None:
    """A shape beside a pair of numbers: these stay the point where the label stands."""
    label = draft.point
    try:
        _set_geometry(draft, drawn, datum)
    except CoordinateFault as fault:
        said = [fault.text.msgid, fault.text.params]
        advice = [fault.remedy.msgid, fault.remedy.params]
        draft.tell(draft.columns.get(_T.SHAPE, ""), drawn, fault.code, said=said, advice=advice)
    except (Wrong, ValueError, TypeError, KeyError, IndexError, RecursionError):
        draft.tell(draft.columns.get(_T.SHAPE, ""), drawn, "shape_unread")
    draft.point = label


def _cell(draft: PlaceDraft, given: Mapping[str, Any], geometry: str | None) -> tuple[str, str]:
    """(column, what is written there): numbers in two columns before anything else."""
    lon, lat = given.get(_T.LON), given.get(_T.LAT)
    if lon or lat:
        return draft.columns.get(_T.LON if lon else _T.LAT, ""), f"{lon or ''}, {lat or ''}"
    for target in (_T.COORDINATES, _T.POINTS):
        if given.get(target):
            return draft.columns.get(target, ""), given[target]
    return "", geometry or ""


def _read(
    draft: PlaceDraft, given: Mapping[str, Any], value: str, datum: str, cell: tuple[str, str]
) -> None:
    lon, lat = given.get(_T.LON), given.get(_T.LAT)
    if lon or lat:
        _set_pair(draft, lon or "", lat or "", datum, cell)
        _set_far_end(draft, given, datum)
    elif given.get(_T.COORDINATES):
        _set_pair(draft, value, None, datum, cell)
    elif given.get(_T.POINTS):
        _set_points(draft, _points(value), value, datum)
    else:
        _set_geometry(draft, value, datum)


def _set_pair(
    draft: PlaceDraft, first: str, second: str | None, datum: str, cell: tuple[str, str]
) -> None:
    # The commonest case by far, without any of the reader's questions.
    if second and datum in _PLAIN:
        try:
            lon, lat = float(first), float(second)
        except ValueError:
            lon = lat = 0.0
        if 73.0 < lon < 136.0 and 3.0 < lat < 54.0:
            draft.point = DraftPoint(lon, lat, datum, f"{first}, {second}", "published")
            return
    system = declared(datum)
    found = read_coordinates(first, second, datum=system.datum, epsg=system.epsg)
    if found.datum == "unknown":
        draft.tell(*cell, "coordinate_datum_missing")
        return
    for note in found.notes:
        draft.tell(*cell, "coordinate_note", said=[note.msgid, note.params])
    point = found.point
    draft.point = DraftPoint(point.lon, point.lat, found.datum, found.original[:200], "published")


def _set_far_end(draft: PlaceDraft, given: Mapping[str, Any], datum: str) -> None:
    """东经–至东经, 北纬–至北纬: a road or river from one end to the other; both points are kept."""
    far_lon, far_lat = given.get(_T.LON_TO), given.get(_T.LAT_TO)
    if draft.point is None or not (far_lon and far_lat):
        return
    system = declared(datum)
    far = read_coordinates(far_lon, far_lat, datum=system.datum, epsg=system.epsg)
    near = draft.point
    if (near.lon, near.lat) == (far.point.lon, far.point.lat):
        return
    points = [[near.lon, near.lat], [far.point.lon, far.point.lat]]
    draft.shape = json.dumps({"type": "MultiPoint", "coordinates": points}, separators=(",", ":"))
    draft.shape_original = f"{near.original} – {far.original}"[:2000]


def _points(text: str) -> list[tuple[float, float]]:
    found = json.loads(text)
    if isinstance(found, dict):
        found = found.get("coordinates")
    if isinstance(found, list) and len(found) == 2 and not isinstance(found[0], list):
        found = [found]
    points = [(float(one[0]), float(one[1])) for one in found]
    if not points:
        raise ValueError(text[:40])
    return points


def _set_points(
    draft: PlaceDraft, points: list[tuple[float, float]], original: str, datum: str
) -> None:
    system = declared(datum or "cgcs2000")
    read = [read_point(x, y, declared=system) for x, y in points]
    if len(read) > 1:
        own = [[one.point.lon, one.point.lat] for one in read]
        shape = read_shape(json.dumps({"type": "MultiPoint", "coordinates": own}))
        draft.shape, draft.shape_original = shape.geojson, original[:20_000]
        lon, lat = shape.label_lon, shape.label_lat
    else:
        lon, lat = read[0].point.lon, read[0].point.lat
    draft.point = DraftPoint(lon, lat, read[0].datum, original[:200], "published")


def _set_geometry(draft: PlaceDraft, geometry: str, datum: str) -> None:
    found = json.loads(geometry)
    system = declared(datum)
    if system.datum == "unknown" and system.epsg is None:
        # GeoJSON is WGS 84 by its own definition (RFC 7946).
        system = Declared("wgs84")
    if found["type"] == "Point":
        x, y = found["coordinates"][:2]
        read = read_point(float(x), float(y), declared=system)
        draft.point = DraftPoint(
            read.point.lon, read.point.lat, read.datum, read.original, "published"
        )
        for note in read.notes:
            draft.tell("", read.original, "coordinate_note", said=[note.msgid, note.params])
        return
    datum_of = system.datum if system.datum != "unknown" else "cgcs2000"
    moved = {"type": found["type"], "coordinates": _moved(found["coordinates"], system)}
    shape = read_shape(json.dumps(moved))
    draft.shape, draft.shape_original = shape.geojson, geometry[:200_000]
    original = f"{found['type']}, {system.datum}"
    draft.point = DraftPoint(shape.label_lon, shape.label_lat, datum_of, original, "published")


def _moved(coordinates: Any, system: Declared) -> Any:
    if coordinates and isinstance(coordinates[0], list):
        return [_moved(one, system) for one in coordinates]
    point = read_point(float(coordinates[0]), float(coordinates[1]), declared=system).point
    return [point.lon, point.lat]


_CROSSING = frozenset({"road", "water", "landform"})


def _compare_with_division(draft: PlaceDraft, divisions: DivisionIndex, bounds: Bounds) -> None:
    """A point outside its division, or far from the label point of its county: told how far.

    Roads, rivers and ranges cross boundaries; nothing is said of them.
    """
    point = draft.point
    if point is None or draft.kind in _CROSSING:
        return
    outside = bounds.outside(draft.division_id, divisions, point.lon, point.lat)
    if outside is not None:
        name, far = divisions.name_of(outside[0]), f"{outside[1] / 1000:.1f} km"
        column = draft.columns.get(_T.LON) or draft.columns.get(_T.COORDINATES, "")
        draft.tell(column, point.original, "outside_division", division=name, distance=far)
        return
    for division_id in reversed(list(_above(draft.division_id, divisions))):
        row = divisions.by_id[division_id]
        if row.label_lon is None or row.label_lat is None:
            continue
        # Flat and quick: it runs for every row, and only tells tens of kilometres.
        north = (point.lat - row.label_lat) * 111_195.0
        east = (point.lon - row.label_lon) * 94_400.0
        distance = (north * north + east * east) ** 0.5
        if distance > _FAR_M:
            far = f"{distance / 1000:.0f} km"
            column = draft.columns.get(_T.LON) or draft.columns.get(_T.COORDINATES, "")
            # A wrong zone is three degrees off: that is no place of this county.
            heavy = {"weight": int(Weight.CONFLICT)} if distance > _NOWHERE_M else {}
            told = {"division": row.name, "distance": far, **heavy}
            draft.tell(column, point.original, "far_from_division", **told)
        return


def _above(division_id: str, divisions: DivisionIndex) -> Iterator[str]:
    if division_id in divisions.by_id:
        yield from divisions.path_ids(division_id)
