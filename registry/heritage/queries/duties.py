"""备案 and 公告 as they stand on a day: what is overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.heritage.models import Announcement, Filing
from registry.heritage.rules.duties import DutyState, duty_state

_ORDER = list(DutyState)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One approval with how its filing and its announcement stand."""

    filing: Filing
    announcement: Announcement
    filing_state: DutyState
    announcement_state: DutyState

    @property
    def worst(self) -> int:
        """Smaller is more pressing."""
        return min(_ORDER.index(self.filing_state), _ORDER.index(self.announcement_state))


def duties(session: Session, actor: Actor, today: date, limit: int = 500) -> list[DutyRow]:
    """Every approval this person answers for, what is overdue first, then by its last day."""
    statement = (
        select(Filing, Announcement)
        .join(Announcement, col(Announcement.filing_id) == col(Filing.id))
        .order_by(col(Filing.due_on).desc(), col(Filing.id).desc())
        .limit(limit)
    )
    rows = [
        duty_row(filing, announcement, today)
        for filing, announcement in session.exec(statement)
        if actor.may(Permission.NOTICE, filing.division_path)
        or actor.may(Permission.DECIDE, filing.division_path)
    ]
    return sorted(rows, key=lambda row: (row.worst, row.filing.due_on, row.filing.id))


def overdue(rows: Sequence[DutyRow]) -> list[DutyRow]:
    """Those of them whose last day has passed."""
    late = DutyState.OVERDUE
    return [row for row in rows if late in {row.filing_state, row.announcement_state}]


def duty_row(filing: Filing, announcement: Announcement, today: date) -> DutyRow:
    """How one approval stands."""
    return DutyRow(
        filing=filing,
        announcement=announcement,
        filing_state=duty_state(filing.due_on, filing.filed_on, today),
        announcement_state=duty_state(announcement.due_on, announcement.published_on, today),
    )


def filing(session: Session, filing_id: str) -> Filing | None:
    """One filing."""
    return session.get(Filing, filing_id)


def announcement(session: Session, announcement_id: str) -> Announcement | None:
    """One announcement, published or not."""
    return session.get(Announcement, announcement_id)


def announcement_of(session: Session, filing_id: str) -> Announcement | None:
    """The announcement that belongs to a filing."""
    statement = select(Announcement).where(Announcement.filing_id == filing_id)
    return session.exec(statement).first()


def announcements(session: Session, limit: int = 100) -> list[Announcement]:
    """The published ones, newest first."""
    statement = (
        select(Announcement)
        .where(col(Announcement.published_on).is_not(None))
        .order_by(col(Announcement.published_on).desc(), col(Announcement.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def duties_of_recognition(session: Session, recognition_id: str, today: date) -> list[DutyRow]:
    """How filing and announcement of one recognition stand."""
    statement = (
        select(Filing, Announcement)
        .join(Announcement, col(Announcement.filing_id) == col(Filing.id))
        .where(Filing.recognition_id == recognition_id)
    )
    return [duty_row(one, other, today) for one, other in session.exec(statement)]
