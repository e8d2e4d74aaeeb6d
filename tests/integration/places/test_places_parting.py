"""Undoing merges: chains, any order, and what was changed since a merge."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Refused
from registry.core.geo import Position
from registry.places import queries, services
from registry.places.rules import NameKind
from registry.places.services import NewName
from registry.places.services.merging import unmerge
from tests.support.merging import add, claim, merge_row, merged, village, whole

__all__ = ["add", "village"]


def dossier(runtime, place_id):
    with runtime.database.read() as session:
        return queries.place_dossier(session, place_id)


def names(runtime, place_id) -> dict[str, str]:
    return {name["text"]: name["name_kind"] for name in whole(runtime, place_id)[place_id]["names"]}


def part(runtime, merge_id):
    with runtime.write(SYSTEM) as work:
        return unmerge(work, merge_id, reason="弄错了")


@pytest.mark.database
def test_chains_are_one_step_and_are_undone_from_the_outside(runtime, add) -> None:
    one, two, three = add("大郢"), add("大郢"), add("大郢")
    before = whole(runtime, one, two, three)
    inner = merged(runtime, one, two)
    outer = merged(runtime, two, three)
    assert dossier(runtime, one).card.merged_into == three
    with pytest.raises(Refused) as refused:
        part(runtime, inner)
    assert refused.value.code == "places.merged_onward"
    assert merge_row(runtime, inner).undone_at is None
    part(runtime, outer)
    assert dossier(runtime, one).card.merged_into == two
    part(runtime, inner)
    assert whole(runtime, one, two, three) == before


def test_merges_into_one_survivor_are_undone_in_any_order(runtime, village, add) -> None:
    survivor, absorbed = village
    third = add(NewName("郢上", NameKind.STANDARD), NewName("大圩", NameKind.ALIAS))
    before = whole(runtime, survivor, absorbed, third)
    first, second = merged(runtime, absorbed, survivor), merged(runtime, third, survivor)
    assert part(runtime, first).kept == ()
    assert names(runtime, survivor)["大圩"] == "alias"
    assert part(runtime, second).kept == ()
    assert whole(runtime, survivor, absorbed, third) == before


def test_what_was_edited_since_stays_and_is_reported(runtime, village) -> None:
    survivor, absorbed = village
    merge_id = merged(runtime, absorbed, survivor)
    with runtime.write(SYSTEM) as work:
        services.locate(work, survivor, Position(117.7, 31.95), source="复测", method="gnss")
        services.amend(work, survivor, {"description": "改过的描述"})
    report = part(runtime, merge_id)
    assert [(str(item.what), str(item.why)) for item in report.kept] == [("位置", "合并之后又改过")]
    card = dossier(runtime, survivor)
    assert (card.card.lon, card.description) == (117.7, "改过的描述")
    assert card.managing_body == "", "what nobody touched went back"
    assert dossier(runtime, absorbed).card.lon == 117.61


def test_a_rename_since_keeps_the_names_as_it_left_them(runtime, village) -> None:
    survivor, absorbed = village
    merge_id = merged(runtime, absorbed, survivor, choices={"standard_name": "absorbed"})
    with runtime.write(SYSTEM) as work:
        services.rename(work, survivor, new_text="新郢", basis="皖民〔2026〕9 号")
    report = part(runtime, merge_id)
    assert {item.name for item in report.kept} == {"大郢", "大郢子"}
    assert names(runtime, survivor) == {
        "新郢": "standard",
        "大郢": "alias",
        "大郢子": "former",
        "老郢": "alias",
    }
    assert names(runtime, absorbed)["大郢子"] == "standard"
    assert names(runtime, absorbed)["李家郢"] == "former"


def test_a_corrected_name_goes_home_with_its_correction(runtime, village) -> None:
    survivor, absorbed = village
    merge_id = merged(runtime, absorbed, survivor)
    name = next(
        name for name in whole(runtime, survivor)[survivor]["names"] if name["text"] == "李家郢"
    )
    with runtime.write(SYSTEM) as work:
        services.approve_roman(work, name["id"], toned="Lǐjiāyǐng", basis="走访")
    assert part(runtime, merge_id).kept == ()
    back = {name["text"]: name for name in whole(runtime, absorbed)[absorbed]["names"]}
    assert back["李家郢"]["roman_status"] == "approved"
    assert back["李家郢"]["absorbed_from"] is None


def test_a_claim_that_came_since_about_an_absorbed_name_keeps_that_name(runtime, village) -> None:
    survivor, absorbed = village
    merge_id = merged(runtime, absorbed, survivor)
    copy = next(
        name for name in whole(runtime, survivor)[survivor]["names"] if name["text"] == "大郢子"
    )
    claim(runtime, survivor, "此名见于碑", name_id=copy["id"])
    report = part(runtime, merge_id)
    assert [(item.name, str(item.why)) for item in report.kept] == [
        ("大郢子", "合并之后有主张说到它")
    ]
    texts = {row["value_text"] for row in whole(runtime, survivor)[survivor]["claims"]}
    assert texts == {"明代建村", "此名见于碑"}


def test_an_earlier_state_is_no_way_around_a_merge(runtime, village) -> None:
    survivor, absorbed = village
    before = whole(runtime, survivor, absorbed)
    with runtime.write(SYSTEM) as work:
        number = services.amend(work, survivor, {"description": "改过"})
        services.amend(work, survivor, {"description": "河边的村"})
    merge_id = merged(runtime, absorbed, survivor)
    for place_id, code in ((survivor, "places.merged_since"), (absorbed, "places.is_merged")):
        with pytest.raises(Conflict) as refused, runtime.write(SYSTEM) as work:
            services.restore(work, place_id, number, reason="退回")
        assert refused.value.code == code
    with runtime.write(SYSTEM) as work:
        during = services.amend(work, survivor, {"road_class": "乡道"})
        services.amend(work, survivor, {"road_class": ""})
    assert part(runtime, merge_id).kept == ()
    with pytest.raises(Conflict) as refused, runtime.write(SYSTEM) as work:
        services.restore(work, survivor, during, reason="退回")
    assert refused.value.code == "places.merged_then"
    with runtime.write(SYSTEM) as work:
        services.restore(work, survivor, number, reason="退回")
    assert whole(runtime, survivor, absorbed) == before


def test_nothing_is_written_to_a_record_that_only_leads_on(runtime, village) -> None:
    survivor, absorbed = village
    merged(runtime, absorbed, survivor)
    # What the survivor lacked went over to it; this is a name that stayed behind.
    name = whole(runtime, absorbed)[absorbed]["names"][0]["id"]
    legend = {"place_id": absorbed, "claim_type": "legend", "value_text": "相传"}
    acts = (
        lambda work: services.add_name(work, absorbed, NewName("别郢", NameKind.ALIAS)),
        lambda work: services.rename(work, absorbed, new_text="新郢", basis="批复"),
        lambda work: services.protect_name(work, absorbed, basis="名录"),
        lambda work: services.approve_roman(work, name, toned="Dàyǐng", basis="走访"),
        lambda work: services.assert_claim(work, **legend),
    )
    for act in acts:
        with pytest.raises(Conflict) as refused, runtime.write(SYSTEM) as work:
            act(work)
        assert refused.value.code == "places.is_merged"
