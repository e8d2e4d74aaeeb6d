"""Whatever two records hold, merging and parting gives both back; nothing is lost between."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from registry.core.actor import SYSTEM
from registry.places import services
from registry.places.models import PlaceGram, PlaceKey, PlaceLine
from registry.places.rules import NameKind, PlaceKind
from registry.places.rules.merging import FIELDS, OTHER_KINDS, OTHER_NAME
from registry.places.services import NewGeometry, NewName, NewPlace, NewPosition
from registry.places.services.divisions import NewDivision, division_id
from registry.places.services.merging import merge, unmerge
from registry.runtime import Runtime
from tests.support.merging import claim, whole

CITY, COUNTY, TOWN = "340100", "340122", "340122105"
TEXTS = st.sampled_from(["大郢", "大郢子", "老郢", "李家郢", "郢上", "大营"])
LINE = '{"type":"LineString","coordinates":[[117.6,31.9],[117.62,31.92]]}'
COUNTER = itertools.count(1)


@st.composite
def names(draw: st.DrawFn) -> list[NewName]:
    """A standard name and others, equal texts among them."""
    standard = NewName(draw(TEXTS), roman_status=draw(st.sampled_from(["proposed", "approved"])))
    others = draw(
        st.lists(
            st.builds(NewName, TEXTS, st.sampled_from([NameKind.ALIAS, NameKind.FORMER])),
            max_size=3,
            unique_by=lambda name: (name.text, name.name_kind),
        )
    )
    return [standard, *others]


@st.composite
def details(draw: st.DrawFn) -> dict[str, Any]:
    """Columns that a record may have or lack."""
    number = next(COUNTER)
    position = NewPosition(117.6 + number % 50 / 1000, 31.9, "gnss", "实测")
    category = draw(st.sampled_from(["", "21610", "27610", "22200"]))
    possible: dict[str, Any] = {
        "position": position,
        "description": "村在河边",
        "managing_body": "镇政府",
        "elevation_m": 21.5,
        "other_codes": ("老 17", f"甲 {number % 3}"),
        "from_text": "桥头",
        "geometry": NewGeometry(LINE, "digitised", "底图"),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(possible))))
    coded = {"place_code": f"340122105{category}{number:06d}", "category_code": category}
    return {key: possible[key] for key in chosen} | (coded if category else {})


RECORDS = st.tuples(names(), details(), st.booleans(), st.booleans())


@pytest.fixture
def town(runtime: Runtime) -> str:
    """石塘镇, the id of its division."""
    scheme = ("nbs", "2023")
    rows = [
        NewDivision(*scheme, CITY, "合肥市", "city"),
        NewDivision(*scheme, COUNTY, "肥东县", "county", parent=(*scheme, CITY)),
        NewDivision(*scheme, TOWN, "石塘镇", "township", parent=(*scheme, COUNTY)),
    ]
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, rows)
    return division_id(*scheme, TOWN)


def take_in(runtime: Runtime, town: str, record: Any) -> str:
    given_names, given_details, is_claimed, is_protected = record
    with runtime.write(SYSTEM) as work:
        row = NewPlace(PlaceKind.VILLAGE_COMMITTEE, town, given_names, **given_details)
        place_id = services.add_place(work, row)
        if is_protected:
            services.protect_name(work, place_id, basis=f"名录 {place_id}")
    if is_claimed:
        standard = whole(runtime, place_id)[place_id]["names"][0]["id"]
        claim(runtime, place_id, "明代建村", name_id=standard)
    return place_id


LINES: Any = inspect(PlaceLine).local_table
TERMS: list[Any] = [inspect(PlaceKey).local_table, inspect(PlaceGram).local_table]
OF_A_LINE: list[Any] = [LINES.c[name] for name in ("number", "place_id", "name_id", "shown")]


def terms(runtime: Runtime, *place_ids: str) -> list[Any]:
    """What these places are found by, without the numbers of the lines."""
    found: list[Any] = []
    with runtime.database.read() as session:
        lines = session.execute(select(*OF_A_LINE).where(OF_A_LINE[1].in_(place_ids))).all()
        for number, *line in lines:
            for table in TERMS:
                columns = [column for column in table.columns if column.name != "number"]
                rows = session.execute(select(*columns).where(table.c.number == number)).all()
                found += [(*line, table.name, *row) for row in rows]
    return sorted(found, key=repr)


def choices(draw: st.DrawFn | Any) -> dict[str, str]:
    chosen = {key: draw(st.sampled_from(["kept", "absorbed", ""])) for key in FIELDS}
    given_choices = {key: value for key, value in chosen.items() if value}
    return {**given_choices, OTHER_NAME: draw(st.sampled_from([str(kind) for kind in OTHER_KINDS]))}


@settings(max_examples=20)
@given(RECORDS, RECORDS, st.data())
def test_merging_and_parting_gives_both_back_whole(
    runtime: Runtime, town: str, one: Any, other: Any, data: st.DataObject
) -> None:
    into, absorbed = take_in(runtime, town, one), take_in(runtime, town, other)
    before, found = whole(runtime, into, absorbed), terms(runtime, into, absorbed)
    chosen = choices(data.draw)
    if one[3] != other[3]:
        # A protected name stays the standard one; any other choice is refused.
        chosen["standard_name"] = "kept" if one[3] else "absorbed"
    with runtime.write(SYSTEM) as work:
        merge_id = merge(work, absorbed, into, choices=chosen, reason="重复")
    nothing_is_lost(before, whole(runtime, into, absorbed), into, absorbed)
    with runtime.write(SYSTEM) as work:
        report = unmerge(work, merge_id, reason="弄错了")
    assert report.kept == ()
    assert whole(runtime, into, absorbed) == before
    assert terms(runtime, into, absorbed) == found


def nothing_is_lost(
    before: dict[str, Any], after: dict[str, Any], into: str, absorbed: str
) -> None:
    """Every text, claim and number of both is at the survivor."""
    texts = {name["text"] for state in before.values() for name in state["names"]}
    assert {name["text"] for name in after[into]["names"]} == texts
    claims = {row["id"] for state in before.values() for row in state["claims"]}
    assert {row["id"] for row in after[into]["claims"]} == claims
    standards = [name for name in after[into]["names"] if name["name_kind"] == NameKind.STANDARD]
    assert len(standards) == 1
    assert numbers(before[into]) | numbers(before[absorbed]) == numbers(after[into])
    assert after[absorbed]["place"]["merged_into"] == into
    guarded = any(state["place"]["protected"] for state in before.values())
    assert after[into]["place"]["protected"] is guarded


def numbers(state: dict[str, Any]) -> set[str]:
    place = state["place"]
    codes = (place["place_code"], place["twin_place_code"], *place["other_codes"])
    return {code for code in codes if code}
