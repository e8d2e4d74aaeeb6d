"""One history leads from nothing, and from every earlier release, to what the models say."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, column, insert, inspect, table, text
from sqlmodel import SQLModel, select

from imports.models import ImportRun
from registry.core import journal, schema
from registry.core.actor import SYSTEM
from registry.core.clock import SystemClock
from registry.core.db import Database
from registry.core.events import Bus
from registry.core.failure import unpacked_failure
from tests.support.migrating import PACKAGE, import_tables


def revisions() -> list[str]:
    """Every revision, oldest first."""
    scripts = ScriptDirectory(str(PACKAGE / "migrations"))
    return [script.revision for script in scripts.walk_revisions()][::-1]


@pytest.fixture
def empty(databases):
    """A database without a single table."""
    url = databases.new()
    database = Database(url)
    yield database
    database.close()
    databases.drop(url)


def write_something(database: Database, subject: str = "烔炀") -> None:
    """A row that must survive: an entry in the journal, with the trigger that guards it."""
    with database.write(SYSTEM, SystemClock().now(), Bus()) as work:
        journal.record(work, "test.written", ("test", subject), after={"name": "烔炀"})


def test_there_is_one_newest_migration():
    scripts = ScriptDirectory(str(PACKAGE / "migrations"))
    assert len(scripts.get_heads()) == 1


def test_from_empty_to_what_the_models_say(empty):
    import_tables()
    schema.upgrade(empty)
    command.check(schema.config(empty))
    assert schema.revision_state(empty).current
    tables = set(inspect(empty.engine).get_table_names())
    assert set(SQLModel.metadata.tables) <= tables


def test_upgrading_twice_changes_nothing(empty):
    schema.upgrade(empty)
    before = described(empty)
    schema.upgrade(empty)
    assert described(empty) == before


def test_rows_of_every_earlier_release_survive(empty):
    # One database that is taken through all releases: each finds rows of all before it.
    for revision in revisions():
        schema.upgrade(empty, revision)
        write_something(empty, revision)
    schema.upgrade(empty)
    with empty.read() as session:
        kept = [entry.subject_id for entry in journal.latest(session, limit=len(revisions()))]
        assert kept == revisions()[::-1]
        assert journal.verify(session).broken is None


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry"]
)
def test_the_migrated_journal_refuses_to_be_changed(empty, statement):
    schema.upgrade(empty)
    write_something(empty)
    with pytest.raises(Exception, match="append-only"), empty.engine.begin() as connection:
        connection.execute(text(statement))


def test_both_engines_tell_times_with_their_zone(empty):
    schema.upgrade(empty)
    write_something(empty)
    with empty.read() as session:
        (entry,) = journal.latest(session)
        assert entry.at.utcoffset() is not None


def described(database: Database) -> dict[str, list[str]]:
    """Table → its columns, as the database has them."""
    found = MetaData()
    found.reflect(database.engine)
    return {name: [column.name for column in table.columns] for name, table in found.tables.items()}


def test_every_migration_says_what_it_is_for():
    for path in sorted((PACKAGE / "migrations" / "versions").glob("*.py")):
        first = Path(path).read_text(encoding="utf-8").splitlines()[0]
        assert len(first.strip('"')) > 10, path.name


def test_why_an_import_failed_stays_known_after_the_upgrade(empty):
    schema.upgrade(empty, "0004")
    columns = {
        **dict.fromkeys(("id", "file_name", "file_sha256", "format", "profile"), "a"),
        **dict.fromkeys(("paper_number", "paper_issuer", "paper_sha256"), ""),
        **dict.fromkeys(("mapping", "counts", "done"), "{}"),
        "facts": "[]",
        "state": "failed",
        "fault": "imports.damaged: 文件坏了 100% 坏",
        "created_at": "2026-11-01 00:00:00+00:00",
        "simulated": False,
        "file_size": 1,
        "cursor": 0,
        "row_version": 1,
    }
    made = table("import_run", *(column(name) for name in columns))
    with empty.engine.begin() as connection:
        connection.execute(insert(made), columns)
    schema.upgrade(empty)
    with empty.read() as session:
        (run,) = session.exec(select(ImportRun))
    failure = unpacked_failure(run.failure)
    assert failure is not None
    assert (failure.code, str(failure.text)) == ("imports.damaged", "文件坏了 100% 坏")
