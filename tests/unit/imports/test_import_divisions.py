"""Which division a text or code means; codes of two lists, old divisions, the wrong order."""

from __future__ import annotations

from datetime import date

import pytest

from imports.rules.divisions import DivisionIndex
from registry.places.queries.matching import DivisionRow

ROWS = [
    ("hf", "nbs", "340100", "合肥市", "city", None, None),
    ("fd", "nbs", "340122", "肥东县", "county", "hf", None),
    ("fx", "nbs", "340123", "肥西县", "county", "hf", None),
    ("ch", "nbs", "340181", "巢湖市", "county", "hf", None),
    ("bd", "nbs", "340122102", "八斗镇", "township", "fd", None),
    ("sh", "nbs", "340123101", "三河镇", "township", "fx", None),
    ("gc", "nbs", "340122106", "古城镇", "township", "fd", None),
    ("lg", "nbs", "340181100", "栏杆集镇", "township", "ch", None),
    ("zg", "nbs", "340181102", "柘皋镇", "township", "ch", None),
    ("v1", "nbs", "340123101201", "木兰村民委员会", "village", "sh", None),
    # The ministry's list has the same code for another town.
    ("zg2", "mca", "340181100", "柘皋镇", "township", None, "zg"),
]
GONE = [
    ("oc", "gbt", "341400", "巢湖市", "city", None, None),
    ("jc", "gbt", "341402", "居巢区", "county", "oc", None),
]


def path(key: str, rows) -> str:
    parent = {row[0]: row[5] for row in rows}[key]
    return (path(parent, rows) if parent else "") + f"/{key}"


@pytest.fixture(scope="module")
def index():
    every = [*ROWS, *GONE]
    gone = {row[0] for row in GONE}
    rows = [
        DivisionRow(
            id=key,
            scheme=scheme,
            edition="2023",
            code=code,
            name=name,
            level=level,
            parent_id=parent,
            path=path(key, every),
            twin_division_id=twin,
            label_lon=None,
            label_lat=None,
            valid_to=date(2011, 7, 14) if key in gone else None,
        )
        for key, scheme, code, name, level, parent, twin in every
    ]
    return DivisionIndex(rows, {"jc": ("ch", 2011)})


def codes(found) -> list[str]:
    return [code for code, _ in found.told]


@pytest.mark.parametrize(
    ("parts", "division"),
    [
        (("安徽省", "合肥市", "肥东县", "八斗镇"), "bd"),
        (("安徽省合肥市肥西县三河镇",), "sh"),
        (("合肥市肥西县", "三河镇"), "sh"),
        (("肥西", "三河镇"), "sh"),
        (("合肥市 · 肥西县 · 三河镇",), "sh"),
        (("三河镇",), "sh"),
        (("合肥市", "巢湖市", "柘皋镇"), "zg"),
    ],
)
def test_texts_at_any_level_and_in_one_piece(index, parts, division):
    found = index.resolve(parts)
    assert (found.division_id, found.told) == (division, ())


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("合肥市", "没有县"), "division_unknown"),
        (("苏州市", "萧县"), "division_unknown"),
        (("江苏省", "合肥市"), "division_unknown"),
        (("肥东县", "三河镇"), "division_unknown"),
    ],
)
def test_what_is_nowhere_is_told_and_never_guessed(index, parts, code):
    found = index.resolve(parts)
    assert found.division_id == ""
    assert codes(found) == [code]


def test_the_wrong_order_is_understood_and_told(index):
    found = index.resolve(("三河镇", "肥西县"))
    assert (found.division_id, codes(found)) == ("sh", ["division_order"])


def test_a_division_that_is_gone_leads_to_what_it_became(index):
    found = index.resolve(("巢湖市", "居巢区"))
    assert (found.division_id, codes(found)) == ("ch", ["division_then"])
    assert found.told[0][1] == {"part": "巢湖市居巢区", "now": "巢湖市", "year": 2011}


def test_one_code_of_two_lists_is_two_towns_until_the_edition_is_said(index):
    found = index.resolve((), code="340181100")
    assert codes(found) == ["division_ambiguous"]
    assert index.resolve((), code="340181100", edition="mca").division_id == "zg"
    assert index.resolve((), code="340181100", edition="nbs").division_id == "lg"


def test_a_code_with_a_text_may_say_more_and_may_not_say_otherwise(index):
    assert index.resolve(("肥西县",), code="340123101").division_id == "sh"
    assert index.resolve(("肥西县",), code="340123101000").division_id == "sh"
    wrong = index.resolve(("肥西县",), code="340122102")
    assert (wrong.division_id, codes(wrong)) == ("fx", ["division_code_differs"])
    unknown = index.resolve(("肥西县",), code="999999")
    assert (unknown.division_id, codes(unknown)) == ("fx", ["division_code_unknown"])


def test_a_listed_text_is_cut_into_divisions_and_the_rest(index):
    found = index.split("合肥市肥西县三河镇二龙街")
    assert (found.division_id, found.rest) == ("sh", "二龙街")


def test_a_town_lies_in_its_county_whichever_the_row_says(index):
    assert index.own("fx", "township", "三河镇") == ("sh", "fx")
    assert index.own("sh", "township", "三河镇") == ("sh", "fx")
    assert index.own("sh", "natural_village", "三河") == ("sh", "sh")
    assert index.own("sh", "village_committee", "木兰村") == ("v1", "sh")
    assert index.home_of("v1", "village_committee") == "sh"


def test_all_rows_may_be_said_to_lie_somewhere(index):
    assert index.resolve((), under="fd").division_id == "fd"
    assert index.resolve(("八斗镇",), under="fd").division_id == "bd"
    assert index.resolve(("三河镇",), under="fd").division_id == ""


@pytest.mark.parametrize(
    "parts",
    [
        ("合肥市", "肥西县", "三河镇"),
        ("安徽省合肥市肥西县三河镇",),
        ("合肥市", "肥西县三河镇"),
        ("三河镇",),
    ],
)
@pytest.mark.parametrize("under", ["fx", "sh"])
def test_rows_may_name_what_lies_above_the_division_of_the_whole_file(index, parts, under):
    found = index.resolve(parts, under=under)
    assert (found.division_id, found.told) == ("sh", ())
    listed = index.split("合肥市肥西县三河镇二龙街", under, under)
    assert (listed.division_id, listed.rest, listed.told) == ("sh", "二龙街", ())
