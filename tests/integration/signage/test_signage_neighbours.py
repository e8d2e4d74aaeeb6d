"""Traffic signs beside ours: written down, photographed, compared, and what was done about them."""

from __future__ import annotations

from datetime import date

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, NotFound
from registry.core.geo import Position
from registry.signage import queries, services
from registry.signage.queries.keeping import UnownedWanted, unowned
from registry.signage.queries.neighbours import (
    DisagreementsWanted,
    disagreements,
    near_photos,
)
from registry.signage.rules.kinds import ReasonCode, ReportKind, SignType
from registry.signage.rules.neighbours import Line, Settling, Standing
from registry.signage.rules.states import SignState, Verdict
from tests.support.people import play
from tests.support.signs import HERE, signed_names, text_of, total

CORNER = Position(HERE.lon + 0.0002, HERE.lat)
WEST_RD = {"hanzi": "长江西路", "roman": "Changjiang West Rd"}


@pytest.fixture
def road_sign(stage):
    """The verified place-name sign of 长江西路."""
    due = stage.requirement(stage.land.road_id, sign_type=SignType.STREET)
    sign = stage.made(requirement=due)
    stage.judged(stage.sent(sign))
    return sign


def note(stage, actor=None, position=CORNER, place=None, **words):
    with stage.work_as(actor or stage.cast.steward) as work:
        return services.note_traffic_sign(
            work, place or stage.land.road_id, position=position, **{**WEST_RD, **words}
        )


def listed(seen, actor, standing=None, **wanted):
    return seen(disagreements, actor, DisagreementsWanted(standing, **wanted)).items


def settle(stage, pair, step, actor=None, **words):
    with stage.work_as(actor or stage.cast.steward) as work:
        return services.settle_disagreement(
            work, pair.traffic.id, pair.sign.id, step=step, **{"reason": "函 7 号", **words}
        )


@pytest.mark.database
def test_neighbours_of_one_place_that_read_otherwise_are_listed(road_sign, stage, seen, cast):
    other = note(stage)
    note(stage, hanzi="长江西路", roman="Changjiang Xilu")
    note(stage, position=Position(HERE.lon + 0.01, HERE.lat), roman="Far Away Rd")
    note(stage, place=stage.land.village_id, roman="Longcheng Village")
    (pair,) = listed(seen, cast.steward)
    assert (pair.sign.id, pair.traffic.id) == (road_sign.id, other.id)
    assert pair.lines == (Line.ROMAN,)
    assert 15 <= pair.metres <= 25
    assert pair.standing is Standing.OPEN
    assert listed(seen, cast.steward, county=stage.land.county_id)
    assert listed(seen, cast.steward, county="0000000000000000") == []


def test_a_traffic_sign_counts_nowhere_and_is_on_the_crews_list(stage, seen, cast):
    before = total(seen), signed_names(seen)
    sign = note(stage)
    assert [item.sign.id for item in seen(queries.field_list, cast.crew)] == [sign.id]
    receipt = stage.sent(sign, kind=ReportKind.EXISTING_GOOD)
    stage.judged(receipt, Verdict.REJECT, reason_code=ReasonCode.NOT_THIS_SIGN)
    assert seen(queries.sign, sign.id).state == SignState.INSTALLED_CLAIMED
    stage.judged(stage.sent(sign, kind=ReportKind.EXISTING_GOOD))
    assert seen(queries.sign, sign.id).state == SignState.VERIFIED
    assert (total(seen), signed_names(seen)) == before
    assert seen(queries.recount) == seen(queries.all_tallies)
    around = (HERE.lon - 1, HERE.lat - 1, HERE.lon + 1, HERE.lat + 1)
    assert seen(queries.signs_located_in, around) == [], "the map shows signs of places"
    assert seen(unowned, cast.steward, UnownedWanted()).items == []
    assert set(seen(near_photos, [sign.id])) == {sign.id}


@pytest.mark.database
def test_what_was_done_is_kept_until_either_reads_otherwise(road_sign, stage, seen, cast):
    note(stage)
    (pair,) = listed(seen, cast.steward)
    settle(stage, pair, Settling.REFERRED, party="交警支队")
    assert listed(seen, cast.steward, Standing.OPEN) == []
    (referred,) = listed(seen, cast.steward, Standing.REFERRED)
    assert referred.settled.party == "交警支队"
    settle(stage, pair, Settling.BOTH_STAND, reason="GB 5768 允许")
    (settled,) = listed(seen, cast.steward, Standing.SETTLED)
    subject = ("sign_disagreement", f"{pair.traffic.id}-{pair.sign.id}")
    newest, first = seen(lambda session: journal.history(session, subject))
    assert newest.before == {"step": "referred", "party": "交警支队"}
    assert first.after["texts"] == [
        *(road_sign.text_hanzi, road_sign.text_roman),
        *("长江西路", "Changjiang West Rd"),
    ]
    with stage.work_as(SYSTEM) as work:
        row = queries.sign(work.session, pair.traffic.id)
        row.text_roman = "Changjiang Xi Rd"
        work.session.add(row)
    assert [one.standing for one in listed(seen, cast.steward)] == [Standing.OPEN]
    assert settled.settled.step == "both_stand"


