"""Migration 0037 lets the township in; what stood in its tables stays, also on the way back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from registry.core import schema
from registry.core.db import Database
from tests.support.migrating import PACKAGE

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HERE = "0037"
BEFORE = str(ScriptDirectory(str(PACKAGE / "migrations")).get_revision(HERE).down_revision)
TABLES = ("programme", "nomination", "decision", "review_assignment", "site_visit", "role_grant")
RULES = {"edition": "1", "levels": ["county", "city"], "criteria": []}
TOWN = {**RULES, "levels": ["township", "city"]}
ALONE = {**RULES, "levels": ["township"]}


def fill(connection: sa.Connection, into: str, **values: Any) -> None:
    """A row in a table as it is now; what is not said is filled in."""
    tables = sa.MetaData()
    tables.reflect(connection, only=[into], resolve_fks=False)
    table = tables.tables[into]
    kinds = [(sa.Boolean, False), (sa.Integer, 1), (sa.DateTime, NOW), (sa.JSON, {})]
    for column in table.columns:
        if column.name not in values and not column.nullable:
            found = (blank for kind, blank in kinds if isinstance(column.type, kind))
            values[column.name] = next(found, "")
        if isinstance(values.get(column.name), dict):
            column.type = sa.JSON()
    connection.execute(sa.insert(table).values(values))


def file(connection: sa.Connection, ident: str, programme: str, status: str, **more: Any) -> None:
    """A file with its place, the decisions that brought it there, an assignment and a visit."""
    place = f"place {ident}"
    fill(
        connection,
        "place",
        id=place,
        kind="road",
        legal_kind="street",
        entity_status="existing",
        division_id="d",
        secrecy="unknown",
        sign_state="none",
        heritage_state="none",
        sort_key=b"x",
    )
    fill(
        connection,
        "nomination",
        id=ident,
        place_id=place,
        programme_id=programme,
        programme_key=programme,
        status=status,
        parts={},
    )
    steps = [(1, None, "draft", "start"), (2, "draft", status, "submit")]
    for seq, before, after, action in [*steps, *more.get("steps", ())]:
        fill(
            connection,
            "decision",
            id=f"{ident} {seq}",
            nomination_id=ident,
            seq=seq,
            from_status=before,
            to_status=after,
            action=action,
            level="" if seq < len(steps) + 1 else before,
        )
    fill(
        connection,
        "review_assignment",
        id=ident,
        nomination_id=ident,
        station=status,
        person_id="p",
        way="hand",
    )
    fill(connection, "site_visit", id=ident, nomination_id=ident, station=status, visitor_id="p")


def grounds(connection: sa.Connection) -> None:
    fill(connection, "division", id="d", level="county", path="/d", name="县", code="1")
    fill(connection, "person", id="p", email="p@example.cn", status="active", mail_kinds={})
    for ident, rules in (("old", RULES), ("town", TOWN), ("alone", ALONE)):
        fill(
            connection,
            "programme",
            id=ident,
            key=ident,
            edition="1",
            issuer_nature="government",
            rule_set=rules,
            classes={},
        )


def rows(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables that are made anew, in order."""
    found = {}
    for name in TABLES:
        tables = sa.MetaData()
        tables.reflect(connection, only=[name], resolve_fks=False)
        table = tables.tables[name]
        told = connection.execute(sa.select(table).order_by(table.c.id)).mappings()
        found[name] = [dict(row) for row in told]
    return found


def shape(connection: sa.Connection) -> dict[str, Any]:
    """Triggers of the whole database, indexes and foreign keys of the tables that are made anew."""
    inspector = sa.inspect(connection)
    triggers = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    found: dict[str, Any] = {"triggers": list(connection.execute(sa.text(triggers)).scalars())}
    for name in TABLES:
        found[name] = sorted(
            (str(one["name"]), bool(one["unique"]), str(one["column_names"]))
            for one in inspector.get_indexes(name)
        )
        found[f"{name} holds once"] = sorted(
            (str(one["name"]), str(one["column_names"]))
            for one in inspector.get_unique_constraints(name)
        )
        found[f"{name} points at"] = sorted(
            str((key["constrained_columns"], key["referred_table"]))
            for key in inspector.get_foreign_keys(name)
        )
    return found


