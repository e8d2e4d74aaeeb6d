"""Merging two records of one place and parting them again: nothing lost, refusals clear."""

from __future__ import annotations

import pytest
from sqlmodel import select

from registry.accounts.rules import Grant, Role, actor_for
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.places import queries, services
from registry.places.models import Place
from registry.places.queries import PlaceFilter
from registry.places.rules import NameKind, PlaceKind
from registry.places.services import NewGeometry, NewName
from registry.places.services.merging import Seen, unmerge
from tests.support.merging import add, claim, merged, village, whole

__all__ = ["add", "village"]

LINE = '{"type":"LineString","coordinates":[[117.6,31.9],[117.62,31.92]]}'
OTHER_LINE = '{"type":"LineString","coordinates":[[117.5,31.8],[117.52,31.82]]}'


def found(runtime, query) -> list[str]:
    with runtime.database.read() as session:
        return [hit.card.id for hit in queries.search(session, PlaceFilter(q=query)).items]


def dossier(runtime, place_id):
    with runtime.database.read() as session:
        return queries.place_dossier(session, place_id)


def names(runtime, place_id) -> dict[str, str]:
    return {name["text"]: name["name_kind"] for name in whole(runtime, place_id)[place_id]["names"]}


def part(runtime, merge_id, who=SYSTEM):
    with runtime.write(who) as work:
        return unmerge(work, merge_id, reason="弄错了")


def test_everything_of_both_is_found_at_the_survivor(runtime, village) -> None:
    survivor, absorbed = village
    merged(runtime, absorbed, survivor)
    assert names(runtime, survivor) == {
        "大郢": "standard",
        "大郢子": "alias",
        "老郢": "alias",
        "李家郢": "former",
    }
    for query in ("大郢", "大郢子", "老郢", "李家郢", "dayingzi"):
        assert found(runtime, query)[0] == survivor
        assert absorbed not in found(runtime, query)
    shown = dossier(runtime, survivor)
    assert {view.value_text for view in shown.claims} == {"明代建村", "清代迁入"}
    assert all(view.evidence for view in shown.claims)
    assert (shown.card.lon, shown.card.lat) == (117.61, 31.91)
    assert (shown.managing_body, shown.description) == ("石塘镇人民政府", "河边的村")


def test_each_absorbed_name_keeps_its_provenance(runtime, village) -> None:
    survivor, absorbed = village
    before = whole(runtime, absorbed)[absorbed]["names"]
    merged(runtime, absorbed, survivor)
    rows = {name["text"]: name for name in whole(runtime, survivor)[survivor]["names"]}
    for old in before:
        if old["text"] == "老郢":
            continue
        new = rows[old["text"]]
        assert new["absorbed_from"] == absorbed
        same = ("created_at", "created_by", "roman_toned", "valid_from_min", "citation_id")
        assert [new[column] for column in same] == [old[column] for column in same]
    left = {name["text"] for name in whole(runtime, absorbed)[absorbed]["names"]}
    assert left == {"大郢子", "老郢"}, "equal names are not doubled, and stay with their record"


def test_the_absorbed_address_leads_on_and_says_so(runtime, village) -> None:
    survivor, absorbed = village
    merged(runtime, absorbed, survivor)
    card = dossier(runtime, absorbed).card
    assert (card.merged_into, card.status) == (survivor, "merged")


@pytest.mark.database
def test_parting_restores_both_whole(runtime, village) -> None:
    survivor, absorbed = village
    before = whole(runtime, survivor, absorbed)
    hits = {query: found(runtime, query) for query in ("大郢", "老郢", "李家郢", "dayingzi")}
    report = part(runtime, merged(runtime, absorbed, survivor))
    assert report.kept == ()
    assert report.reversed > 5
    assert whole(runtime, survivor, absorbed) == before
    assert {query: found(runtime, query) for query in hits} == hits


