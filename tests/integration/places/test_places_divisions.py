"""巢湖 before and after 2011: an old name, code or path leads to what it is now, and back."""

from __future__ import annotations

from datetime import date

import pytest

from imports.shipped.division_list import change_rows, past_rows
from registry import data
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, Refused
from registry.places import queries, services
from registry.places.queries.division_changes import division_page, resolve_division
from registry.places.rules import PlaceKind
from registry.places.services import NewDivision, NewDivisionChange, NewName, NewPlace
from registry.places.services.divisions import division_id

NBS = ("nbs", "2023")
OLD = ("gbt2260", "2010")
NOW = [
    NewDivision(*NBS, "340100", "合肥市", "city"),
    NewDivision(*NBS, "340124", "庐江县", "county", parent=(*NBS, "340100")),
    NewDivision(*NBS, "340181", "巢湖市", "county", parent=(*NBS, "340100")),
    NewDivision(*NBS, "340181106", "烔炀镇", "township", parent=(*NBS, "340181")),
    NewDivision("mca", "2026", "340181", "巢湖市", "county", twin=(*NBS, "340181")),
    NewDivision("mca", "2026", "340181110", "烔炀镇", "township", twin=(*NBS, "340181106")),
]


def nbs(code: str) -> str:
    return division_id(*NBS, code)


def old(code: str) -> str:
    return division_id(*OLD, code)


def add(work) -> int:
    services.add_divisions(work, [*NOW, *past_rows(data.table("divisions_past.csv"))])
    return services.add_division_changes(work, change_rows(data.table("division_changes.csv")))


@pytest.fixture
def chaohu(runtime) -> None:
    with runtime.write(SYSTEM) as work:
        assert add(work) == 6


@pytest.fixture
def resolved(runtime, chaohu):
    def resolve(text, as_of=None):
        with runtime.database.read() as session:
            return resolve_division(session, text, as_of)

    return resolve


CASES = [
    ("居巢区", None, "安徽省 · 巢湖市 · 居巢区", ["合肥市 · 巢湖市"]),
    ("2010年巢湖市居巢区", None, "安徽省 · 巢湖市 · 居巢区", ["合肥市 · 巢湖市"]),
    ("341402", None, "安徽省 · 巢湖市 · 居巢区", ["合肥市 · 巢湖市"]),
    (
        "安徽省巢湖市居巢区烔炀镇",
        None,
        "安徽省 · 巢湖市 · 居巢区 · 烔炀镇",
        ["合肥市 · 巢湖市 · 烔炀镇"],
    ),
    (
        "巢湖市居巢区烔炀镇西街",
        None,
        "安徽省 · 巢湖市 · 居巢区 · 烔炀镇西街",
        ["合肥市 · 巢湖市 · 烔炀镇 · 西街"],
    ),
    ("巢湖市", date(2010, 6, 1), "安徽省 · 巢湖市", ["合肥市 · 巢湖市", "合肥市 · 庐江县"]),
    ("2009 巢湖市", None, "安徽省 · 巢湖市", ["合肥市 · 巢湖市", "合肥市 · 庐江县"]),
    ("巢湖市（地级）", None, "安徽省 · 巢湖市", ["合肥市 · 巢湖市", "合肥市 · 庐江县"]),
    ("地级巢湖市", None, "安徽省 · 巢湖市", ["合肥市 · 巢湖市", "合肥市 · 庐江县"]),
    ("县级巢湖市", None, "合肥市 · 巢湖市", ["合肥市 · 巢湖市"]),
    ("巢湖市", date(2011, 7, 14), "合肥市 · 巢湖市", ["合肥市 · 巢湖市"]),
    ("安徽省合肥市巢湖市", None, "合肥市 · 巢湖市", ["合肥市 · 巢湖市"]),
    ("合肥市 > 庐江县", None, "合肥市 · 庐江县", ["合肥市 · 庐江县"]),
    ("庐江县", date(2010, 1, 1), "安徽省 · 巢湖市 · 庐江县", ["合肥市 · 庐江县"]),
    ("庐江县", date(2020, 1, 1), "合肥市 · 庐江县", ["合肥市 · 庐江县"]),
    ("巢湖市无为县", None, "安徽省 · 巢湖市 · 无为县", []),
    ("340181110", None, "合肥市 · 巢湖市 · 烔炀镇", ["合肥市 · 巢湖市 · 烔炀镇"]),
]


