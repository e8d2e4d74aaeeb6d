"""One field report committed by the service, beside a bare durable commit of SQLite in one run.

The bare commit is the limit: one row of the same size, WAL, synchronous=FULL, on the same disk. The
two alternate, so that a busy disk slows both alike.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.core.geo import Position
from registry.places import queries as place_queries
from registry.places import services as places
from registry.signage import services
from registry.signage.rules.kinds import Condition, Ground, ReportKind, SignType
from tests.support.migrating import upgrade
from tests.support.signs import picture

ROUNDS = 200
HERE = Position(117.283, 31.861, 8.0)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def measure() -> list[dict[str, Any]]:
    """Milliseconds a commit, ours and bare, alternating; without the decoding of photos."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/registry.db")
        upgrade(str(database.url))
        sign_id, hanzi, roman = _sign(database)
        bare = _bare(Path(folder) / "bare.db")
        ours, anchor = [], []
        for number in range(ROUNDS):
            ours.append(_timed(lambda at=number: _report(database, sign_id, hanzi, roman, at)))
            anchor.append(_timed(lambda at=number: _commit(bare, at)))
        bare.close()
        database.close()
    return [
        {
            "measure": "one field report with two photo rows, journalled and committed",
            "ours": ours,
            "anchor": anchor,
            "unit": "ms",
            "note": "anchor: one bare SQLite commit, WAL, synchronous=FULL, same disk, same run",
        }
    ]


def _timed(act: Any) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _sign(database: Database) -> tuple[str, str, str]:
    """A made sign to report on; its identifier and approved text."""
    with database.write(SYSTEM, NOON, Bus()) as work:
        county = places.NewDivision("bench", "2026", "340122", "肥东县", "county")
        places.add_divisions(work, [county])
        division = place_queries.divisions_under(work.session, "")[0]
        name = places.NewName("龙城村", roman_toned="Lóngchéngcūn")
        place_id = places.add_place(work, places.NewPlace("natural_village", division.id, [name]))
        card = place_queries.place_card(work.session, place_id)
        if card is None:
            raise RuntimeError("the place was not kept")
        requirement = services.require_sign(
            work, place_id=place_id, sign_type=SignType.VILLAGE, position=HERE, basis="bench"
        )
        sign = services.prepare_proof(
            work,
            requirement.id,
            text_hanzi=card.standard_name,
            text_roman=card.roman_sign,
            ground=Ground.BLUE,
        )
        services.approve_proof(work, sign.id)
        services.mark_made(work, sign.id, maker="bench")
        return sign.id, card.standard_name, card.roman_sign


def _report(database: Database, sign_id: str, hanzi: str, roman: str, number: int) -> None:
    with database.write(SYSTEM, NOON, Bus()) as work:
        services.submit_report(
            work,
            services.Submission(
                client_id=str(uuid.uuid4()),
                sign_id=sign_id,
                kind=ReportKind.INSTALLED,
                condition=Condition.GOOD,
                captured_at=NOON,
                observed_hanzi=hanzi,
                observed_roman=roman,
                position=HERE,
            ),
            near=picture(f"near {number}"),
            far=picture(f"far {number}"),
        )


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT)")
    return connection


def _commit(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO row VALUES (?, ?)", (number, "x" * 1500))
    connection.execute("COMMIT")
