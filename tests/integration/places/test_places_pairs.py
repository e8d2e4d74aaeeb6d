"""Finding places that look like one, what a person says of them, and what is remembered."""

from __future__ import annotations

import pytest

from registry.accounts.rules import Grant, Role, actor_for
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.places import services
from registry.places.queries.alike import alike_by_code, alike_in, alike_to, compared, ids_in
from registry.places.queries.pairs import PairFilter, PairState, pair_count, pair_of, pairs
from registry.places.rules import NameKind, PairVerdict, PlaceKind
from registry.places.services import NewName, NewPosition
from registry.places.services.merging import unmerge
from registry.places.services.pairs import PairsRecorded, judge, record_pairs
from tests.support.merging import add, merged, village

__all__ = ["add", "village"]


def found_in(runtime, county) -> set[frozenset[str]]:
    with runtime.database.read() as session:
        return {frozenset((pair.first_id, pair.second_id)) for pair in alike_in(session, county)}


def search(runtime, county) -> PairsRecorded:
    with runtime.database.read() as session:
        found, examined = alike_in(session, county), ids_in(session, county)
    with runtime.write(SYSTEM) as work:
        return record_pairs(work, found, examined=examined)


def queue(runtime, actor=SYSTEM, **wanted):
    with runtime.database.read() as session:
        return list(pairs(session, actor, PairFilter(**wanted)).items)


def say(runtime, one, other, verdict=PairVerdict.DISTINCT, note="两个村", who=SYSTEM) -> str:
    with runtime.write(who) as work:
        return judge(work, one, other, verdict=verdict, note=note)


@pytest.fixture
def twins(add) -> tuple[str, str]:
    """大郢 twice in one town, without anything else known."""
    return add("大郢"), add("大郢")


def test_a_county_is_searched_and_only_likely_pairs_are_written(
    runtime, twins, add, gazetteer
) -> None:
    elsewhere = add("大郢", division=gazetteer.feixi)
    lake = add("大郢湖", kind=PlaceKind.WATER)
    assert found_in(runtime, gazetteer.feidong) == {frozenset(twins)}
    assert search(runtime, gazetteer.feidong) == PairsRecorded(added=1)
    assert search(runtime, gazetteer.feidong) == PairsRecorded(same=1)
    row = queue(runtime)[0]
    assert {row.first.id, row.second.id} == set(twins)
    assert elsewhere not in (row.first.id, row.second.id)
    assert lake not in (row.first.id, row.second.id)
    assert [str(reason.words) for reason in row.reasons][:2] == ["标准名相同", "在同一个乡镇、街道"]


@pytest.mark.database
def test_every_key_brings_its_pairs_together(runtime, add, gazetteer) -> None:
    near = NewPosition(117.6, 31.9, "gnss", "实测"), NewPosition(117.601, 31.9, "gnss", "实测")
    expected = {
        "sound": (
            add(NewName("大徐", roman_toned="Dàxú")),
            add(NewName("大许", roman_toned="Dàxú")),
        ),
        "old name": (add("洪疃"), add("红旗", NewName("洪疃", NameKind.FORMER))),
        "committee": (
            add("龙城村", kind=PlaceKind.VILLAGE_COMMITTEE),
            add("龙城村民委员会", kind=PlaceKind.VILLAGE_COMMITTEE),
        ),
        "looks": (add("李家大院子", position=near[0]), add("李家大园子", position=near[1])),
        "only the county known": (add("孤山头"), add("孤山头", division=gazetteer.feidong)),
        "code": (
            add("碧桂新村", place_code="34012210522200000007"),
            add("碧桂小区", other_codes=("34012210522200000007",)),
        ),
    }
    found = found_in(runtime, gazetteer.feidong)
    assert {name for name, pair in expected.items() if frozenset(pair) not in found} == set()
    assert len(found) == len(expected)
    with runtime.database.read() as session:
        for name, (one, other) in expected.items():
            if name != "code":
                assert [place_id for place_id, _ in alike_to(session, one)] == [other], name
        assert [place_id for place_id, _ in alike_to(session, expected["code"][1])] == [
            expected["code"][0]
        ]


@pytest.mark.database
def test_a_number_joins_across_counties(runtime, add, gazetteer) -> None:
    number = "34012210521610000001"
    area = add("龙城村", kind=PlaceKind.VILLAGE_COMMITTEE, place_code=number)
    body = add(
        "龙城村民委员会",
        kind=PlaceKind.VILLAGE_COMMITTEE,
        division=gazetteer.feixi,
        twin_place_code=number,
    )
    with runtime.database.read() as session:
        pair = alike_by_code(session)[0]
    assert {pair.first_id, pair.second_id} == {area, body}


def test_a_pair_judged_to_be_two_comes_back_for_a_new_reason_only(
    runtime, twins, gazetteer
) -> None:
    search(runtime, gazetteer.feidong)
    say(runtime, *twins)
    assert search(runtime, gazetteer.feidong) == PairsRecorded(same=1)
    assert queue(runtime) == []
    assert queue(runtime, state=PairState.DISTINCT)[0].note == "两个村"
    for place_id in twins:
        with runtime.write(SYSTEM) as work:
            services.locate(work, place_id, Position(117.6, 31.9), source="测", method="gnss")
    assert search(runtime, gazetteer.feidong) == PairsRecorded(reopened=1)
    row = queue(runtime)[0]
    assert row.was_judged
    assert [reason.code for reason in row.reasons if reason.is_new] == ["near"]
    assert row.note == "两个村", "what was said before is still there"
    say(runtime, twins[0], twins[1], note="分属两个组")
    assert search(runtime, gazetteer.feidong) == PairsRecorded(same=1)


