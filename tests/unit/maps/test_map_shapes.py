"""An operator's base file: polygons in degrees, longitude first; everything else is named."""

from __future__ import annotations

import json

import pytest

from registry.core.errors import Invalid
from registry.maps.rules import read_shapes
from registry.maps.rules import shapes as rules

SQUARE = [[117.0, 31.0], [117.5, 31.0], [117.5, 31.5], [117.0, 31.5], [117.0, 31.0]]


def collection(geometry, **extra) -> bytes:
    feature = {"type": "Feature", "properties": {"name": "虚构县"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **extra}).encode()


def polygon(ring, **extra) -> bytes:
    return collection({"type": "Polygon", "coordinates": [ring]}, **extra)


def complaint(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_shapes(data)
    return " ".join(str(text) for text in caught.value.fields["file"])


def test_a_polygon_is_read_with_its_name():
    (shape,) = read_shapes(polygon(SQUARE))
    assert (shape.name, shape.level) == ("虚构县", "")
    assert shape.polygons[0][0][0] == (117.0, 31.0)


def test_several_parts_a_byte_order_mark_and_cgcs2000_are_accepted():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    data = collection({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, crs=crs)
    assert len(read_shapes(b"\xef\xbb\xbf" + data)[0].polygons) == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not json", "JSON"),
        (b"[]", "GeoJSON"),
        (b'{"type":"Topology"}', "FeatureCollection"),
        (b'{"type":"FeatureCollection","features":[]}', "没有任何"),
        ("{}".encode("utf-16"), "UTF-8"),
        (polygon(SQUARE).replace(b"117.5", b"NaN"), "NaN"),
        (polygon(SQUARE).replace(b"117.5", b'"117.5"'), "有限数字"),
        (polygon(SQUARE).replace(b"117.5", b"1e999"), "有限数字"),
        (collection({"type": "LineString", "coordinates": SQUARE}), "不是面"),
        (collection(None), "不是面"),
        (collection({"type": "Polygon", "coordinates": []}), "没有坐标"),
        (collection({"type": "MultiPolygon", "coordinates": 3}), "没有坐标"),
        (polygon(SQUARE[:-1]), "闭合"),
        (polygon([[lat, lon] for lon, lat in SQUARE]), "写反"),
        (polygon([[lon * 1000, lat * 1000] for lon, lat in SQUARE]), "投影"),
        (polygon([[lon - 120, lat] for lon, lat in SQUARE]), "中国境内"),
        (polygon(SQUARE, crs={"properties": {"name": "EPSG:4527"}}), "WGS 84"),
    ],
)
def test_what_is_wrong_is_said(data, words):
    assert words in complaint(data)


def test_a_file_over_the_limit_is_not_even_parsed(monkeypatch):
    monkeypatch.setattr(rules, "MAX_BYTES", 10)
    assert "太大" in complaint(polygon(SQUARE))


def test_too_many_vertices_are_refused(monkeypatch):
    monkeypatch.setattr(rules, "MAX_VERTICES", 4)
    assert "顶点" in complaint(polygon(SQUARE))


def test_a_thousand_faults_are_not_a_thousand_lines():
    bad = {"type": "Feature", "geometry": None}
    data = json.dumps({"type": "FeatureCollection", "features": [bad] * 1000}).encode()
    with pytest.raises(Invalid) as caught:
        read_shapes(data)
    assert len(caught.value.fields["file"]) == rules.MAX_ERRORS
