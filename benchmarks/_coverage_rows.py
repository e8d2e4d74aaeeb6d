"""Signs for the measure of coverage: the shipped names of Hefei, repeated with their distribution.

Each place stands for one of the shipped names: its kind, its division, its county. Four signs with
their positions stand at it (`BENCH_SIGNS_AT_A_PLACE` says otherwise); every verified sign has a
report with a verdict, as none is verified without. Rows go in by the driver, without triggers and
secondary indexes, which are put back as they were; the counters are then filled by the statements
of the migration that made them, so that they are the product's.
"""

from __future__ import annotations

import importlib
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel

from imports import shipped
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.coverage.queries.bodies import recounted_bodies
from registry.places.models import PlaceName
from registry.places.rules import stratum_of
from registry.signage.models import (
    FieldReport,
    ProblemCount,
    Sign,
    SignBody,
    SignProblem,
    SignRequirement,
    Verification,
)
from registry.signage.queries.marks import marks
from registry.signage.queries.problems import recounted_problems
from registry.signage.queries.tallies import COUNTERS, recount
from registry.signage.rules.kinds import SignType
from tests.support.migrating import upgrade

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
#: With one sign at a place there are as many names as signs.
SIGNS_AT_A_PLACE = int(os.environ.get("BENCH_SIGNS_AT_A_PLACE", "4"))
_CHUNK, _DAYS = 10_000, 700
#: How many signs of a hundred have come how far: at places that crews have been to, and elsewhere.
_STATES = {
    True: (
        ("verified", 86), ("installed_claimed", 3), ("wrong", 3), ("damaged", 4), ("missing", 2),
        ("made", 2),
    ),
    False: (
        ("installed_claimed", 8), ("wrong", 2), ("damaged", 2), ("missing", 2), ("made", 26),
        ("approved", 20), ("proof", 15), ("planned", 20), ("removed", 5),
    ),
}  # fmt: skip
_BEEN_TO = 0.6
_BODIES = ("", "", "", "高新技术产业开发区", "经济技术开发区", "新站高新区")
_KEPT = (
    *("name_tally", "name_week", "sign_count", "sign_tally", "sign_body", "reporter_week"),
    "problem_count",
)
_FILLED = (
    *("place", "place_name", "sign", "sign_requirement", "field_report", "verification"),
    "sign_problem",
)
#: What is wrong with signs of each state; of those that count, every twentieth has something too.
_PROBLEMS = {
    "wrong": ("text", "spelling", "old_name", "blank", "place"),
    "damaged": ("broken", "faded", "loose", "covered", "unreadable"),
    "missing": ("missing",),
    "verified": ("qr_dead", "faded", "colour", "loose"),
}
Row = tuple[Any, ...]


