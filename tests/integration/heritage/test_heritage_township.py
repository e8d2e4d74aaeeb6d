"""The township's station: its own people, other townships' people, and the county in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.accounts import services as accounts
from registry.accounts.rules import PersonStatus, Role
from registry.accounts.services.noticing import look_for_notices
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Status
from registry.heritage.rules.stations import StandIn
from registry.heritage.rules.visits import VisitSaid
from registry.heritage.rules.voting import Way
from registry.places import queries as place_queries
from tests.support.marks import stored_marks, true_marks
from tests.support.people import play

from .conftest import START, TODAY, acting_also_as, person, township_programme

REASON = "跨两个乡镇的道路，乡镇不单独审核"


@pytest.fixture
def alone(towns):
    """The two townships without the cast's reviewer, whose leave holds everywhere."""
    dismiss(towns, towns.scene.cast.reviewer_township)
    return towns


def dismiss(towns, who) -> None:
    with towns.scene.work_as(towns.scene.cast.administrator, at=START) as work:
        accounts.set_status(work, who.id, PersonStatus.DISABLED, reason="调走")


def at_county_level(towns) -> str:
    """A file about a place that lies in no township, at the township's station."""
    return towns.submitted(towns.scene.place_id)


def last_act(towns, found: str):
    with towns.scene.work_as(SYSTEM) as work:
        return queries.decisions(work.session, found)[-1]


def refused(towns, found: str, who, action=Action.FORWARD) -> str:
    with pytest.raises(Forbidden) as error:
        towns.review(found, who, action, reason=REASON)
    assert towns.scene.status(found) == Status.TOWNSHIP
    return error.value.code


def leave(towns, found: str):
    with towns.scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        return queries.leave_at(work.session, file, Status(file.status))


def desk(towns, who) -> list:
    with towns.scene.work_as(SYSTEM) as work:
        return queries.desk(work.session, who, START + timedelta(days=3))


def test_a_village_s_file_goes_to_its_township_first_and_then_up_every_level(towns):
    found = towns.submitted()
    passed = []
    cast = towns.scene.cast
    for who in (towns.stone, cast.reviewer_county, cast.reviewer_city, cast.reviewer_province):
        passed.append(towns.scene.status(found))
        towns.review(found, who)
    assert passed == ["township", "county", "city", "province"]
    assert towns.scene.status(found) == Status.EXPERT_REVIEW
    with towns.scene.work_as(SYSTEM) as work:
        acts = queries.decisions(work.session, found)
    assert [act.level for act in acts] == ["", "", *passed]


def test_what_waits_at_the_township_is_marked_as_nominated(towns):
    towns.submitted()
    with towns.scene.work_as(SYSTEM) as work:
        marks = stored_marks(work.session)
        assert marks == true_marks(work.session)
    assert marks[towns.place_id] == ("nominated", "none")


@pytest.mark.database
def test_another_township_and_a_village_of_its_own_are_no_leave(alone):
    found = alone.submitted()
    # A role limited to a village is leave for nothing here: the township judges as a whole.
    with alone.scene.work_as(SYSTEM) as work:
        village = play(work, "village", Role.REVIEWER_TOWNSHIP, scope=alone.village_path)
    for who in (alone.cuo, village):
        assert refused(alone, found, who) == "access.out_of_scope"
    for part in ("reviewer_county", "reviewer_city", "expert", "steward", "stranger", "crew"):
        who = getattr(alone.scene.cast, part)
        assert refused(alone, found, who) == "access.forbidden", part
    assert leave(alone, found).path == alone.stone_path
    alone.review(found, alone.stone)
    assert alone.scene.status(found) == Status.COUNTY


def test_leave_for_the_whole_county_reviews_in_each_of_its_townships(alone):
    path = alone.scene.county_path
    with alone.scene.work_as(SYSTEM) as work:
        wide = play(work, "wide", Role.REVIEWER_TOWNSHIP, scope=path)
    for place in (alone.place_id, alone.cuo_place_id):
        found = alone.submitted(place)
        alone.review(found, wide)
        assert alone.scene.status(found) == Status.COUNTY


