"""The data dictionary's shapes, the states of a place, and shapes read from GeoJSON."""

from __future__ import annotations

import json

import pytest

from registry.core.forms import Wrong
from registry.places.rules import EntityStatus, LegalKind
from registry.places.rules.details import (
    detail_faults,
    is_secret,
    is_twin_pair,
    needs_positional_basis,
)
from registry.places.rules.lifecycle import TRANSITIONS, may_follow, next_states
from registry.places.rules.position import Datum, stored_datum_fault
from registry.places.rules.shape import points_of, public_geojson, read_shape, sketch

GOOD = {
    "place_code": "34012210122200000001",
    "category_code": "21610",
    "twin_category_code": "27610",
    "direction": "EW",
    "length_m": 1200.5,
    "elevation_m": -12,
    "claimed_sign_count": 0,
    "other_codes": ("A-1", "B 2"),
    "positional_importance": True,
    "positional_basis": "合民〔2024〕1 号",
    "description": "两行\n文字",
}
BAD = [
    ("place_code", "3.40123E+11"),
    ("place_code", "340122101222000000011"),
    ("category_code", "2220"),
    ("category_code", "2220a"),
    ("twin_category_code", "27620"),
    ("twin_place_code", "34012210122200000001"),
    ("direction", "N"),
    ("legal_kind", "road"),
    ("length_m", -1),
    ("length_m", float("nan")),
    ("width_m", "7"),
    ("elevation_m", 9001),
    ("claimed_sign_count", -1),
    ("claimed_sign_count", True),
    ("claimed_sign_count", 1.5),
    ("other_codes", "one text"),
    ("other_codes", ["x"] * 21),
    ("other_codes", ["x" * 41]),
    ("positional_basis", ""),
    ("positional_importance", False),
    ("managing_body", "长" * 121),
    ("division_text", "居\x00巢区"),
    ("description", 7),
]


def test_a_whole_row_of_the_dictionary_is_taken() -> None:
    assert detail_faults(GOOD) == {}
    assert detail_faults({}) == {}


@pytest.mark.parametrize(("name", "value"), BAD)
def test_one_wrong_column_is_told_and_only_that_one(name, value) -> None:
    assert set(detail_faults({**GOOD, name: value})) == {name}


def test_all_wrong_columns_are_told_at_once() -> None:
    wrong = dict(BAD)
    assert len(detail_faults({**GOOD, **wrong})) >= 10


def test_the_twins_are_the_area_and_the_committee_of_one_village() -> None:
    assert is_twin_pair("21610", "27610")
    assert is_twin_pair("27620", "21620")
    for pair in (("21610", "27620"), ("21610", "21610"), ("22200", "27200"), ("21500", "27610")):
        assert not is_twin_pair(*pair)


def test_the_last_three_kinds_of_the_regulation_need_importance() -> None:
    needed = [kind for kind in LegalKind if needs_positional_basis(kind)]
    assert needed == [LegalKind.ESTATE_BUILDING, LegalKind.FACILITY, LegalKind.OTHER]


