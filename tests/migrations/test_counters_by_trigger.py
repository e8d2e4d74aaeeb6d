"""A database of the release before gets counters that equal a recount, and keeps them equal."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text

from registry.core import schema
from registry.core.db import Database
from registry.coverage.queries import differences
from registry.places.queries import counts_in_scope
from registry.places.rules import PlaceKind, stratum_of
from tests.migrations.test_reports_by_parts import put

WHEN = "2026-11-23 04:00:00.000000"
#: Kinds there were then; migration 0042 adds two.
KINDS = [kind for kind in PlaceKind if kind not in {PlaceKind.RESIDENTIAL, PlaceKind.BUILDING}]


@pytest.fixture
def before(databases):
    """A database that knows no counters of names."""
    url = databases.new()
    database = Database(url)
    schema.upgrade(database, "0011")
    yield database
    database.close()
    databases.drop(url)


def fill(database):
    with database.engine.begin() as connection:
        put(connection, "division", id="d", name="肥东县", level="county", code="340122", path="/d")
        for number, kind in enumerate(KINDS):
            put(
                connection,
                "place",
                id=f"p{number}",
                kind=kind.value,
                legal_kind="street",
                entity_status="existing",
                division_id="d",
                county_id="d",
                secrecy="unknown",
                sign_state="verified" if number % 2 else "none",
                heritage_state="none",
                row_version=1,
                sort_key=b"x",
            )


@pytest.mark.database
def test_names_that_were_there_are_counted_once_by_their_kind(before):
    fill(before)
    schema.upgrade(before)
    with before.read() as session:
        assert differences(session) == []
        rows = {row.stratum: row.names for row in counts_in_scope(session)}
    wanted = [stratum_of(kind).value for kind in KINDS]
    assert rows == {stratum: wanted.count(stratum) for stratum in wanted}


@pytest.mark.database
def test_every_kind_is_counted_in_the_stratum_that_the_rules_say(before):
    schema.upgrade(before)
    fill(before)
    with before.read() as session:
        assert differences(session) == []
    with before.engine.begin() as connection:
        connection.execute(text("UPDATE place SET kind = 'road' WHERE id = 'p1'"))
        connection.execute(text("DELETE FROM place WHERE id = 'p2'"))
        connection.execute(text("UPDATE place SET sign_state = 'faulty' WHERE id = 'p3'"))
    with before.read() as session:
        assert differences(session) == []


@pytest.mark.database
def test_the_way_back_leaves_no_trigger_behind(before):
    fill(before)
    schema.upgrade(before)
    command.downgrade(schema.config(before), "0011")
    with before.engine.begin() as connection:
        connection.execute(text("UPDATE place SET kind = 'road'"))
        assert "name_tally" not in inspect(connection).get_table_names()
