"""Finding places by a query: its streams one after another, each place where it stands best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from sqlmodel import Session

from registry.places.queries.lines import terms_in
from registry.places.queries.narrow import few_passing, ranked
from registry.places.queries.ranges import Found, Reader, first_shown, read_ranges
from registry.places.rules.terms import NameTerms, Plan, Standing, Way, best_standing

_STRIDE = 2000
_FEW, _SPARE = 10, 5


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
    plan: Plan,
    need: int,
    filters: Mapping[str, str | bool],
    start: Standing | None = None,
) -> list[Hit]:
    """The next `need` places after `start`, best first, each once."""
    few = few_passing(reader, filters) if filters else None
    if few is not None:
        return [
            Hit(place_id, standing, way, shown)
            for standing, place_id, way, shown in ranked(session, plan, few, need, start)
        ]
    hits: list[Hit] = []
    first = 0 if start is None else start[0]
    stages = chain(_sure_stage(plan, first), _near_stage(plan, first))
    for rows in _fresh(reader, plan, stages, need, filters, start):
        kept = rows if start is None else _not_before(session, plan, rows)
        hits += [
            Hit(row[4], (row[0], row[1], row[2], row[3]), plan.way_of(row[0]), row[5])
            for row in kept
        ]
        if len(hits) >= need:
            break
    return hits[:need]


def suggest(reader: Reader, plan: Plan | None, need: int) -> list[str]:
    """What is shown of the best `need` places for what is being typed: JSON, each once.

    The first of `find`; but what is one mistake away only where there is nothing else.
    """
    if plan is None:
        return []
    sure = len(plan.sure)
    shown = _best(reader, plan, _numbers(0, sure), need)
    if shown or not plan.near:
        return shown
    return _best(reader, plan, _numbers(sure, sure + len(plan.near)), need)


def _best(reader: Reader, plan: Plan, numbers: tuple[int, ...], need: int) -> list[str]:
    if reader.is_sqlite:
        return first_shown(reader, plan, numbers, need)
    shown: list[str] = []
    for rows in _fresh(reader, plan, (numbers,), need):
        shown += [row[5] for row in rows]
        if len(shown) >= need:
            break
    return shown[:need]


def _fresh(
    reader: Reader,
    plan: Plan,
    stages: Iterable[tuple[int, ...]],
    need: int,
    filters: Mapping[str, str | bool] | None = None,
    start: Standing | None = None,
) -> Iterator[Sequence[Found]]:
    """Rows of places not given before, best first, in pieces that are read when asked for."""
    seen: set[str] = set()
    for stage in stages:
        # Most places have two names that begin alike; a second statement costs more than rows.
        numbers, size = stage, need * 2 if need <= _FEW else need + _SPARE
        last = start[1:] if start is not None and stage[0] == start[0] else None
        while numbers:
            rows = read_ranges(reader, plan, numbers, size, filters, last)
            yield _first_of_each(rows, seen)
            if len(rows) < size:
                break
            # Where many names of the same places follow each other: longer and longer strides.
            number, key, rank, name = rows[-1][:4]
            numbers, last = tuple(n for n in numbers if n >= number), (key, rank, name)
            size = min(size * 4, _STRIDE)


def _first_of_each(rows: Iterable[Found], seen: set[str]) -> list[Found]:
    fresh = []
    for row in rows:
        place_id = row[4]
        if place_id not in seen:
            seen.add(place_id)
            fresh.append(row)
    return fresh


def _sure_stage(plan: Plan, first: int) -> Iterator[tuple[int, ...]]:
    """The sure streams from number `first` on: a branch is read only where more is needed."""
    sure = _numbers(first, len(plan.sure))
    if sure:
        yield sure


def _near_stage(plan: Plan, first: int) -> Iterator[tuple[int, ...]]:
    """The streams one mistake away; worked out when they are asked for."""
    sure = len(plan.sure)
    near = _numbers(max(first, sure), sure + len(plan.near))
    if near:
        yield near


@lru_cache(maxsize=512)
def _numbers(first: int, end: int) -> tuple[int, ...]:
    return tuple(range(first, end))


def _not_before(session: Session, plan: Plan, rows: Sequence[Found]) -> list[Found]:
    """Those that stand nowhere better: on a later page a place may have been shown already."""
    names: dict[str, list[tuple[int, NameTerms]]] = {}
    for line in terms_in(session, {row[4] for row in rows}):
        names.setdefault(line.place_id, []).append((line.number, line.terms))
    kept = []
    for row in rows:
        best = best_standing(plan, names.get(row[4], ()))
        if best is not None and best[0] == tuple(row[:4]):
            kept.append(row)
    return kept
