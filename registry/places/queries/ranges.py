"""The ranges of the search tables that the streams of a query read, all in one statement.

Written as SQL text for the driver itself: building statement objects cost more than the answer.
Every fragment below is a constant of this file; whatever a person sent travels as a bound
parameter. A branch of the statement is read only while those before it have not filled the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import Session

from registry.core.db import Database
from registry.places.rules.terms import Stream

LAST_CHARACTER = "\U0010ffff"
_COMMON = 400
_PARAMETER = re.compile(r":([a-z_]+[0-9]*)")

_CONDITIONS = {
    "county": "p.county_id = :county",
    "kind": "p.kind = :kind",
    "status": "p.entity_status = :status",
    "protected": "p.protected = :protected",
    "located": "p.lon IS NOT NULL",
    "unlocated": "p.lon IS NULL",
    "heritage": "p.heritage_state = :heritage",
    "sign": "p.sign_state = :sign",
    "under": "EXISTS (SELECT 1 FROM division d WHERE d.id = p.division_id AND "
    "(d.path = :under OR (d.path > :under_low AND d.path < :under_high)))",
}
# CROSS JOIN keeps SQLite to this order: the range first, then one look-up a row of it.
_BRANCH = (
    "SELECT * FROM (SELECT {n} AS n, {key} AS key, t.rank AS rank, t.number AS number, "
    "l.place_id AS place_id, l.shown AS shown FROM {table} t CROSS JOIN place_line l{place} "
    "WHERE l.number = t.number AND {where} ORDER BY {order} LIMIT {size}) s{n}"
)
_ORDER = {"place_key": "t.key, t.rank, t.number", "place_gram": "t.rank, t.number"}


class Found(NamedTuple):
    """One name in its stream: `shown` is the JSON of its line."""

    stream: int
    key: str
    rank: int
    number: int
    place_id: str
    shown: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What runs a statement with `:name` parameters (those of PostgreSQL are put in its way)."""

    execute: Callable[[str, Mapping[str, Any]], Any]
    is_sqlite: bool

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[Any]:
        """All rows of a statement."""
        text = statement if self.is_sqlite else _percent(statement)
        return list(self.execute(text, values).fetchall())


def reader_of(session: Session) -> Reader:
    """Reads in the transaction of a session."""
    connection = session.connection()

    def execute(statement: str, values: Mapping[str, Any]) -> Any:
        return connection.exec_driver_sql(statement, dict(values))

    return Reader(execute, connection.dialect.name == "sqlite")


@contextmanager
def quick_reader(database: Database) -> Iterator[Reader]:
    """Reads by the driver's own cursor: SQLAlchemy would take longer than what is read.

    Failures are the driver's own and go to the log of whoever asked.
    """
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        yield Reader(cursor.execute, database.is_sqlite)
    finally:
        connection.close()


