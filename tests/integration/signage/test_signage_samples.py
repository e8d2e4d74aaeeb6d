"""Samples: drawn so that anybody can repeat it, inspected by reports, ended in public."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import resources

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.places import queries as place_queries
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.queries.orders import work_order
from registry.signage.queries.sampling import Scope, frame_of, sample, samples
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.sampling import (
    FrameLine,
    Outcome,
    commitment,
    draw,
    frame_csv,
    frame_lines,
)
from tests.support.life_acts import DUE, sample_of, seen_again
from tests.support.people import play
from tests.support.signs import HERE, NOON, text_of


@pytest.fixture
def village(stage):
    """龙城村 with four verified signs and a position that has none."""
    signs = []
    for east in range(4):
        spot = stage.requirement(position=Position(HERE.lon + east / 1000, HERE.lat))
        sign = stage.made(requirement=spot)
        stage.judged(stage.sent(sign))
        signs.append(sign)
    stage.requirement()
    return signs


def by_hand(stage, number, **terms):
    with stage.work_as(stage.cast.steward) as work:
        return getattr(services, terms.pop("do"))(work, number, **terms)


@pytest.mark.database
def test_the_stored_draw_is_what_the_published_frame_and_seed_give(village, stage, seen):
    stage.verified(stage.land.other_id)
    row = sample_of(stage, size=3, seed="dice-4-2-6")
    frame = seen(frame_of, Scope("settlement"))
    text = frame_csv(frame.lines)
    assert row.frame_sha256 == hashlib.sha256(text.encode()).hexdigest()
    drawn = [line.position_id for line in draw(frame_lines(text), "dice-4-2-6", 3)]
    view = seen(sample, row.number)
    assert [unit.requirement.id for unit in view.units] == drawn
    assert (row.frame_size, row.positions, view.claimed) == (5, 6, 5 / 6)


def test_the_claimed_rate_is_that_of_the_counters(village, stage, seen):
    row = sample_of(stage, size=1)
    (tally,) = [one for one in seen(queries.all_tallies) if one.stratum == "settlement"]
    assert (row.frame_size, row.positions) == (tally.requirements_verified, tally.requirements)


@pytest.mark.database
def test_what_the_first_report_after_the_draw_found_is_the_result(village, stage, seen):
    row = sample_of(stage, size=4)
    view = seen(sample, row.number)
    assert view.estimate is None
    signs = [unit.sign for unit in view.units]
    seen_again(stage, row.number, 1)
    seen_again(stage, row.number, 2, kind=ReportKind.MISSING)
    # Mended afterwards: it had been missing when the sample was taken.
    seen_again(stage, row.number, 2, kind=ReportKind.INSTALLED)
    seen_again(stage, row.number, 3, kind=ReportKind.BLANK)
    # Before the draw, though sent after it; and what says nothing of the plate.
    stage.judged(stage.sent(signs[3], kind=ReportKind.EXISTING_GOOD, captured_at=NOON))
    seen_again(stage, row.number, 4, kind=ReportKind.QR_DEAD)
    view = seen(sample, row.number)
    found = [unit.outcome for unit in view.units]
    assert found == [Outcome.RIGHT, Outcome.MISSING, Outcome.BLANK, Outcome.WAITING]
    assert view.inspected == 3
    assert view.estimate.share == pytest.approx(1 / 3)
    assert view.estimate.low == 0.25, "one of the four is right for certain"
    assert view.estimate.high == 0.5, "two of the four are not"
    assert (view.estimate.worst, view.estimate.best) == (0.25, 0.5)


def test_what_cannot_be_reached_is_told_and_enters_the_bounds(village, stage, seen):
    row = sample_of(stage, size=2)
    unit = seen(sample, row.number).units[1]
    by_hand(
        stage,
        row.number,
        do="mark_unreachable",
        requirement_id=unit.requirement.id,
        reason="院门不开",
    )
    seen_again(stage, row.number, 1)
    view = seen(sample, row.number)
    assert view.units[1].outcome is Outcome.UNREACHABLE
    assert view.counts[Outcome.UNREACHABLE] == 1
    (cell,) = view.cells
    assert (cell.drawn, cell.inspected, cell.right) == (2, 1, 1)
    with pytest.raises(Invalid) as refused:
        by_hand(
            stage, row.number, do="mark_unreachable", requirement_id=unit.requirement.id, reason=" "
        )
    assert set(refused.value.fields) == {"unit", "reason"}
    seen_again(stage, row.number, 2, kind=ReportKind.DAMAGED)
    assert seen(sample, row.number).units[1].outcome is Outcome.DAMAGED, "whoever got there counts"


def test_a_sign_taken_away_meanwhile_is_neither_right_nor_wrong(village, stage, seen):
    row = sample_of(stage, size=1)
    sign = seen(sample, row.number).units[0].sign
    with stage.work_as(stage.cast.steward) as work:
        services.remove_sign(work, sign.id, reason="道路改造")
    view = seen(sample, row.number)
    assert view.units[0].outcome is Outcome.GONE
    assert view.inspected == 0
    with pytest.raises(Refused) as refused:
        by_hand(stage, row.number, do="close_sample", seen_version=1)
    assert refused.value.code == "signage.sample_unseen"
    with pytest.raises(Invalid):
        by_hand(stage, row.number, do="order_from_sample", crew_id="x", due_on=DUE)


def test_drawn_signs_become_a_work_order_near_ones_together(village, stage, seen, cast):
    row = sample_of(stage, size=3)
    order = by_hand(stage, row.number, do="order_from_sample", crew_id=cast.crew.id, due_on=DUE)
    stops = {stop.requirement.id for stop in seen(work_order, order.id).stops}
    assert stops == {unit.requirement.id for unit in seen(sample, row.number).units}
    assert order.note == f"抽样复查第 {row.number} 号"
    with pytest.raises(Invalid) as refused:
        by_hand(stage, row.number, do="order_from_sample", crew_id=cast.crew.id, due_on=DUE)
    assert set(refused.value.fields) == {"county"}


@pytest.mark.database
def test_a_closed_sample_no_longer_changes_and_is_told_whole(village, stage, seen):
    row = sample_of(stage, size=2)
    seen_again(stage, row.number, 1)
    by_hand(stage, row.number, do="close_sample", seen_version=1)
    seen_again(stage, row.number, 2, kind=ReportKind.WRONG_TEXT)
    view = seen(sample, row.number)
    assert [unit.outcome for unit in view.units] == [Outcome.RIGHT, Outcome.WAITING]
    (listed,) = seen(samples)
    assert listed.estimate == view.estimate
    entries = seen(lambda session: journal.history(session, ("sign_sample", row.id)))
    assert [entry.verb for entry in entries] == ["signage.sample_closed", "signage.sample_drawn"]
    assert entries[0].after["seed"] == row.seed
    assert "seed" not in entries[1].after
    assert entries[1].after["seed_sha256"] == commitment(row.seed)
    for do, more in (
        ("close_sample", {"seen_version": 2}),
        ("cancel_sample", {"seen_version": 2, "reason": "重抽"}),
    ):
        with pytest.raises(Conflict) as refused:
            by_hand(stage, row.number, do=do, **more)
        assert refused.value.code == "signage.sample_ended"


def test_a_sample_given_up_stays_on_the_list_with_its_reason(village, stage, seen):
    row = sample_of(stage)
    with pytest.raises(Conflict) as refused:
        by_hand(stage, row.number, do="cancel_sample", seen_version=7, reason="范围选错")
    assert refused.value.code == "signage.changed_meanwhile"
    by_hand(stage, row.number, do="cancel_sample", seen_version=1, reason="范围选错")
    again = sample_of(stage)
    assert [one.sample.number for one in seen(samples)] == [again.number, row.number]
    assert seen(samples)[1].sample.cancel_reason == "范围选错"
    with pytest.raises(NotFound):
        by_hand(stage, 99, do="close_sample", seen_version=1)


def test_every_wrong_field_of_a_sample_is_named_at_once(village, stage):
    with pytest.raises(Invalid) as refused:
        sample_of(
            stage, size=3, half_width=0.05, division_id="0000000000000000", body="没有这个管委会"
        )
    assert set(refused.value.fields) == {"division", "body", "half_width"}
    with pytest.raises(Invalid) as refused:
        sample_of(stage, size=5)
    assert "只有 4 块可抽" in str(refused.value.fields["size"][0])
    with pytest.raises(Invalid) as refused:
        sample_of(stage, stratum="road")
    assert set(refused.value.fields) == {"stratum"}
    assert sample_of(stage, size=None, half_width=0.25).size == 4


def test_counties_are_drawn_apart_and_weighed(village, stage, seen):
    with stage.work_as(SYSTEM) as work:
        key = place_queries.counties(work.session)[0]
        more = places.NewDivision("test", "2026", "340123", "肥西县", "county")
        places.add_divisions(work, [more])
        west = {row.name: row for row in place_queries.divisions_under(work.session, "")}["肥西县"]
        spot = places.NewPosition(117.1, 31.7, "gnss", "测试")
        name = places.NewName("唐嘴村", roman_toned="Tángzuǐcūn")
        other = places.add_place(
            work, places.NewPlace("natural_village", west.id, [name], position=spot)
        )
    stage.verified(other)
    with pytest.raises(Invalid) as refused:
        sample_of(stage, size=1, by_county=True)
    assert "至少 2 块" in str(refused.value.fields["size"][0])
    row = sample_of(stage, size=2, by_county=True)
    assert {cell["name"]: (cell["size"], cell["drawn"]) for cell in row.cells} == {
        key.name: (4, 1),
        "肥西县": (1, 1),
    }
    seen_again(stage, row.number, 1)
    assert seen(sample, row.number).estimate is None, "one county has not been seen"
    seen_again(stage, row.number, 2)
    assert seen(sample, row.number).estimate.share == pytest.approx(1.0)
    assert sample_of(stage, size=1, division_id=west.id).positions == 1
    with pytest.raises(Invalid):
        sample_of(stage, size=1, division_id=west.id, stratum="heritage")


def test_a_managing_body_has_a_sample_of_its_own(village, stage, seen):
    with stage.work_as(SYSTEM) as work:
        name = places.NewName("唐嘴村", roman_toned="Tángzuǐcūn")
        spot = places.NewPosition(117.1, 31.7, "gnss", "测试")
        place = places.NewPlace("natural_village", stage.land.county_id, [name], position=spot)
        other = places.add_place(
            work, places.NewPlace(**{**vars_of(place), "managing_body": "新站高新区管委会"})
        )
    stage.verified(other)
    row = sample_of(stage, size=1, body="新站高新区管委会")
    assert (row.frame_size, row.positions, row.managing_body) == (1, 1, "新站高新区管委会")
    assert seen(sample, row.number).units[0].requirement.place_name == "唐嘴村"


def vars_of(value):
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


@pytest.mark.parametrize("who", ["crew", "reviewer_county", "stranger"])
def test_who_may_not_send_crews_may_not_draw(village, stage, cast, who):
    terms = services.SampleTerms("settlement", "dice", size=1)
    with pytest.raises(Forbidden), stage.work_as(getattr(cast, who)) as work:
        services.draft_sample(work, terms)


def test_a_leader_draws_only_where_they_lead(village, stage, work_as):
    terms = services.SampleTerms("settlement", "dice", size=1)

    with work_as(SYSTEM) as work:
        here = play(work, "leader_here", Role.CREW_LEADER, scope=stage.land.county_path)
        away = play(work, "leader_away", Role.CREW_LEADER, scope="/elsewhere")
    with work_as(here) as work:
        assert services.draft_sample(work, terms).size == 1
    with pytest.raises(Forbidden), work_as(away) as work:
        services.draft_sample(work, terms)


def test_a_frame_that_changed_meanwhile_is_not_drawn_from(village, stage):
    terms = services.SampleTerms("settlement", "dice", size=1)
    with stage.work_as(stage.cast.steward) as work:
        digest = commitment(services.draft_sample(work, terms).text)
    stage.verified()
    with pytest.raises(Conflict) as refused, stage.work_as(stage.cast.steward) as work:
        services.draw_sample(work, terms, digest)
    assert refused.value.code == "signage.changed_meanwhile"


def test_the_public_sees_frame_and_digests_at_once_and_the_rest_at_the_end(
    village, stage, client, sign_in, cast, tmp_path, app
):
    sign_in(client, cast.steward)
    form = {"stratum": "settlement", "size": "2", "seed": "dice-4-2-6"}
    assert client.post("/signage/samples", data=form).status_code == 303
    visitor = app.test_client()
    page = text_of(visitor.get("/signage/samples/1"))
    assert "dice-4-2-6" not in page
    assert commitment("dice-4-2-6") in page
    assert "龙城村" not in page
    assert visitor.get("/signage/samples/1/drawn.csv").status_code == 403
    frame = visitor.get("/signage/samples/1/frame.csv").data
    assert hashlib.sha256(frame).hexdigest() in page
    seen_again(stage, 1, 1)
    assert "100.0%" in text_of(visitor.get("/signage/samples/1"))
    client.post("/signage/samples/1/closure", data={"version": "1"})
    page = text_of(visitor.get("/signage/samples/1"))
    assert "dice-4-2-6" in page
    assert "<svg" in page
    drawn = visitor.get("/signage/samples/1/drawn.csv").data.decode("utf-8-sig").splitlines()
    path = tmp_path / "frame.csv"
    path.write_bytes(frame)
    script = resources.files("registry.data") / "redraw_sample.py"
    command = [sys.executable, "-I", str(script), str(path), "dice-4-2-6", "2"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert commitment("dice-4-2-6") in printed
    found = [line.split("\t")[0] for line in printed.splitlines()[2:]]
    assert found == [line.split(",")[1] for line in drawn[1:]]
    assert script.read_bytes() == visitor.get("/signage/samples/redraw_sample.py").data
    assert "第 1 号" in text_of(visitor.get("/signage/samples"))


def test_the_script_draws_by_county_as_the_program_does(tmp_path):

    lines = [FrameLine(f"{n:016}", "S", f"c{n % 7 % 3}") for n in range(60)]
    path = tmp_path / "frame.csv"
    path.write_text(frame_csv(lines), encoding="ascii")
    script = resources.files("registry.data") / "redraw_sample.py"
    command = [sys.executable, "-I", str(script), str(path), "x", "11", "--by-county"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [line.split("\t")[0] for line in printed.splitlines()[2:]]
    assert found == [line.position_id for line in draw(lines, "x", 11, by_county=True)]


def test_the_form_of_a_sample_comes_back_with_what_was_written(stage, client, sign_in, cast):
    sign_in(client, cast.steward)
    form = {"stratum": "lakes", "size": "0", "seed": "no spaces!", "note": "年检"}
    answer = client.post("/signage/samples", data=form)
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("stratum", "size", "seed"):
        assert f'id="error-{name}"' in page, name
    assert "年检" in page
    assert client.get("/signage/samples/7").status_code == 404
