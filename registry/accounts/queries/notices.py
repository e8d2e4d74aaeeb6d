"""Reads of notices: those that stand for a person, the newest, and how the mails fare."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from registry.accounts.models import Person, PersonNotice
from registry.accounts.rules import PersonStatus
from registry.accounts.rules.notices import MailState


def open_notices(session: Session, person_id: str) -> Sequence[PersonNotice]:
    """What a person was told of and what still waits."""
    return session.exec(
        select(PersonNotice).where(
            PersonNotice.person_id == person_id, col(PersonNotice.ended_at).is_(None)
        )
    ).all()


def newest_notices(session: Session, person_id: str, limit: int = 30) -> Sequence[PersonNotice]:
    """The last notices to a person, newest first."""
    return session.exec(
        select(PersonNotice)
        .where(PersonNotice.person_id == person_id)
        .order_by(col(PersonNotice.created_at).desc(), col(PersonNotice.id).desc())
        .limit(limit)
    ).all()


def notice(session: Session, notice_id: str) -> PersonNotice | None:
    """One notice as it stands now."""
    return session.get(PersonNotice, notice_id, populate_existing=True)


def mail_counts(session: Session) -> dict[MailState, int]:
    """How many notices have their mail in which state."""
    rows = session.exec(
        select(PersonNotice.mail_state, func.count()).group_by(col(PersonNotice.mail_state))
    )
    return {MailState(state): number for state, number in rows}


def active_people(session: Session) -> list[str]:
    """Everybody who may sign in, by id."""
    return list(
        session.exec(
            select(Person.id)
            .where(Person.status == PersonStatus.ACTIVE.value)
            .order_by(col(Person.id))
        )
    )