def test_what_no_longer_disagrees_cannot_be_settled(road_sign, stage, seen, cast):
    note(stage)
    (pair,) = listed(seen, cast.steward)
    with stage.work_as(cast.steward) as work:
        services.remove_sign(work, pair.traffic.id, reason="已换")
    assert listed(seen, cast.steward) == []
    with pytest.raises(NotFound) as refused:
        settle(stage, pair, Settling.CORRECTED)
    assert refused.value.code == "signage.no_disagreement"


@pytest.mark.database
def test_the_list_is_paged_by_both_signs(road_sign, stage, seen, cast):
    ids = sorted(note(stage, roman=f"Changjiang {number} Rd").id for number in range(5))
    first = seen(disagreements, cast.steward, DisagreementsWanted(), "", 2)
    rest = seen(disagreements, cast.steward, DisagreementsWanted(), first.next, 9)
    assert [pair.traffic.id for pair in (*first.items, *rest.items)] == ids
    assert rest.next is None


@pytest.mark.parametrize("who", ["crew", "reviewer_county", "stranger"])
def test_who_does_not_lead_neither_notes_nor_settles(road_sign, stage, seen, cast, who):
    actor = getattr(cast, who)
    with pytest.raises(Forbidden):
        note(stage, actor)
    note(stage)
    (pair,) = listed(seen, cast.steward)
    with pytest.raises(Forbidden):
        settle(stage, pair, Settling.OURS, actor)


def test_a_leader_of_another_county_sees_and_settles_nothing(road_sign, stage, seen, cast, work_as):
    note(stage)
    (pair,) = listed(seen, cast.steward)
    with work_as(SYSTEM) as work:
        away = play(work, "leader_away", Role.CREW_LEADER, scope="/elsewhere")
    assert listed(seen, away) == []
    with pytest.raises(NotFound):
        settle(stage, pair, Settling.OURS, away)
    with pytest.raises(Forbidden):
        note(stage, away)


def test_every_wrong_field_is_named_at_once(road_sign, stage, seen, cast):
    with pytest.raises(Invalid) as refused:
        note(stage, hanzi=" ", position=None, seen_on=date(2099, 1, 1))
    assert set(refused.value.fields) == {"text_hanzi", "lon", "seen_on"}
    with pytest.raises(Invalid) as refused:
        note(stage, position=Position(31.8, 117.2))
    assert set(refused.value.fields) == {"lon"}
    note(stage)
    (pair,) = listed(seen, cast.steward)
    with pytest.raises(Invalid) as refused:
        settle(stage, pair, Settling.REFERRED, reason=" ")
    assert set(refused.value.fields) == {"reason", "party"}


def test_the_pages_show_both_letter_by_letter_and_the_table_is_safe(
    road_sign, stage, seen, client, sign_in, cast
):
    sign_in(client, cast.steward)
    form = {"text_hanzi": "长江西街", "text_roman": "=Changjiang", "lon": "", "lat": ""}
    path = f"/places/{stage.land.road_id}/traffic-signs"
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "长江西街" in text_of(answer)
    form |= {"lon": str(CORNER.lon), "lat": str(CORNER.lat), "owner": "交警支队"}
    assert client.post(path, data=form).status_code == 303
    (pair,) = listed(seen, cast.steward)
    stage.judged(stage.sent(pair.traffic, kind=ReportKind.EXISTING_GOOD))
    one = f"/signage/disagreements/{pair.traffic.id}/{pair.sign.id}"
    page = text_of(client.get("/signage/disagreements"))
    assert one in page
    page = text_of(client.get(one))
    assert '<td lang="zh-Hans" class="differs">街</td>' in page
    assert page.count('loading="lazy"') == 2, "both photographs"
    assert "交警支队" in page
    answer = client.post(one, data={"step": "referred", "party": "", "reason": "函 7 号"})
    assert answer.status_code == 422
    assert "函 7 号" in text_of(answer)
    good = {"step": "ours", "party": "", "reason": "函 7 号"}
    assert client.post(one, data=good).status_code == 303
    assert "函 7 号" in text_of(client.get(one))
    table = client.get("/signage/disagreements.csv").data.decode("utf-8-sig").splitlines()
    assert "'=Changjiang" in table[1]
    assert client.get("/signage/disagreements?standing=asleep").status_code == 422
    assert client.get(f"{one}x").status_code == 404
    assert 'class="stepper' not in text_of(client.get(f"/signage/signs/{pair.traffic.id}"))
