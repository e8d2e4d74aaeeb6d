"""Names of which every position is exempt: they count in the denominator, and are told (0073)."""

from __future__ import annotations

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from registry.places.models import Place
from registry.places.rules import EntityStatus
from registry.signage.models import SignRequirement
from registry.signage.rules.states import RequirementStatus, SignState


def wholly_exempt(session: Session, stratum: str) -> int:
    """How many names of a stratum stand in the denominator only because exemptions do not count.

    In scope, without a verified sign, with an exempt position and with none that is due, heritage
    positions with the others. Reads the exempt positions of the stratum and nothing else at length.
    """
    due = aliased(SignRequirement)
    exempt = RequirementStatus.EXEMPT.value
    is_due = (
        select(due.id).where(col(due.place_id) == col(Place.id), col(due.status) != exempt).exists()
    )
    statement = (
        select(func.count(func.distinct(col(Place.id))))
        .select_from(SignRequirement)
        .join(Place, col(Place.id) == col(SignRequirement.place_id))
        .where(
            col(SignRequirement.stratum) == stratum,
            col(SignRequirement.status) == exempt,
            col(Place.entity_status) == EntityStatus.EXISTING.value,
            col(Place.merged_into).is_(None),
            col(Place.sign_state) != SignState.VERIFIED.value,
            ~is_due,
        )
    )
    return session.exec(statement).one()
