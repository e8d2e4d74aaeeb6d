"""Signs are counted where their place lies and as what it is, also after it has changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlmodel import select

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.coverage import queries
from registry.coverage.cli import group
from registry.coverage.services import recount
from registry.jobs.models import Job
from registry.jobs.services import renew, run_waiting
from registry.places import services as places
from registry.places.models import Place
from registry.places.rules import PlaceKind
from registry.places.services.divisions import division_id
from registry.places.services.reclassing import Wanted, reclassify
from registry.signage import services as signage
from registry.signage.models import Sign, SignRequirement
from registry.signage.rules.states import RequirementStatus
from tests.support.signs import land, seen, stage, text_of

pytestmark = pytest.mark.database
__all__ = ["land", "seen", "stage"]


def filed(runtime):
    """County and kind → positions and signs that are counted there."""
    with runtime.database.read() as session:
        assert queries.differences(session) == []
        now = queries.standing(session, runtime.clock.now())
        names = {county.id: county.name for county in now.counties}
        return {
            (names.get(row.county_id), row.stratum): (row.requirements, row.signs)
            for row in now.figures
            if row.requirements or row.signs
        }


def test_positions_and_signs_follow_the_kind_and_the_county_of_their_place(
    app, runtime, stage, work_as, land, seen
):
    sign = stage.verified()
    assert filed(runtime) == {("肥东县", "settlement"): (1, 1)}
    with work_as(SYSTEM) as work:
        version = work.session.get_one(Place, land.village_id).row_version
        kind = Wanted(PlaceKind.VILLAGE_COMMITTEE, version)
        reclassify(work, {land.village_id: kind}, reason="普查更正")
    assert filed(runtime) == {("肥东县", "village"): (1, 1)}
    with work_as(SYSTEM) as work:
        city = ("test", "2026", "340100")
        west = places.NewDivision("test", "2026", "340123", "肥西县", "county", parent=city)
        places.add_divisions(work, [west])
        places.amend(work, land.village_id, {"division_id": division_id("test", "2026", "340123")})
    assert filed(runtime) == {("肥西县", "village"): (1, 1)}
    row = seen(lambda session: session.get_one(Sign, sign.id))
    assert row.division_path.endswith(row.county_id), "and whoever reviews there reviews it"
    verbs = [one.verb for one in seen(journal.history, ("sign", sign.id))]
    assert verbs.count("signage.sign_followed_place") == 2


def test_what_is_counted_elsewhere_is_found_by_the_recount_and_filed_by_a_command(
    app, runtime, stage, land, monkeypatch
):
    stage.verified()
    with runtime.database.engine.begin() as connection:
        # As an older edition of the program left it: the kind of the place alone was changed.
        connection.execute(
            text("UPDATE place SET kind = 'village_committee' WHERE id = :id"),
            {"id": land.village_id},
        )
    found = recount(runtime)
    assert {(one["table"], one["row"], one["counter"]) for one in found.differences} == {
        (table, land.village_id, "filed_elsewhere") for table in ("sign", "sign_requirement")
    }
    monkeypatch.setattr("registry.coverage.cli.build", lambda _settings: runtime)
    monkeypatch.setattr(type(runtime), "close", lambda _self: None)
    done = CliRunner().invoke(group, ["refile"])
    assert (done.exit_code, done.output) == (0, "coverage: 1 places filed anew\n")
    assert filed(runtime) == {("肥东县", "village"): (1, 1)}


def test_an_exemption_that_has_run_out_ends_by_itself(app, runtime, stage, work_as, cast, seen):
    row = stage.requirement()
    last_year = datetime.now(UTC) - timedelta(days=400)
    with work_as(cast.steward, at=last_year) as work:
        until = (last_year + timedelta(days=30)).date()
        signage.exempt(work, row.id, reason="在建", paper="1 号", until=until)
    assert filed(runtime) == {}
    with runtime.write(SYSTEM) as work:
        for job in work.session.exec(select(Job)):
            job.finished_at = work.at - timedelta(hours=2)
            work.session.add(job)
    renew(runtime)
    run_waiting(runtime)
    assert filed(runtime) == {("肥东县", "settlement"): (1, 0)}
    now = seen(lambda session: session.get_one(SignRequirement, row.id))
    assert now.status == RequirementStatus.OPEN
    assert now.exempt_until < date.today()  # noqa: DTZ011 - a year is enough apart


def test_a_name_whose_position_is_exempt_is_listed_as_such(client, stage):
    row = stage.requirement()
    with stage.work_as(stage.cast.steward) as work:
        signage.exempt(work, row.id, reason="在建", paper="1 号")
    page = text_of(client.get("/coverage/names?stratum=settlement"))
    assert "点位经批准免设，地名仍计入" in page
    assert page.count("还没有定点位") == 1, "of the other village"
