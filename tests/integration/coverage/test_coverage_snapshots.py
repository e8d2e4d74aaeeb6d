"""A frozen denominator: nobody changes it, anybody recomputes it, each change is explained."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from registry.core.errors import Forbidden, Invalid
from registry.coverage import services
from registry.coverage.queries.lines import lines_now, lines_on
from registry.coverage.queries.snapshots import (
    FrozenWanted,
    frozen_names,
    lines_of,
    snapshots,
    target_of,
)
from registry.coverage.queries.standing import standing
from registry.coverage.rules import RateKind, figure_rate
from registry.coverage.rules.frozen import frozen_csv, frozen_figures, reconcile
from registry.coverage.rules.scopes import FEIDONG, FEIDONG_SIGNS, scoped_rates
from registry.places import services as places
from registry.places.services.merging import merge
from registry.signage import services as signage
from tests.support.signs import land, seen, stage

pytestmark = pytest.mark.database
__all__ = ["land", "seen", "stage"]


@pytest.fixture
def freeze(app, work_as, cast):
    """Take a snapshot now."""

    def take(note=""):
        with work_as(cast.steward) as work:
            return services.take_snapshot(work, note=note)

    return take


@pytest.fixture
def lines(seen):
    return lambda row: seen(lines_of, row.id)


def test_a_snapshot_is_what_the_counters_say(freeze, lines, stage, runtime):
    stage.verified()
    stage.requirement(stage.land.other_id)
    frozen = {(r.county_id, r.stratum): r for r in frozen_figures(lines(freeze()))}
    with runtime.database.read() as session:
        now = standing(session, runtime.clock.now())
    for row in now.figures:
        found = frozen[row.county_id, row.stratum]
        for kind in RateKind:
            assert figure_rate(found, kind) == figure_rate(row, kind), (row.stratum, kind)


def test_the_script_for_citizens_recomputes_the_rates_from_the_file_alone(
    freeze, lines, stage, tmp_path
):
    stage.verified()
    row = freeze()
    path = tmp_path / "snapshot.csv"
    path.write_bytes(frozen_csv(lines(row)).encode())
    script = resources.files("registry.data") / "check_rates.py"
    code = script.read_text().split('"""')[2]
    assert len([line for line in code.splitlines() if line]) <= 30
    command = [sys.executable, "-I", str(script), str(path), row.csv_sha256]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "sha256: the same" in done.stdout
    found = dict(re.findall(r"^(settlement|road)\tnames (\d+/\d+)", done.stdout, re.MULTILINE))
    assert found == {"settlement": "1/2", "road": "0/1"}
    by = [*command[:-1], "county"]
    done = subprocess.run(by, capture_output=True, text=True, check=True)
    assert re.search(r"^settlement\t肥东县\tnames 1/2 50.0000%\t", done.stdout, re.MULTILINE)
    path.write_bytes(path.read_bytes().replace("岱山村".encode(), "代山村".encode()))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "DIFFERENT" in done.stdout


def test_the_published_json_is_checked_against_its_own_figures(client, freeze, stage, tmp_path):
    stage.verified()
    freeze()
    path = tmp_path / "snapshot.json"
    script = resources.files("registry.data") / "check_rates.py"
    command = [sys.executable, "-I", str(script), str(path)]
    body = client.get("/coverage/snapshots/1.json").text
    for text_, verdict in (
        (body, "figures: the same"),
        (body.replace('"signed": 1', '"signed": 0'), "figures: DIFFERENT"),
    ):
        path.write_text(text_, encoding="utf-8")
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert verdict in done.stdout


def test_acceptance_5_a_name_in_a_snapshot_is_not_deleted_and_its_end_is_reconciled(
    freeze, lines, land, runtime, work_as, cast
):
    before = freeze()
    with pytest.raises(DatabaseError), runtime.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM place WHERE id = :id"), {"id": land.other_id})
    with work_as(cast.steward) as work:
        places.retire(work, land.other_id, on=date(2026, 1, 1), basis="整体搬迁")
        road = places.NewPlace("road", land.county_id, [places.NewName("长江西路", "standard")])
        twin = places.add_place(work, road)
        merge(work, land.road_id, twin, choices={}, reason="同一条路")
    found = reconcile(lines(before), lines(freeze()))
    assert [(row.name, row.was, row.now) for row in found.left] == [
        ("长江西路", "existing", "merged"),
        ("岱山村", "existing", "vanished"),
    ]
    (balance,) = [row for row in found.balances if row.stratum == "settlement"]
    assert (balance.before, balance.left, balance.after) == (2, 1, 1)


def test_acceptance_12_three_scopes_of_the_same_signs():
    found = scoped_rates(FEIDONG_SIGNS, FEIDONG)
    assert [row.rate.text for row in found] == ["3.7", "4.9", "65.6"]
    assert len({str(row.scope.definition) for row in found}) == 3
    assert scoped_rates(400, FEIDONG)[2].rate.text == "?", "more signs than roads is no rate"


