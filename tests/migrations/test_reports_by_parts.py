"""Reports of a release that knew only whole ones keep their photos, verdicts and receipts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from registry.core import schema
from registry.core.db import Database

WHEN = "2026-11-23 04:00:00.000000"


@pytest.fixture
def earlier(databases):
    """A database of the release before."""
    url = databases.new()
    database = Database(url)
    schema.upgrade(database, "0004")
    yield database
    database.close()
    databases.drop(url)


def columns(connection, table):
    """Every column that must be given, with a value that fits."""
    from sqlalchemy import inspect

    values = {}
    for each in inspect(connection).get_columns(table):
        if each["nullable"] or each["default"] is not None:
            continue
        kind = str(each["type"]).upper()
        number = "INT" in kind or "FLOAT" in kind or "DOUBLE" in kind
        values[each["name"]] = (
            False
            if "BOOL" in kind
            else WHEN
            if "DATE" in kind or "TIME" in kind
            else 1
            if number
            else "[]"
            if "JSON" in kind
            else ""
        )
    return values


def put(connection, table, **given):
    """A row with these values and harmless ones in all other columns."""
    values = {**columns(connection, table), **given}
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)  # noqa: S608


def fill(database):
    with database.engine.begin() as connection:
        put(connection, "division", id="d", name="肥东县", level="county", code="340122")
        put(connection, "place", id="pl", kind="natural_village", **PLACE)
        face = {"family": "place_name", "colour_ground": "blue", "state": "made"}
        put(connection, "sign", id="s", place_id="pl", county_id="d", code="1", **face)
        report = {"kind": "installed", "condition": "good", "status": "accepted"}
        report |= {"capture_source": "camera", "sign_id": "s", "place_id": "pl"}
        put(connection, "field_report", id="r", client_id="c", receipt_hash="h", **report)
        put(connection, "photo", id="p", sha256="a" * 64, format="jpeg", byte_size=1234)
        put(connection, "report_photo", report_id="r", role="near", photo_id="p", sha256="a" * 64)
        verdict = {"verdict": "accept", "sign_state": "verified"}
        put(connection, "verification", id="v", report_id="r", sign_id="s", **verdict)


PLACE = {
    "legal_kind": "other",
    "county_id": "d",
    "division_id": "d",
    "entity_status": "existing",
    "secrecy": "public",
}


@pytest.mark.database
def test_a_report_of_before_is_complete_and_declares_what_it_holds(earlier):
    fill(earlier)
    schema.upgrade(earlier)
    with earlier.read() as session:
        row = session.execute(
            text("SELECT status, receipt_hash, completed_at, received_at FROM field_report")
        ).one()
        assert (row.status, row.receipt_hash) == ("accepted", "h")
        assert row.completed_at == row.received_at
        declared = session.execute(text("SELECT role, sha256, byte_size FROM declared_photo")).all()
        assert [tuple(each) for each in declared] == [("near", "a" * 64, 1234)]
        assert session.execute(text("SELECT count(*) FROM verification")).scalar_one() == 1


@pytest.mark.database
def test_references_are_held_again_once_the_migration_is_done(earlier):
    fill(earlier)
    schema.upgrade(earlier)
    with pytest.raises(Exception, match=r"(?i)foreign key"), earlier.engine.begin() as connection:
        connection.execute(text("DELETE FROM field_report"))
