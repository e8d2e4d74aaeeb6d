"""Searches whose filters leave few places: these are looked at one by one, instead of every name.

A common character and a filter that almost nothing passes would otherwise walk through a million
names to find none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from registry.places.models import PlaceLine
from registry.places.queries.lines import terms_in
from registry.places.queries.ranges import Reader, conditions_sql, filter_values
from registry.places.rules import HeritageMark, SignMark
from registry.places.rules.terms import NameTerms, Plan, Standing, Way, best_standing

FEW = 500
"""Places that are looked at one by one; their terms are worked out in some ten milliseconds."""

Ranked = tuple[Standing, str, Way, str]
"""(standing, id of the place, way, what is shown)."""

# Each by an index of `place`, so that counting up to a few costs as much at any size.
_PROBES = {
    "county": "p.county_id = :county",
    "kind": "p.kind = :kind",
    # The words of the indexes, which hold the marked places alone.
    "heritage": "p.heritage_state = :heritage AND p.heritage_state <> 'none'",
    "sign": "p.sign_state = :sign AND p.sign_state <> 'none'",
    "under": "p.division_id IN (SELECT d.id FROM division d WHERE d.path = :under "
    "OR (d.path > :under_low AND d.path < :under_high))",
}
_UNMARKED = {("heritage", HeritageMark.NONE.value), ("sign", SignMark.NONE.value)}


def few_passing(reader: Reader, filters: Mapping[str, str | bool]) -> list[str] | None:
    """The places that pass all filters, where one of these alone leaves few; else None."""
    values = filter_values(filters)
    for name, value in filters.items():
        if name not in _PROBES or (name, value) in _UNMARKED:
            continue
        probe = f"SELECT p.id FROM place p WHERE {_PROBES[name]}"  # noqa: S608 - constants of this file
        if len(reader.rows(f"{probe} LIMIT {int(FEW) + 1}", values)) <= FEW:
            passing = f"{probe} AND {' AND '.join(conditions_sql(filters))}"
            return [row[0] for row in reader.rows(passing, values)]
    return None


def ranked(
    session: Session, plan: Plan, place_ids: Sequence[str], need: int, start: Standing | None
) -> list[Ranked]:
    """The next `need` of these places after `start`, each where its best name stands."""
    names: dict[str, list[tuple[int, NameTerms]]] = {}
    for line in terms_in(session, place_ids):
        names.setdefault(line.place_id, []).append((line.number, line.terms))
    found: list[tuple[Standing, str, Way]] = []
    for place_id, own in names.items():
        best = best_standing(plan, own)
        if best is not None and (start is None or best[0] > start):
            found.append((best[0], place_id, best[1]))
    first = sorted(found)[:need]
    numbers = [standing[3] for standing, *_ in first]
    lines = select(col(PlaceLine.number), col(PlaceLine.shown)).where(
        col(PlaceLine.number).in_(numbers)
    )
    shown = {row[0]: row[1] for row in session.execute(lines)}
    return [(standing, place_id, way, shown[standing[3]]) for standing, place_id, way in first]
