"""A row as the place it would become: coordinates of all kinds, roads, texts, what is told."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from imports.rules.bounds import bounds_of
from imports.rules.divisions import DivisionIndex
from imports.rules.draft import draft_from
from imports.rules.drafting import Drafter
from imports.rules.mapping import ColumnMapping
from imports.rules.problems import Weight
from registry.places.queries.matching import DivisionRow


class Row(NamedTuple):
    """A row of a file."""

    number: int
    cells: tuple[str, ...]
    geometry: str | None = None
    problems: tuple[tuple[str, str, str], ...] = ()


def division(key, code, name, level, parent):
    where = f"/hf/{key}" if parent else "/hf"
    return DivisionRow(
        key, "nbs", "2023", code, name, level, parent, where, None, 117.28, 31.86, None
    )


DIVISIONS = DivisionIndex(
    [
        division("hf", "340100", "合肥市", "city", None),
        division("fx", "340123", "肥西县", "county", "hf"),
    ]
)


def drafted(geometry=None, crs="", constants=None, **cells):
    given = {"name": "小李庄", "kind": "自然村", "county": "肥西县", **cells}
    columns = tuple(given)
    mapping = ColumnMapping({name: name for name in columns}, constants or {})
    drafter = Drafter(mapping, columns, DIVISIONS, crs=crs)
    return drafter.draft(Row(2, tuple(given.values()), geometry))


def codes(draft) -> list[str]:
    return [problem.code for problem in draft.problems]


def test_a_plain_row():
    draft = drafted()
    assert (draft.name, draft.kind, draft.division_id) == ("小李庄", "natural_village", "fx")
    assert draft.fields == {"division_text": "肥西县", "secrecy": "unknown"}
    assert draft.problems == []


def test_a_name_that_no_photo_will_be_read_for_is_told_when_it_comes_in():
    draft = drafted(name="峏山村")
    assert codes(draft) == ["name_illegible"]
    assert draft.problems[0].weight is Weight.NOTE
    assert draft.name == "峏山村"
    assert codes(drafted(name="烔炀村")) == []


@pytest.mark.parametrize(
    "cells",
    [
        {"lon": "117.283", "lat": "31.861", "datum": "CGCS2000"},
        {"lon": "东经117°16′58.8″", "lat": "北纬31°51′39.6″", "datum": "CGCS2000"},
        {"lon": "31.861", "lat": "117.283", "datum": "WGS84"},
        {"coordinates": "117.283, 31.861", "datum": "WGS84"},
        {"lon": "39526781.872", "lat": "3526474.250", "datum": "CGCS2000"},
        {"lon": "526781.872", "lat": "3526474.250", "datum": "EPSG:4548"},
        {"lon": "3526474.250", "lat": "526781.872", "datum": "EPSG:4548"},
        {"points": "[[117.283, 31.861]]"},
    ],
)
def test_one_point_written_in_many_ways(cells):
    draft = drafted(**cells)
    assert (draft.point.lon, draft.point.lat) == pytest.approx((117.283, 31.861), abs=2e-6)
    assert draft.point.original
    assert not any(problem.weight for problem in draft.problems)


def test_a_shifted_point_is_put_back_and_said_so():
    draft = drafted(lon="117.288484", lat="31.859006", datum="GCJ-02")
    assert (draft.point.lon, draft.point.lat) == pytest.approx((117.283, 31.861), abs=1e-4)
    assert draft.point.datum == "gcj02"
    assert codes(draft) == ["coordinate_note"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"lon": "117.283", "lat": "31.861"}, "coordinate_datum_missing"),
        ({"lon": "117.283", "lat": "", "datum": "WGS84"}, "coordinate.half"),
        ({"lon": "abc", "lat": "31.8", "datum": "WGS84"}, "coordinate.unreadable"),
        ({"lon": "2.35", "lat": "48.85", "datum": "WGS84"}, "coordinate.outside_china"),
        ({"lon": "117.2", "lat": "31.8", "datum": "北京54"}, "coordinate.controlled_datum"),
        ({"lon": "0", "lat": "0", "datum": "WGS84"}, "coordinate.outside_china"),
        ({"lon": "117,283", "lat": "31,861", "datum": "WGS84"}, "coordinate.decimal_comma"),
        ({"points": "[[117.283]]"}, "points_unread"),
        ({"points": "{"}, "points_unread"),
    ],
)
def test_what_is_no_position_is_told_with_words_and_stops_the_row(cells, code):
    draft = drafted(**cells)
    assert codes(draft) == [code]
    assert draft.weight == 2
    assert draft.point is None


def test_a_position_far_from_its_county_is_told_with_the_distance():
    draft = drafted(lon="119.5", lat="31.861", datum="WGS84")
    assert codes(draft) == ["far_from_division"]
    assert draft.problems[0].params == {"division": "肥西县", "distance": "210 km"}
    assert draft.weight is Weight.NOTE


def test_a_wrong_zone_is_three_degrees_off_and_a_question_for_a_person():
    draft = drafted(lon="38526781.872", lat="3526474.250", datum="CGCS2000")
    assert codes(draft)[-1] == "far_from_division"
    assert draft.weight is Weight.CONFLICT


@pytest.mark.parametrize(
    ("word", "datum"),
    [
        ("ＷＧＳ８４", "wgs84"),
        ("WGS84坐标系", "wgs84"),
        ("2000国家大地坐标系（CGCS2000）", "cgcs2000"),
        ("国家2000大地坐标系", "cgcs2000"),
    ],
)
def test_a_datum_is_known_by_the_words_that_offices_write(word, datum):
    assert drafted(lon="117.283", lat="31.861", datum=word).point.datum == datum


def test_axes_swapped_in_some_rows_and_datums_row_by_row_are_each_read_as_they_are():
    rows = [
        {"lon": "117.283", "lat": "31.861", "datum": "CGCS2000"},
        {"lon": "31.861", "lat": "117.283", "datum": "CGCS2000"},
        {"lon": "117.288484", "lat": "31.859006", "datum": "高德"},
    ]
    drafts = [drafted(**row) for row in rows]
    for draft in drafts:
        assert (draft.point.lon, draft.point.lat) == pytest.approx((117.283, 31.861), abs=1e-4)
    assert [codes(draft) for draft in drafts] == [[], ["coordinate_note"], ["coordinate_note"]]


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        ("东-西", "EW"),
        ("自西向东", "EW"),
        ("由北至南", "NS"),
        ("南—北走向", "NS"),
        ("东北—西南", "other"),
    ],
)
def test_a_direction_is_read_from_either_end(word, direction):
    assert drafted(direction=word).fields["direction"] == direction


def test_both_ends_of_a_road_and_all_points_of_a_multipoint_are_kept():
    road = drafted(lon="117.2", lat="31.8", lon_to="117.3", lat_to="31.9", datum="WGS84")
    assert '"MultiPoint"' in road.shape
    several = drafted(points="[[117.2,31.8],[117.3,31.9],[117.4,31.9]]")
    assert several.shape.count("[117.") == 3
    assert several.shape_original == "[[117.2,31.8],[117.3,31.9],[117.4,31.9]]"


def test_a_geometry_of_the_file_in_its_own_system():
    point = '{"type":"Point","coordinates":[526781.872,3526474.25]}'
    draft = drafted(point, "EPSG:4548")
    assert (draft.point.lon, draft.point.lat) == pytest.approx((117.283, 31.861), abs=2e-6)
    line = '{"type":"LineString","coordinates":[[117.2,31.8],[117.3,31.9]]}'
    assert '"LineString"' in drafted(line, "EPSG:4326").shape
    assert codes(drafted('{"type":"Polygon","coordinates":[]}', "EPSG:4326")) == ["shape_unread"]


def test_facts_of_a_road_and_texts():
    draft = drafted(
        from_text="巢湖路",
        to_text="大通路",
        direction="东西",
        length="1.2公里",
        description="双向",
        remark="待核",
        origin="以湖得名",
        founded="1958",
        alias="老路、旧路",
        former="小李庄",
        source_id="a-1",
        sign_count="2",
    )
    assert draft.fields["length_m"] == 1200.0
    assert draft.fields["direction"] == "EW"
    assert draft.fields["description"] == "双向\n备注：待核"
    assert draft.fields["claimed_sign_count"] == 2
    assert draft.fields["other_codes"] == ["a-1"]
    assert draft.names == (("alias", "老路"), ("alias", "旧路"))
    assert draft.claims == (
        ("origin", "以湖得名", ""),
        ("settlement_founded", "设立于1958", "1958"),
    )


def test_one_value_for_the_whole_file_and_the_rows_own_before_it():
    draft = drafted(constants={"datum": "gcj02"}, lon="117.283", lat="31.861", datum="WGS84")
    assert draft.point.datum == "wgs84"
    assert codes(drafted(constants={"datum": "没有"})) == ["value_unknown"]


def test_a_kept_draft_comes_back_whole():
    draft = drafted(
        lon="117.283",
        lat="31.861",
        datum="WGS84",
        alias="甲、乙",
        origin="来历",
        roman="Xiaolizhuang",
    )
    again = draft_from(draft.number, draft.as_data())
    again.columns = draft.columns
    assert again == draft


def test_a_row_that_says_nothing_is_told_all_it_lacks():
    draft = drafted(name="", kind="", county="")
    assert codes(draft) == ["name_missing", "division_missing"]


SQUARE = {
    "properties": {"name": "肥西县"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [
            [[117.0, 31.5], [117.4, 31.5], [117.4, 32.0], [117.0, 32.0], [117.0, 31.5]],
            [[117.1, 31.6], [117.2, 31.6], [117.2, 31.7], [117.1, 31.7], [117.1, 31.6]],
        ],
    },
}


@pytest.mark.parametrize(
    ("lon", "lat", "kind", "distance"),
    [
        (117.3, 31.9, "自然村", None),
        (117.405, 31.9, "自然村", None),
        (117.5, 31.9, "自然村", "9.4 km"),
        (117.15, 31.65, "自然村", "4.7 km"),
        (117.5, 31.9, "道路", None),
    ],
)
def test_a_point_outside_its_division_is_told_with_the_distance(lon, lat, kind, distance):
    columns = ("name", "kind", "county", "lon", "lat")
    mapping = ColumnMapping({name: name for name in columns}, {"datum": "wgs84"})
    drafter = Drafter(mapping, columns, DIVISIONS, bounds=bounds_of([SQUARE], DIVISIONS))
    draft = drafter.draft(Row(2, ("某处", kind, "肥西县", str(lon), str(lat))))
    told = [one.params for one in draft.problems if one.code == "outside_division"]
    assert told == ([] if distance is None else [{"division": "肥西县", "distance": distance}])