def test_anything_but_public_and_unknown_is_secret() -> None:
    assert [is_secret(word) for word in ("public", "unknown", "restricted", "秘密", "")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_states_follow_each_other_by_the_table() -> None:
    assert set(TRANSITIONS) == set(EntityStatus)
    assert next_states("planned") == [EntityStatus.UNDER_CONSTRUCTION, EntityStatus.EXISTING]
    assert next_states("existing") == []
    assert may_follow("existing", "vanished")
    assert may_follow("vanished", "existing")
    # Only a merge, which knows the other place, leads into "merged" and out of it.
    assert not any(may_follow(now, "merged") for now in EntityStatus)
    assert not any(may_follow("merged", then) for then in EntityStatus)


def test_a_datum_is_stored_as_it_is_or_knowingly_converted() -> None:
    assert stored_datum_fault(Datum.CGCS2000, is_converted=False) is None
    assert stored_datum_fault(Datum.GCJ02, is_converted=True) is None
    assert stored_datum_fault(Datum.GCJ02, is_converted=False) is not None
    assert stored_datum_fault(Datum.BEIJING54, is_converted=True) is not None


def geojson(kind, coordinates, **more) -> str:
    return json.dumps({"type": kind, "coordinates": coordinates, **more})


SQUARE = [[117.2, 31.5], [117.3, 31.5], [117.3, 31.6], [117.2, 31.6], [117.2, 31.5]]
BOW_TIE = [[117.2, 31.5], [117.3, 31.6], [117.3, 31.5], [117.2, 31.6], [117.2, 31.5]]
ROAD = [[117.2, 31.5], [117.3, 31.5, 12.5]]


def test_a_line_has_its_label_half_way_and_loses_its_heights() -> None:
    shape = read_shape(geojson("LineString", ROAD))
    assert (shape.geometry_type, shape.label_lon, shape.label_lat) == ("LineString", 117.25, 31.5)
    assert json.loads(shape.geojson)["coordinates"] == [[117.2, 31.5], [117.3, 31.5]]


def test_features_and_collections_of_one_are_shapes_too() -> None:
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(geojson("Polygon", [SQUARE])),
    }
    assert read_shape(json.dumps(feature)).geometry_type == "Polygon"
    one = {
        "type": "FeatureCollection",
        "features": [feature],
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    }
    assert read_shape(json.dumps(one)).geometry_type == "Polygon"
    with pytest.raises(Wrong):
        read_shape(json.dumps({**one, "features": [feature, feature]}))


def test_reading_what_was_read_changes_nothing() -> None:
    for kind, points in (("MultiPoint", ROAD), ("Polygon", [SQUARE]), ("MultiPolygon", [[SQUARE]])):
        once = read_shape(geojson(kind, points))
        assert read_shape(once.geojson) == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "7",
        '{"type":"FeatureCollection","features":[]}',
        '{"type":"Feature","geometry":null}',
        geojson("Point", [117.2, 31.5]),
        geojson("GeometryCollection", []),
        geojson("LineString", []),
        geojson("LineString", [[117.2, 31.5]]),
        geojson("LineString", [[117.2, 31.5], [117.2, 31.5]]),
        geojson("LineString", [[31.5, 117.2], [31.6, 117.2]]),
        geojson("LineString", [[2.3, 48.8], [2.4, 48.9]]),
        geojson("LineString", [[117.2], [117.3]]),
        geojson("LineString", [["117.2", "31.5"], [117.3, 31.5]]),
        geojson("LineString", [[117.2, True], [117.3, 31.5]]),
        geojson("LineString", [[117.2, 10**400], [117.3, 31.5]]),
        '{"type":"LineString","coordinates":[[NaN,31.5],[117.3,31.5]]}',
        '{"type":"LineString","coordinates":[[1e999,31.5],[117.3,31.5]]}',
        geojson("Polygon", [BOW_TIE]),
        geojson("Polygon", SQUARE),
        geojson("Polygon", [[[[SQUARE]]]]),
        geojson("Polygon", [SQUARE], crs={"properties": {"name": "EPSG:4548"}}),
        "[" * 100_000,
        '{"type":"Polygon","coordinates":' + "[" * 50_000 + "]" * 50_000 + "}",
        " " * 2_000_001,
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_shape_is_refused_in_words(text) -> None:
    with pytest.raises(Wrong) as wrong:
        read_shape(text)
    assert str(wrong.value.text)


def test_the_public_sees_a_shape_as_coarse_as_a_position() -> None:
    whole = read_shape(geojson("LineString", [[117.2000123, 31.5], [117.3, 31.5]])).geojson
    assert public_geojson(whole, None) == whole
    coarse = json.loads(public_geojson(whole, 3))
    assert next(iter(points_of(coarse["coordinates"]))) == (117.2, 31.5)


def test_a_sketch_has_north_up_and_the_size_on_the_ground() -> None:
    drawn = sketch(geojson("Polygon", [SQUARE]), 240)
    assert drawn.is_area
    assert (drawn.height, drawn.north_south_m) == (240, 11_120)
    assert drawn.east_west_m < drawn.north_south_m
    assert drawn.path.startswith("M8.0 232.0L")
    dots = sketch(geojson("MultiPoint", [[117.2, 31.5], [117.2, 31.5]]))
    assert (len(dots.dots), dots.path, dots.width) == (2, "", 24)
