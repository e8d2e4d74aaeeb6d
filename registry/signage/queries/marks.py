"""How far the signs of places have come, worked out from positions and signs themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from registry.places.rules import SignMark
from registry.signage.models import Sign, SignRequirement
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import PRESENT_INVALID, RequirementStatus, SignState

_MARKS = {
    **{state.value: SignMark.FAULTY for state in PRESENT_INVALID},
    SignState.INSTALLED_CLAIMED.value: SignMark.CLAIMED,
    SignState.VERIFIED.value: SignMark.VERIFIED,
}
_ORDER = list(SignMark)


def marks(session: Session, place_ids: Sequence[str] | None = None) -> dict[str, SignMark]:
    """The mark of each place that has one, the best of its signs; of these places, or of all."""
    due = select(SignRequirement.place_id).where(
        SignRequirement.status != RequirementStatus.EXEMPT.value
    )
    standing = select(Sign.place_id, Sign.state).where(
        col(Sign.state).in_(list(_MARKS)), col(Sign.family).in_(COUNTED_FAMILIES)
    )
    if place_ids is not None:
        due = due.where(col(SignRequirement.place_id).in_(place_ids))
        standing = standing.where(col(Sign.place_id).in_(place_ids))
    found = dict.fromkeys(session.exec(due), SignMark.REQUIRED)
    for place_id, state in session.exec(standing):
        known = found.get(place_id, SignMark.NONE)
        found[place_id] = max(known, _MARKS[state], key=_ORDER.index)
    return found
