"""What counters add to a write: told by the driver, and by the services as they write."""

from __future__ import annotations

import sqlite3
import statistics
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from benchmarks import _coverage_rows as rows
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.signage.models import Sign
from registry.signage.services.counting import count_sign

_SIGN = "UPDATE sign SET state = ? WHERE id = ?"
_PLACE = "UPDATE place SET sign_state = ? WHERE id = ?"
_PROBLEM = (
    "INSERT INTO sign_problem "
    "(id, created_at, simulated, sign_id, problem, division_path, stratum, is_valid) "
    "VALUES (?, '2026-11-28 04:00:00.000000', 0, ?, 'broken', ?, ?, 0)"
)
_TALLY = (
    "UPDATE sign_tally SET signs_verified = signs_verified - 1 "
    "WHERE county_id = ? AND stratum = ? AND heritage = 0"
)


#: What one verdict writes, each with counters of its own.
_WRITTEN = ("sign", "place", "problem")


def write_by_driver(path: Path, size: int, writes: int) -> dict[str, Any]:
    """A sign found damaged, its problem and its place: with and without counters; taken back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as own:
        own.execute("PRAGMA synchronous=FULL")
        picked = own.execute(
            "SELECT id, place_id, county_id, stratum, division_path FROM sign AS s "
            "WHERE state = 'verified' AND NOT EXISTS "
            "(SELECT 1 FROM sign_problem AS p WHERE p.sign_id = s.id) "
            # One sign of each place: a second would find its mark changed already.
            "GROUP BY place_id ORDER BY code LIMIT ?",
            (writes,),
        ).fetchall()
        triggers = own.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' "
            "AND tbl_name IN ('sign', 'place', 'sign_problem')"
        ).fetchall()
        own.execute("BEGIN IMMEDIATE")
        bare = _batch(own, picked, is_counted=False, without=triggers)
        own.execute("ROLLBACK")
        own.execute("BEGIN IMMEDIATE")
        counted = _batch(own, picked, is_counted=True, without=())
        own.execute("ROLLBACK")
    more = {what: statistics.median(counted[what]) - statistics.median(bare[what]) for what in bare}
    told = ", ".join(f"{what} {more[what]:,.0f} us more" for what in _WRITTEN)
    return {
        "measure": f"coverage, {size:,} signs: a verdict that changes sign, mark and problem",
        "ours": counted["all"],
        "anchor": bare["all"],
        "unit": "us",
        "note": f"anchor: the same without counters; {more['all']:,.0f} us more: {told}; "
        "goal 100 us more a write",
    }


def _batch(
    own: sqlite3.Connection, picked: Any, *, is_counted: bool, without: Any
) -> dict[str, list[float]]:
    """Microseconds of each write and of all, in turn."""
    for (name,) in without:
        own.execute(f"DROP TRIGGER {name}")
    found: dict[str, list[float]] = {what: [] for what in (*_WRITTEN, "all")}
    for number, (sign_id, place_id, county, stratum, path) in enumerate(picked):
        moments = [time.perf_counter()]
        own.execute(_SIGN, ("damaged", sign_id))
        if is_counted:
            own.execute(_TALLY, (county, stratum))
        moments.append(time.perf_counter())
        own.execute(_PLACE, ("faulty", place_id))
        moments.append(time.perf_counter())
        own.execute(_PROBLEM, (f"w{number:012d}", sign_id, path, stratum))
        moments.append(time.perf_counter())
        for what, (start, end) in zip(_WRITTEN, pairwise(moments), strict=True):
            found[what].append((end - start) * 1e6)
        found["all"].append((moments[-1] - moments[0]) * 1e6)
    return found


def write_by_services(database: Database, size: int, writes: int) -> dict[str, Any]:
    """The same by the services, statements built by SQLAlchemy and the mark worked out anew."""
    bare, counted = [], []
    with database.write(SYSTEM, rows.NOW, Bus()) as work:
        statement = select(Sign).where(Sign.state == "verified").order_by(col(Sign.code).desc())
        for row in work.session.exec(statement.limit(writes)):
            started = time.perf_counter()
            row.state = "damaged"
            work.session.flush()
            written = time.perf_counter()
            count_sign(work.session, row, "verified")
            counted.append((time.perf_counter() - started) * 1e6)
            bare.append((written - started) * 1e6)
    return {
        "measure": f"coverage, {size:,} signs: the same by the services",
        "ours": counted,
        "anchor": bare,
        "unit": "us",
        "note": "anchor: the sign alone, its trigger included",
    }