@pytest.mark.parametrize("other", [NameKind.FORMER, NameKind.POPULAR])
def test_the_other_standard_name_may_be_chosen(runtime, village, other) -> None:
    survivor, absorbed = village
    before = whole(runtime, survivor, absorbed)
    choices = {"standard_name": "absorbed", "other_name": other}
    merge_id = merged(runtime, absorbed, survivor, choices=choices)
    assert names(runtime, survivor)["大郢子"] == "standard"
    assert names(runtime, survivor)["大郢"] == other
    assert dossier(runtime, survivor).card.standard_name == "大郢子"
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_a_name_the_survivor_has_already_becomes_its_standard_one(runtime, add) -> None:
    survivor = add("大郢", NewName("大郢子", NameKind.ALIAS))
    absorbed = add(NewName("大郢子", roman_toned="Dàyǐngzi", roman_status="approved"))
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor, choices={"standard_name": "absorbed"})
    assert names(runtime, survivor) == {"大郢子": "standard", "大郢": "alias"}
    assert dossier(runtime, survivor).names[0].is_roman_approved
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_of_equal_standard_names_the_approved_spelling_stays(runtime, add) -> None:
    survivor = add("大郢")
    absorbed = add(
        NewName(
            "大郢",
            roman_toned="Dàyǐng",
            roman_status="approved",
            reading_basis="走访",
            approval_basis="approved",
            approval_document="皖民〔2020〕1 号",
        )
    )
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor)
    name = dossier(runtime, survivor).names[0]
    assert (name.is_roman_approved, name.approval_document) == (True, "皖民〔2020〕1 号")
    assert len(names(runtime, survivor)) == 1
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_twins_of_the_national_database_become_one(runtime, add) -> None:
    area, body = "34012210521610000001", "34012210527610000001"
    survivor = add(
        "龙城村", kind=PlaceKind.VILLAGE_COMMITTEE, place_code=area, category_code="21610"
    )
    absorbed = add(
        "龙城村民委员会",
        kind=PlaceKind.VILLAGE_COMMITTEE,
        place_code=body,
        category_code="27610",
        other_codes=("老 17",),
    )
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor)
    place = whole(runtime, survivor)[survivor]["place"]
    assert (place["place_code"], place["category_code"]) == (area, "21610")
    assert (place["twin_place_code"], place["twin_category_code"]) == (body, "27610")
    assert place["other_codes"] == ["老 17"]
    assert found(runtime, body) == [survivor]
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_every_number_of_both_stays(runtime, add) -> None:
    survivor = add("大郢", place_code="34012210522200000001", other_codes=("甲 1",))
    absorbed = add("大郢", place_code="34012210522200000009", other_codes=("乙 2", "甲 1"))
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor, choices={"code": "absorbed"})
    place = whole(runtime, survivor)[survivor]["place"]
    assert place["place_code"] == "34012210522200000009"
    assert place["other_codes"] == ["34012210522200000001", "甲 1", "乙 2"]
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


@pytest.mark.database
def test_a_shape_is_chosen_and_the_other_one_comes_back(runtime, add) -> None:
    survivor, absorbed = add("李陈小路"), add("李陈小路")
    for place_id, shape in ((survivor, LINE), (absorbed, OTHER_LINE)):
        with runtime.write(SYSTEM) as work:
            services.set_geometry(work, place_id, NewGeometry(shape, "digitised", "底图"))
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor, choices={"geometry": "absorbed"})
    shape = whole(runtime, survivor)[survivor]["geometry"]
    assert "117.5" in shape["geojson"]
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_what_hangs_below_follows_and_comes_back(runtime, village, add) -> None:
    survivor, absorbed = village
    child = add("小郢", parent_place_id=absorbed)
    before = whole(runtime, survivor, absorbed, child)
    merge_id = merged(runtime, absorbed, survivor)
    assert whole(runtime, child)[child]["place"]["parent_place_id"] == survivor
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed, child) == before


def test_a_survivor_that_hung_below_the_absorbed_hangs_below_nothing(runtime, add) -> None:
    absorbed = add("大郢")
    survivor = add("大郢", parent_place_id=absorbed)
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor)
    assert whole(runtime, survivor)[survivor]["place"]["parent_place_id"] is None
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_a_claim_about_the_absorbed_name_speaks_of_the_name_at_the_survivor(
    runtime, village
) -> None:
    survivor, absorbed = village
    own = next(
        name for name in whole(runtime, absorbed)[absorbed]["names"] if name["text"] == "大郢子"
    )
    claim(runtime, absorbed, "此名见于谱", name_id=own["id"])
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor)
    state = whole(runtime, survivor)[survivor]
    spoken = next(row for row in state["claims"] if row["value_text"] == "此名见于谱")
    assert spoken["name_id"] in {name["id"] for name in state["names"]}
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_protection_is_carried_over_and_its_grounds_stand_together(runtime, village) -> None:
    survivor, absorbed = village
    for place_id, basis in ((survivor, "名录一"), (absorbed, "名录二")):
        with runtime.write(SYSTEM) as work:
            services.protect_name(work, place_id, basis=basis)
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor)
    place = whole(runtime, survivor)[survivor]["place"]
    assert place["protection_basis"] == "名录一；名录二"
    guarded = {
        name["text"] for name in whole(runtime, survivor)[survivor]["names"] if name["protected"]
    }
    assert guarded == {"大郢", "大郢子"}
    part(runtime, merge_id)
    assert whole(runtime, survivor, absorbed) == before


