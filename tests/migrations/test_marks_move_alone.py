"""Counters of names equal a recount whatever changes together with the mark of a sign."""

from __future__ import annotations

from itertools import product

import pytest
from alembic import command
from sqlalchemy import text

from registry.core import schema
from registry.core.db import Database
from registry.coverage.queries import differences
from tests.migrations.test_reports_by_parts import put

MARKS = ("none", "required", "claimed", "faulty", "verified")
#: What may change together with the mark, and what the place was before.
BESIDE = (
    "managing_body = managing_body",
    "kind = 'road'",
    "entity_status = 'vanished'",
    "county_id = 'e', division_id = 'e'",
    "managing_body = 'a body'",
    "merged_into = 'p000'",
    "lon = 117.3, lat = 31.9, position_method = 'gnss', datum = 'wgs84'",
)


@pytest.fixture
def counted(databases):
    """Two counties, and a place for each pair of marks and each change beside it."""
    url = databases.new()
    database = Database(url)
    schema.upgrade(database)
    yield database
    database.close()
    databases.drop(url)


def fill(database):
    with database.engine.begin() as connection:
        for key in ("d", "e"):
            put(connection, "division", id=key, name=key, level="county", code=key, path=f"/{key}")
        for number, mark in enumerate(MARKS * len(MARKS) * len(BESIDE)):
            put(
                connection,
                "place",
                id=f"p{number:03d}",
                kind="water",
                legal_kind="natural",
                entity_status="existing" if number % 11 else "planned",
                division_id="d",
                county_id="d",
                secrecy="unknown",
                sign_state=mark,
                heritage_state="none",
                row_version=1,
                sort_key=b"x",
            )


def change(database):
    """Every mark becomes every other, with each change beside it."""
    turns = product(BESIDE, MARKS, MARKS)
    with database.engine.begin() as connection:
        for number, (beside, mark, _before) in enumerate(turns):
            connection.execute(
                text(f"UPDATE place SET sign_state = :mark, {beside} WHERE id = :id"),  # noqa: S608
                {"mark": mark, "id": f"p{number:03d}"},
            )


@pytest.mark.database
def test_marks_and_what_changes_beside_them_are_counted(counted):
    fill(counted)
    change(counted)
    with counted.read() as session:
        assert differences(session) == []
    with counted.engine.begin() as connection:
        # And back into the scope, with another mark.
        connection.execute(
            text(
                "UPDATE place SET entity_status = 'existing', merged_into = NULL, "
                "sign_state = CASE sign_state WHEN 'verified' THEN 'faulty' ELSE 'verified' END"
            )
        )
    with counted.read() as session:
        assert differences(session) == []


@pytest.mark.database
def test_the_way_back_counts_as_before(counted):
    fill(counted)
    command.downgrade(schema.config(counted), "0052")
    change(counted)
    schema.upgrade(counted)
    with counted.read() as session:
        assert differences(session) == []
