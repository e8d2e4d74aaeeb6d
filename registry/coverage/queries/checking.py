"""The proof of the counters: what a full recount says that they do not."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlmodel import Session

from registry.signage import queries as signage
from registry.signage.queries import TallyView


@dataclass(frozen=True, slots=True)
class Difference:
    """One counter that is not what counting gives."""

    county_id: str
    stratum: str
    heritage: bool
    counter: str
    kept: int
    counted: int


_COUNTERS = tuple(
    item.name for item in fields(TallyView) if item.name not in {"county_id", "stratum", "heritage"}
)


def differences(session: Session) -> list[Difference]:
    """Every counter that differs from a recount, in the order of its key; empty is right."""
    kept = {_key(row): row for row in signage.all_tallies(session)}
    counted = {_key(row): row for row in signage.recount(session)}
    found = []
    for key in sorted(kept.keys() | counted.keys()):
        empty = TallyView(county_id=key[0], stratum=key[1], heritage=key[2])
        left, right = kept.get(key, empty), counted.get(key, empty)
        found += [
            Difference(*key, name, getattr(left, name), getattr(right, name))
            for name in _COUNTERS
            if getattr(left, name) != getattr(right, name)
        ]
    return found


def _key(row: TallyView) -> tuple[str, str, bool]:
    return row.county_id, row.stratum, row.heritage
