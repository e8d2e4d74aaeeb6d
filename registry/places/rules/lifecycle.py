"""From planned to vanished: which state of a place may follow which."""

from __future__ import annotations

from registry.places.rules.kind import EntityStatus

PLANNED, BUILDING = EntityStatus.PLANNED, EntityStatus.UNDER_CONSTRUCTION
EXISTING, MERGED, VANISHED = EntityStatus.EXISTING, EntityStatus.MERGED, EntityStatus.VANISHED

# A name of the naming plan (条例 art. 8) exists before its place; the plan may be dropped, work
# may stop. Into "merged" and out of it only a merge leads, which knows the other place.
TRANSITIONS: dict[EntityStatus, frozenset[EntityStatus]] = {
    PLANNED: frozenset({BUILDING, EXISTING, VANISHED}),
    BUILDING: frozenset({PLANNED, EXISTING, VANISHED}),
    EXISTING: frozenset({VANISHED}),
    VANISHED: frozenset({EXISTING}),
    MERGED: frozenset(),
    # Only undoing an import leads there, and nothing leads out: what comes again comes anew.
    EntityStatus.WITHDRAWN: frozenset(),
}


def may_follow(now: EntityStatus | str, then: EntityStatus | str) -> bool:
    """Whether a place in one state may come into another."""
    return EntityStatus(then) in TRANSITIONS[EntityStatus(now)]


def next_states(now: EntityStatus | str) -> list[EntityStatus]:
    """What may follow, other than vanishing, in the order of a place's life."""
    return [state for state in (PLANNED, BUILDING, EXISTING) if may_follow(now, state)]


#: How far a place may have come when its name is given: a naming plan names what is not built yet
#: (地名管理条例 art. 8).
BEGINNINGS = (EntityStatus.EXISTING, EntityStatus.PLANNED, EntityStatus.UNDER_CONSTRUCTION)
