"""Search over synthetic names: ours against a full scan and against PostgreSQL's pg_trgm.

All three answer the same question in one run: the best 20 names for what was typed. Ours is what a
search box asks (`places.queries.suggesting`), in process, on SQLite. Every answer is compared with
the scan's before anything is timed. Beside it stands the barest read that gives 20 lines: one raw
statement over one range, with nothing before it and nothing put in order.

    python -m benchmarks.search                      10,000 and 100,000 names
    python -m benchmarks.search 10000 1000000        these sizes
    BENCH_NAMES=10000,1000000 python -m benchmarks search
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import _names
from registry.places.queries.finding import suggest
from registry.places.queries.ranges import LAST_CHARACTER, Reader, own_reader
from registry.places.rules.terms import plan_of
from tests.support import postgres

SIZES = (10_000, 100_000)
BEST = 20
KINDS = {
    "infix": "2 characters, anywhere",
    "rare": "4 characters that few names have",
    "prefix": "beginning in Hanzi",
    "pinyin": "beginning in pinyin",
    "initials": "initials",
}
_DIFFERENT, _ROUNDS = 60, 20
_CHECKED = 12


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds a query, sorted: on the clock, and of this thread's own processor time.

    `dearest`: of the queries the dearest, each by the median of its own turns. A p99 over all turns
    also holds the machine's interrupts: some 0.1 ms in two of a hundred calls of anything.
    """

    clock: Sequence[float]
    own: Sequence[float]
    dearest: float


def measure() -> list[dict[str, Any]]:
    """Rows for the table; the exponent is log(cost ratio) / log(size ratio) of the medians."""
    given = os.environ.get("BENCH_NAMES", "")
    sizes = tuple(int(size) for size in given.split(",") if size) or SIZES
    rows, medians = [], {}
    for size in sizes:
        for row in _measured(size):
            medians[row["kind"], size] = row["median"]
            first = medians[row["kind"], sizes[0]]
            if size != sizes[0]:
                exponent = math.log(row["median"] / first) / math.log(size / sizes[0])
                row["note"] += f"; exponent from {sizes[0]:,}: {exponent:.2f}"
            rows.append({key: row[key] for key in row if key not in {"kind", "median"}})
    return rows


def _measured(size: int) -> Iterator[dict[str, Any]]:
    with (
        tempfile.TemporaryDirectory(prefix="bench-search-") as folder,
        _names.gazetteer(_names.folder_url(Path(folder)), size) as database,
        _trigrams(size) as ask_trigrams,
    ):
        reader = own_reader(database)
        for kind, words in KINDS.items():
            asked = _names.queries(kind, _DIFFERENT)
            for query in asked[:_CHECKED]:
                _compare(reader, kind, query)
            ours, least = _in_turns(
                [partial(_ours, reader, query) for query in asked],
                [partial(_barest, reader, kind, query) for query in asked],
            )
            scan = _timed([partial(_scan, reader, kind, query) for query in asked[:5]], 1)
            hits = sorted(len(_ours(reader, query)) for query in asked)
            note = f"{hits[len(hits) // 2]} found, p99 {_p99(ours.clock):.3f} ms"
            note += f", own median {_median(ours.own):.3f}, own p99 {_p99(ours.own):.3f} ms"
            note += f", dearest of {len(asked)} queries {ours.dearest:.3f} ms"
            note += f"; barest read {_median(least.clock):.3f} ms, own p99 {_p99(least.own):.3f} ms"
            note += f", dearest {least.dearest:.3f} ms"
            note += f"; full scan {_median(scan.clock):.1f} ms, same answer"
            peer = None
            if kind in {"infix", "rare"}:
                peer = _timed([partial(ask_trigrams, query) for query in asked[:20]], 2)
                note += f"; anchor: pg_trgm, p99 {_p99(peer.clock):.1f} ms"
            anchor = list((peer or scan).clock)
            yield {
                "kind": kind,
                "median": _median(ours.clock),
                "measure": f"search, {size:,} names: {words}, best {BEST}",
                "ours": list(ours.clock),
                "anchor": anchor,
                "unit": "ms",
                "note": note if peer else f"{note}; anchor: the scan",
            }


def _ours(reader: Reader, query: str) -> list[str]:
    return suggest(reader, plan_of(query), BEST)


_BAREST_INSIDE = """
    SELECT l.shown FROM place_gram t CROSS JOIN place_line l
    WHERE l.number = t.number AND t.gram = :q ORDER BY t.rank, t.number LIMIT 20
"""
_BAREST_BEGUN = """
    SELECT l.shown FROM place_key t CROSS JOIN place_line l WHERE l.number = t.number
    AND t.script = '{}' AND t.tier = 2 AND t.key > :q AND t.key < :end
    ORDER BY t.key, t.rank, t.number LIMIT 20
"""
_BAREST = {
    "infix": _BAREST_INSIDE,
    "rare": _BAREST_INSIDE,
    "prefix": _BAREST_BEGUN.format("h"),
    "pinyin": _BAREST_BEGUN.format("p"),
    "initials": _BAREST_BEGUN.format("i"),
}