@pytest.fixture
def database(databases):
    """A database of the release before, with files at its stations."""
    url = databases.new()
    made = Database(url)
    schema.upgrade(made, BEFORE)
    with made.engine.begin() as connection:
        grounds(connection)
        file(connection, "at county", "old", "county")
        file(connection, "listed", "old", "recognised")
        fill(connection, "role_grant", id="g", person_id="p", role="reviewer_county")
    yield made
    made.close()
    databases.drop(url)


def test_rows_triggers_and_indexes_are_kept_on_the_way_there(database):
    with database.engine.connect() as connection:
        before, shaped = rows(connection), shape(connection)
    schema.upgrade(database, HERE)
    with database.engine.connect() as connection:
        assert rows(connection) == before
        assert shape(connection) == shaped
    assert "place_counted" in shaped["triggers"]


def test_a_place_still_has_one_living_file_in_a_programme(database):
    schema.upgrade(database, HERE)
    twice = {"place_id": "place at county", "programme_id": "old", "programme_key": "old"}
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        fill(connection, "nomination", id="two", status="township", parts={}, **twice)
    with database.engine.begin() as connection:
        fill(connection, "nomination", id="gone", status="withdrawn", parts={}, **twice)


def test_what_no_station_and_no_role_is_stays_refused(database):
    schema.upgrade(database, HERE)
    of_file = {"nomination_id": "listed"}
    for into, values in (
        ("nomination", {"status": "moon", "place_id": "place listed", "programme_id": "old"}),
        ("decision", {**of_file, "action": "submit", "to_status": "moon"}),
        ("review_assignment", {**of_file, "station": "moon", "way": "hand"}),
        ("site_visit", {**of_file, "station": "moon"}),
        ("role_grant", {"person_id": "p", "role": "reviewer_moon"}),
    ):
        with pytest.raises(IntegrityError, match=r"(?i)check"), database.engine.begin() as link:
            fill(link, into, id="x", **values)


def test_the_way_back_moves_files_to_their_programmes_next_station(database):
    schema.upgrade(database, HERE)
    forwarded = [(3, "township", "city", "forward")]
    with database.engine.begin() as connection:
        file(connection, "at town", "town", "township")
        file(connection, "past it", "town", "township", steps=forwarded)
        connection.execute(sa.text("UPDATE nomination SET status = 'city' WHERE id = 'past it'"))
        file(connection, "only town", "alone", "township")
        fill(connection, "role_grant", id="t", person_id="p", role="reviewer_township")
        before = rows(connection)
    command.downgrade(schema.config(database), BEFORE)
    with database.engine.connect() as connection:
        found = rows(connection)
    status = {row["id"]: row["status"] for row in found["nomination"]}
    assert status == {
        "at county": "county",
        "listed": "recognised",
        "at town": "city",
        "past it": "city",
        "only town": "expert_review",
    }
    steps = [(row["from_status"], row["to_status"], row["level"]) for row in found["decision"]]
    assert len(steps) == len(before["decision"])
    assert not any("township" in step for step in steps)
    # What a decision became is still where the file stands.
    last = {row["nomination_id"]: row["to_status"] for row in found["decision"]}
    assert last == status
    assert {row["station"] for row in found["review_assignment"]} == set(status.values())
    assert {row["station"] for row in found["site_visit"]} == set(status.values())
    assert [row["id"] for row in found["role_grant"]] == ["g"]
    levels = {row["id"]: _read(row["rule_set"])["levels"] for row in found["programme"]}
    assert levels == {"old": ["county", "city"], "town": ["city"], "alone": []}
    schema.upgrade(database, HERE)


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