def test_a_snapshot_is_never_changed_nor_deleted(freeze, land, runtime):
    freeze()
    for statement in (
        "UPDATE rate_snapshot SET names = 1",
        "UPDATE snapshot_line SET signed = 1",
        "DELETE FROM snapshot_line",
        "DELETE FROM rate_snapshot",
        "UPDATE snapshot_figure SET names = names + 1",
        "DELETE FROM snapshot_figure",
        "UPDATE snapshot_part SET names = names + 1",
        "DELETE FROM snapshot_part",
    ):
        with pytest.raises(DatabaseError), runtime.database.engine.begin() as connection:
            connection.execute(text(statement))


def test_names_without_a_sign_are_found_by_their_index(freeze, stage, runtime):
    stage.requirement()
    row = freeze()
    wanted = FrozenWanted("settlement")
    with runtime.database.read() as session:
        assert "龙城村" in [one.name for one in frozen_names(session, row.id, wanted).items]
        if runtime.database.engine.dialect.name == "sqlite":
            said = []
            event.listen(
                session.connection(),
                "before_cursor_execute",
                lambda *given: said.append(given[2:4]),
            )
            frozen_names(session, row.id, wanted)
            statement, values = said[0]
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert "ix_snapshot_line_unsigned" in plan.all()[0][-1]


def test_what_was_verified_and_lost_is_named(freeze, lines, stage, work_as, cast):
    first = freeze()
    sign = stage.verified()
    second = freeze()
    assert [row.name for row in reconcile(lines(first), lines(second)).verified] == ["龙城村"]
    with work_as(cast.steward) as work:
        signage.remove_sign(work, sign.id, reason="道路改造")
    third = reconcile(lines(second), lines(freeze()))
    assert [row.name for row in third.lost] == ["龙城村"]
    assert third.added == third.left == third.verified == ()


def test_a_snapshot_holds_its_rules_exemptions_and_hash(freeze, lines, stage, work_as, cast):
    row = stage.requirement()
    with work_as(cast.steward) as work:
        signage.exempt(work, row.id, reason="在建", paper="1 号", until=date(2099, 1, 1))
    taken = freeze("月报")
    (paper,) = taken.exemptions
    assert (paper["paper"], paper["until"], paper["name"]) == ("1 号", "2099-01-01", "龙城村")
    assert (taken.number, taken.definition_edition, taken.note) == (1, "2026-1", "月报")
    assert freeze().number == 2
    line = next(line for line in lines(taken) if line.name == "龙城村")
    assert (line.positions, line.positions_exempt) == (0, 1)


def test_an_exemption_that_has_run_out_is_not_frozen(stage, work_as, cast, lines):
    row = stage.requirement()
    with work_as(cast.steward) as work:
        signage.exempt(work, row.id, reason="在建", paper="1 号", until=date(2099, 1, 1))
    with work_as(cast.steward, at=datetime(2099, 2, 1, tzinfo=UTC)) as work:
        taken = services.take_snapshot(work)
    assert taken.exemptions == []
    assert sum(line.positions for line in lines(taken)) == 1


def test_any_day_is_told_from_the_events(stage, runtime, work_as, cast, land):
    sign = stage.verified()
    with runtime.database.read() as session:
        moment, then = runtime.clock.now(), lines_now(session)
    with work_as(cast.steward) as work:
        signage.remove_sign(work, sign.id, reason="道路改造")
        places.retire(work, land.other_id, on=date(2026, 1, 1), basis="整体搬迁")
    with runtime.database.read() as session:
        now = lines_now(session)
        assert lines_on(session, moment) == then != now
        assert lines_on(session, runtime.clock.now()) == now
        assert lines_on(session, moment - timedelta(days=9)) == []


def test_a_target_in_the_past_is_refused(work_as, cast, seen):
    with work_as(cast.steward) as work:
        for due_on in (date(2020, 1, 1), date(9999, 1, 1)):
            with pytest.raises(Invalid) as invalid:
                services.set_target(work, stratum="nonsense", due_on=due_on, basis="")
            assert set(invalid.value.fields) == {"due_on", "stratum", "basis"}
        services.set_target(work, stratum="road", due_on=date(2030, 12, 31), basis="十四五规划")
    assert seen(target_of, "road").due_on == date(2030, 12, 31)


def test_only_the_steward_freezes_and_sets_targets(work_as, cast, seen):
    for who in (cast.crew, cast.reviewer_city, cast.crew_leader, cast.stranger):
        with work_as(who) as work, pytest.raises(Forbidden):
            services.take_snapshot(work)
        with work_as(who) as work, pytest.raises(Forbidden):
            services.set_target(work, stratum="road", due_on=date(2030, 1, 1), basis="x")
    assert seen(snapshots) == []
