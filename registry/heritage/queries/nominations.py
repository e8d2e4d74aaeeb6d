"""Nominations, their decisions and findings as rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from registry.heritage.models import Decision, Nomination, NominationClaim
from registry.heritage.rules import Action


def nomination(session: Session, nomination_id: str) -> Nomination | None:
    """One nomination."""
    return session.get(Nomination, nomination_id)


def nominations(session: Session, limit: int = 500) -> list[Nomination]:
    """All files, the latest changed first."""
    statement = (
        select(Nomination)
        .order_by(col(Nomination.changed_at).desc(), col(Nomination.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def nominations_of_place(session: Session, place_id: str) -> list[Nomination]:
    """All files about a place, newest first."""
    statement = (
        select(Nomination)
        .where(Nomination.place_id == place_id)
        .order_by(col(Nomination.created_at).desc(), col(Nomination.id).desc())
    )
    return list(session.exec(statement))


def decisions(session: Session, nomination_id: str) -> list[Decision]:
    """Every act on a nomination, first to last."""
    statement = (
        select(Decision).where(Decision.nomination_id == nomination_id).order_by(col(Decision.seq))
    )
    return list(session.exec(statement))


def decision_count(session: Session, nomination_id: str) -> int:
    """How many acts there are; acts are numbered from 1 without gaps."""
    statement = select(func.count()).where(col(Decision.nomination_id) == nomination_id)
    return session.exec(statement).one()


def claim_links(session: Session, nomination_id: str) -> list[NominationClaim]:
    """Which claims serve which criteria, as they were added."""
    statement = (
        select(NominationClaim)
        .where(NominationClaim.nomination_id == nomination_id)
        .order_by(col(NominationClaim.position), col(NominationClaim.id))
    )
    return list(session.exec(statement))


def claim_count(session: Session, nomination_id: str) -> int:
    """How many claims a file rests on."""
    statement = select(func.count()).where(col(NominationClaim.nomination_id) == nomination_id)
    return session.exec(statement).one()


def levels_passed(acts: Sequence[Decision]) -> set[str]:
    """The levels that passed a file on since it was last submitted; `acts` are all, in order."""
    last = max((n for n, act in enumerate(acts) if act.action == Action.SUBMIT), default=len(acts))
    return {
        act.from_status
        for act in acts[last:]
        if act.action == Action.FORWARD and act.from_status is not None
    }