@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT])
def test_a_township_returns_and_rejects_with_a_reason(towns, action):
    found = towns.submitted()
    with pytest.raises(Invalid) as wrong:
        towns.review(found, towns.stone, action)
    assert list(wrong.value.fields) == ["reason"]
    towns.review(found, towns.stone, action, "缺族谱")
    after = {Action.RETURN: Status.RETURNED, Action.REJECT: Status.REJECTED}
    assert towns.scene.status(found) == after[action]


def test_a_returned_file_comes_back_to_the_township_and_not_to_where_it_was(towns):
    found = towns.submitted()
    towns.review(found, towns.stone)
    towns.review(found, towns.scene.cast.reviewer_county, Action.RETURN, "补拓片")
    towns.scene.submit(found)
    assert towns.scene.status(found) == Status.TOWNSHIP


@pytest.mark.database
def test_a_place_in_no_township_is_reviewed_by_the_county_with_a_written_reason(towns):
    found = at_county_level(towns)
    held = leave(towns, found)
    assert (held.stands_in, held.path) == (StandIn.NO_TOWNSHIP, towns.scene.county_path)
    # However wide a township's leave is, this file is no township's.
    for who in (towns.stone, towns.scene.cast.reviewer_township):
        assert refused(towns, found, who) == "access.forbidden"
    county = towns.scene.cast.reviewer_county
    for action in (Action.FORWARD, Action.RETURN, Action.REJECT):
        with pytest.raises(Invalid) as wrong:
            towns.review(found, county, action)
        assert list(wrong.value.fields) == ["reason"]
    towns.review(found, county, reason=REASON)
    act = last_act(towns, found)
    assert (act.from_status, act.level, act.reason) == ("township", "county", REASON)
    # The county's own station is still to be passed.
    assert towns.scene.status(found) == Status.COUNTY
    towns.review(found, county)
    assert towns.scene.status(found) == Status.CITY


def test_the_county_of_another_place_does_not_stand_in(towns):
    found = at_county_level(towns)
    with towns.scene.work_as(SYSTEM) as work:
        path = towns.scene.other_county_path
        other = play(work, "other county", Role.REVIEWER_COUNTY, scope=path)
    assert refused(towns, found, other) == "access.out_of_scope"


@pytest.mark.database
def test_a_township_s_reviewer_removed_half_way_leaves_the_file_to_the_county(alone):
    found = alone.submitted()
    county = alone.scene.cast.reviewer_county
    with alone.scene.work_as(alone.scene.cast.steward, at=START) as work:
        services.assign(work, found, person_id=alone.stone.id)
    assert refused(alone, found, county) == "access.forbidden"
    dismiss(alone, alone.stone)
    assert leave(alone, found).stands_in is StandIn.NOBODY
    alone.review(found, county, reason="乡镇没有审核人")
    assert alone.scene.status(found) == Status.COUNTY


def test_the_county_steps_back_when_the_township_has_somebody_again(alone):
    dismiss(alone, alone.stone)
    found = alone.submitted()
    county = alone.scene.cast.reviewer_county
    with alone.scene.work_as(alone.scene.cast.steward, at=START) as work:
        services.assign(work, found, person_id=county.id)
    with alone.scene.work_as(SYSTEM) as work:
        fresh = play(work, "fresh", Role.REVIEWER_TOWNSHIP, scope=alone.stone_path)
    assert refused(alone, found, county) == "access.forbidden"
    # The county's assignment binds nobody any more.
    alone.review(found, fresh)
    assert last_act(alone, found).level == "township"


def test_whoever_compiled_or_keeps_off_is_nobody_at_the_township(alone):
    found = alone.submitted()
    compiler = acting_also_as(alone.scene.cast.compiler, Role.REVIEWER_TOWNSHIP)
    assert refused(alone, found, compiler) == "heritage.own_file"
    with alone.scene.work_as(alone.stone, at=START) as work:
        services.recuse(work, found, reason="村里人")
    assert refused(alone, found, alone.stone) == "heritage.recused"
    assert leave(alone, found).stands_in is StandIn.NOBODY
    assert desk(alone, alone.stone) == []
    alone.review(found, alone.scene.cast.reviewer_county, reason="乡镇审核人回避")
    assert last_act(alone, found).level == "county"


