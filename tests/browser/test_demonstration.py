"""What the demonstration shows of the life of signs, read where its pages read it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from sqlmodel import Session, SQLModel, col, select

from registry.core import journal
from registry.core.clock import china_date
from registry.coverage.models import RateSnapshot
from registry.coverage.queries.snapshots import exemptions_now, lines_of, snapshots
from registry.coverage.rules.frozen import digest_of, frozen_csv, reconcile
from registry.coverage.services.recounting import recount
from registry.demo import changes, working
from registry.demo.people import LUJIANG, OTHER_CREW
from registry.places.models import PlaceFinding
from registry.places.queries import counties
from registry.places.rules.finding import FindingKind
from registry.signage.models import (
    Doorplate,
    DoorplateBatch,
    FieldReport,
    MakerOrder,
    SignHint,
    SignProblem,
    SignSample,
    Verification,
    WorkOrder,
)
from registry.signage.queries.orders import work_orders
from registry.signage.rules.problems import Problem
from tests.support.site import Site


@pytest.fixture
def session(site: Site):
    with site.runtime.database.read() as session:
        yield session


def every(session: Session, model: type[SQLModel]) -> list:
    return list(session.exec(select(model)))


def test_an_order_is_half_done_by_a_crew_of_its_own_county(session):
    (view,) = work_orders(session)
    assert (len(view.stops), view.reported, view.verified) == (8, 4, 3)
    assert view.order.crew_name == OTHER_CREW[1]
    # The crew whose phone the walks hold is sent nowhere.
    (lujiang,) = (one.id for one in counties(session) if one.code.startswith(LUJIANG))
    assert {stop.requirement.county_id for stop in view.stops} == {lujiang}


def test_what_people_told_waits_or_is_answered(session):
    outcomes = Counter(bool(row.outcome) for row in every(session, SignHint))
    settled = sum(told[3] is not None for told in working.HINTS)
    assert outcomes == {True: settled, False: len(working.HINTS) - settled}
    assert min(outcomes.values()) >= 2


def test_signs_have_problems_of_many_types_told_by_accepted_reports(session):
    rows = every(session, SignProblem)
    now = Counter(row.problem for row in rows if row.ended_at is None)
    wanted = {Problem.TEXT, Problem.SPELLING, Problem.BLANK, Problem.COVERED, Problem.MISSING}
    # The samples draw among all signs, and what they find good again has ended.
    told = {row.problem for row in rows}
    assert wanted | {Problem.FADED, Problem.QR_DEAD, Problem.LOOSE} <= told
    assert len(now) > len(told) // 2
    assert max(now.values()) >= 2
    # One was mended, and that stays on record.
    assert any(row.ended_at is not None for row in rows)
    verdicts = Counter(row.verdict for row in every(session, Verification))
    assert verdicts["needs_more"] >= 2


def test_samples_findings_and_doorplates_are_there_in_every_stage(session):
    assert Counter(row.closed_at is None for row in every(session, SignSample)) == {
        True: 1,
        False: 1,
    }
    assert {row.kind for row in every(session, PlaceFinding)} == {
        kind.value for kind in FindingKind
    }
    assert len({row.status for row in every(session, PlaceFinding)}) == 3
    assert len(every(session, Doorplate)) == 24
    batches = {row.outcome: row.id for row in every(session, DoorplateBatch)}
    assert set(batches) == {"approved", "waiting"}
    ordered = [row.doorplate_batch_id for row in every(session, MakerOrder)]
    assert batches["approved"] in ordered


def test_an_exemption_stands_with_its_paper_and_one_has_run_out(session, site):
    (paper,) = exemptions_now(session)
    assert "演示" in paper["paper"]
    assert paper["until"] > china_date(site.runtime.clock.now()).isoformat()
    frozen = session.exec(select(RateSnapshot).order_by(col(RateSnapshot.number))).all()
    assert [len(row.exemptions) for row in frozen[:1]] == [0]
    assert max(len(row.exemptions) for row in frozen) == 2


def test_snapshots_differ_in_every_way_and_each_recomputes(session):
    frozen = sorted(snapshots(session), key=lambda row: row.number)
    assert len(frozen) >= 6
    lines = [lines_of(session, row.id) for row in frozen]
    for row, of_it in zip(frozen, lines, strict=True):
        assert digest_of(frozen_csv(of_it)) == row.csv_sha256
    found = [reconcile(one, two) for one, two in pairwise(lines)]
    told = {
        name: {moved.name for one in found for moved in getattr(one, name)}
        for name in ("added", "left", "reclassified", "verified", "lost")
    }
    assert changes.GONE in told["left"]
    assert changes.NEW in told["added"]
    assert changes.RECLASSED in told["reclassified"]
    assert len(told["verified"]) > 10
    assert len(told["lost"]) >= 3


def test_everything_is_marked_and_every_counter_equals_the_recount(session, site):
    for model in (WorkOrder, SignHint, FieldReport, PlaceFinding, DoorplateBatch, RateSnapshot):
        assert all(row.simulated for row in every(session, model)), model
    assert journal.verify(session).broken is None
    assert recount(site.runtime).differences == []
