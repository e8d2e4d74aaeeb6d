"""After migration 0006 only the run names its file, and documents have their past again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from registry.core import journal, schema
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.sources import queries

pytestmark = pytest.mark.database

FILE = "王主任改后_终稿%(3).csv"
OTHER = "终稿.csv"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Filler:
    """Inserts rows into the tables as they were then; what is not said is filled in."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.tables = sa.MetaData()
        self.tables.reflect(connection)

    def add(self, name: str, **values: Any) -> None:
        table = self.tables.tables[name]
        for column in table.columns:
            if column.name not in values and not column.nullable:
                values[column.name] = _blank(column)
        for column in table.columns:
            # SQLite tells no JSON column from text.
            if isinstance(values.get(column.name), dict):
                column.type = sa.JSON()
        self.connection.execute(sa.insert(table).values(values))


def _blank(column: sa.Column[Any]) -> Any:
    kinds = [
        (sa.Boolean, False),
        (sa.Integer, 1),
        (sa.Float, 0.0),
        (sa.DateTime, NOW),
        (sa.JSON, {}),
    ]
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "")


@pytest.fixture
def empty(databases):
    """A database without a single table."""
    url = databases.new()
    database = Database(url)
    yield database
    database.close()
    databases.drop(url)


def place_values(file: str) -> dict[str, Any]:
    return {
        "position_source": f"一般表格：{file}",
        "retired_basis": f"撤回导入批次 {file}：误导入",
        "retired_on": "2026-11-20",
        "import_run_id": "r1",
        "import_row": 12,
    }


def fill(database: Database) -> None:
    """One run and what it left, beside a run of another file with a name that ends alike."""
    with database.engine.begin() as connection:
        old = Filler(connection)
        old.add("division", id="d1", code="340123", scheme="GB", edition="1", level="county")
        for number, (file, title) in enumerate([(FILE, FILE), (OTHER, "镇里的表")], start=1):
            note = f"文件 {file}，SHA-256 {'a' * 64}\n解密依据 一号（局）\n另有说明"
            old.add(
                "source", id=f"s{number}", source_type="dataset", grade="C", title=title, note=note
            )
            old.add("citation", id=f"c{number}", source_id=f"s{number}", locator=file)
            old.add(
                "import_run",
                id=f"r{number}",
                file_name=file,
                source_id=f"s{number}",
                citation_id=f"c{number}",
                state="applied",
            )
        kind = {"kind": "natural_village", "legal_kind": "other", "division_id": "d1"}
        states = {"entity_status": "existing", "secrecy": "public"}
        marks = {"heritage_state": "none", "sign_state": "none"}
        gone = {"retired_on": date(2026, 11, 20)}
        old.add("place", id="p1", **kind, **states, **marks, **{**place_values(FILE), **gone})
        own = {**place_values(OTHER), **gone, "retired_basis": "并村"}
        old.add("place", id="p2", **kind, **states, **marks, **own)
        name = {"id": "n1", "place_id": "p1", "reading_basis": f"一般表格：{FILE}"}
        old.add(
            "place_name",
            text="小李庄",
            name_kind="standard",
            roman_status="proposed",
            approval_basis="usage",
            **name,
        )
        state = {
            "place": {"id": "p1", **place_values(FILE)},
            "names": [name],
            "claims": [],
            "geometry": {"source": f"一般表格：{FILE}"},
        }
        old.add("place_past", place_id="p1", number=1, reason=f"导入 {FILE}", state=state)


def correct(database: Database) -> None:
    """Corrections by services as they were: the row, and old and new in the journal."""
    told = [
        ("source", "s3", "sources.edited", {"title": "县志"}, {"title": "某县志"}),
        ("citation", "c3", "sources.citation_edited", {"locator": "卷一"}, {"locator": "卷二"}),
        (
            "citation",
            "c3",
            "sources.citation_edited",
            {"locator": "卷二", "inspected_on": None},
            {"locator": "卷三", "inspected_on": "2026-11-01"},
        ),
        ("citation", "c1", "sources.citation_edited", {"locator": FILE}, {"locator": "第二表"}),
    ]
    with database.engine.begin() as connection:
        old = Filler(connection)
        old.add("source", id="s3", source_type="gazetteer", grade="B", title="某县志")
        old.add("citation", id="c3", source_id="s3", locator="卷三", inspected_on=date(2026, 11, 1))
    for hour, (kind, subject, verb, before, after) in enumerate(told):
        at = datetime(2026, 11, 21, hour, tzinfo=UTC)
        with database.write(SYSTEM, at, Bus()) as work:
            journal.record(work, verb, (kind, subject), before=before, after=after, reason="校")


def test_corrections_are_found_again_in_the_journal(empty):
    schema.upgrade(empty, "0004")
    fill(empty)
    correct(empty)
    schema.upgrade(empty)
    with empty.read() as session:
        passages = queries.corrections(session, ["c1", "c3"])
        said = [(one.subject_type, one.before, one.after) for one in passages]
        assert [
            (kind, before.get("title") or before["locator"], after.get("title") or after["locator"])
            for kind, before, after in said
        ] == [
            ("source", "县志", "某县志"),
            ("citation", "卷一", "卷二"),
            ("citation", "卷二", "卷三"),
            # Its locator was the name of the file.
            ("citation", "", ""),
        ]
        assert [before["inspected_on"] for kind, before, _ in said[1:3]] == [None, None]
        assert [after["inspected_on"] for kind, _, after in said[1:3]] == [None, "2026-11-01"]
        assert passages[0].reason == "校"
        first = datetime(2026, 11, 20, tzinfo=UTC)
        stood = queries.citations(session, ["c3"], first)["c3"]
        assert (stood.source_title, stood.locator, stood.inspected_on) == ("县志", "卷一", None)


def test_only_the_run_names_the_file_afterwards(empty):
    schema.upgrade(empty, "0004")
    fill(empty)
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        after = sa.MetaData()
        after.reflect(connection)
        for name, table in after.tables.items():
            rows = connection.execute(sa.select(table)).mappings().all()
            told = [row for row in rows if FILE in str(dict(row))]
            assert len(told) == (1 if name == "import_run" else 0), name


def test_the_document_and_the_row_stand_in_its_place(empty):
    schema.upgrade(empty, "0004")
    fill(empty)
    schema.upgrade(empty)
    with empty.engine.connect() as connection:

        def one(statement: str) -> list[Any]:
            return [tuple(row) for row in connection.execute(sa.text(statement))]

        assert one("SELECT title, note FROM source ORDER BY id") == [
            ("导入的地名表", "另有说明"),
            ("镇里的表", "另有说明"),
        ]
        assert one("SELECT locator FROM citation") == [("",), ("",)]
        assert one("SELECT position_source, retired_basis FROM place ORDER BY id") == [
            ("导入的地名表 第 12 行", "撤回导入：导入的地名表：误导入"),
            # It came by another run: which row of this file it was is not known.
            ("镇里的表", "并村"),
        ]
        assert one("SELECT reading_basis FROM place_name") == [("导入的地名表",)]
        past = sa.table("place_past", sa.column("reason"), sa.column("state", sa.JSON))
        ((reason, state),) = connection.execute(sa.select(past))
    assert reason == "导入：导入的地名表"
    assert state["place"]["position_source"] == "导入的地名表 第 12 行"
    assert state["geometry"]["source"] == state["names"][0]["reading_basis"] == "导入的地名表"
