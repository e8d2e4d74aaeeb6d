"""Migrations 0053 and 0058 give snapshots that are there the figures of their lines, for good."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from registry.core import schema
from registry.core.db import Database
from registry.coverage.models import SnapshotLine
from tests.migrations.test_estates_and_buildings import add
from tests.migrations.test_reports_by_parts import put

pytestmark = pytest.mark.database
NUMBERS = [name for name, one in SnapshotLine.model_fields.items() if one.annotation is int]
AT = "2026-11-01 00:00:00+00:00"


@pytest.fixture
def database(databases):
    """A snapshot of two villages and a road, as the release before kept it."""
    url = databases.new()
    database = Database(url)
    schema.upgrade(database, "0052")
    with database.engine.begin() as connection:
        put(connection, "division", id="d", name="肥东县", level="county", code="340122", path="/d")
        snapshot = {"id": "s", "number": 1, "taken_at": AT, "created_at": AT, "simulated": False}
        more = {"definition_edition": "2026-1", "exemptions": "[]", "lines": 3, "names": 3}
        put(connection, "rate_snapshot", **snapshot, **more, csv_sha256="0" * 64)
    for ident in ("a", "b", "c"):
        add(database, ident, "road" if ident == "c" else "natural_village")
    with database.engine.begin() as connection:
        for ident, changes in (
            ("a", {"signed": 1, "positions": 2, "signs": 2, "signs_verified": 1}),
            ("b", {"present_invalid": 1, "heritage_positions": 1, "heritage_signs": 1}),
            ("c", {}),
        ):
            counts = {**dict.fromkeys(NUMBERS, 0), "in_scope": 1, **changes}
            stratum = "road" if ident == "c" else "settlement"
            texts = {"name": ident, "stratum": stratum, "status": "existing"}
            put(connection, "snapshot_line", snapshot_id="s", place_id=ident, **texts, **counts)
    yield database
    database.close()
    databases.drop(url)


def test_each_kind_has_the_sums_of_its_lines_and_heritage_its_own(database):
    schema.upgrade(database, "0053")
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM snapshot_figure ORDER BY stratum")).all()
    assert [tuple(row)[1:] for row in rows] == [
        ("heritage", 0, 0, 1, 0, 1, 0, 0),
        ("road", 1, 0, 0, 0, 0, 0, 0),
        ("settlement", 2, 1, 2, 0, 2, 1, 1),
    ]
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(text("UPDATE snapshot_figure SET names = 9"))


def test_each_county_and_body_has_the_sums_of_its_lines(database):
    schema.upgrade(database, "0058")
    with database.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM snapshot_part ORDER BY split, part, stratum")
        ).all()
    sums = [
        ("", "heritage", "", 0, 0, 1, 0, 1, 0, 0),
        ("", "road", "", 1, 0, 0, 0, 0, 0, 0),
        ("", "settlement", "", 2, 1, 2, 0, 2, 1, 1),
    ]
    assert [tuple(row)[1:] for row in rows] == [
        (split, *one) for split in ("body", "county") for one in sums
    ]
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(text("DELETE FROM snapshot_part"))
