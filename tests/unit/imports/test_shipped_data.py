"""The shipped data: the counts, keys that hold, nothing that may not ship."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from registry import data

HEFEI = (116.5, 118.2, 30.9, 32.6)  # west, east, south, north


@pytest.fixture(scope="module")
def divisions():
    return data.table("divisions.csv")


@pytest.fixture(scope="module")
def by_key(divisions):
    return {row["key"]: row for row in divisions}


def test_there_are_1956_divisions_of_the_known_levels(divisions):
    assert Counter(row["level"] for row in divisions) == {
        "city": 1,
        "county": 9,
        "functional_zone": 3,
        "township": 170,
        "village": 1773,
    }
    assert len(divisions) == 1956


def test_scheme_edition_and_code_are_the_key_and_the_code_alone_is_none(divisions, by_key):
    assert len(by_key) == len(divisions)
    for row in divisions:
        assert row["key"] == f"{row['scheme']}-{row['edition']}:{row['code']}"
    assert {(row["scheme"], row["edition"]) for row in divisions} == {
        ("nbs", "2023"),
        ("mca", "2026-09-11"),
    }


def test_53_codes_mean_different_towns_in_the_two_lists(divisions):
    towns = [row for row in divisions if row["level"] == "township"]
    nbs = {row["code"]: row["key"] for row in towns if row["scheme"] == "nbs"}
    mca = {row["twin_code"]: row["key"] for row in towns if row["twin_code"]}
    mca |= {row["code"]: row["key"] for row in towns if row["scheme"] == "mca"}
    assert len(mca) == 140
    assert sum(code in nbs and nbs[code] != key for code, key in mca.items()) == 53
    assert nbs["340181100"] != mca["340181100"]


def test_every_parent_is_there_one_level_up(divisions, by_key):
    up = {
        "village": {"township"},
        "township": {"county", "functional_zone"},
        "county": {"city"},
        "functional_zone": {"city"},
    }
    for row in divisions:
        if row["level"] == "city":
            assert row["parent_key"] == ""
        else:
            assert by_key[row["parent_key"]]["level"] in up[row["level"]], row["key"]


def test_the_status_says_what_the_lists_say(divisions):
    assert Counter(row["status"] for row in divisions) == {
        "listed": 1767,
        "in_both_lists": 140,
        "statistical_only": 28,
        "not_in_current_list": 2,
        "new": 10,
        "odd": 6,
        "functional_zone": 3,
    }


def test_spellings_are_proposals_and_no_name_lacks_one(divisions):
    rows = [*divisions, *data.table("places.csv")]
    assert {row["roman_status"] for row in rows} == {"proposed"}
    assert all(row["roman_toned"] and row["roman_plain"] for row in rows)
    assert all(row["specific"] + row["generic"] == row["name"] for row in rows)
    assert sum(row["to_confirm"] == "yes" for row in divisions) == 103


def test_the_16_points_lie_in_hefei_with_datum_method_and_precision(by_key):
    points = data.table("points.csv")
    assert Counter(row["role"] for row in points) == {
        "city_seat": 1,
        "county_seat": 5,
        "district_label_point": 9,
        "lake_label_point": 1,
    }
    west, east, south, north = HEFEI
    for row in points:
        assert west < float(row["lon"]) < east
        assert south < float(row["lat"]) < north
        assert row["datum"] in {"wgs84", "cgcs2000"}
        assert row["method"] in {"published", "label_point", "computed"}
        assert row["precision_note"]
        assert row["holder"]
        assert row["division_key"] == "" or row["division_key"] in by_key


def test_the_water_is_one_lake_and_unnamed_rivers_and_no_boundary_ships():
    water = data.document("water.geojson")
    assert [feature["properties"]["kind"] for feature in water["features"]] == ["lake", "rivers"]
    lake, rivers = water["features"]
    assert (lake["properties"]["name"], rivers["properties"]["name"]) == ("巢湖", "")
    assert lake["geometry"]["type"] == "Polygon"
    assert rivers["geometry"]["type"] == "MultiLineString"
    for feature in water["features"]:
        assert feature["properties"]["licence"] == "LGPL-3.0-or-later"
        assert "天地图" not in str(feature["properties"])


def test_no_other_file_of_the_folder_holds_a_geometry():
    names = {path.name for path in files(data).iterdir() if path.is_file()}
    for name in names - {"water.geojson", "__init__.py"}:
        text = data.text(name)
        assert '"coordinates"' not in text, name
        assert not re.search(r"POLYGON\s*\(\(", text, re.IGNORECASE), name
        assert not name.endswith((".shp", ".gpkg", ".geojson", ".topojson", ".kml")), name


def test_every_listed_file_is_there_and_can_be_read():
    for name in data.FILES:
        assert data.text(name).strip(), name
        assert "\r" not in data.text(name), name


def test_no_candidate_says_more_than_its_sources():
    sources = {row["key"] for row in data.document("sources.json")}
    for row in data.document("heritage_candidates.json"):
        assert set(row["sources"]) <= sources
        assert bool(row["sources"]) == (row["state"] != "not_sourced"), row["name"]


def test_the_states_of_the_candidates_are_those_of_the_public_pages():
    rows = data.document("heritage_candidates.json")
    assert len({row["key"] for row in rows}) == len(rows) == 43
    states = {(row["list"], row["programme_class"], row["name"]): row["state"] for row in rows}
    assert states["anhui", "千年古镇", "三河镇"] == "not_sourced"
    assert states["anhui", "千年古镇", "矾山镇"] == "candidate"
    assert states["anhui", "千年古镇", "古城镇"] == "filed"
    assert states["anhui", "千年古镇", "柘皋镇"] == "reported"
    assert states["anhui", "千年古镇", "金牛镇"] == "announced"
    assert (
        sum(row["list"] == "anhui" and row["programme_class"] == "千年古镇" for row in rows) == 16
    )
    assert (
        sum(row["programme_class"] == "千年古村落" and row["list"] == "anhui" for row in rows) == 7
    )
    assert sum(row["list"] == "chaohu" for row in rows) == 15


def test_every_candidate_points_at_a_division_or_at_a_place_without_one(by_key):
    places = {row["key"]: row for row in data.table("places.csv")}
    for row in data.document("heritage_candidates.json"):
        found = by_key.get(row["place_ref"]) or places.get(row["place_ref"])
        assert found is not None, row["name"]
        if row["code"]:
            assert f"{row['scheme']}-{row['edition']}:{row['code']}" == row["place_ref"]
    assert len(places) == 16
    for row in places.values():
        assert row["inside_key"] in by_key
        assert row["name"] not in {other["name"] for other in by_key.values()}


def test_the_fourteen_pages_and_five_data_sets_say_when_they_were_read():
    sources = data.document("sources.json")
    keys = [row["key"] for row in sources]
    assert keys == [f"S{n}" for n in range(1, 15)] + [f"D{n}" for n in range(1, 6)]
    assert {row["accessed_on"] for row in sources} == {"2026-11-23"}
    assert all(row["title"] and row["url"] and row["grade"] in "ABCD" for row in sources)


def test_the_holders_of_the_data_are_named_with_their_licences():
    owed = {row.key: row for row in data.attributions()}
    assert set(owed) == {"nbs", "mca", "geonames", "tianditu", "gshhg", "opencc"}
    for row in owed.values():
        assert row.holder
        assert row.licence
        assert row.used_for_zh
        assert row.used_for_en
        assert row.url.startswith("https://")


def test_every_name_survives_gb_18030():
    for row in data.table("divisions.csv"):
        assert row["name"].encode("gb18030").decode("gb18030") == row["name"]