@pytest.mark.database
def test_acceptance_14_an_old_text_resolves_to_then_and_now(resolved) -> None:
    for text, as_of, then, now in CASES:
        (found,) = resolved(text, as_of)
        paths = [outcome.path_text for outcome in found.now]
        assert (text, found.then_path, paths) == (text, then, now)


def test_a_name_that_meant_two_things_gives_both_until_a_year_is_said(resolved) -> None:
    assert {found.then.id for found in resolved("巢湖市")} == {old("341400"), nbs("340181")}
    # In the year of the change it was one thing first and another later.
    assert len(resolved("2011年 巢湖市")) == 2


def test_what_left_what_is_registered_here_says_where_to(resolved) -> None:
    (wuwei,) = resolved("无为县")
    assert (wuwei.now, wuwei.has_left) == ([], True)
    assert "芜湖市" in wuwei.changes[0].note
    assert "民政局核对" in wuwei.changes[0].note
    (whole,) = resolved("341400")
    assert whole.has_left
    assert len(whole.changes) == 6


def test_what_is_no_division_resolves_to_nothing(resolved) -> None:
    for text in ("", " ", "2010", "巢", "南京市", "999999", "无" * 300, "%_"):
        assert resolved(text) == [], text


def test_the_page_of_a_division_knows_its_past_and_its_future(runtime, chaohu) -> None:
    with runtime.write(SYSTEM) as work:
        town = NewPlace(PlaceKind.COUNTY, nbs("340181"), [NewName("巢湖市")])
        hill = NewPlace(PlaceKind.LANDFORM, nbs("340181"), [NewName("卧牛山")])
        services.add_places(work, [town, hill])
    with runtime.database.read() as session:
        gone = division_page(session, old("341402"))
        here = division_page(session, nbs("340181"))
        assert division_page(session, "0" * 16) is None
    assert [parent.name for parent in gone.above] == ["安徽省", "巢湖市"]
    assert [change.after.id for change in gone.led_on] == [nbs("340181")]
    assert [change.before.id for change in here.led_here] == [old("341402")]
    assert (here.led_on, here.now.is_unchanged) == ([], True)
    assert (here.place_count, len(here.place_ids)) == (1, 1)
    assert here.own_place_id not in {None, *here.place_ids}
    assert [child.name for child in here.below] == ["烔炀镇"]


def test_what_was_a_county_is_offered_nowhere_as_one_of_now(runtime, chaohu, cast) -> None:
    with runtime.database.read() as session:
        counties = {county.code for county in queries.counties(session)}
        choices = queries.scope_choices(session, cast.administrator, "")["choices"]
    assert counties == {"340124", "340181"}
    assert not any("居巢区" in name for _, name in choices)


def test_changes_are_added_once_by_who_may_and_with_a_basis(runtime, chaohu, cast) -> None:
    with runtime.write(cast.steward) as work:
        assert add(work) == 0
    for person in cast.everybody().values():
        if "steward" in person.roles:
            continue
        with pytest.raises(Forbidden), runtime.write(person) as work:
            add(work)
    day = date(2020, 1, 1)
    unknown = NewDivisionChange(day, "merged", (*OLD, "999999"), None, "某号")
    with pytest.raises(Refused), runtime.write(cast.steward) as work:
        services.add_division_changes(work, [unknown])
    unfounded = NewDivisionChange(day, "merged", (*OLD, "341400"), None, " ")
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.add_division_changes(work, [unfounded])


def test_a_search_for_a_division_of_once_leads_to_what_it_is_now(client, chaohu) -> None:
    page = client.get("/places", query_string={"q": "居巢区"}).text
    assert "查的文字里有政区" in page
    assert "安徽省 · 巢湖市 · 居巢区" in page
    assert "合肥市 · 巢湖市" in page
    assert f'href="/divisions/{nbs("340181")}"' in page
    assert "没有找到" not in page
