"""Migration 0042 lets estates and buildings in; the table of places keeps all else, both ways."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from registry.core import schema
from registry.core.db import Database
from registry.places.queries import counts_in_scope, tallies
from tests.migrations.test_reports_by_parts import put

pytestmark = pytest.mark.database

BEFORE, HERE = "0041", "0042"


@pytest.fixture
def database(databases):
    """A database of the release before, with a county."""
    url = databases.new()
    database = Database(url)
    schema.upgrade(database, BEFORE)
    with database.engine.begin() as connection:
        put(connection, "division", id="d", name="肥东县", level="county", code="340122", path="/d")
    yield database
    database.close()
    databases.drop(url)


def add(database, ident, kind):
    with database.engine.begin() as connection:
        put(
            connection,
            "place",
            id=ident,
            kind=kind,
            legal_kind="estate_building",
            entity_status="existing",
            division_id="d",
            county_id="d",
            secrecy="unknown",
            sign_state="none",
            heritage_state="none",
            row_version=1,
            sort_key=b"x",
        )


def filled(rows):
    """Rows of counters in which something is counted."""
    return {key: dict(row) for key, row in rows.items() if any(row.values())}


def counted(database):
    with database.read() as session:
        again = tallies.recounted_tallies(session)
        assert filled(tallies.kept_tallies(session)) == filled(again)
        assert filled(tallies.kept_below(session)) == filled(tallies.added_below(session, again))
        return {row.stratum: row.names for row in counts_in_scope(session) if row.names}


def made(database):
    """What the table of places is made of, besides the one condition that changes."""
    seen = inspect(database.engine)
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'place'"
        else:
            asked = (
                "SELECT tgname FROM pg_trigger "
                "WHERE tgrelid = 'place'::regclass AND NOT tgisinternal"
            )
        triggers = sorted(connection.execute(text(asked)).scalars())
    checks = {row["name"]: row["sqltext"] for row in seen.get_check_constraints("place")}
    del checks["ck_place_kind"]
    return (
        triggers,
        checks,
        sorted(
            (row["name"], row["column_names"], row["unique"]) for row in seen.get_indexes("place")
        ),
        sorted((row["name"], row["referred_table"]) for row in seen.get_foreign_keys("place")),
        sorted(row["name"] for row in seen.get_unique_constraints("place")),
        [(row["name"], row["nullable"]) for row in seen.get_columns("place")],
    )


def test_the_two_kinds_are_taken_and_counted_apart_and_all_else_stays(database):
    add(database, "old", "other")
    was = made(database)
    schema.upgrade(database, HERE)
    assert made(database) == was
    assert counted(database) == {"site": 1}
    add(database, "e", "residential")
    add(database, "b", "building")
    assert counted(database) == {"site": 1, "estate": 2}
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE place SET kind = 'building' WHERE id = 'old'"))
        connection.execute(text("DELETE FROM place WHERE id = 'e'"))
    assert counted(database) == {"estate": 2}
    with pytest.raises(IntegrityError):
        add(database, "x", "castle")


def test_on_the_way_back_they_are_others_and_counted_as_such(database):
    was = made(database)
    schema.upgrade(database, HERE)
    add(database, "e", "residential")
    command.downgrade(schema.config(database), BEFORE)
    assert made(database) == was
    assert counted(database) == {"site": 1}
    with pytest.raises(IntegrityError):
        add(database, "b", "building")