@lru_cache(maxsize=1024)
def _percent(statement: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", statement)


def read_ranges(
    reader: Reader,
    plan: Sequence[Stream],
    numbers: Sequence[int],
    size: int,
    filters: Mapping[str, str | bool] | None = None,
    last: tuple[str, int, int] | None = None,
) -> list[Found]:
    """Up to `size` rows of these streams of the plan, the first stream's first, each in its order.

    `filters`: county, kind, status, protected, located, heritage, sign, under (a path).
    `last` (key, rank, number of the name) is where the first of the streams goes on.
    """
    values = _values(filters) if filters else {}
    shapes = []
    for number in numbers:
        stream = plan[number]
        shapes.append((number, *_shape(reader, stream, number, values)))
    if last is not None:
        values["last_key"], values["last_rank"], values["last_number"] = last
    asked = tuple(
        "unlocated" if name == "located" and not value else name
        for name, value in (filters or {}).items()
    )
    statement = _statement(tuple(shapes), size, asked, last is not None)
    rows = [Found(*row) for row in reader.rows(statement, values)]
    # A union keeps the order of its branches in both engines, but neither promises it.
    rows.sort()
    return rows


def _values(filters: Mapping[str, str | bool]) -> dict[str, Any]:
    values: dict[str, Any] = {k: v for k, v in filters.items() if k != "located"}
    if "under" in values:
        # "0" follows "/" in the order of code points.
        values |= {"under_low": f"{values['under']}/", "under_high": f"{values['under']}0"}
    return values


def _shape(
    reader: Reader, stream: Stream, number: int, values: dict[str, Any]
) -> tuple[str, str, str]:
    """The table, its key column and the conditions of one branch; its values are put by."""
    if stream.tier is None:
        values[f"g{number}"] = _rarest(reader, stream.text)
        values[f"b{number}"] = f"{_escaped(stream.text)}%"
        where = f"t.gram = :g{number} AND l.folded NOT LIKE :b{number} ESCAPE '/'"
        if len(stream.text) > 2:
            values[f"t{number}"] = f"_%{_escaped(stream.text)}%"
            where += f" AND l.folded LIKE :t{number} ESCAPE '/'"
        return "place_gram", "''", where
    where = f"t.script = '{stream.script}' AND t.tier = {stream.tier} AND "
    if stream.texts:
        values[f"t{number}"], any_of = _any_of(reader, stream.texts, number)
        return "place_key", "t.key", where + any_of
    values[f"t{number}"] = stream.text
    if stream.whole:
        return "place_key", "t.key", f"{where}t.key = :t{number}"
    values[f"e{number}"] = stream.text + LAST_CHARACTER
    return "place_key", "t.key", f"{where}t.key > :t{number} AND t.key < :e{number}"


def _any_of(reader: Reader, texts: Sequence[str], number: int) -> tuple[Any, str]:
    """Any of several keys as one value: an array, or JSON where the engine has none."""
    if not reader.is_sqlite:
        return list(texts), f"t.key = ANY(:t{number})"
    return json.dumps(texts), f"t.key IN (SELECT value FROM json_each(:t{number}))"  # noqa: S608 - a number of ours


@lru_cache(maxsize=512)
def _statement(
    shapes: tuple[tuple[int, str, str, str], ...],
    size: int,
    filters: tuple[str, ...],
    goes_on: bool,  # noqa: FBT001 - part of the key of the cache
) -> str:
    place = " CROSS JOIN place p" if filters else ""
    passes = [_CONDITIONS[name] for name in filters]
    parts = []
    for at, (number, table, key, where) in enumerate(shapes):
        conditions = [where]
        if goes_on and at == 0:
            columns = f"({_ORDER[table]})"
            last = ":last_key, " if table == "place_key" else ""
            conditions.append(f"{columns} > ({last}:last_rank, :last_number)")
        if filters:
            conditions += ["p.id = l.place_id", *passes]
        part = _BRANCH.format(
            n=number,
            key=key,
            table=table,
            place=place,
            where=" AND ".join(conditions),
            order=_ORDER[table],
            size=int(size),
        )
        parts.append(part)
    return " UNION ALL ".join(parts) + f" LIMIT {int(size)}"


def _escaped(text_: str) -> str:
    return text_.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _rarest(reader: Reader, query: str) -> str:
    """The pair of characters to start from: of several the one with the fewest names.

    Counting stops at a few hundred, so that a common pair costs no more than a rare one; letters
    stand in few names, so that any pair of them will do.
    """
    if len(query) <= 2:
        return query
    pairs = list(dict.fromkeys(query[at : at + 2] for at in range(len(query) - 1)))
    if query.isascii():
        return pairs[0]
    return min(pairs[:8], key=lambda pair: _frequency(reader, pair))


def _frequency(reader: Reader, gram: str) -> int:
    some = f"SELECT 1 FROM place_gram t WHERE t.gram = :gram LIMIT {_COMMON}"  # noqa: S608 - constants of this file
    statement = f"SELECT count(*) FROM ({some}) s"  # noqa: S608 - constants of this file
    return int(reader.rows(statement, {"gram": gram})[0][0])
