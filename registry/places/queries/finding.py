"""Finding places by a query: its streams one after another, each place where it stands best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from registry.places.queries.lines import terms_in
from registry.places.queries.ranges import Found, Reader, read_ranges
from registry.places.rules.terms import NameTerms, Standing, Stream, Way, best_standing, streams

_STRIDE = 2000


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in an answer: where it stands, how the name met the query, and what is shown."""

    place_id: str
    standing: Standing
    way: Way
    shown: str


def find(
    session: Session,
    reader: Reader,
    plan: Sequence[Stream],
    need: int,
    filters: Mapping[str, str | bool],
    start: Standing | None = None,
) -> list[Hit]:
    """The next `need` places after `start`, best first, each once."""
    hits: list[Hit] = []
    seen: set[str] = set()
    for stage in stages(plan, 0 if start is None else start[0]):
        numbers, last, size = list(stage), None, need
        if start is not None and numbers[0] == start[0]:
            last = start[1:]
        while numbers:
            rows = read_ranges(reader, plan, numbers, size, filters, last)
            fresh = _fresh(rows, seen)
            if start is not None:
                fresh = _not_before(session, plan, fresh)
            hits += [_hit(plan, row) for row in fresh]
            if len(hits) >= need:
                return hits[:need]
            if len(rows) < size:
                break
            # Where many names of the same places follow each other: longer and longer strides.
            numbers, last = [n for n in numbers if n >= rows[-1].stream], _where(rows[-1])
            size = min(size * 4, _STRIDE)
    return hits


def suggest(reader: Reader, query: str, need: int) -> list[str]:
    """What is shown of the best `need` places for a query while it is typed: JSON, each once."""
    plan, batches = _prepared(query)
    shown: list[str] = []
    seen: set[str] = set()
    for stage in batches:
        numbers: Sequence[int] = stage
        last, size = None, need
        while numbers:
            rows = read_ranges(reader, plan, numbers, size, None, last)
            for row in rows:
                if row.place_id not in seen:
                    seen.add(row.place_id)
                    shown.append(row.shown)
            if len(shown) >= need:
                return shown[:need]
            if len(rows) < size:
                break
            numbers, last = [n for n in numbers if n >= rows[-1].stream], _where(rows[-1])
            size = min(size * 4, _STRIDE)
    return shown


@lru_cache(maxsize=1024)
def _prepared(query: str) -> tuple[Sequence[Stream], Sequence[Sequence[int]]]:
    plan = streams(query)
    return plan, stages(plan)


def stages(plan: Sequence[Stream], first: int = 0) -> list[list[int]]:
    """The streams from number `first` on, in groups that are read in one statement each.

    What takes counting or working out beforehand is asked only where the rest did not suffice.
    """
    found: list[list[int]] = []
    heavy: list[int] = []
    for number in range(first, len(plan)):
        stream = plan[number]
        if stream.way is Way.FUZZY:
            heavy.append(number)
        elif stream.tier is None and len(stream.text) > 2 and not stream.text.isascii():
            found += [[number], []]
        elif found:
            found[-1].append(number)
        else:
            found.append([number])
    return [stage for stage in [*found, heavy] if stage]


def _fresh(rows: Iterable[Found], seen: set[str]) -> list[Found]:
    """The first row of each place not seen before: rows come best first."""
    fresh = []
    for row in rows:
        if row.place_id not in seen:
            seen.add(row.place_id)
            fresh.append(row)
    return fresh


def _not_before(session: Session, plan: Sequence[Stream], rows: Sequence[Found]) -> list[Found]:
    """Those that stand nowhere better: on a later page a place may have been shown already."""
    names: dict[str, list[tuple[int, NameTerms]]] = {}
    for line in terms_in(session, {row.place_id for row in rows}):
        names.setdefault(line.place_id, []).append((line.number, line.terms))
    kept = []
    for row in rows:
        best = best_standing(plan, names.get(row.place_id, ()))
        if best is not None and best[0] == (row.stream, row.key, row.rank, row.number):
            kept.append(row)
    return kept


def _where(row: Found) -> tuple[str, int, int]:
    return row.key, row.rank, row.number


def _hit(plan: Sequence[Stream], row: Found) -> Hit:
    standing = (row.stream, row.key, row.rank, row.number)
    return Hit(row.place_id, standing, plan[row.stream].way, row.shown)
