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
from registry.places.rules.terms import GRAM, Plan, Shape, Stream, layout

_MAPPED = 2_147_418_112
"""Bytes, the most that SQLite is built for; what is beyond is read as usual."""
LAST_CHARACTER = "\U0010ffff"
_COMMON, _COUNTED = 128, 8
"""Names with a gram are counted up to the first, of so many grams of a query."""
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
    "SELECT * FROM (SELECT {standing}l.place_id AS place_id, l.shown AS shown "
    "FROM {table} CROSS JOIN place_line l{place} "
    "WHERE l.number = t.number AND {where} ORDER BY {order} LIMIT {size}) s{n}"
)
_STANDING = "{n} AS n, {key} AS key, t.rank AS rank, t.number AS number, "
_KEYS, _GRAMS = "place_key t", "place_gram t"
# A name stands at the same rank and number under each of its grams: the second is one look-up in
# its own small range, and only names that have both are looked at.
_BOTH_GRAMS = "place_gram t CROSS JOIN place_gram u"
_ORDER = {
    _KEYS: "t.key, t.rank, t.number",
    _GRAMS: "t.rank, t.number",
    _BOTH_GRAMS: "t.rank, t.number",
}
_HAS_GRAM = "t.gram = :gram"
# SQLite would prepare the statement anew for each pattern that is a plain parameter.
_HAS_BOTH = (
    "t.gram = :gram AND u.gram = :also AND u.rank = t.rank AND u.number = t.number "
    "AND l.folded LIKE (:holds || '') ESCAPE '/'"
)


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
    """Reads by the driver's own connection: SQLAlchemy would take longer than what is read.

    Failures are the driver's own and go to the log of whoever asked.
    """
    connection = database.engine.raw_connection()
    try:
        yield Reader(connection.driver_connection.execute, database.is_sqlite)  # type: ignore[union-attr]
    finally:
        connection.close()


def own_reader(database: Database) -> Reader:
    """A reader of a SQLite file that belongs to one thread, and is closed with it.

    Taking a connection from the pool costs a fifth of an answer. It reads one statement at a time
    and closes it, so it never holds a state of the database between two of them. The file is
    mapped: the names of an answer lie all over it, and copying each page took a third of the time.
    """
    connection = database.engine.raw_connection()
    execute: Callable[[str, Mapping[str, Any]], Any] = connection.driver_connection.execute  # type: ignore[union-attr]
    connection.detach()
    execute(f"PRAGMA mmap_size={_MAPPED}", {}).close()
    return Reader(execute, is_sqlite=True)


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
    statement, values = _statement(reader, plan, numbers, asked)
    if filters:
        values = values | filter_values(filters)
    if last is not None:
        key, rank, number = last
        values = values | {"last_key": key, "last_rank": rank, "last_number": number}
    # A union keeps the order of its branches in both engines, but neither promises it.
    return sorted(reader.rows(statement, values))


def first_shown(reader: Reader, plan: Plan, numbers: tuple[int, ...], need: int) -> list[str]:
    """What is shown of the first `need` places of these streams, and no row more: on SQLite.

    There a union is read branch by branch, and each branch along its tree: nothing is sorted. That
    it stays so is what the comparisons with a look at every name are for.
    """
    statement, values = _statement(reader, plan, numbers, _EVERYTHING)
    shown: dict[str, str] = {}
    rows = reader.execute(statement, values)
    try:
        for place_id, line in rows:
            if place_id not in shown:
                shown[place_id] = line
                if len(shown) == need:
                    break
    finally:
        # A statement left in the middle would hold on to the state that it reads.
        rows.close()
    return list(shown.values())


def _statement(
    reader: Reader, plan: Plan, numbers: tuple[int, ...], asked: _Asked
) -> tuple[str, dict[str, Any]]:
    if numbers[0] < len(plan.sure):
        return _sure_statement(plan.shape, numbers, asked), _sure_values(reader, plan)
    near = tuple((number, plan.streams[number]) for number in numbers)
    values = {f"a{number}": _any_of(reader, stream) for number, stream in near}
    scripts = tuple((number, stream.script, stream.tier) for number, stream in near)
    return _near_statement(scripts, asked), values


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
    shown_only: bool = False


