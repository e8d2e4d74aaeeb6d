"""Geometries as GeoJSON text, in whatever coordinate system the file has."""

from __future__ import annotations

import json
from typing import Any, Final

_TYPES: Final = frozenset(
    {
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def is_geometry(shape: Any) -> bool:
    """Whether it has the outline of a GeoJSON geometry; its numbers are not looked at."""
    if not isinstance(shape, dict) or shape.get("type") not in _TYPES:
        return False
    member = "geometries" if shape["type"] == "GeometryCollection" else "coordinates"
    return isinstance(shape.get(member), list)


def text_of(shape: Any) -> str | None:
    """The geometry as text; None where there is none or it is not one."""
    if not is_geometry(shape):
        return None
    try:
        return _ENCODER.encode(shape)
    except (ValueError, RecursionError):
        return None


def multipoint(points: Any) -> Any:
    """A MultiPoint of [longitude, latitude] pairs, however they were saved; None for nothing.

    The national database gives a list of pairs, one pair, a geometry, or any of them as text.
    """
    if isinstance(points, str):
        try:
            points = json.loads(points) if points.strip() else None
        except (ValueError, RecursionError):
            return points
    if not isinstance(points, list):
        return points
    if len(points) >= 2 and all(isinstance(part, int | float) for part in points):
        points = [points]
    pairs = [pair for pair in points if pair]
    return {"type": "MultiPoint", "coordinates": pairs} if pairs else None
