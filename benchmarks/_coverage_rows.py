"""Signs for the measure of coverage: the shipped names of Hefei, repeated with their distribution.

Each place stands for one of the shipped names: its kind, its division, its county. Four signs with
their positions stand at it; one of five verified signs has a report with a verdict. Rows go in
without triggers and secondary indexes, which are put back as they were; the counters are then
filled by the statements of the migration that made them, so that they are the product's own.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import Session, SQLModel, col, select

from imports import shipped
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.places.models import Place, PlaceName
from registry.places.rules import stratum_of
from registry.signage.models import FieldReport, Sign, SignRequirement, Verification
from registry.signage.queries.marks import marks
from registry.signage.queries.tallies import COUNTERS, recount
from registry.signage.rules.kinds import SignType
from tests.support.migrating import upgrade

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
SIGNS_AT_A_PLACE = 4
_CHUNK = 10_000
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
_COUNTERS = ("name_tally", "name_week", "sign_count", "sign_tally", "reporter_week")


def fill(url: str, signs: int) -> None:
    """Migrate a SQLite database and put this many signs into it, every counter kept."""
    upgrade(url)
    database = Database(url)
    with database.write(SYSTEM, NOW, Bus()) as work:
        shipped.load(work)
    with database.read() as session:
        names = _shipped(session)
    with database.engine.begin() as connection:
        held = _laid_aside(connection)
        for model, rows in _tables(names, signs):
            for chunk in _chunks(rows):
                connection.execute(insert(model), chunk)
    with database.engine.begin() as connection:
        for statement in held["index"]:
            connection.execute(text(statement))
        connection.execute(text("ANALYZE"))
    with database.write(SYSTEM, NOW, Bus()) as work:
        _mark(work.session)
    with database.engine.begin() as connection:
        _count(connection)
        for statement in held["trigger"]:
            connection.execute(text(statement))
        connection.execute(text("ANALYZE"))
    database.close()


def _shipped(session: Session) -> list[tuple[dict[str, Any], str, str]]:
    """Each shipped place as a row, with its name and the path of its division."""
    from registry.places.models import Division

    paths = dict(session.exec(select(Division.id, Division.path)).all())
    statement = select(Place, PlaceName.text).join(
        PlaceName, col(PlaceName.place_id) == col(Place.id)
    )
    return [
        (place.model_dump(), name, paths[place.division_id])
        for place, name in session.exec(statement.where(PlaceName.name_kind == "standard"))
    ]


def _laid_aside(connection: Connection) -> dict[str, list[str]]:
    """What slows a bulk load down, dropped; the words to put it back."""
    held: dict[str, list[str]] = {"index": [], "trigger": []}
    found = connection.execute(
        text(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND "
            "type IN ('index', 'trigger') AND tbl_name IN "
            "('place', 'place_name', 'sign', 'sign_requirement', 'field_report', 'verification')"
        )
    ).all()
    for kind, name, words in found:
        if kind == "index" and "UNIQUE" in words:
            continue
        held[kind].append(words)
        connection.execute(text(f"DROP {kind.upper()} {name}"))
    return held


Rows = Iterator[dict[str, Any]]
Names = Sequence[tuple[dict[str, Any], str, str]]


def _tables(names: Names, signs: int) -> list[tuple[type[SQLModel], Rows]]:
    """The rows of every table, made anew for each, always the same."""
    given = partial(_places, names, signs // SIGNS_AT_A_PLACE)
    return [
        (Place, (row for row, _name, _path in given())),
        (PlaceName, _names_of(given())),
        (SignRequirement, (position for position, _sign in _signs(given()))),
        (Sign, (sign for _position, sign in _signs(given()))),
        (FieldReport, (report for report, _verdict in _reports(given()))),
        (Verification, (verdict for _report, verdict in _reports(given()))),
    ]


def _places(names: Names, count: int) -> Iterator[tuple[dict[str, Any], str, str]]:
    for number in range(count):
        template, name, path = names[number % len(names)]
        own = f"b{number:07d}"
        yield (
            {
                **template,
                "id": f"{own}place",
                "place_code": None,
                "twin_place_code": None,
                "managing_body": _BODIES[number % len(_BODIES)],
                "sort_key": f"{template['sort_key'][:20]} {number:07d}",
                "created_at": NOW - timedelta(days=number % 700),
            },
            f"{name[:40]}{number % 97}",
            path,
        )


def _names_of(places: Iterator[tuple[dict[str, Any], str, str]]) -> Rows:
    for row, name, _path in places:
        made = PlaceName(
            id=f"{row['id'][:8]}name",
            created_at=row["created_at"],
            place_id=row["id"],
            text=name,
            name_kind="standard",
            roman_toned="Cūn",
        )
        yield made.model_dump()


def _signs(
    places: Iterator[tuple[dict[str, Any], str, str]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    chance = random.Random(17733)
    for row, name, path in places:
        shared = {
            "created_at": row["created_at"],
            "place_id": row["id"],
            "county_id": row["county_id"] or row["division_id"],
            "division_path": path,
            "stratum": stratum_of(row["kind"]).value,
            "is_heritage": False,
            "lon": 117.2 + chance.random() / 2,
            "lat": 31.6 + chance.random() / 2,
        }
        states, weights = zip(*_STATES[chance.random() < _BEEN_TO], strict=True)
        for number, state in enumerate(chance.choices(states, weights, k=SIGNS_AT_A_PLACE)):
            own = f"{row['id'][:8]}{number}"
            position = SignRequirement(
                id=f"{own}pos",
                **shared,
                place_name=name,
                sign_type=SignType.VILLAGE.value,
                basis="measure",
                status="satisfied" if state == "verified" else "open",
            )
            seen = NOW - timedelta(days=chance.randrange(0, 700)) if state == "verified" else None
            sign = Sign(
                id=f"{own}sign",
                **shared,
                requirement_id=position.id,
                code=own,
                text_hanzi=name,
                text_roman="CUN",
                state=state,
                verified_at=seen,
            )
            yield position.model_dump(), sign.model_dump()


def _reports(
    places: Iterator[tuple[dict[str, Any], str, str]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    turn = 0
    for _position, sign in _signs(places):
        if sign["state"] != "verified":
            continue
        turn += 1
        if turn % 5:
            continue
        own, at = sign["id"][:9], sign["verified_at"]
        report = FieldReport(
            id=f"{own}rep",
            created_at=at,
            client_id=f"{own}-client",
            content_sha256="0" * 64,
            sign_id=sign["id"],
            place_id=sign["place_id"],
            reporter_id=f"crew{turn // 5 % 40:02d}",
            kind="installed",
            condition="good",
            captured_at=at,
            received_at=at,
            status="accepted",
        )
        verdict = Verification(
            id=f"{own}ver",
            created_at=at,
            report_id=report.id,
            sign_id=sign["id"],
            verdict="reject" if turn % 35 == 0 else "accept",
            sign_state="verified",
            at=at,
        )
        yield report.model_dump(), verdict.model_dump()


def _chunks(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _mark(session: Session) -> None:
    """The mark of each place, by the product's own rule."""
    found = marks(session)
    statement = "UPDATE place SET sign_state = ? WHERE id = ?"
    rows = [(mark.value, place_id) for place_id, mark in found.items()]
    session.connection().exec_driver_sql(statement, rows)


def _count(connection: Connection) -> None:
    """Every counter anew, by the statements of the migration and by the recount of signage."""
    migration = importlib.import_module("registry.migrations.versions.0014_counters_by_trigger")
    for table in _COUNTERS:
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of this file
    for statement in migration._fill(migration._Words("sqlite")):  # noqa: SLF001 - its own words
        connection.execute(text(statement))
    with Session(connection) as session:
        for row in recount(session):
            values = [
                row.county_id,
                row.stratum,
                row.heritage,
                *(getattr(row, n) for n in COUNTERS),
            ]
            connection.exec_driver_sql(
                f"INSERT INTO sign_tally (county_id, stratum, heritage, {', '.join(COUNTERS)}) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                tuple(values),
            )