def test_a_protected_name_stays_the_standard_one(runtime, village) -> None:
    survivor, absorbed = village
    with runtime.write(SYSTEM) as work:
        services.protect_name(work, absorbed, basis="名录")
    with pytest.raises(Refused) as refused:
        merged(runtime, absorbed, survivor, choices={"standard_name": "kept"})
    assert refused.value.code == "places.merge_protected"
    merged(runtime, absorbed, survivor)
    assert dossier(runtime, survivor).card.standard_name == "大郢子"
    assert dossier(runtime, survivor).card.protected


def test_what_cannot_be_one_is_refused(runtime, village, add, gazetteer) -> None:
    survivor, absorbed = village
    lake = add("大郢湖", kind=PlaceKind.WATER)
    far = add("大郢", division=gazetteer.feixi)
    for other, into, code in (
        (survivor, survivor, "places.same_place"),
        (lake, survivor, "places.merge_kinds"),
        (gazetteer.places["sh1tang"], survivor, "places.merge_kinds"),
        (far, survivor, "places.merge_across"),
    ):
        with pytest.raises(Refused) as refused:
            merged(runtime, other, into)
        assert refused.value.code == code
    merged(runtime, far, survivor, across_counties=True)
    with pytest.raises(Conflict) as taken:
        merged(runtime, absorbed, far)
    assert taken.value.code == "places.already_merged"
    with pytest.raises(NotFound):
        merged(runtime, "0" * 16, survivor)


@pytest.mark.parametrize(
    ("choices", "reason", "field"),
    [
        ({}, "  ", "reason"),
        ({}, "长" * 1001, "reason"),
        ({"position": "both"}, "同", "position"),
        ({"other_name": "standard"}, "同", "other_name"),
        ({"row_version": "kept"}, "同", "row_version"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_nothing_is_written(
    runtime, village, choices, reason, field
) -> None:
    survivor, absorbed = village
    before = whole(runtime, survivor, absorbed)
    with pytest.raises(Invalid) as invalid:
        merged(runtime, absorbed, survivor, choices=choices, reason=reason)
    assert set(invalid.value.fields) == {field}
    assert whole(runtime, survivor, absorbed) == before


def test_whoever_saw_an_older_version_of_either_is_second(runtime, village) -> None:
    survivor, absorbed = village
    with runtime.write(SYSTEM) as work:
        services.amend(work, absorbed, {"description": "刚改"})
    with pytest.raises(Conflict) as late:
        merged(runtime, absorbed, survivor, seen=Seen(absorbed=1, into=1))
    assert late.value.code == "places.changed_meanwhile"
    assert dossier(runtime, absorbed).card.merged_into is None
    merged(runtime, absorbed, survivor, seen=Seen(absorbed=2, into=1))


def test_only_who_keeps_both_merges_and_parts(runtime, cast, village, gazetteer) -> None:
    survivor, absorbed = village
    here = actor_for(cast.steward.id, "肥东", [Grant(Role.STEWARD, gazetteer.feidong_path)])
    there = actor_for(cast.steward.id, "肥西", [Grant(Role.STEWARD, gazetteer.feixi_path)])
    refused = [who for part_, who in cast.everybody().items() if part_ != "steward"]
    for who in (*refused, there):
        with pytest.raises(Forbidden):
            merged(runtime, absorbed, survivor, who)
    merge_id = merged(runtime, absorbed, survivor, here)
    for who in (*refused, there):
        with pytest.raises(Forbidden):
            part(runtime, merge_id, who)
    part(runtime, merge_id, here)
    with pytest.raises(Conflict) as again:
        part(runtime, merge_id, here)
    assert again.value.code == "places.already_parted"
    with pytest.raises(NotFound):
        part(runtime, "0" * 16, here)
    with pytest.raises(Invalid), runtime.write(here) as work:
        unmerge(work, merge_id, reason=" ")


def test_both_records_say_in_the_journal_what_happened(runtime, cast, village) -> None:
    survivor, absorbed = village
    part(runtime, merged(runtime, absorbed, survivor, cast.steward), cast.steward)
    with runtime.database.read() as session:
        here = [entry.verb for entry in journal.history(session, ("place", survivor))][:2]
        there = journal.history(session, ("place", absorbed))[:2]
        assert journal.verify(session).broken is None
    assert here == ["places.parted", "places.merged"]
    assert [entry.verb for entry in there] == ["places.parted", "places.absorbed"]
    assert there[1].after["into"] == survivor
    assert there[1].reason == "同一个村登记了两次"
    assert {entry.actor_id for entry in there} == {cast.steward.id}


def test_a_merged_record_is_not_edited(runtime, village) -> None:
    survivor, absorbed = village
    merged(runtime, absorbed, survivor)
    with pytest.raises(Conflict), runtime.write(SYSTEM) as work:
        services.amend(work, absorbed, {"description": "改"})
    with runtime.database.read() as session:
        assert session.exec(select(Place.id).where(Place.merged_into == survivor)).all() == [
            absorbed
        ]
