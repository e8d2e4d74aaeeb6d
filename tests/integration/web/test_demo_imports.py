"""The demonstration's two files: one to be decided and applied, one to be undone."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from imports import queries, services
from imports.rules.outcome import RunState
from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.demo import bringing, installation, people
from registry.places import queries as places
from registry.places.queries import PlaceFilter

HIDDEN = "演示不公开的名称"


@pytest.fixture
def database_url(shipped_database):
    """The shipped data, as in the demonstration."""
    return shipped_database


@pytest.fixture
def played(demo_runtime):
    """(waiting run, written run, steward) after the step."""
    demo_runtime.settings.data_dir.mkdir(parents=True, exist_ok=True)
    people.add_cast(demo_runtime, installation.accounts(demo_runtime.settings))
    list(bringing.play(demo_runtime))
    with demo_runtime.database.read() as session:
        waiting, written = queries.runs(session, SYSTEM).items
    return waiting, written, people.play(demo_runtime, Role.STEWARD)


def rows_of(runtime, run_id):
    with runtime.database.read() as session:
        return list(queries.every_row(session, run_id))


def test_the_waiting_file_shows_every_outcome(demo_runtime, played):
    waiting = played[0]
    assert (waiting.state, waiting.simulated) == (RunState.CHECKED, True)
    assert "演示数据" in waiting.file_name
    counts = {name: waiting.counts.get(name) for name in ("create", "update", "conflict")}
    assert counts == {"create": 3, "update": 1, "conflict": 1}
    assert (waiting.counts["rejected"], waiting.counts["secret"]) == (2, 1)
    rows = {row.name: row for row in rows_of(demo_runtime, waiting.id)}
    assert [change["field"] for change in rows["石塘镇"].diff] == ["description"]
    assert len({match["place_id"] for match in rows["古城"].matches}) == 4


def test_nothing_of_the_secret_row_is_kept(demo_runtime, played):
    with demo_runtime.database.read() as session:
        for table in ("import_row", "journal_entry", "place_name"):
            found = session.execute(text(f"SELECT * FROM {table}")).mappings()  # noqa: S608
            assert all(
                HIDDEN not in json.dumps(dict(row), default=str, ensure_ascii=False)
                for row in found
            )


def test_a_visitor_decides_applies_and_undoes(demo_runtime, played):
    waiting, written, steward = played
    (doubtful,) = [row for row in rows_of(demo_runtime, waiting.id) if row.name == "古城"]
    chosen = doubtful.matches[0]["place_id"]
    with demo_runtime.write(steward) as work:
        services.decide_row(work, waiting.id, doubtful.number, decision="use", place_id=chosen)
    applied = services.apply(demo_runtime, waiting.id, steward)
    assert (applied.state, applied.done["create"]) == (RunState.APPLIED, 3)
    undone = services.undo(demo_runtime, written.id, steward, reason="演示")
    assert undone.done["undo_reversed"] == 2
    with demo_runtime.database.read() as session:
        wanted = PlaceFilter(q="演示")
        names = {hit.card.standard_name for hit in places.search(session, wanted, 20, None).items}
    assert names == {"演示大树庄", "演示塘埂", "演示中心路"}
