"""What an edition of rules would change if it were in force: computed, never written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.core.paging import decode_cursor, encode_cursor
from registry.places.queries.surveyed import Surveyed, surveyed, versions_in
from registry.signage.models import PlacementRuleSet, SignRequirement
from registry.signage.queries.facts import Surroundings
from registry.signage.queries.placement import present_of, rule_set_in_force
from registry.signage.rules.placement import PlacementRule, differ, propose, rules_from

AT_ONCE = 200
"""Places that one page computes; more would keep somebody waiting."""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One place: positions that the rules ask for now and would ask for, and what that changes.

    `added`, `moved` and `gone` are the proposals that would come up against what was accepted.
    """

    place: Surveyed
    now: int
    then: int
    added: int
    moved: int
    gone: int
    notes: tuple[str, ...]

    @property
    def says_something(self) -> bool:
        """Whether anything would be different."""
        return self.now != self.then or bool(self.added or self.moved or self.gone)


@dataclass(frozen=True, slots=True)
class Trial:
    """A part of a county: every place of it, of how many there are, and where the rest begins."""

    rows: tuple[TrialRow, ...]
    total: int
    before: int
    next: str | None

    @property
    def differing(self) -> list[TrialRow]:
        """The places at which something would be different."""
        return [row for row in self.rows if row.says_something]

    def sum(self, name: str) -> int:
        """A column of the rows added up."""
        return sum(int(getattr(row, name)) for row in self.rows)


def trial(
    session: Session,
    edition: PlacementRuleSet,
    county_id: str,
    *,
    after: str | None = None,
    limit: int = AT_ONCE,
) -> Trial:
    """Apply an edition to the places of a county beside the one in force; `limit` of them.

    Places of kinds that either edition speaks of, by identifier.
    """
    current = rule_set_in_force(session)
    old = rules_from(current.rules) if current else []
    new = rules_from(edition.rules)
    kinds = sorted({kind for rule in (*old, *new) for kind in rule.kinds})
    known = [ident for ident, _version in versions_in(session, county_id, kinds)] if kinds else []
    first = bisect_right(known, str(decode_cursor(after, 1)[0])) if after else 0
    chosen = known[first : first + limit]
    places = surveyed(session, chosen)
    around = Surroundings(session, places.values())
    required = _required(session, chosen)
    rows = tuple(
        _row(place, around, (old, new), required.get(place.id, []))
        for place in sorted(places.values(), key=lambda one: (one.name, one.id))
    )
    more = encode_cursor(chosen[-1]) if first + limit < len(known) else None
    return Trial(rows, len(known), first, more)


def _required(session: Session, place_ids: Sequence[str]) -> dict[str, list[SignRequirement]]:
    found: dict[str, list[SignRequirement]] = {}
    statement = select(SignRequirement).where(col(SignRequirement.place_id).in_(place_ids))
    for row in session.exec(statement.order_by(col(SignRequirement.id))):
        found.setdefault(row.place_id, []).append(row)
    return found


def _row(
    place: Surveyed,
    around: Surroundings,
    editions: tuple[list[PlacementRule], list[PlacementRule]],
    required: Sequence[SignRequirement],
) -> TrialRow:
    old, new = editions
    now = propose(around.facts(place, old), old)
    then = propose(around.facts(place, new), new)
    found = differ(present_of(required), then.spots, is_living=place.is_living)
    return TrialRow(
        place=place,
        now=len(now.spots),
        then=len(then.spots),
        added=len(found.added),
        moved=len(found.moved),
        gone=len(found.gone),
        notes=tuple(then.notes),
    )
