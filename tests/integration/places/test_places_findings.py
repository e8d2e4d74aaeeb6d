"""Findings as work: raised, gathered once, taken, ended with a reason, listed by age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.core.geo import Position
from registry.places import queries as place_queries
from registry.places import services as places
from registry.places.queries.findings import (
    FindingsWanted,
    desk,
    finding,
    findings,
    findings_of,
)
from registry.places.rules import SignMark
from registry.places.rules.finding import FindingKind, FindingStatus, FindingStep
from registry.places.services.findings import (
    NewFinding,
    gather_findings,
    raise_finding,
    settle_finding,
)
from registry.places.services.marks import mark_sign
from tests.support.people import play

SPOT = Position(117.3, 31.8)


@pytest.fixture
def county(work_as):
    """肥东县 with two villages of one name and one of another."""
    with work_as(SYSTEM) as work:
        city = places.NewDivision("test", "2026", "340100", "合肥市", "city")
        row = places.NewDivision("test", "2026", "340122", "肥东县", "county", parent=city.key)
        places.add_divisions(work, [city, row])
        found = {one.name: one for one in place_queries.divisions_under(work.session, "")}["肥东县"]
        for name in ("王村", "王村", "李村"):
            places.add_place(
                work, places.NewPlace("natural_village", found.id, [places.NewName(name)])
            )
        return found


@pytest.fixture
def villages(county, runtime):
    with runtime.database.read() as session:
        hits = place_queries.search(session, place_queries.PlaceFilter(), 10, None).items
        return sorted((hit.card for hit in hits), key=lambda card: card.id)


@pytest.fixture
def look(runtime):
    def read(query, *arguments, **values):
        with runtime.database.read() as session:
            return query(session, *arguments, **values)

    return read


@pytest.fixture
def act(work_as, cast):
    """A service in the name of the steward, or of somebody else."""

    def do(service, *arguments, who=None, **values):
        with work_as(who or cast.steward) as work:
            return service(work, *arguments, **values)

    return do


def listed(look, cast, **wanted):
    return look(findings, cast.steward, FindingsWanted(**wanted)).items


@pytest.mark.database
def test_the_gazetteer_finds_each_thing_once(act, look, cast, county, villages):
    assert act(gather_findings, FindingKind.SHARED_NAME, county.id) == 1
    (row,) = listed(look, cast)
    twins = [card.id for card in villages if card.standard_name == "王村"]
    assert (row.place_id, row.other_id, row.by_rule) == (*twins, True)
    assert act(gather_findings, FindingKind.SHARED_NAME, county.id) == 0
    assert act(gather_findings, FindingKind.UNSIGNED, county.id) == 3
    assert act(gather_findings, FindingKind.UNSIGNED, county.id) == 0
    assert len(listed(look, cast, kind=FindingKind.UNSIGNED)) == 3
    assert len(look(findings_of, twins[0])) == 2


@pytest.mark.database
def test_what_was_no_problem_stays_so_and_what_was_resolved_may_come_back(
    act, look, cast, county, villages
):
    act(gather_findings, FindingKind.UNSIGNED, county.id)
    first, second, third = listed(look, cast)
    act(settle_finding, first.id, FindingStep.DISMISS, reason="并入他村", seen_version=1)
    act(settle_finding, second.id, FindingStep.RESOLVE, reason="已设标", seen_version=1)
    assert act(gather_findings, FindingKind.UNSIGNED, county.id) == 1
    assert {row.id for row in listed(look, cast)} == {second.id, third.id}
    assert look(finding, first.id).status == FindingStatus.DISMISSED


def test_a_place_with_a_sign_is_not_found(act, look, cast, county, villages, work_as):
    with work_as(SYSTEM) as work:
        mark_sign(work.session, villages[0].id, SignMark.VERIFIED)
        mark_sign(work.session, villages[1].id, SignMark.REQUIRED)
    assert act(gather_findings, FindingKind.UNSIGNED, county.id) == 2
    assert villages[0].id not in {row.place_id for row in listed(look, cast)}


@pytest.mark.database
def test_a_finding_is_taken_given_back_ended_and_raised_again(act, look, cast, villages):
    new = NewFinding(FindingKind.MANY_NAMES, villages[0].id, other_name="怀宁路")
    row = act(raise_finding, new)
    act(settle_finding, row.id, FindingStep.TAKE, seen_version=1)
    assert listed(look, cast, who="mine")[0].assignee_name == "steward"
    assert listed(look, cast, who="nobody") == []
    assert [item.title for item in look(desk, cast.steward, row.created_at)] == [row.name]
    act(settle_finding, row.id, FindingStep.RELEASE, seen_version=2)
    assert look(desk, cast.steward, row.created_at) == []
    with pytest.raises(Invalid) as refused:
        act(settle_finding, row.id, FindingStep.RESOLVE, reason=" ", seen_version=3)
    assert set(refused.value.fields) == {"reason"}
    act(settle_finding, row.id, FindingStep.RESOLVE, reason="合政〔2026〕1号", seen_version=3)
    assert listed(look, cast) == []
    assert listed(look, cast, status=FindingStatus.RESOLVED)[0].reason == "合政〔2026〕1号"
    with pytest.raises(Invalid) as refused:
        act(settle_finding, row.id, FindingStep.TAKE, seen_version=4)
    assert set(refused.value.fields) == {"step"}
    with pytest.raises(Conflict):
        act(settle_finding, row.id, FindingStep.REOPEN, reason="又有", seen_version=1)
    act(settle_finding, row.id, FindingStep.REOPEN, reason="又有", seen_version=4)
    assert listed(look, cast)[0].ended_at is None
    entries = look(journal.history, ("place_finding", row.id))
    assert [entry.after.get("step") for entry in entries] == [
        *("reopen", "resolve", "release", "take", None)
    ]


@pytest.mark.database
def test_what_is_due_is_done_by_whoever_took_it_and_is_said_when_late(
    act, look, cast, villages, client, sign_in, work_as
):
    row = act(raise_finding, NewFinding(FindingKind.MANY_NAMES, villages[0].id, other_name="甲村"))
    last_year = datetime.now(UTC) - timedelta(days=365)
    with work_as(cast.steward, at=last_year) as work:
        due_on = last_year.date() + timedelta(days=30)
        settle_finding(work, row.id, FindingStep.TAKE, due_on=due_on, seen_version=1)
    sign_in(client, cast.steward)
    for path in ("/places/findings", f"/places/findings/{row.id}"):
        page = client.get(path).get_data(as_text=True)
        assert "已过限期" in page
        assert due_on.isoformat() in page
    act(settle_finding, row.id, FindingStep.RELEASE, seen_version=2)
    assert listed(look, cast)[0].due_on is None
    assert "已过限期" not in client.get("/places/findings").get_data(as_text=True)


@pytest.mark.database
def test_the_list_is_paged_from_the_oldest(act, look, cast, county):
    for number in range(5):
        detail = f"第 {number} 条没有名称的路"
        act(raise_finding, NewFinding(FindingKind.UNNAMED, "", county.id, "", detail, SPOT))
    first = look(findings, cast.steward, FindingsWanted(), "", 2)
    second = look(findings, cast.steward, FindingsWanted(), first.next, 9)
    details = [row.detail[2] for row in (*first.items, *second.items)]
    assert details == ["0", "1", "2", "3", "4"]
    assert second.next is None
    assert listed(look, cast, county="0000000000000000") == []


def test_every_wrong_field_is_named_at_once(act, county, villages):
    with pytest.raises(Invalid) as refused:
        act(raise_finding, NewFinding(FindingKind.UNNAMED, county_id="0000000000000000"))
    assert set(refused.value.fields) == {"county", "lon", "detail"}
    with pytest.raises(Invalid) as refused:
        act(raise_finding, NewFinding(FindingKind.SHARED_NAME, county_id=county.id))
    assert set(refused.value.fields) == {"kind", "other_name"}
    with pytest.raises(NotFound):
        act(raise_finding, NewFinding(FindingKind.UNSIGNED, "0000000000000000"))
    with pytest.raises(Invalid) as refused:
        act(gather_findings, FindingKind.MISMATCH, "0000000000000000")
    assert set(refused.value.fields) == {"kind", "county"}
    with pytest.raises(NotFound):
        act(settle_finding, "0000000000000000", FindingStep.TAKE, seen_version=1)


def test_crews_raise_and_leaders_settle_where_they_work(act, look, cast, county, villages, work_as):
    new = NewFinding(FindingKind.MISMATCH, villages[0].id, detail="村在东边")
    row = act(raise_finding, new, who=cast.crew)
    for who in (cast.crew, cast.expert, cast.stranger):
        with pytest.raises(Forbidden):
            act(settle_finding, row.id, FindingStep.TAKE, seen_version=1, who=who)
    with pytest.raises(Forbidden):
        act(raise_finding, new, who=cast.stranger)
    with pytest.raises(Forbidden):
        act(gather_findings, FindingKind.UNSIGNED, county.id, who=cast.crew_leader)
    with work_as(SYSTEM) as work:
        here = play(work, "leader_here", Role.CREW_LEADER, scope=county.path)
        away = play(work, "leader_away", Role.CREW_LEADER, scope="/elsewhere")
    assert look(findings, away, FindingsWanted()).items == []
    with pytest.raises(Forbidden):
        act(settle_finding, row.id, FindingStep.TAKE, seen_version=1, who=away)
    with pytest.raises(Forbidden):
        act(raise_finding, new, who=away)
    assert [one.id for one in look(findings, here, FindingsWanted()).items] == [row.id]
    act(settle_finding, row.id, FindingStep.TAKE, seen_version=1, who=here)


def test_the_pages_keep_what_was_written_and_lead_on(
    act, look, cast, client, sign_in, county, villages
):
    sign_in(client, cast.steward)
    place = villages[0]
    page = client.get(f"/places/{place.id}").get_data(as_text=True)
    assert f"/places/findings/new?place={place.id}" in page
    form = {"kind": "mismatch", "place_id": place.id, "detail": "", "other_name": "=村"}
    answer = client.post("/places/findings", data=form)
    assert answer.status_code == 422
    assert 'id="error-detail"' in answer.get_data(as_text=True)
    assert "=村" in answer.get_data(as_text=True)
    assert client.post("/places/findings", data={**form, "detail": "村在东边"}).status_code == 303
    (row,) = listed(look, cast)
    assert row.id in client.get("/places/findings").get_data(as_text=True)
    assert row.id in client.get(f"/places/{place.id}").get_data(as_text=True)
    one = f"/places/findings/{row.id}"
    answer = client.post(f"{one}/steps", data={"step": "resolve", "reason": "", "version": "1"})
    assert answer.status_code == 422
    taken = {"step": "take", "reason": "", "version": "1", "due_on": "2020-01-01"}
    late = client.post(f"{one}/steps", data=taken)
    assert late.status_code == 422
    assert 'id="error-due_on"' in late.get_data(as_text=True)
    taken["due_on"] = "2099-12-31"
    assert client.post(f"{one}/steps", data=taken).status_code == 303
    assert "限期 2099-12-31" in client.get(one).get_data(as_text=True)
    assert "steward" in client.get(one).get_data(as_text=True)
    table = client.get("/places/findings.csv").data.decode("utf-8-sig")
    assert "'=村" in table
    assert "2099-12-31" in table
    assert county.name in table
    gather = {"kind": "shared_name", "county": county.id}
    assert client.post("/places/searches/findings", data=gather).status_code == 303
    assert client.get("/places/findings?after=x").status_code == 422
    assert client.get("/places/findings?who=somebody").status_code == 422
    assert client.get("/places/findings/0000000000000000").status_code == 404
    assert client.get("/places/findings/new?place=0000000000000000").status_code == 404
