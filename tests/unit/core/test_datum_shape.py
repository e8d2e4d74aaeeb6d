"""Shapes come into WGS 84 vertex by vertex; what is no shape is refused."""

from __future__ import annotations

import math

import pytest

from registry.core.datum import CoordinateFault, Declared, read_point, read_shape

SHEET = [[39526781.872, 3526474.250], [39526881.872, 3526474.250], [39526781.872, 3526574.250]]


def test_a_polygon_of_a_sheet_comes_into_degrees_with_a_note() -> None:
    ring = [*SHEET, SHEET[0]]
    shape, notes = read_shape(
        {"type": "Polygon", "coordinates": [ring]}, Declared("cgcs2000", 4527)
    )
    (outer,) = shape["coordinates"]
    assert outer[0] == pytest.approx([117.283, 31.861], abs=1e-8)
    assert outer[0] == outer[-1]
    assert len(outer) == 4
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [117.283, 31.861, 25.0]),
        ("MultiPoint", [[117.283, 31.861]]),
        ("LineString", [[117.283, 31.861], [117.284, 31.862]]),
        ("MultiLineString", [[[117.283, 31.861], [117.284, 31.862]]]),
        ("MultiPolygon", [[[[117.283, 31.861], [117.284, 31.862], [117.285, 31.8]]]]),
    ],
)
def test_every_kind_of_shape_is_read_without_heights(kind, coordinates) -> None:
    shape, notes = read_shape({"type": kind, "coordinates": coordinates}, Declared("wgs84"))
    flat = str(shape["coordinates"])
    assert shape["type"] == kind
    assert "117.283, 31.861" in flat
    assert "25.0" not in flat
    assert notes == ()


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "GeometryCollection", "geometries": []},
        {"type": ["Point"], "coordinates": [117.283, 31.861]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [117.283]},
        {"type": "Point", "coordinates": ["117.283", "31.861"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": [math.nan, 31.861]},
        {"type": "LineString", "coordinates": [117.283, 31.861]},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Point", "coordinates": None},
    ],
)
def test_what_is_no_shape_is_refused(geometry) -> None:
    with pytest.raises(CoordinateFault):
        read_shape(geometry, Declared("wgs84"))


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(CoordinateFault):
        read_point(math.inf, 31.861, declared=Declared("wgs84"))
