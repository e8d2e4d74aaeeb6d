"""Everything is counted anew once a day: whichever counter was tampered with is found and told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.coverage.queries.recounts import desk, last_recount
from registry.coverage.services import recount
from registry.jobs.models import Job
from registry.jobs.services import renew, run_waiting
from registry.places.rules.finding import FindingKind
from registry.places.services.findings import NewFinding, raise_finding
from registry.signage import services as signage
from registry.signage.rules.hints import HintKind
from registry.signage.rules.kinds import Defect
from registry.signage.services import NewDoorplate, Origin
from tests.integration.maps.gazetteer import gazetteer
from tests.support.signs import land, seen, stage

__all__ = ["gazetteer", "land", "seen", "stage"]

pytestmark = pytest.mark.database

#: A table of counters → a number of it to change past the program.
TAMPERED = {
    "name_tally": "names",
    "name_below": "verified",
    "name_week": "entered",
    "name_line": "gained",
    "sign_tally": "requirements",
    "sign_body": "signs_verified",
    "sign_count": "signs",
    "doorplate_count": "plates",
    "reporter_week": "accepted",
    "verdict_week": "returned",
    "problem_count": "signs",
    "finding_count": "findings",
    "hint_count": "hints",
}
#: What carries another's change on is wrong with it.
CARRIED = {"name_tally": {"name_below"}}


@pytest.fixture
def busy(stage, work_as, cast):
    """A sign with a problem, a finding, a hint, a doorplate: something in every counter."""
    land = stage.land
    sign = stage.made()
    stage.judged(stage.sent(sign, defects=(Defect.FADED,)))
    plate = NewDoorplate(
        row=1, place_id=land.road_id, road="长江西路", number="8", county_id=land.county_id,
        division_id=land.county_id, division_path=land.county_path,
    )  # fmt: skip
    with work_as(SYSTEM) as work:
        signage.register_doorplates(work, [plate], Origin("run", None))
        signage.tell_hint(work, sign.code, signage.HintText(HintKind.COVERED))
    with work_as(cast.steward) as work:
        seen_there = NewFinding(FindingKind.MISMATCH, place_id=land.road_id, detail="牌上不同")
        raise_finding(work, seen_there)


@pytest.mark.parametrize("table", TAMPERED)
def test_whichever_counter_was_tampered_with_is_found(runtime, busy, table, seen, cast):
    assert recount(runtime).differing == 0
    assert seen(desk, cast.steward, runtime.clock.now()) == []
    column = TAMPERED[table]
    with runtime.database.engine.begin() as connection:
        statement = text(f"UPDATE {table} SET {column} = {column} + 7")  # noqa: S608 - names of this file
        assert connection.execute(statement).rowcount > 0
    found = recount(runtime)
    assert found.differing > 0
    assert {one["table"] for one in found.differences} == {table} | CARRIED.get(table, set())
    for one in found.differences:
        assert (one["kept"] - one["counted"]) % 7 == 0
    (item,) = seen(desk, cast.steward, runtime.clock.now())
    assert found.differences[0]["table"] in str(item.title)
    assert seen(desk, cast.crew_leader, runtime.clock.now()) == []


def passed(runtime, **time):
    """So much time has passed since background work was done last."""
    with runtime.write(SYSTEM) as work:
        for job in work.session.exec(select(Job)):
            job.finished_at = work.at - timedelta(**time)
            work.session.add(job)
    renew(runtime)
    run_waiting(runtime)


def test_a_worker_counts_once_a_day_and_nothing_is_mended(app, runtime, gazetteer, client, seen):
    assert "还没有全量清点过" in client.get("/coverage").text
    passed(runtime, hours=0)
    first = seen(last_recount)
    assert first.differing == 0
    assert "每个计数都与清点的相同" in client.get("/coverage").text
    subject = ("coverage_recount", first.id)
    (entry,) = seen(lambda session: journal.history(session, subject, limit=5))
    assert entry.verb == "coverage.recounted"
    with runtime.write(SYSTEM) as work:
        work.session.execute(text("UPDATE sign_count SET signs = signs + 1"))
    passed(runtime, hours=23)
    assert seen(last_recount).id == first.id
    passed(runtime, hours=25)
    again = seen(last_recount)
    assert again.differing > 0
    assert recount(runtime).differing == again.differing
    assert f"{again.differing} 个计数与清点的不同" in client.get("/coverage").text
