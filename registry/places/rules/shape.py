"""Shapes of places: read from GeoJSON within limits, checked, drawn small."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.core.forms import Wrong
from registry.core.geo import position_fault
from registry.core.text import T, Text
from registry.places.rules.position import GeometryType

MAX_CHARACTERS = 2_000_000
MAX_POINTS = 50_000
#: About a centimetre; what a source writes beyond that is noise.
DECIMALS = 7
MAX_DEPTH = 3
MAX_NUMBER = 1e7
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")

GEOMETRY_LABELS: dict[GeometryType, Text] = {
    GeometryType.MULTIPOINT: T("多点"),
    GeometryType.LINE: T("线"),
    GeometryType.MULTILINE: T("多段线"),
    GeometryType.POLYGON: T("面"),
    GeometryType.MULTIPOLYGON: T("多个面"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A checked shape: GeoJSON geometry text in WGS 84 and a point on it where a label stands."""

    geometry_type: GeometryType
    geojson: str
    label_lon: float
    label_lat: float


def read_shape(text: str) -> Shape:
    """A shape from GeoJSON: a geometry, a feature, or a collection of one feature.

    Raises:
        Wrong: no GeoJSON, too large, another reference system, a point, outside China, swapped
            axes, an outline that crosses itself. Nothing is repaired in silence.
    """
    geometry = _geometry(_parsed(text))
    try:
        kind = GeometryType(str(geometry.get("type")))
    except ValueError:
        raise Wrong(_other_type(geometry.get("type"))) from None
    rounded = {"type": kind.value, "coordinates": _rounded(geometry.get("coordinates"))}
    _check_points(rounded["coordinates"])
    lon, lat = _label(rounded)
    whole = json.dumps(rounded, separators=(",", ":"))
    return Shape(kind, whole, round(lon, DECIMALS), round(lat, DECIMALS))


def _parsed(text: str) -> Mapping[str, Any]:
    if len(text) > MAX_CHARACTERS:
        raise Wrong(T("图形太大：最多 %(n)d 个字符", n=MAX_CHARACTERS))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Wrong(T("这不是 GeoJSON，请检查有没有复制完整")) from None
    if not isinstance(found, Mapping):
        raise Wrong(T("这不是 GeoJSON，请检查有没有复制完整"))
    crs = found.get("crs")
    if crs is not None and not str(crs).rstrip("'\"}] ").endswith(_WGS84_NAMES):
        raise Wrong(T("只收 WGS 84 或 CGCS2000 的经纬度，请先换算"))
    return found


def _geometry(found: Mapping[str, Any]) -> Mapping[str, Any]:
    if found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise Wrong(T("一次只收一个图形，文件里要正好有一个要素"))
        found = features[0] if isinstance(features[0], Mapping) else {}
    if found.get("type") == "Feature":
        inner = found.get("geometry")
        found = inner if isinstance(inner, Mapping) else {}
    return found


def _other_type(found: object) -> Text:
    if found == "Point":
        return T("单个点请在“定位置”里填写")
    return T("只收多点、线、多段线、面和多个面")


def _rounded(found: Any, depth: int = 0) -> Any:
    """Coordinates, two numbers a point, heights left out; a multipolygon is three lists deep."""
    if not isinstance(found, list) or not found or depth > MAX_DEPTH:
        raise Wrong(T("图形里有一处坐标不完整"))
    if isinstance(found[0], list):
        return [_rounded(item, depth + 1) for item in found]
    # Comparing sorts out what is infinite, not a number, or too large to be made a float.
    numbers = [x for x in found[:2] if _is_number(x) and abs(x) < MAX_NUMBER]
    if len(numbers) != 2 or len(found) > 4:
        raise Wrong(T("图形里有一处坐标不完整"))
    return [round(float(x), DECIMALS) for x in numbers]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def points_of(coordinates: Any) -> Iterator[tuple[float, float]]:
    """All points of GeoJSON coordinates of any depth."""
    if coordinates and not isinstance(coordinates[0], list):
        yield coordinates[0], coordinates[1]
        return
    for item in coordinates:
        yield from points_of(item)


def _check_points(coordinates: Any) -> None:
    count = 0
    for lon, lat in points_of(coordinates):
        count += 1
        fault = position_fault(lon, lat)
        if fault is not None:
            raise Wrong(fault)
    if count > MAX_POINTS:
        raise Wrong(T("图形太细：最多 %(n)d 个点", n=MAX_POINTS))


def _label(geometry: Mapping[str, Any]) -> tuple[float, float]:
    # Shapely takes a tenth of a second to load; only who draws shapes pays for it.
    import shapely
    from shapely.geometry import shape

    try:
        found = shape(geometry)
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError):
        raise Wrong(T("图形里有一处坐标不完整")) from None
    if found.is_empty or not found.is_valid:
        raise Wrong(T("图形有误：面的边界不能自相交，线至少要有两个不同的点"))
    if geometry["type"] == GeometryType.LINE:
        point = found.interpolate(0.5, normalized=True)
    else:
        point = found.representative_point()
    return point.x, point.y


def public_geojson(geojson: str, decimals: int | None) -> str:
    """The shape as a reader may see it: coordinates rounded as a position would be."""
    if decimals is None:
        return geojson
    found = json.loads(geojson)
    found["coordinates"] = _coarse(found["coordinates"], decimals)
    return json.dumps(found, separators=(",", ":"))


def _coarse(found: Any, decimals: int) -> Any:
    if not isinstance(found[0], list):
        return [round(found[0], decimals), round(found[1], decimals)]
    return [_coarse(item, decimals) for item in found]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A small drawing: an SVG path in a box of `width` × `height`, and the size on the ground."""

    width: int
    height: int
    path: str
    dots: Sequence[tuple[float, float]]
    is_area: bool
    east_west_m: int
    north_south_m: int


def sketch(geojson: str, size: int = 240) -> Sketch:
    """Draw a shape into a box whose longer side is `size`, north up, with a margin of 8."""
    found = json.loads(geojson)
    points = list(points_of(found["coordinates"]))
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    metres = 111_195.0
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * squeeze, north - south
    scale = (size - 16) / (max(wide, high) or 1.0)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x = 8 + (point[0] - west) * squeeze * scale
        y = 8 + (north - point[1]) * scale
        return round(x, 1), round(y, 1)

    is_dots = found["type"] == GeometryType.MULTIPOINT
    lines = [] if is_dots else _lines(found["coordinates"])
    strokes = ["M" + "L".join(f"{x} {y}" for x, y in map(at, line)) for line in lines]
    return Sketch(
        width=max(round(wide * scale) + 16, 24),
        height=max(round(high * scale) + 16, 24),
        path="".join(strokes),
        dots=[at(point) for point in points] if is_dots else [],
        is_area=found["type"] in {GeometryType.POLYGON, GeometryType.MULTIPOLYGON},
        east_west_m=round(wide * metres),
        north_south_m=round(high * metres),
    )


def _lines(coordinates: Any) -> list[list[tuple[float, float]]]:
    if not isinstance(coordinates[0][0], list):
        return [[(x, y) for x, y in coordinates]]
    return [line for item in coordinates for line in _lines(item)]