def test_a_township_s_reviewer_is_recused_by_the_bureau(alone):
    found = alone.submitted()
    with alone.scene.work_as(alone.scene.cast.steward, at=START) as work:
        services.recuse(work, found, reason="亲属", person_id=alone.stone.id)
    assert refused(alone, found, alone.stone) == "heritage.recused"


def test_a_compiler_who_is_the_only_reviewer_of_the_township_leaves_it_to_the_county(alone):
    dismiss(alone, alone.stone)
    with alone.scene.work_as(SYSTEM) as work:
        path = alone.stone_path
        both = play(work, "both", Role.COMPILER, Role.REVIEWER_TOWNSHIP, scope=path)
    theirs = replace(alone.scene, cast=replace(alone.scene.cast, compiler=both))
    found = replace(alone, scene=theirs).submitted()
    assert refused(alone, found, both) == "heritage.own_file"
    assert leave(alone, found).stands_in is StandIn.NOBODY
    assert [row.acts for row in desk(alone, both)] == []


def test_files_go_to_a_township_s_people_in_turn_and_by_hand(towns):
    with towns.scene.work_as(SYSTEM, at=START) as work:
        dismissed = towns.scene.cast.reviewer_township
        accounts.set_status(work, dismissed.id, PersonStatus.DISABLED, reason="调走")
        programme = township_programme(work, "town-turns", assignment="turn")
    turning = replace(towns, programme_id=programme)
    found = turning.submitted()
    with towns.scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        (row,) = queries.bound_people(work.session, file).values()
    assert (row.person_id, row.station, row.way) == (towns.stone.id, "township", Way.TURN)
    steward = towns.scene.cast.steward
    for wrong in (towns.cuo, towns.scene.cast.reviewer_county):
        with pytest.raises(Invalid), towns.scene.work_as(steward, at=START) as work:
            services.assign(work, found, person_id=wrong.id)
    # Keeping off hands it on: to the next of the township, or else to the county's.
    with towns.scene.work_as(towns.stone, at=START) as work:
        services.recuse(work, found, reason="亲属")
    with towns.scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        assert set(queries.bound_people(work.session, file)) == {
            towns.scene.cast.reviewer_county.id
        }


def test_the_desk_shows_it_to_the_township_and_where_it_has_nobody_to_the_county(alone):
    inside, outside = alone.submitted(), at_county_level(alone)
    (row,) = desk(alone, alone.stone)
    assert (row.values["nomination_id"], row.detail) == (inside, None)
    assert [act.reason for act in row.acts] == ["", "reason", "reason"]
    assert desk(alone, alone.cuo) == []
    (row,) = desk(alone, alone.scene.cast.reviewer_county)
    assert row.values["nomination_id"] == outside
    # Passing on asks for its words here.
    assert [act.reason for act in row.acts] == ["reason"] * 3
    assert row.detail is not None


def test_a_township_s_people_visit_the_place_and_other_townships_do_not(alone):
    found = alone.submitted()
    said = VisitSaid(TODAY, "村口", "村主任", "古井还在", {})
    seen = alone.scene.version(found)
    with pytest.raises(Forbidden), alone.scene.work_as(alone.cuo, at=START) as work:
        services.record_visit(work, found, said=said, seen_version=seen)
    with alone.scene.work_as(alone.stone, at=START) as work:
        visit = services.record_visit(work, found, said=said, seen_version=seen)
        assert visit.station == Status.TOWNSHIP