def fill(url: str, signs: int) -> None:
    """Migrate a SQLite database and put this many signs into it, every counter kept."""
    upgrade(url)
    database = Database(url)
    with database.write(SYSTEM, NOW, Bus()) as work:
        shipped.load(work)
    path = str(database.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as own:
        own.execute("BEGIN IMMEDIATE")
        held = _laid_aside(own)
        _load(own, signs // SIGNS_AT_A_PLACE)
        own.execute("COMMIT")
        for statement in held["index"]:
            own.execute(statement)
        own.execute("ANALYZE")
    with database.write(SYSTEM, NOW, Bus()) as work:
        _mark(work.session)
    with database.engine.begin() as connection:
        _count(connection)
        for statement in held["trigger"]:
            connection.execute(text(statement))
    database.close()


def _laid_aside(own: sqlite3.Connection) -> dict[str, list[str]]:
    """What slows a bulk load down, dropped; the words to put it back."""
    held: dict[str, list[str]] = {"index": [], "trigger": []}
    named = ", ".join(f"'{table}'" for table in _FILLED)
    words = f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({named})"  # noqa: S608
    for kind, name, statement in own.execute(words).fetchall():
        if kind in held and statement is not None and "UNIQUE" not in statement:
            held[kind].append(statement)
            own.execute(f"DROP {kind.upper()} {name}")
    return held


@dataclass(frozen=True, slots=True)
class _Spot:
    """What the rows about a place need to know of it; `own` begins their identifiers."""

    own: str
    name: str
    place: Row
    ground: Row  # created_at, place_id, county_id, division_path, stratum, lon, lat


class _Table:
    """Rows as SQLite holds them: one is made by the models, the others vary it."""

    def __init__(self, own: sqlite3.Connection, made: SQLModel) -> None:
        dialect, values = sqlite.dialect(), made.model_dump()
        columns = list(type(made).__table__.columns)  # type: ignore[attr-defined]
        self.own, self.name = own, str(type(made).__tablename__)
        self.columns = [column.name for column in columns]
        self.template = []
        for column in columns:
            bind = column.type.dialect_impl(dialect).bind_processor(dialect)
            value = values[column.name]
            self.template.append(value if bind is None else bind(value))

    def write(self, names: tuple[str, ...], rows: Iterator[Row]) -> None:
        """Rows from the values of these columns; the rest is as in the first one."""
        places = [self.columns.index(name) for name in names]
        marks, listed = ",".join("?" * len(self.columns)), ", ".join(self.columns)
        statement = f"INSERT INTO {self.name} ({listed}) VALUES ({marks})"  # noqa: S608
        while chunk := [self._row(places, values) for values in islice(rows, _CHUNK)]:
            self.own.executemany(statement, chunk)

    def _row(self, places: list[int], values: Row) -> list[Any]:
        row = self.template.copy()
        for place, value in zip(places, values, strict=True):
            row[place] = value
        return row


def _load(own: sqlite3.Connection, count: int) -> None:
    """Every table in turn; what is drawn by chance comes out the same each time."""
    moments = [_moment(day) for day in range(_DAYS)]
    given = _repeated(own, count, moments)
    columns = [row[1] for row in own.execute("PRAGMA table_info(place)")]
    marks = ",".join("?" * len(columns))
    places = (spot.place for spot in given())
    while chunk := list(islice(places, _CHUNK)):
        own.executemany(f"INSERT INTO place VALUES ({marks})", chunk)  # noqa: S608
    shared: dict[str, Any] = {"created_at": NOW, "place_id": "p", "county_id": "c", "stratum": "s"}
    ground = ("created_at", "place_id", "county_id", "division_path", "stratum", "lon", "lat")
    name = PlaceName(
        created_at=NOW, place_id="p", text="村", name_kind="standard", roman_toned="Cūn"
    )
    _Table(own, name).write(
        ("id", "created_at", "place_id", "text"),
        ((f"{one.own}name", *one.ground[:2], one.name) for one in given()),
    )
    kind = SignType.VILLAGE.value
    position = SignRequirement(**shared, place_name="村", sign_type=kind, basis="measure")
    _Table(own, position).write(
        ("id", *ground, "place_name", "status"),
        (
            (f"{at}pos", *one.ground, one.name, "satisfied" if state == "verified" else "open")
            for one, at, state, _day in _signs(given)
        ),
    )
    sign = Sign(**shared, code="c", text_hanzi="村", text_roman="CUN")
    _Table(own, sign).write(
        ("id", *ground, "requirement_id", "code", "text_hanzi", "state", "verified_at"),
        (
            (
                *(f"{at}sign", *one.ground, f"{at}pos", at, one.name, state),
                moments[day] if state == "verified" else None,
            )
            for one, at, state, day in _signs(given)
        ),
    )
    _load_problems(own, given, moments)
    _load_reports(own, given, moments)


def _load_problems(
    own: sqlite3.Connection, given: Callable[[], Iterator[_Spot]], moments: list[str]
) -> None:
    problem = SignProblem(
        created_at=NOW, sign_id="s", problem="text", division_path="/", stratum="s"
    )
    _Table(own, problem).write(
        ("id", "created_at", "sign_id", "problem", "division_path", "stratum", "is_valid"),
        (
            (f"{at}prb", moments[day], f"{at}sign", found, *one.ground[3:5], state == "verified")
            for one, at, state, day, found in _wrong(given)
        ),
    )


def _wrong(
    given: Callable[[], Iterator[_Spot]],
) -> Iterator[tuple[_Spot, str, str, int, str]]:
    """Each sign with a problem, as `_signs`, and which."""
    for turn, (spot, at, state, day) in enumerate(_signs(given)):
        known = _PROBLEMS.get(state, ())
        if known and (state != "verified" or turn % 20 == 0):
            yield spot, at, state, day, known[turn // 20 % len(known)]


def _load_reports(
    own: sqlite3.Connection, given: Callable[[], Iterator[_Spot]], moments: list[str]
) -> None:
    report = FieldReport(
        created_at=NOW,
        captured_at=NOW,
        received_at=NOW,
        client_id="c",
        content_sha256="0" * 64,
        sign_id="s",
        place_id="p",
        kind="installed",
        condition="good",
        status="accepted",
    )
    _Table(own, report).write(
        (
            *("id", "client_id", "sign_id", "place_id", "reporter_id"),
            *("created_at", "captured_at", "received_at"),
        ),
        (
            (f"{at}rep", f"{at}-client", f"{at}sign", one.ground[1], f"crew{turn % 40:02d}")
            + (moments[day],) * 3
            for turn, one, at, day in _reported(given)
        ),
    )
    verdict = Verification(
        created_at=NOW,
        report_id="r",
        sign_id="s",
        verdict="accept",
        sign_state="verified",
        at=NOW,
    )
    _Table(own, verdict).write(
        ("id", "report_id", "sign_id", "verdict", "created_at", "at"),
        (
            (f"{at}ver", f"{at}rep", f"{at}sign", "accept" if turn % 7 else "reject")
            + (moments[day],) * 2
            for turn, _one, at, day in _reported(given)
        ),
    )


def _moment(day: int) -> str:
    """A moment so many days ago, as the columns hold it."""
    return (NOW - timedelta(days=day)).strftime("%Y-%m-%d %H:%M:%S.%f")


def _repeated(
    own: sqlite3.Connection, count: int, moments: list[str]
) -> Callable[[], Iterator[_Spot]]:
    """The shipped places over and over, from the beginning each time it is called."""
    columns = [row[1] for row in own.execute("PRAGMA table_info(place)")]
    at = {name: columns.index(name) for name in columns}
    paths = dict(own.execute("SELECT id, path FROM division"))
    names = dict(own.execute("SELECT place_id, text FROM place_name WHERE name_kind = 'standard'"))
    shipped_rows = own.execute("SELECT * FROM place ORDER BY id").fetchall()

    def spots() -> Iterator[_Spot]:
        chance = random.Random(18521)
        for number in range(count):
            row = list(shipped_rows[number % len(shipped_rows)])
            name = f"{names[row[at['id']]][:40]}{number % 97}"
            mine, born = f"b{number:07d}", moments[number % _DAYS]
            changed = {
                "id": f"{mine}place",
                "place_code": None,
                "twin_place_code": None,
                "managing_body": _BODIES[number % len(_BODIES)],
                "sort_key": f"{row[at['sort_key']][:20]} {number:07d}",
                "created_at": born,
            }
            for column, value in changed.items():
                row[at[column]] = value
            division = row[at["division_id"]]
            ground = (
                *(born, row[at["id"]], row[at["county_id"]] or division, paths[division]),
                stratum_of(row[at["kind"]]).value,
                *(117.2 + chance.random() / 2, 31.6 + chance.random() / 2),
            )
            yield _Spot(mine, name, tuple(row), ground)

    return spots


def _signs(given: Callable[[], Iterator[_Spot]]) -> Iterator[tuple[_Spot, str, str, int]]:
    """Each sign: its place, how its identifiers begin, its state, how many days ago it was seen."""
    chance = random.Random(17733)
    for spot in given():
        states, weights = zip(*_STATES[chance.random() < _BEEN_TO], strict=True)
        for number, state in enumerate(chance.choices(states, weights, k=SIGNS_AT_A_PLACE)):
            yield spot, f"{spot.own}{number}", state, chance.randrange(_DAYS)


def _reported(given: Callable[[], Iterator[_Spot]]) -> Iterator[tuple[int, _Spot, str, int]]:
    """Every verified sign, with a number of its own."""
    verified = (one for one in _signs(given) if one[2] == "verified")
    for turn, (spot, at, _state, day) in enumerate(verified):
        yield turn, spot, at, day


def _mark(session: Session) -> None:
    """The mark of each place, by the product's own rule."""
    found = marks(session)
    statement = "UPDATE place SET sign_state = ? WHERE id = ?"
    rows = [(mark.value, place_id) for place_id, mark in found.items()]
    session.connection().exec_driver_sql(statement, rows)


def _count(connection: Connection) -> None:
    """Every counter anew, by the statements of the migration and by the recount of signage."""
    migration = importlib.import_module("registry.migrations.versions.0014_counters_by_trigger")
    for table in _KEPT:
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of this file
    for statement in migration._fill(migration._Words("sqlite")):  # noqa: SLF001 - its own words
        connection.execute(text(statement))
    with Session(connection) as session:
        for row in recount(session):
            numbers = (getattr(row, name) for name in COUNTERS)
            values = (row.county_id, row.stratum, row.heritage, *numbers)
            connection.exec_driver_sql(
                f"INSERT INTO sign_tally (county_id, stratum, heritage, {', '.join(COUNTERS)}) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        for (body, stratum, kind), counted in recounted_bodies(session).items():
            is_heritage = kind == "heritage"
            session.add(
                SignBody(managing_body=body, stratum=stratum, is_heritage=is_heritage, **counted)
            )
        for (stratum, problem, division), counted in recounted_problems(session).items():
            kept = ProblemCount(stratum=stratum, problem=problem, division_id=division, **counted)
            session.add(kept)
        session.flush()
