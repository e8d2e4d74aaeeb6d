"""Whole shapes (GeoJSON geometries) of a declared coordinate system, brought into WGS 84."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.core.datum.crs import Declared
from registry.core.datum.fault import CoordinateFault
from registry.core.datum.reading import NOTES, read_point
from registry.core.text import T, Text

_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def read_shape(
    geometry: Mapping[str, Any], declared: Declared
) -> tuple[dict[str, Any], tuple[Text, ...]]:
    """The geometry in WGS 84, longitude first, without heights; and notes on what was done.

    Raises:
        CoordinateFault: not a geometry of RFC 7946 (a collection neither), or a vertex that
            cannot be used.
    """
    kind = geometry.get("type")
    depth = _DEPTH.get(kind) if isinstance(kind, str) else None
    if depth is None:
        raise CoordinateFault("coordinate.unknown_shape", T("这种几何图形不能导入"))
    codes: dict[str, None] = {}
    coordinates = _vertices(geometry.get("coordinates"), depth, declared, codes)
    return {"type": kind, "coordinates": coordinates}, tuple(NOTES[code] for code in codes)


def _vertices(part: Any, depth: int, declared: Declared, codes: dict[str, None]) -> list[Any]:
    if not isinstance(part, list | tuple) or not part:
        raise _broken()
    if depth:
        return [_vertices(inner, depth - 1, declared, codes) for inner in part]
    if len(part) < 2 or not all(
        isinstance(number, int | float) and not isinstance(number, bool) for number in part[:2]
    ):
        raise _broken()
    read = read_point(float(part[0]), float(part[1]), declared=declared)
    codes.update(dict.fromkeys(read.codes))
    return [read.point.lon, read.point.lat]


def _broken() -> CoordinateFault:
    return CoordinateFault("coordinate.broken_shape", T("几何图形的坐标不完整"))
