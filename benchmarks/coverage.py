"""Coverage over many signs: counters against counting, writes with and without, lists to the end.

In one run for each size, in a process of its own:

- every figure of the dashboard, in process, as the page asks for it; beside it the GROUP BY over
  the same rows that would give the same figure, on SQLite and PostgreSQL (plain tables, analysed);
- a verdict's write to a sign and its place with the counters that follow, and the same without;
- the first and the last page of the list of names, by keyset;
- at the end, after the writes, every counter against a full recount.

    python -m benchmarks.coverage                    10,000 and 100,000 signs
    python -m benchmarks.coverage 10000 1000000      these sizes
    BENCH_SIGNS=10000,1000000 python -m benchmarks coverage
    BENCH_SIGNS_AT_A_PLACE=1 python -m benchmarks.coverage 1000000    a million names as well
"""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlmodel import Session

from benchmarks import _coverage_rows as rows
from benchmarks._coverage_writes import write_by_driver, write_by_services
from registry.core.db import Database
from registry.coverage import queries
from registry.coverage.queries import NamesWanted, dashboard
from registry.coverage.queries.problems import problems_by_division
from registry.coverage.rules import DrillState
from registry.places.models import Division
from registry.places.queries import tallies as names
from registry.places.queries.finding_counts import findings_waiting
from registry.signage.queries.tallies import all_tallies
from tests.support import postgres

SIZES = (10_000, 100_000)
STRATUM = "village"
ASKED, WRITES, PAGE = 300, 2000, 60
_VILLAGE = (
    "p.kind IN ('village_committee', 'community') AND p.entity_status = 'existing' "
    "AND p.merged_into IS NULL"
)
#: The figure's name → the counting that gives it; `:county` is a county's path.
COUNTED = {
    "signs and positions by county and kind": (
        "SELECT county_id, stratum, is_heritage, state, COUNT(*) FROM sign GROUP BY 1, 2, 3, 4"
    ),
    "names by county and kind": (
        "SELECT county_id, kind, sign_state, COUNT(*), COUNT(lon) FROM place "
        "WHERE entity_status = 'existing' AND merged_into IS NULL GROUP BY 1, 2, 3"
    ),
    "names of one county by division": (
        "SELECT p.division_id, p.sign_state, COUNT(*) FROM place p JOIN division d "
        "ON d.id = p.division_id WHERE (d.path = :county OR d.path LIKE :county || '/%') "
        "AND :village GROUP BY 1, 2"
    ),
    "names by managing body": (
        "SELECT p.managing_body, p.sign_state, COUNT(*) FROM place p WHERE :village GROUP BY 1, 2"
    ),
    "signs by state": (
        "SELECT state, COUNT(*) FROM sign WHERE stratum = 'village' "
        "AND family IN ('place_name', 'heritage') GROUP BY 1"
    ),
    "the line to 100 %, week by week": (
        "SELECT :week, COUNT(*) FROM sign s JOIN place p ON p.id = s.place_id "
        "WHERE s.state = 'verified' AND :village GROUP BY 1"
    ),
    "problem types of signs by division": (
        "SELECT p.problem, s.county_id, s.state, COUNT(*) FROM sign_problem p "
        "JOIN sign s ON s.id = p.sign_id WHERE p.ended_at IS NULL AND s.stratum = 'village' "
        "AND s.family IN ('place_name', 'heritage') GROUP BY 1, 2, 3"
    ),
    "verdicts by week and crew": (
        "SELECT :verdict_week, r.reporter_id, v.verdict, COUNT(*) FROM verification v "
        "JOIN field_report r ON r.id = v.report_id GROUP BY 1, 2, 3"
    ),
}
_WEEKS = {
    "sqlite": "date({}, '+8 hours', 'weekday 0', '-6 days')",
    "postgres": "CAST(date_trunc('week', {} AT TIME ZONE 'Asia/Shanghai') AS date)",
}


def measure() -> list[dict[str, Any]]:
    """Rows for the table, of each size in turn."""
    given = os.environ.get("BENCH_SIGNS", "")
    sizes = tuple(int(size) for size in given.split(",") if size) or SIZES
    return [line for size in sizes for line in _in_child(size)]


