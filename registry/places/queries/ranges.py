"""The ranges of the search tables that the streams of a query read, all in one statement.

Written as SQL text for the driver itself: building statement objects cost more than the answer.
Every fragment below is a constant of this file; whatever a person sent travels as a bound
parameter, and statements are kept by the few shapes that queries have. A branch of a statement is
read only while those before it have not filled the answer.
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
from registry.places.rules.terms import Plan, Shape, Stream, layout

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
_KEYS, _GRAMS = "place_key", "place_gram"
_ORDER = {_KEYS: "t.key, t.rank, t.number", _GRAMS: "t.rank, t.number"}


class Found(NamedTuple):
    """One name in its stream: `shown` is the JSON of its line. Rows are plain tuples of these."""

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
        rows: list[Any] = self.execute(text, values).fetchall()
        return rows


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
    plan: Plan,
    numbers: tuple[int, ...],
    size: int,
    filters: Mapping[str, str | bool] | None = None,
    last: tuple[str, int, int] | None = None,
) -> list[Found]:
    """Up to `size` rows of these streams of the plan, the first stream's first, each in its order.

    The numbers are of sure streams, or of near ones. `filters`: county, kind, status, protected,
    located, heritage, sign, under (a path). `last` (key, rank, number of the name) is where the
    first of the streams goes on.
    """
    asked = _Asked(size, _names(filters) if filters else (), last is not None, reader.is_sqlite)
    if numbers[0] < len(plan.sure):
        values = _sure_values(reader, plan, numbers)
        statement = _sure_statement(plan.shape, numbers, asked)
    else:
        near = tuple((number, plan.streams[number]) for number in numbers)
        values = {f"a{number}": _any_of(reader, stream) for number, stream in near}
        scripts = tuple((number, stream.script, stream.tier) for number, stream in near)
        statement = _near_statement(scripts, asked)
    if filters:
        values |= _filter_values(filters)
    if last is not None:
        values["last_key"], values["last_rank"], values["last_number"] = last
    # A union keeps the order of its branches in both engines, but neither promises it.
    return sorted(reader.rows(statement, values))


_NAMES = (
    "SELECT f.value FROM {listed} f WHERE EXISTS (SELECT 1 FROM place_key t WHERE t.script = 'h' "
    "AND t.tier = 0 AND t.key = f.value) OR EXISTS (SELECT 1 FROM place_key t WHERE t.script = 'h' "
    "AND t.tier = 1 AND t.key = f.value) OR EXISTS (SELECT 1 FROM place_key t WHERE t.script = 'h' "
    "AND t.tier = 2 AND t.key = f.value)"
)


def which_are_names(reader: Reader, folded: Sequence[str]) -> set[str]:
    """Those of the folded texts that are the whole name of a place, of any kind of name."""
    if reader.is_sqlite:
        statement = _NAMES.format(listed="json_each(:a)")
        rows = reader.rows(statement, {"a": json.dumps(folded)})
    else:
        statement = _NAMES.format(listed="(SELECT unnest(CAST(:a AS text[])) AS value)")
        rows = reader.rows(statement, {"a": list(folded)})
    return {row[0] for row in rows}


class _Asked(NamedTuple):
    """What a statement depends on besides its ranges."""

    size: int
    filters: tuple[str, ...]
    goes_on: bool
    is_sqlite: bool


def _names(filters: Mapping[str, str | bool]) -> tuple[str, ...]:
    return tuple(
        "unlocated" if name == "located" and not value else name for name, value in filters.items()
    )


def _filter_values(filters: Mapping[str, str | bool]) -> dict[str, Any]:
    values: dict[str, Any] = {k: v for k, v in filters.items() if k != "located"}
    if "under" in values:
        # "0" follows "/" in the order of code points.
        values |= {"under_low": f"{values['under']}/", "under_high": f"{values['under']}0"}
    return values


def _sure_values(reader: Reader, plan: Plan, numbers: tuple[int, ...]) -> dict[str, Any]:
    """The texts of a plan as parameters: t the text itself, e the end of what begins with it."""
    values: dict[str, Any] = {}
    for slot, text in enumerate(plan.texts):
        values[f"t{slot}"], values[f"e{slot}"] = text, text + LAST_CHARACTER
    folded = plan.texts[0]
    values["begins"] = f"{_escaped(folded)}%"
    values["holds"] = f"_%{_escaped(folded)}%"
    sure = plan.sure
    if any(sure[number].tier is None for number in numbers):
        values["gram"] = _rarest(reader, folded)
    return values


def _any_of(reader: Reader, stream: Stream) -> Any:
    """Several keys as one value: JSON where the engine has no arrays."""
    return json.dumps(stream.texts) if reader.is_sqlite else list(stream.texts)


@lru_cache(maxsize=512)
def _sure_statement(shape: Shape, numbers: tuple[int, ...], asked: _Asked) -> str:
    streams = layout(shape)
    branches = []
    for number in numbers:
        stream = streams[number]
        if stream.tier is None:
            # SQLite would prepare the statement anew for each pattern that is a plain parameter.
            where = "t.gram = :gram AND l.folded NOT LIKE (:begins || '') ESCAPE '/'"
            where += " AND l.folded LIKE (:holds || '') ESCAPE '/'"
            branches.append((number, _GRAMS, where))
        else:
            where = f"t.script = '{stream.script}' AND t.tier = {stream.tier} AND "
            slot = stream.slot
            whole, begun = f"t.key = :t{slot}", f"t.key > :t{slot} AND t.key < :e{slot}"
            branches.append((number, _KEYS, where + (whole if stream.whole else begun)))
    return _united(branches, asked)


@lru_cache(maxsize=128)
def _near_statement(scripts: tuple[tuple[int, str, int | None], ...], asked: _Asked) -> str:
    branches = []
    for number, script, tier in scripts:
        where = f"t.script = '{script}' AND t.tier = {tier} AND t.key "
        listed = f"IN (SELECT value FROM json_each(:a{number}))"  # noqa: S608 - a number of ours
        branches.append(
            (number, _KEYS, where + (listed if asked.is_sqlite else f"= ANY(:a{number})"))
        )
    return _united(branches, asked)


def _united(branches: list[tuple[int, str, str]], asked: _Asked) -> str:
    place = " CROSS JOIN place p" if asked.filters else ""
    passes = ["p.id = l.place_id", *(_CONDITIONS[name] for name in asked.filters)]
    parts: list[str] = []
    for number, table, where in branches:
        conditions = [where, *(passes if asked.filters else ())]
        if asked.goes_on and not parts:
            last = ":last_key, " if table == _KEYS else ""
            conditions.append(f"({_ORDER[table]}) > ({last}:last_rank, :last_number)")
        part = _BRANCH.format(
            n=number,
            key="t.key" if table == _KEYS else "''",
            table=table,
            place=place,
            where=" AND ".join(conditions),
            order=_ORDER[table],
            size=int(asked.size),
        )
        parts.append(part)
    return f"{' UNION ALL '.join(parts)} LIMIT {int(asked.size)}"


def _escaped(text_: str) -> str:
    return text_.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _rarest(reader: Reader, query: str) -> str:
    """The pair of characters to start from: of several the one with the fewest names.

    Counting stops at a few hundred, so that a common pair costs no more than a rare one; letters
    stand in few names, so that any pair of them will do.
    """
    if len(query) <= 2:
        return query
    if query.isascii():
        return query[:2]
    pairs = dict.fromkeys(query[at : at + 2] for at in range(len(query) - 1))
    return min(list(pairs)[:8], key=lambda pair: _frequency(reader, pair))


def _frequency(reader: Reader, gram: str) -> int:
    some = f"SELECT 1 FROM place_gram t WHERE t.gram = :gram LIMIT {_COMMON}"  # noqa: S608 - constants of this file
    statement = f"SELECT count(*) FROM ({some}) s"  # noqa: S608 - constants of this file
    return int(reader.rows(statement, {"gram": gram})[0][0])
