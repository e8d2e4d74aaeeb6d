"""The two database engines behind one face: write units, read sessions, connection set-up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.errors import OutOfSpace, Problem, Unavailable
from registry.core.events import Bus
from registry.core.text import T
from registry.core.work import Work

BUSY_MILLISECONDS = 8000
_WRITE = "registry_write"
# Any number will do, as long as every application machine uses the same one.
_WRITERS_LOCK = 7_530_819_442


class Database:
    """One database. Read with `read()`, write with `write(...)`; nothing else opens sessions."""

    def __init__(self, url: str, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        #: What an installation says of itself, for queries: each session's own `info`.
        self.info: dict[str, Any] = {}
        self._busy_milliseconds = busy_milliseconds
        self.engine = self._open(busy_milliseconds)
        event.listen(self.engine, "checkin", _leave_nothing_open)

    def _open(self, busy_milliseconds: int) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                self.url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True
            )
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=10,
            max_overflow=20,
            connect_args={"check_same_thread": False, "timeout": busy_milliseconds / 1000},
            # What people typed, passwords' hashes among it, has no place in a log.
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it changed by mistake is rolled back."""
        with _plain_words(), Session(self.engine, info=self.info) as session:
            yield session

    @contextmanager
    def write(
        self, actor: Actor, at: datetime, bus: Bus, *, simulated: bool = False
    ) -> Iterator[Work]:
        """One unit of work: all of it is committed at the end, or none of it.

        Raises:
            Unavailable: `database.busy` or `database.gone`; nothing was written.
            OutOfSpace: `database.full`; nothing was written.
        """
        own = Session(self.engine, expire_on_commit=False, info=self.info)
        with _plain_words(), own as session:
            connection = session.connection(execution_options={_WRITE: True})
            if not self.is_sqlite:
                self._wait_for_other_writers(connection)
            yield Work(session=session, actor=actor, at=at, bus=bus, simulated=simulated)
            session.commit()

    def _wait_for_other_writers(self, connection: Connection) -> None:
        # The journal's chain lets one writer through at a time in any case; waiting at the door
        # instead of in the middle is what keeps two of them from refusing or deadlocking each
        # other over rows they both read (docs/decisions/0007).
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {self._busy_milliseconds}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")

    def ping(self) -> None:
        """Raise `Unavailable` unless the database answers."""
        with self.read() as session:
            session.connection().execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction handling starts transactions late and commits before DDL; we
    # begin explicitly (see _begin_sqlite), so it must keep out of the way.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        # FULL: a receipt given to a phone must survive a power cut (NORMAL may lose the last ones).
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _leave_nothing_open(connection: Any, record: ConnectionPoolEntry) -> None:
    # After a COMMIT that failed, SQLAlchemy takes the transaction for ended and the driver does
    # not: the next one to get this connection would stand inside it. A no-op everywhere else.
    try:
        if connection is not None:
            connection.rollback()
    except Exception:  # noqa: BLE001 - whatever a driver says of a connection it has lost
        record.invalidate()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock first, so that two writers wait for each other instead of
    # failing half-way when both try to upgrade a read lock.
    immediate = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        problem = explain(error)
        if problem is None:
            raise
        raise problem from error


_UNDEFINED_TABLE = "42P01"


def explain(error: DBAPIError) -> Problem | None:
    """The problem page for a database failure that is nobody's mistake; None for a bug."""
    words = str(error.orig).lower()
    if "locked" in words or "busy" in words or "lock timeout" in words:
        return Unavailable("database.busy", T("数据库正忙，您的内容没有写入，请稍后再试"))
    if "disk is full" in words or "no space left" in words or "disk i/o error" in words:
        return OutOfSpace("database.full", T("服务器磁盘已满，您的内容没有写入，请联系管理员"))
    gone = (
        "unable to open",
        "connection",
        "server closed",
        "terminating",
        "readonly",
        "no such table",
    )
    is_gone = isinstance(error, OperationalError) and any(word in words for word in gone)
    # PostgreSQL says of a table that is not there that the statement is wrong.
    if is_gone or getattr(error.orig, "sqlstate", None) == _UNDEFINED_TABLE:
        return Unavailable("database.gone", T("暂时连不上数据库，您的内容没有写入，请稍后再试"))
    return None


def rowcount(result: Any) -> int:
    """How many rows an UPDATE or DELETE touched (typed loosely by SQLAlchemy)."""
    return int(result.rowcount)
