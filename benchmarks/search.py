"""Search over 100,000 synthetic names: ranked characters and prefixes against a LIKE scan.

Both sides answer in one process from one SQLite file: the same query objects as the pages use, and
the scan a plain table would need. Before anything is timed, the answers are compared.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel

from registry.core.actor import SYSTEM
from registry.core.clock import SystemClock
from registry.core.db import Database
from registry.core.events import Bus
from registry.places import queries, services
from registry.places.queries import PlaceFilter
from registry.places.rules import PlaceKind
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id

COUNT = 100_000
REPEATS = 30
BEST = 20
_SPECIFIC = "三河古城王家张李大小新老东西南北柘皋烔炀石塘撮镇巢湖龙凤山水金银花桃杏柳"
_GENERIC = ("村", "庄", "圩", "岗", "店", "集", "塘", "郢", "湾", "家庄")
_READ = (
    "sān hé gǔ chéng wáng jiā zhāng lǐ dà xiǎo xīn lǎo dōng xī nán běi zhè gāo tóng yáng shí táng "
    "cuō zhèn cháo hú lóng fèng shān shuǐ jīn yín huā táo xìng liǔ "
    "cūn zhuāng wéi gǎng diàn jí táng yǐng wān"
)
_SYLLABLES = dict(zip(_SPECIFIC + "村庄圩岗店集塘郢湾", _READ.split(" "), strict=True))
_DIVISION = ("bench", "1", "1")


def measure() -> list[dict[str, Any]]:
    """Rows for the table: samples in milliseconds a query, the scan as the anchor."""
    with _gazetteer() as database, database.read() as session:
        return [
            _row(session, "search: 2 characters inside a name, best 20", ("家庄", "河古", "湖龙")),
            _row(session, "search: rare characters inside a name", ("郢柘", "炀皋", "皋烔")),
            _row(session, "search: prefix in Hanzi, best 20", ("三河", "龙凤", "石塘")),
            _row(session, "search: pinyin prefix, best 20", ("sanhe", "longf", "shitang")),
            _row(session, "search: initials, best 20", ("slh", "wjz", "dhs")),
        ]


def _row(session: Session, name: str, wanted: tuple[str, ...]) -> dict[str, Any]:
    for query in wanted:
        ours, scanned = _ours(session, query), _scan(session, query)
        if ours != scanned:
            message = f"{query}: the index and the scan disagree: {ours[:3]} … {scanned[:3]}"
            raise AssertionError(message)
    ours_ms = [_milliseconds(partial(_ours, session, query)) for query in wanted * REPEATS]
    scan_ms = [_milliseconds(partial(_scan, session, query)) for query in wanted * 3]
    tail = sorted(ours_ms)[int(len(ours_ms) * 0.99)]
    return {
        "measure": name,
        "ours": ours_ms,
        "anchor": scan_ms,
        "unit": "ms",
        "note": f"{COUNT:,} names; p99 {tail:.2f} ms; anchor: full scan, same answer; with cards",
    }


def _milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def _ours(session: Session, query: str) -> list[str]:
    page = queries.search(session, PlaceFilter(q=query), BEST)
    return [hit.card.id for hit in page.items]


# What a reader's query means, asked without any index: every key of every name is looked at.
_SCAN = text(
    """
    SELECT place_id, MIN(way) AS best, key, rank, name_id FROM (
      SELECT place_id, name_id, rank,
        CASE WHEN script = 'h' AND key = :q THEN 0
             WHEN script = 'h' AND key LIKE :q || '%' THEN 3
             WHEN script = 'h' THEN 6
             WHEN script = 'p' AND key = :q THEN 7
             WHEN script = 'p' THEN 10
             WHEN key = :q THEN 13 ELSE 16 END + (CASE WHEN script = 'h' AND key <> :q
               AND key NOT LIKE :q || '%' THEN 0 ELSE tier END) AS way,
        CASE WHEN script = 'h' AND key NOT LIKE :q || '%' THEN '' ELSE key END AS key
      FROM place_key NOT INDEXED
      WHERE (script = 'h' AND key LIKE '%' || :q || '%')
         OR (script IN ('p', 'i') AND key LIKE :q || '%')
    ) GROUP BY place_id ORDER BY best, key, rank, name_id LIMIT :best
    """
)


def _scan(session: Session, query: str) -> list[str]:
    rows = session.connection().execute(_SCAN, {"q": query, "best": BEST})
    found = [str(row[0]) for row in rows]
    queries.place_cards(session, found)
    return found


@contextmanager
def _gazetteer() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'registry.db'}")
        SQLModel.metadata.create_all(database.engine)
        with database.write(SYSTEM, SystemClock().now(), Bus()) as work:
            services.add_divisions(work, [NewDivision(*_DIVISION, "合成市", "city")])
            services.add_places(work, _rows())
        try:
            yield database
        finally:
            database.close()


def _rows() -> Iterator[NewPlace]:
    dice = random.Random(20261123)
    where = division_id(*_DIVISION)
    for _ in range(COUNT):
        specific = "".join(dice.choices(_SPECIFIC, k=dice.choice((2, 2, 2, 3, 3, 4))))
        hanzi = specific + dice.choice(_GENERIC)
        toned = "".join(_SYLLABLES[char] for char in hanzi).capitalize()
        yield NewPlace(PlaceKind.NATURAL_VILLAGE, where, [NewName(hanzi, roman_toned=toned)])


def main() -> None:
    """Print the medians by hand: `python -m benchmarks.search`."""
    for row in measure():
        ours, anchor = statistics.median(row["ours"]), statistics.median(row["anchor"])
        print(f"{row['measure']}: {ours:.2f} ms, scan {anchor:.1f} ms, {anchor / ours:.0f} x")


if __name__ == "__main__":
    main()