# A limit below nought is none.
_EVERYTHING = _Asked(-1, (), goes_on=False, is_sqlite=True, shown_only=True)


def _names(filters: Mapping[str, str | bool]) -> tuple[str, ...]:
    return tuple(
        "unlocated" if name == "located" and not value else name for name, value in filters.items()
    )


def conditions_sql(filters: Mapping[str, str | bool]) -> list[str]:
    """The filters as conditions on `place p`; their values are those of `filter_values`."""
    return [_CONDITIONS[name] for name in _names(filters)]


def filter_values(filters: Mapping[str, str | bool]) -> dict[str, Any]:
    """The parameters of the conditions."""
    values: dict[str, Any] = {k: v for k, v in filters.items() if k != "located"}
    if "under" in values:
        # "0" follows "/" in the order of code points.
        values |= {"under_low": f"{values['under']}/", "under_high": f"{values['under']}0"}
    return values


def _sure_values(reader: Reader, plan: Plan) -> dict[str, Any]:
    """The texts of a plan as parameters, and the grams that its names are looked for by."""
    values = _text_values(plan.texts, plan.patterns)
    if plan.shape.long:
        gram, also = _rarest(reader, plan.texts[0])
        return {**values, "gram": gram, "also": also}
    return values


@lru_cache(maxsize=2048)
def _text_values(texts: tuple[str, ...], patterns: tuple[str, ...]) -> dict[str, Any]:
    """t: the text itself, e: the end of what begins with it, k: the pattern of the characters.

    Shared: never to be changed.
    """
    folded = texts[0]
    values = {"gram": folded, "holds": f"_%{_escaped(folded)}%"}
    for slot, text in enumerate(texts):
        values[f"t{slot}"], values[f"e{slot}"] = text, text + LAST_CHARACTER
        if patterns[slot]:
            values[f"k{slot}"] = patterns[slot]
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
        if stream.tier is None and shape.long:
            branches.append((number, _BOTH_GRAMS, _HAS_BOTH))
        elif stream.tier is None:
            # A name that begins so has been met before: it is not given twice.
            branches.append((number, _GRAMS, _HAS_GRAM))
        else:
            where = f"t.script = '{stream.script}' AND t.tier = {stream.tier} AND "
            slot = stream.slot
            whole, begun = f"t.key = :t{slot}", f"t.key > :t{slot} AND t.key < :e{slot}"
            shaped = f" AND l.folded LIKE (:k{slot} || '') ESCAPE '/'" if stream.shaped else ""
            branches.append((number, _KEYS, where + (whole if stream.whole else begun) + shaped))
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
        key = "t.key" if table == _KEYS else "''"
        part = _BRANCH.format(
            n=number,
            standing="" if asked.shown_only else _STANDING.format(n=number, key=key),
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


def _rarest(reader: Reader, folded: str) -> tuple[str, str]:
    """The two grams of a long query to start from: those with the fewest names.

    Counting stops at a hundred or so, which is as quickly read as none. Letters are not counted:
    they stand in few names.
    """
    grams = list(dict.fromkeys(folded[at : at + GRAM] for at in range(len(folded) - GRAM + 1)))
    if folded.isascii() or len(grams) == 1:
        return grams[0], grams[-1]
    counted = grams[:_COUNTED]
    values = {f"g{number}": gram for number, gram in enumerate(counted)}
    (found,) = reader.rows(_counting(len(counted)), values)
    fewest = sorted(range(len(counted)), key=found.__getitem__)
    return counted[fewest[0]], counted[fewest[1]]


@lru_cache(maxsize=_COUNTED)
def _counting(grams: int) -> str:
    counts = (
        f"(SELECT count(*) FROM (SELECT 1 FROM place_gram t WHERE t.gram = :g{number} "  # noqa: S608 - numbers of ours
        f"LIMIT {_COMMON}) s{number})"
        for number in range(grams)
    )
    return f"SELECT {', '.join(counts)}"
