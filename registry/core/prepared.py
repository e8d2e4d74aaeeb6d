"""A SELECT that is put into words once for each engine, for figures that are read all the time.

Answering a handful of counters takes the database some ten microseconds; SQLAlchemy's way from a
statement to its words, its parameters and its typed rows takes two hundred. So the words are made
once and given to the driver, and what comes back are the driver's own values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import Executable
from sqlmodel import Session


class Prepared:
    """Ask it with `rows(session, name=value)`, a value for each `bindparam` without one.

    Values go to the driver as they are: numbers, texts, and days as `2026-11-23`. Rows are plain:
    SQLite gives days and moments as text (`day_of`, `moment_of`), and sums on PostgreSQL are
    `Decimal` unless cast. Events of the engine see it as any other statement; it does not flush the
    session.
    """

    __slots__ = ("_made", "_statement")

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._made: dict[str, tuple[str, Mapping[str, Any], Sequence[str] | None]] = {}

    def rows(self, session: Session, **values: object) -> Sequence[Any]:
        """Every row of the answer, as tuples."""
        connection = session.connection()
        name = connection.dialect.name
        words, fixed, order = self._made.get(name) or self._make(connection, name)
        given = {**fixed, **values}
        if order is None:
            return connection.exec_driver_sql(words, given).fetchall()
        return connection.exec_driver_sql(words, tuple([given[one] for one in order])).fetchall()

    def _make(
        self, connection: Connection, name: str
    ) -> tuple[str, Mapping[str, Any], Sequence[str] | None]:
        compiled: Any = self._statement.compile(  # type: ignore[attr-defined]
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        made = (compiled.string, dict(compiled.params), compiled.positiontup)
        self._made[name] = made
        return made


def day_of(value: date | str) -> date:
    """A day as either driver gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def moment_of(value: datetime | str) -> datetime:
    """A moment as either driver gives it; kept moments are UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
