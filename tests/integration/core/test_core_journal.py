"""The journal: append-only, chained, and impossible to fork or to mend unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.journal import JournalEntry, JournalHead
from registry.runtime import Runtime


def _write(runtime: Runtime, verb: str, **after: object) -> None:
    with runtime.write(SYSTEM) as work:
        journal.record(work, verb, ("thing", "1"), after=after)


def _without_guard(runtime: Runtime, statement: str) -> None:
    with runtime.database.engine.begin() as connection:
        if runtime.database.is_sqlite:
            for name in ("journal_no_update", "journal_no_delete"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("DROP TRIGGER journal_no_change ON journal_entry"))
        connection.execute(text(statement))


def test_entries_follow_each_other(runtime: Runtime) -> None:
    for n in range(5):
        _write(runtime, "thing.made", n=n, day=date(2026, 11, 23), name="烔炀镇")
    with runtime.database.read() as session:
        report = journal.verify(session)
        newest = journal.latest(session, limit=2)
    assert (report.entries, report.broken) == (5, None)
    assert [entry.seq for entry in newest] == [5, 4]
    assert newest[0].after == {"n": 4, "day": "2026-11-23", "name": "烔炀镇"}


def test_an_empty_journal_is_whole(runtime: Runtime) -> None:
    with runtime.database.read() as session:
        assert journal.verify(session).broken is None


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET reason='x'", "DELETE FROM journal_entry"]
)
def test_the_database_itself_refuses_to_change_it(runtime: Runtime, statement: str) -> None:
    _write(runtime, "thing.made")
    with (
        pytest.raises(DBAPIError, match="append-only"),
        runtime.database.engine.begin() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE journal_entry SET reason='x' WHERE seq=2", 2),
        ("DELETE FROM journal_entry WHERE seq=2", 3),
        ("DELETE FROM journal_entry WHERE seq=3", 3),
        ("UPDATE journal_entry SET actor_name='other' WHERE seq=1", 1),
    ],
)
def test_tampering_is_found_at_its_row(runtime: Runtime, statement: str, seq: int) -> None:
    for n in range(3):
        _write(runtime, "thing.made", n=n)
    _without_guard(runtime, statement)
    with runtime.database.read() as session:
        broken = journal.verify(session).broken
    assert broken is not None
    assert broken.seq == seq


def test_an_entry_behind_the_head_is_found(runtime: Runtime) -> None:
    for n in range(3):
        _write(runtime, "thing.made", n=n)
    _without_guard(
        runtime,
        "UPDATE journal_head SET seq = 2, hash = (SELECT hash FROM journal_entry WHERE seq = 2)",
    )
    with runtime.database.read() as session:
        broken = journal.verify(session).broken
    assert broken is not None
    assert broken.seq == 3


@pytest.mark.parametrize("entries", [0, 3])
def test_who_writes_while_it_is_verified_breaks_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    for n in range(entries):
        _write(runtime, "thing.made", n=n)
    every = journal._all

    def while_others_write(*given):
        yield from every(*given)
        _write(runtime, "thing.changed")

    monkeypatch.setattr(journal, "_all", while_others_write)
    with runtime.database.read() as session:
        report = journal.verify(session)
    assert (report.entries, report.broken) == (entries, None)


def test_concurrent_writers_cannot_fork_the_chain(runtime: Runtime) -> None:
    _write(runtime, "thing.made")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: _write(runtime, "thing.changed", n=n), range(40)))
    with runtime.database.read() as session:
        report = journal.verify(session)
        assert len(session.exec(select(JournalHead)).all()) == 1
    assert (report.entries, report.broken) == (41, None)


def test_a_failed_unit_leaves_no_entry(runtime: Runtime) -> None:
    def write_and_fail() -> None:
        with runtime.write(SYSTEM) as work:
            journal.record(work, "thing.made", ("thing", "1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with runtime.database.read() as session:
        assert session.exec(select(JournalEntry)).all() == []


def test_moments_come_back_aware(runtime: Runtime) -> None:
    _write(runtime, "thing.made")
    with runtime.database.read() as session:
        entry = journal.latest(session)[0]
    assert entry.at.tzinfo is not None
    assert abs((datetime.now(UTC) - entry.at).total_seconds()) < 60
