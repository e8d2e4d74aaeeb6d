"""How far places have come towards recognition, worked out from the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from registry.heritage.models import CandidateRecord, Nomination, Programme, Recognition
from registry.heritage.queries.candidates import still_listed
from registry.heritage.rules import IssuerNature, Status
from registry.places.rules import HeritageMark

UNDER_WAY = frozenset(
    {
        Status.TOWNSHIP,
        Status.COUNTY,
        Status.CITY,
        Status.PROVINCE,
        Status.EXPERT_REVIEW,
        Status.NOTICE,
        Status.RETURNED,
    }
)
"""Handed in and not decided; a draft is its compiler's own affair."""


def marks(session: Session, place_ids: Sequence[str] | None = None) -> dict[str, HeritageMark]:
    """The mark of each place that has one; of these places only, or of all."""
    recorded = select(CandidateRecord.place_id).where(
        col(CandidateRecord.place_id).is_not(None), still_listed()
    )
    handed_in = select(Nomination.place_id).where(
        col(Nomination.status).in_([status.value for status in UNDER_WAY])
    )
    # What an association gives is a title of its own, and counts for nothing here.
    recognised = (
        select(Recognition.place_id)
        .join(Programme, col(Programme.id) == col(Recognition.programme_id))
        .where(
            col(Recognition.revoked_at).is_(None),
            Programme.issuer_nature == IssuerNature.GOVERNMENT.value,
        )
    )
    if place_ids is not None:
        recorded = recorded.where(col(CandidateRecord.place_id).in_(place_ids))
        handed_in = handed_in.where(col(Nomination.place_id).in_(place_ids))
        recognised = recognised.where(col(Recognition.place_id).in_(place_ids))
    found: dict[str, HeritageMark] = {}
    # The further mark is written over the nearer one.
    for mark, statement in (
        (HeritageMark.CANDIDATE, recorded),
        (HeritageMark.NOMINATED, handed_in),
        (HeritageMark.RECOGNISED, recognised),
    ):
        for place_id in session.exec(statement):
            if place_id is not None:
                found[place_id] = mark
    return found