def test_the_opinion_of_the_township_counts_as_given_also_where_the_county_gave_it(towns):
    inside, outside = towns.submitted(), at_county_level(towns)
    towns.review(inside, towns.stone)
    towns.review(outside, towns.scene.cast.reviewer_county, reason=REASON)
    for found in (inside, outside):
        with towns.scene.work_as(SYSTEM) as work:
            parts = queries.dossier(work.session, found, SYSTEM).meter.parts
        (opinions,) = [part for part in parts if part.part.key == "E"]
        assert [str(missing.label) for missing in opinions.missing] == ["县级", "市级", "省级"]


def test_the_journal_says_who_acted_and_nothing_is_written_by_a_refusal(alone):
    found = alone.submitted()
    refused(alone, found, alone.cuo)
    alone.review(found, alone.stone)
    with alone.scene.work_as(SYSTEM) as work:
        entries = journal.history(work.session, ("nomination", found))
    forwarded = [entry for entry in entries if entry.verb == "heritage.forwarded"]
    assert [entry.actor_id for entry in forwarded] == [alone.stone.id]


def test_a_file_under_review_is_not_moved_past_a_station_that_the_new_edition_adds(scene):
    with scene.work_as(SYSTEM, at=START) as work:
        old = township_programme(work, "old", levels=["county", "city"])
    found = scene.nominate(programme_id=old)
    scene.submit(found)
    with scene.work_as(SYSTEM, at=START) as work:
        township_programme(work, "new", levels=["township", "county", "city"])
    steward = scene.cast.steward

    def move() -> None:
        seen = scene.version(found)
        with scene.work_as(steward, at=START) as work:
            services.change_edition(work, found, reason="统一", seen_version=seen)

    with pytest.raises(Refused) as error:
        move()
    assert error.value.code == "heritage.level_skipped"
    seen = scene.version(found)
    with scene.work_as(scene.cast.reviewer_county, at=START) as work:
        services.review(work, found, action=Action.RETURN, seen_version=seen, reason="改版")
    move()
    scene.submit(found)
    assert scene.status(found) == Status.TOWNSHIP


def test_a_programme_without_the_level_goes_to_the_county_as_before(towns):
    found = towns.scene.nominate(place_id=towns.place_id)
    towns.scene.submit(found)
    assert towns.scene.status(found) == Status.COUNTY
    with pytest.raises(Forbidden):
        towns.review(found, towns.stone)


def test_a_path_tells_its_township(towns):
    with towns.scene.work_as(SYSTEM) as work:
        told = {
            path: place_queries.township_of(work.session, path)
            for path in (
                *(towns.stone_path, towns.village_path, towns.scene.county_path),
                *("", "/nowhere/at/all"),
            )
        }
    assert told == {
        towns.stone_path: towns.stone_path,
        towns.village_path: towns.stone_path,
        towns.scene.county_path: None,
        "": None,
        "/nowhere/at/all": None,
    }


def test_somebody_without_a_row_is_nobody_at_the_township(alone):
    dismiss(alone, alone.stone)
    found = alone.submitted()
    ghost = person("ghost", Role.REVIEWER_TOWNSHIP, alone.stone_path)
    assert refused(alone, found, ghost) == "access.forbidden"


def test_whose_station_it_is_is_told_of_it_and_nobody_else(alone, runtime):
    alone.submitted()
    runtime.panels.add_desk(queries.desk)
    county = alone.scene.cast.reviewer_county
    told = {who.name: look_for_notices(runtime, who.id) for who in (alone.stone, alone.cuo, county)}
    assert told == {"of stone": 1, "of cuo": 0, "reviewer_county": 0}
    dismiss(alone, alone.stone)
    assert look_for_notices(runtime, county.id) == 1


def test_a_place_merged_into_another_township_s_is_that_township_s_to_review(alone):
    found = alone.submitted()
    with alone.scene.work_as(SYSTEM, at=START) as work:
        ids = {"absorbed_id": alone.place_id, "into_id": alone.cuo_place_id}
        services.follow_merge(work, **ids)
    assert refused(alone, found, alone.stone) == "access.out_of_scope"
    alone.review(found, alone.cuo)
    assert alone.scene.status(found) == Status.COUNTY
