"""Cells by themselves: what is read, what is refused, and with which code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.rules import values, words
from imports.rules.mapping import secrecy_columns
from imports.rules.problems import PROBLEMS, BadValueError, worded
from registry.core.forms import Wrong, clean_line
from registry.places.rules import PlaceKind


def fault(check, text: str) -> str:
    with pytest.raises(BadValueError) as raised:
        check(text)
    return raised.value.code


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (values.number, "1,234.5", 1234.5),
        (values.number, "１２．５", 12.5),
        (values.measure, "3.2公里", 3200.0),
        (values.measure, "120 米", 120.0),
        (values.elevation, "-12.5", -12.5),
        (values.count, "3", 3),
        (values.count, "3.0", 3),
        (values.count, "２个", 2),
        (values.place_code, "34012310122200000001", "34012310122200000001"),
        (values.place_code, "'34012310122200000001", "34012310122200000001"),
        (values.category_code, "21610", "21610"),
        (values.names, "鹊渚、三河古镇；三汊河", ("鹊渚", "三河古镇", "三汊河")),
        (values.name, "烔炀镇", "烔炀镇"),
        (words.kind_of_word, "行政村", PlaceKind.VILLAGE_COMMITTEE),
        (words.status, "历史", "vanished"),
        (words.datum, "2000国家大地坐标系", "cgcs2000"),
        (words.direction, "南北走向", "NS"),
        (words.direction, "环形", "other"),
    ],
)
def test_what_people_write_is_read(check, text, value):
    assert check(text) == value


@pytest.mark.parametrize(
    ("check", "text", "code"),
    [
        (values.number, "很高", "not_a_number"),
        (values.number, "nan", "not_a_number"),
        (values.number, "1e999", "not_a_number"),
        (values.measure, "-3", "negative"),
        (values.elevation, "99999", "out_of_range"),
        (values.count, "1.5", "not_a_count"),
        (values.count, "-1", "not_a_count"),
        (values.place_code, "3.40123E+11", "code_mangled"),
        (values.place_code, "340123", "code_form"),
        (values.category_code, "216", "category_form"),
        (values.name, "<b>三河</b>", "name_characters"),
        (values.name, "三\u200b河", "control_character"),
        (values.name, "河" * 61, "too_long"),
        (values.prose, "沿" * 8001, "too_long"),
        (words.kind_of_word, "没有这种", "kind_word_unknown"),
        (words.datum, "大地", "value_unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code(check, text, code):
    assert fault(check, text) == code


@given(st.text(max_size=40))
def test_the_quick_check_of_a_line_agrees_with_the_slow_one(text):
    text = text.strip()
    try:
        slow = clean_line(text)
    except Wrong:
        assert fault(values.line, text) == "control_character"
    else:
        assert values.line(text) == slow


@pytest.mark.parametrize(
    "text",
    [
        "秘密",
        "机密",
        "内部",
        "绝密",
        "?",
        "未知",
        "秘 密",
        "秘密★10年",
        "内部资料",
        "不公开",
        "公开★",
    ],
)
def test_whatever_is_not_empty_or_open_is_secret(text):
    assert words.is_secret(text)


@pytest.mark.parametrize("text", ["", " ", "公开", " 公开　", "公 开", "公　开", "非密", "Public"])
def test_empty_and_open_are_not_secret(text):
    assert not words.is_secret(text)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("21610", PlaceKind.VILLAGE_COMMITTEE),
        ("27620", PlaceKind.COMMUNITY),
        ("22200", PlaceKind.NATURAL_VILLAGE),
        ("23213", PlaceKind.ROAD),
        ("22100", PlaceKind.RESIDENTIAL),
        ("2621", PlaceKind.SITE),
        ("26240", PlaceKind.SITE),
        ("26100", PlaceKind.BUILDING),
        ("99999", None),
    ],
)
def test_a_category_code_tells_its_kind_only_where_a_source_does(code, kind):
    assert words.kind_of_code(code) == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("城镇居民点", PlaceKind.RESIDENTIAL),
        ("住宅小区", PlaceKind.RESIDENTIAL),
        ("住宅区", PlaceKind.RESIDENTIAL),
        ("建筑物", PlaceKind.BUILDING),
        ("楼宇", PlaceKind.BUILDING),
        ("楼宇、建筑物", PlaceKind.BUILDING),
        ("building", PlaceKind.BUILDING),
    ],
)
def test_estates_and_buildings_are_known_by_their_words(word, kind):
    assert words.kind_of_word(word) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("琥珀住宅小区", PlaceKind.RESIDENTIAL), ("天徽大厦", PlaceKind.BUILDING)],
)
def test_an_ending_that_leaves_no_doubt_tells_an_estate_or_a_building(name, kind):
    assert words.kind_of_name(name) == kind


@pytest.mark.parametrize("name", ["王庄", "新店", "三河", "李村", "养殖小区", "百花园"])
def test_a_name_that_may_be_two_things_tells_no_kind(name):
    assert words.kind_of_name(name) is None


def test_every_problem_has_words_and_a_remedy():
    params = dict.fromkeys(
        (
            *("character", "limit", "low", "high", "length", "inside", "value", "choices", "part"),
            *("there", "here", "now", "division", "distance", "row", "name", "code", "count"),
            *("old", "new", "title"),
        ),
        "x",
    )
    for code in PROBLEMS:
        text, remedy = worded(code, params)
        assert str(text)
        assert str(remedy)


def test_a_code_nobody_knows_stops_the_row_and_still_has_words():
    from imports.rules.problems import Problem, Weight

    assert Problem("列", "值", "no_such_code", {}).weight is Weight.ERROR
    assert str(worded("no_such_code", {})[0]) == "no_such_code"


@pytest.mark.parametrize(
    ("header", "said", "secret"),
    [
        ("是否涉密", "是", True),
        ("是否涉密", "否", False),
        ("是否涉密", "不详", True),
        ("涉密情况", "无", False),
        ("是否公开", "是", False),
        ("是否公开", "否", True),
        ("密级", "否", True),
        ("密级（公开、内部）", "是", True),
        ("", "否", True),
    ],
)
def test_yes_and_no_mean_what_the_header_asks(header, said, secret):
    assert words.is_secret(said, header) is secret
    assert not header or secrecy_columns([header]) == (header,)