def _in_child(size: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.coverage", "--child", str(size)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    made: list[dict[str, Any]] = json.loads(told.splitlines()[-1])
    return made


def one_size(
    size: int, *, asked: int = ASKED, writes: int = WRITES, is_beside: bool = True
) -> list[dict[str, Any]]:
    """All rows of one size; with `is_beside`, the same rows are counted by PostgreSQL too."""
    with tempfile.TemporaryDirectory(prefix="bench-coverage-") as folder:
        path = Path(folder) / "registry.db"
        url = f"sqlite:///{path}"
        rows.fill(url, size)
        database = Database(url)
        try:
            lines = _figures(database, path, size, asked, is_beside=is_beside)
            lines += _lists(database, size, asked)
            lines.append(write_by_driver(path, size, writes))
            lines.append(write_by_services(database, size, writes // 10))
            with database.read() as session:
                wrong = len(queries.differences(session))
        finally:
            database.close()
    lines.append(
        {
            "measure": f"coverage, {size:,} signs: counters that differ from a full recount",
            "ours": float(wrong),
            "anchor": None,
            "unit": "",
            "note": f"after {writes:,} writes taken back and {writes // 10:,} that stay; goal 0",
        }
    )
    return lines


def _figures(
    database: Database, path: Path, size: int, asked: int, *, is_beside: bool
) -> list[dict[str, Any]]:
    with database.read() as session, closing(sqlite3.connect(path)) as own:
        villages = [one for one in names.counts_in_scope(session) if one.stratum == STRATUM]
        largest = max(villages, key=lambda row: row.names).county_id or ""
        division = session.get_one(Division, largest)
        views = _views(session, division.path)
        with _copied(own) if is_beside else nullcontext() as server:
            return [
                _figure(
                    f"coverage, {size:,} signs: {name}",
                    view,
                    asked,
                    _counting(COUNTED.get(name), division.path, own, server),
                )
                for name, view in views.items()
            ]


Ask = Callable[[str, str], object]
Counting = tuple[list[float], list[float]] | None
"""Milliseconds of PostgreSQL and of SQLite for the same figure counted."""


def _counting(
    statement: str | None, county: str, own: sqlite3.Connection, server: Ask | None
) -> Counting:
    if statement is None:
        return None
    return (
        timed(partial(server, statement, county), 5)[0] if server else [],
        timed(partial(_ask_lite, own, statement, county), 5)[0],
    )


def _figure(
    title: str, view: Callable[[], object], asked: int, counted: Counting
) -> dict[str, Any]:
    ours, work = timed(view, asked)
    middle = statistics.median(work)
    note = f"own processor time {middle:.3f} ms"
    if title.endswith("the whole page"):
        note += "; all figures of one kind of name, one after the other"
    else:
        note += "; goal 0.5"
    anchor = None
    if counted is not None:
        anchor, lite = counted[0] or None, statistics.median(counted[1])
        if anchor:
            times = statistics.median(anchor) / middle
            note += f"; anchor: GROUP BY of PostgreSQL, {times:,.0f} times own"
        note += f"; of SQLite {lite:,.1f} ms, {lite / middle:,.0f} times; goal 500 at a million"
    return {"measure": title, "ours": ours, "anchor": anchor, "unit": "ms", "note": note}


def _views(session: Session, county: str) -> dict[str, Callable[[], object]]:
    """Each figure as the dashboard asks for it."""
    moment = rows.NOW
    return {
        "signs and positions by county and kind": partial(all_tallies, session),
        "names by county and kind": partial(names.counts_in_scope, session),
        "names of one county by division": partial(names.parts_of, session, county, STRATUM),
        "names by managing body": partial(dashboard.bodies, session, STRATUM),
        "signs by state": partial(dashboard.troubles, session, STRATUM),
        "the line to 100 %, week by week": partial(names.week_flows, session, STRATUM),
        "problem types of signs by division": partial(problems_by_division, session, STRATUM),
        "findings by type": partial(findings_waiting, session),
        "verdicts by week and crew": partial(dashboard.throughput, session, moment),
        "names waiting longest": partial(dashboard.oldest_gaps, session, STRATUM, moment),
        "the whole page": partial(_page, session, moment),
    }


def _page(session: Session, moment: Any) -> None:
    queries.standing(session, moment)
    dashboard.progress(session, STRATUM, moment)
    dashboard.bodies(session, STRATUM)
    dashboard.oldest_gaps(session, STRATUM, moment)
    dashboard.troubles(session, STRATUM)
    problems_by_division(session, STRATUM)
    findings_waiting(session)
    dashboard.throughput(session, moment)


def timed(ask: Callable[[], object], times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each, on the clock and of this thread's own; one that isn't counted first."""
    ask()
    clock, own = [], []
    for _turn in range(times):
        started, worked = time.perf_counter(), time.thread_time()
        ask()
        own.append((time.thread_time() - worked) * 1000)
        clock.append((time.perf_counter() - started) * 1000)
    return clock, own


def _worded(statement: str, engine: str) -> str:
    week = _WEEKS[engine]
    words = statement.replace(":week", week.format("s.verified_at"))
    return words.replace(":verdict_week", week.format("v.at")).replace(":village", _VILLAGE)


def _ask_lite(own: sqlite3.Connection, statement: str, county: str) -> object:
    words = _worded(statement, "sqlite")
    return own.execute(words, {"county": county} if ":county" in words else {}).fetchall()


#: What the countings read, by table.
_NEEDED = {
    "division": "id text PRIMARY KEY, path text",
    "place": (
        "id text PRIMARY KEY, kind text, county_id text, division_id text, managing_body text, "
        "entity_status text, merged_into text, sign_state text, lon float"
    ),
    "sign": (
        "id text PRIMARY KEY, place_id text, county_id text, stratum text, is_heritage int, "
        "state text, family text, verified_at timestamptz"
    ),
    "sign_problem": "id text PRIMARY KEY, sign_id text, problem text, ended_at timestamptz",
    "field_report": "id text PRIMARY KEY, reporter_id text",
    "verification": "report_id text PRIMARY KEY, verdict text, at timestamptz",
}


class _copied:  # noqa: N801 - used as a function
    """The same rows in a PostgreSQL of its own, and what asks it."""

    def __init__(self, own: sqlite3.Connection) -> None:
        self.own = own

    def __enter__(self) -> Ask:
        self.cluster = postgres.cluster()
        socket = self.cluster.__enter__()
        self.connection = psycopg.connect(
            host=str(socket), user=postgres.SUPERUSER, autocommit=True
        )
        for table, columns in _NEEDED.items():
            self.connection.execute(f"CREATE TABLE {table} ({columns})")
            picked = ", ".join(column.split()[0] for column in columns.split(", "))
            copy = f"COPY {table} ({picked}) FROM STDIN WITH (FORMAT csv)"
            with self.connection.cursor().copy(copy) as stream:
                for part in _as_csv(self.own, f"SELECT {picked} FROM {table}"):  # noqa: S608
                    stream.write(part)
        self.connection.execute("VACUUM ANALYZE")
        return self._ask

    def _ask(self, statement: str, county: str) -> object:
        words = _worded(statement, "postgres").replace("%", "%%").replace(":county", "%(county)s")
        return self.connection.execute(words, {"county": county}).fetchall()

    def __exit__(self, *told: object) -> None:
        self.connection.close()
        self.cluster.__exit__(None, None, None)


def _as_csv(own: sqlite3.Connection, statement: str) -> Iterator[str]:
    cursor = own.execute(statement)
    while chunk := cursor.fetchmany(20_000):
        out = io.StringIO()
        csv.writer(out).writerows(
            [value if value is None else str(value) + _zone(value) for value in row]
            for row in chunk
        )
        yield out.getvalue()


def _zone(value: object) -> str:
    """Moments are kept in UTC without saying so."""
    is_moment = isinstance(value, str) and len(value) > 18 and value[4:5] + value[7:8] == "--"
    return "+00" if is_moment else ""


def _lists(database: Database, size: int, asked: int) -> list[dict[str, Any]]:
    """The list of names without a sign: its first page, its last, and the number above it."""
    wanted = NamesWanted(stratum=STRATUM, state=DrillState.UNSIGNED)
    with database.read() as session:
        after, last = None, None
        while True:
            page = queries.names(session, wanted, 1000, after)
            if page.next is None:
                break
            last, after = after, page.next
        # A full page before the end.
        turns = asked // 3
        first, _own = timed(partial(queries.names, session, wanted, PAGE), turns)
        end, _own = timed(partial(queries.names, session, wanted, PAGE, after or last), turns)
        number, work = timed(partial(queries.names_count, session, wanted), turns)
    title = f"coverage, {size:,} signs"
    return [
        {
            "measure": f"{title}: list of names without a sign, last page",
            "ours": end,
            "anchor": first,
            "unit": "ms",
            "note": "by keyset; anchor: the first page; goal 1",
        },
        {
            "measure": f"{title}: how many names that list has",
            "ours": number,
            "anchor": None,
            "unit": "ms",
            "note": f"own processor time {statistics.median(work):.3f} ms; goal 0.5",
        },
    ]


def main(words: list[str]) -> None:
    """Print the lines, or measure one size in a child."""
    from benchmarks.__main__ import read

    if words[:1] == ["--child"]:
        print(json.dumps(one_size(int(words[1]))))
        return
    if words:
        os.environ["BENCH_SIGNS"] = ",".join(words)
    for row in measure():
        print(" | ".join(cell for cell in read(row).cells() if cell), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
