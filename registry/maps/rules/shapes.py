"""What an operator's base file must be: GeoJSON polygons, in degrees, longitude first.

RFC 7946 for the form. Accepted datums are WGS 84 and CGCS2000, which agree to within a few
decimetres; everything else is refused rather than converted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from registry.core.errors import Invalid
from registry.core.geo import CHINA_LAT, CHINA_LON
from registry.core.text import T, Text

MAX_BYTES = 60_000_000
MAX_VERTICES = 2_000_000
MAX_ERRORS = 12
_DATUMS = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")

Ring = list[tuple[float, float]]
Polygon = list[Ring]


@dataclass(frozen=True, slots=True)
class BasemapShape:
    """One named area: polygons of rings of (lon, lat); the first ring of each is its outline."""

    name: str
    level: str
    polygons: Sequence[Polygon]


class _Faults:
    """Collects what is wrong, up to a limit, with the number of the feature."""

    def __init__(self) -> None:
        self.texts: list[Text] = []

    def add(self, text: Text) -> None:
        if len(self.texts) < MAX_ERRORS:
            self.texts.append(text)


def read_shapes(data: bytes) -> list[BasemapShape]:
    """The areas of a GeoJSON file.

    Raises:
        Invalid: field `file`, with everything that is wrong (at most 12 things): not JSON, NaN,
            other geometry than polygons, open rings, positions outside China, latitude and
            longitude swapped, another datum declared, too large.
    """
    faults = _Faults()
    shapes: list[BasemapShape] = []
    for number, feature in enumerate(_features(_document(data)), start=1):
        shape = _shape(feature, number, faults)
        if shape is not None:
            shapes.append(shape)
    if faults.texts:
        raise Invalid({"file": faults.texts})
    if not shapes:
        _refuse(T("文件里没有任何多边形"))
    vertices = sum(len(ring) for shape in shapes for poly in shape.polygons for ring in poly)
    if vertices > MAX_VERTICES:
        _refuse(T("顶点太多：%(n)d 个，最多 %(most)d 个", n=vertices, most=MAX_VERTICES))
    return shapes


def _refuse(text: Text) -> NoReturn:
    raise Invalid({"file": [text]})


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        _refuse(T("文件太大：最多 %(n)d MB", n=MAX_BYTES // 1_000_000))
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        _refuse(T("文件不是 UTF-8 编码"))
    except (ValueError, RecursionError):
        _refuse(T("文件不是有效的 JSON（NaN 和 Infinity 也不行）"))
    if not isinstance(document, dict):
        _refuse(T("文件不是 GeoJSON 对象"))
    declared = document.get("crs")
    if declared is not None and not str(declared).rstrip("'}").endswith(_DATUMS):
        _refuse(
            T("只接受 WGS 84 或 CGCS2000 经纬度；文件声明的是 %(crs)s", crs=str(declared)[:120])
        )
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _features(document: dict[str, Any]) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if kind == "Feature":
        return [document]
    _refuse(T("文件应是 GeoJSON 的 FeatureCollection"))


def _shape(feature: Any, number: int, faults: _Faults) -> BasemapShape | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        faults.add(T("第 %(n)d 个要素不是面（Polygon 或 MultiPolygon）", n=number))
        return None
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    polygons: list[Polygon] = []
    for part in parts if isinstance(parts, list) else [None]:
        polygon = _polygon(part, number, faults)
        if polygon is None:
            return None
        polygons.append(polygon)
    properties = feature.get("properties") or {}
    return BasemapShape(_word(properties, "name"), _word(properties, "level"), polygons)


def _word(properties: Any, key: str) -> str:
    value = properties.get(key) if isinstance(properties, dict) else None
    return value.strip()[:60] if isinstance(value, str) else ""


def _polygon(part: Any, number: int, faults: _Faults) -> Polygon | None:
    if not isinstance(part, list) or not part:
        faults.add(T("第 %(n)d 个要素没有坐标", n=number))
        return None
    rings: Polygon = []
    for raw in part:
        try:
            ring = list(_positions(raw))
        except (TypeError, ValueError):
            faults.add(T("第 %(n)d 个要素的坐标不是成对的有限数字", n=number))
            return None
        fault = _ring_fault(ring, number)
        if fault is not None:
            faults.add(fault)
            return None
        rings.append(ring)
    return rings


def _positions(raw: Any) -> Iterator[tuple[float, float]]:
    for pair in raw:
        lon, lat = pair[0], pair[1]
        if isinstance(lon, bool) or isinstance(lat, bool) or isinstance(lon, str):
            raise TypeError
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise ValueError
        yield float(lon), float(lat)


def _ring_fault(ring: Ring, number: int) -> Text | None:
    if len(ring) < 4 or ring[0] != ring[-1]:
        return T("第 %(n)d 个要素的边界没有闭合", n=number)
    if all(_in_china(lon, lat) for lon, lat in ring):
        return None
    if all(_in_china(lat, lon) for lon, lat in ring):
        return T("第 %(n)d 个要素的经度和纬度写反了：GeoJSON 先写经度", n=number)
    if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in ring):
        return T("第 %(n)d 个要素的坐标不是经纬度（可能是投影坐标）", n=number)
    return T("第 %(n)d 个要素不在中国境内", n=number)


def _in_china(lon: float, lat: float) -> bool:
    return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]