def test_a_reason_that_went_and_came_back_is_not_new(runtime, twins, gazetteer) -> None:
    _one, other = twins
    for place_id in twins:
        with runtime.write(SYSTEM) as work:
            services.locate(work, place_id, Position(117.6, 31.9), source="测", method="gnss")
    search(runtime, gazetteer.feidong)
    say(runtime, *twins)
    for lon in (117.9, 117.6):
        with runtime.write(SYSTEM) as work:
            services.locate(work, other, Position(lon, 31.9), source="复测", method="gnss")
        search(runtime, gazetteer.feidong)
        assert queue(runtime) == []


def test_what_no_longer_looks_alike_leaves_the_queue(runtime, twins, gazetteer) -> None:
    search(runtime, gazetteer.feidong)
    with runtime.write(SYSTEM) as work:
        services.rename(work, twins[0], new_text="上河沿", basis="批复")
        services.amend(work, twins[1], {"kind": "landform", "legal_kind": "natural"})
    assert search(runtime, gazetteer.feidong) == PairsRecorded(dropped=1)
    assert queue(runtime) == []


def test_a_question_may_be_put_off(runtime, twins, gazetteer) -> None:
    search(runtime, gazetteer.feidong)
    say(runtime, twins[0], twins[1], verdict=PairVerdict.OPEN, note="等外业")
    assert queue(runtime) == []
    later = queue(runtime, state=PairState.LATER)
    assert [(row.state, row.note) for row in later] == [(PairState.LATER, "等外业")]
    assert search(runtime, gazetteer.feidong) == PairsRecorded(same=1)


def test_a_person_may_judge_what_no_search_found(runtime, add) -> None:
    one, other = add("上郢"), add("下圩")
    pair_id = say(runtime, one, other)
    with runtime.database.read() as session:
        view = pair_of(session, other, one)
    assert view is not None
    assert (view.id, view.state, view.score < 50) == (pair_id, PairState.DISTINCT, True)


def test_a_merged_pair_says_so_and_is_a_question_again_when_parted(
    runtime, twins, gazetteer
) -> None:
    search(runtime, gazetteer.feidong)
    merge_id = merged(runtime, twins[1], twins[0])
    assert queue(runtime) == []
    assert len(queue(runtime, state=PairState.MERGED)) == 1
    assert search(runtime, gazetteer.feidong) == PairsRecorded()
    with runtime.write(SYSTEM) as work:
        unmerge(work, merge_id, reason="弄错了")
    assert len(queue(runtime)) == 1


def test_pairs_with_a_merged_place_wait_for_nobody(runtime, twins, add, gazetteer) -> None:
    third = add("大郢")
    search(runtime, gazetteer.feidong)
    assert len(queue(runtime)) == 3
    merged(runtime, third, twins[0])
    assert len(queue(runtime)) == 1
    with runtime.database.read() as session:
        assert [place_id for place_id, _ in alike_to(session, twins[0])] == [twins[1]]
        assert compared(session, third, twins[0]) is None
    with pytest.raises(Conflict):
        say(runtime, third, twins[0])


@pytest.mark.database
def test_the_queue_is_of_ones_own_divisions_and_comes_in_pages(
    runtime, cast, add, gazetteer
) -> None:
    for name in ("大郢", "小郢", "李郢"):
        add(name), add(name)
        add(name, division=gazetteer.feixi), add(name, division=gazetteer.feixi)
    for county in (gazetteer.feidong, gazetteer.feixi):
        search(runtime, county)
    here = actor_for(cast.steward.id, "肥东", [Grant(Role.STEWARD, gazetteer.feidong_path)])
    assert len(queue(runtime, here)) == 3
    assert len(queue(runtime, cast.steward)) == 6
    assert len(queue(runtime, cast.steward, county=gazetteer.feixi)) == 3
    assert queue(runtime, cast.stranger) == []
    assert queue(runtime, cast.steward, least=99) == []
    got, after = [], None
    with runtime.database.read() as session:
        assert pair_count(session, cast.steward, PairFilter()) == 6
        while True:
            page = pairs(session, cast.steward, PairFilter(), 2, after)
            got += page.items
            after = page.next
            if after is None:
                break
        with pytest.raises(Invalid):
            pairs(session, cast.steward, PairFilter(), 2, "bm9uc2Vuc2U")
    scores = [row.score for row in got]
    assert scores == sorted(scores, reverse=True)
    assert len({row.id for row in got}) == 6


def test_who_may_judge_and_what_is_refused(runtime, cast, twins, gazetteer) -> None:
    there = actor_for(cast.steward.id, "肥西", [Grant(Role.STEWARD, gazetteer.feixi_path)])
    for who in (there, *(one for part, one in cast.everybody().items() if part != "steward")):
        with pytest.raises(Forbidden):
            say(runtime, twins[0], twins[1], who=who)
        with pytest.raises(Forbidden), runtime.write(who) as work:
            record_pairs(work, [])
    for one, other, verdict, note, problem in (
        (twins[0], twins[0], PairVerdict.DISTINCT, "同", Refused),
        (twins[0], twins[1], PairVerdict.MERGED, "同", Refused),
        (twins[0], twins[1], PairVerdict.DISTINCT, " ", Invalid),
        (twins[0], "0" * 16, PairVerdict.DISTINCT, "同", NotFound),
    ):
        with pytest.raises(problem):
            say(runtime, one, other, verdict, note, who=cast.steward)
    say(runtime, twins[0], twins[1], who=cast.steward)