def _barest(reader: Reader, kind: str, query: str) -> list[Any]:
    """Not an answer: what one range of up to 20 names costs, the pair or the beginning."""
    text = query[:2] if kind == "rare" else query
    return reader.rows(_BAREST[kind], {"q": text, "end": text + LAST_CHARACTER})


def _in_turns(*several: Sequence[Callable[[], object]]) -> list[Times]:
    """Round by round in turns, so that what else the machine does meets all of them alike."""
    rounds: list[list[_Turn]] = [[] for _ in several]
    for _ in range(_ROUNDS):
        for found, asks in zip(rounds, several, strict=True):
            found.append(_turn(asks))
    return [_told(found) for found in rounds]


@dataclass(frozen=True, slots=True)
class _Turn:
    """One asking of each query, in the queries' order, after one that is not counted."""

    clock: Sequence[float]
    own: Sequence[float]


def _told(turns: Sequence[_Turn]) -> Times:
    of_each = zip(*(turn.own for turn in turns), strict=True)
    return Times(
        sorted(value for turn in turns for value in turn.clock),
        sorted(value for turn in turns for value in turn.own),
        max(_median(sorted(own)) for own in of_each),
    )


def _timed(asks: Sequence[Callable[[], object]], rounds: int) -> Times:
    return _told([_turn(asks) for _ in range(rounds)])


def _turn(asks: Sequence[Callable[[], object]]) -> _Turn:
    for ask in asks:
        ask()
    clock, own = [], []
    for ask in asks:
        started, busy = time.perf_counter(), time.thread_time()
        ask()
        own.append((time.thread_time() - busy) * 1000)
        clock.append((time.perf_counter() - started) * 1000)
    return _Turn(clock, own)


def _median(values: Sequence[float]) -> float:
    return values[len(values) // 2]


def _p99(values: Sequence[float]) -> float:
    return values[int(len(values) * 0.99)]


def _compare(reader: Reader, kind: str, query: str) -> None:
    ours, scanned = _ours(reader, query), _scan(reader, kind, query)
    if ours[: len(scanned)] != scanned:
        message = f"{query}: the index and the scan disagree: {ours[:3]} … {scanned[:3]}"
        raise AssertionError(message)


# What a reader's query means, asked of every name without any index. One mistake away is left
# out: what is found so stands after everything here.
_HANZI = """
    SELECT shown FROM place_line NOT INDEXED WHERE folded LIKE '%' || :q || '%'
    ORDER BY CASE WHEN folded = :q THEN tier WHEN folded LIKE :q || '%' THEN 3 + tier ELSE 6 END,
      CASE WHEN folded LIKE :q || '%' THEN folded ELSE '' END, tier * 1000 + rank, number
    LIMIT :best
"""
_LATIN = """
    SELECT l.shown FROM (
      SELECT number, MIN(way * 10 + tier) AS stands, key, rank FROM (
        SELECT number, tier, key, rank, CASE WHEN script = 'p' AND key = :q THEN 1
          WHEN script = 'p' THEN 2 WHEN key = :q THEN 3 ELSE 4 END AS way
        FROM place_key NOT INDEXED
        WHERE (script = 'p' OR script = 'i') AND key LIKE :q || '%'
      ) GROUP BY number ORDER BY stands, key, rank, number LIMIT :best
    ) f JOIN place_line l ON l.number = f.number ORDER BY f.stands, f.key, f.rank, f.number
"""


def _scan(reader: Reader, kind: str, query: str) -> list[str]:
    statement = _LATIN if kind in {"pinyin", "initials"} else _HANZI
    return [row[0] for row in reader.rows(statement, {"q": query, "best": BEST})]


@contextmanager
def _trigrams(size: int) -> Iterator[Callable[[str], object]]:
    """The same names in PostgreSQL with a trigram index, and the best 20 with a text in them."""
    with postgres.cluster() as socket, _connected(socket) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE name (id int PRIMARY KEY, rank int, text text)")
        with connection.cursor().copy("COPY name FROM STDIN") as copy:
            for number, (hanzi, _) in enumerate(_names.names(size)):
                copy.write_row((number, 2000 + len(hanzi), hanzi))
        connection.execute("CREATE INDEX ON name USING gin (text gin_trgm_ops)")
        connection.execute("VACUUM ANALYZE name")
        statement = "SELECT id, text FROM name WHERE text LIKE %s ORDER BY rank, id LIMIT %s"

        def ask(query: str) -> object:
            return connection.execute(statement, (f"%{query}%", BEST)).fetchall()

        yield ask


def _connected(socket: Path) -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(socket), user=postgres.SUPERUSER, autocommit=True)


def main() -> None:
    """Print the table's lines by hand."""
    from benchmarks.__main__ import read

    if len(sys.argv) > 1:
        os.environ["BENCH_NAMES"] = ",".join(sys.argv[1:])
    for row in measure():
        print(" | ".join(cell for cell in read(row).cells() if cell), flush=True)


if __name__ == "__main__":
    main()
