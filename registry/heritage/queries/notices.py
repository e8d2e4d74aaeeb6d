"""Notices and objections: for the public without any person, for those who answer in full."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from registry.core.text import Text
from registry.heritage.models import Nomination, Notice, Objection
from registry.heritage.rules import Ground, Outcome, Status
from registry.heritage.rules.notice import (
    GROUND_LABELS,
    OUTCOME_LABELS,
    OUTCOME_TONES,
    effective_end,
    sha256_of,
)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A public notice with its frozen content. `ended_at` is the real end of the window."""

    id: str
    nomination_id: str
    place_id: str
    place_name: str
    division_text: str
    programme_id: str
    issuer: str
    file_no: str
    contact: str
    published_at: datetime
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime
    closed_early_at: datetime | None
    closed_early_reason: str
    ended_without_at: datetime | None
    status: Status
    sha256: str
    snapshot_text: str
    snapshot: dict[str, Any]
    simulated: bool

    def takes_objections(self, now: datetime) -> bool:
        """Whether an objection can be sent now, in time or late."""
        return self.starts_at <= now and self.status is Status.NOTICE and not self.ended_without_at

    def is_running(self, now: datetime) -> bool:
        """Whether objections are in time now."""
        return self.takes_objections(now) and now <= self.ended_at

    @property
    def is_intact(self) -> bool:
        """Whether the kept text still has the hash that was published with it."""
        return sha256_of(self.snapshot_text) == self.sha256


@dataclass(frozen=True, slots=True)
class PublicObjection:
    """What anybody may read of an objection: never who sent it nor their own words."""

    ground_label: Text
    received_at: datetime
    late: bool
    public_summary: str
    answer: str
    answered_at: datetime | None
    outcome_label: Text | None
    outcome_tone: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class ConfidentialObjection:
    """An objection in full, for those who hold the permission to answer it."""

    id: str
    public: PublicObjection
    receipt: str
    text: str
    evidence: str
    person_name: str
    person_contact: str
    answered_by_name: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.public.answered_at is None


def notice(session: Session, notice_id: str) -> NoticeView | None:
    """One notice."""
    found = _views(session, Notice.id == notice_id)
    return found[0] if found else None


def notices(session: Session, limit: int = 200) -> list[NoticeView]:
    """All notices, the latest to end first."""
    return _views(session, limit=limit)


def notices_of(session: Session, nomination_id: str) -> list[NoticeView]:
    """The notices of one file, newest first."""
    return _views(session, Notice.nomination_id == nomination_id)


def current_notice(session: Session, nomination_id: str) -> NoticeView | None:
    """The notice of a file that has not been ended by a return, rejection or withdrawal."""
    found = notices_of(session, nomination_id)
    return next((view for view in found if view.ended_without_at is None), None)


def _views(session: Session, *conditions: Any, limit: int = 200) -> list[NoticeView]:
    statement = (
        select(Notice, Nomination)
        .join(Nomination, col(Nomination.id) == col(Notice.nomination_id))
        .where(*conditions)
        # One that was ended without a decision ended then, however long it was to run.
        .order_by(
            func.coalesce(Notice.ended_without_at, Notice.closed_early_at, Notice.ends_at).desc(),
            col(Notice.id).desc(),
        )
        .limit(limit)
    )
    return [_view(row, file) for row, file in session.exec(statement)]


def _view(row: Notice, file: Nomination) -> NoticeView:
    return NoticeView(
        id=row.id,
        nomination_id=file.id,
        place_id=file.place_id,
        place_name=file.place_name,
        division_text=file.division_text,
        programme_id=file.programme_id,
        issuer=row.issuer,
        file_no=row.file_no,
        contact=row.contact,
        published_at=row.created_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=effective_end(row.ends_at, row.closed_early_at),
        closed_early_at=row.closed_early_at,
        closed_early_reason=row.closed_early_reason,
        ended_without_at=row.ended_without_at,
        status=Status(file.status),
        sha256=row.sha256,
        snapshot_text=row.snapshot,
        snapshot=json.loads(row.snapshot),
        simulated=row.simulated,
    )


def open_objections(session: Session, nomination_id: str) -> int:
    """How many objections to a file still wait for an answer."""
    statement = select(func.count()).where(
        col(Objection.nomination_id) == nomination_id, col(Objection.outcome).is_(None)
    )
    return session.exec(statement).one()


def public_objections(session: Session, notice_id: str) -> Sequence[PublicObjection]:
    """The objections to a notice as the public sees them, first to last."""
    statement = (
        select(Objection)
        .where(Objection.notice_id == notice_id)
        .order_by(col(Objection.received_at), col(Objection.id))
    )
    return [_public(row) for row in session.exec(statement)]


def confidential_objections(
    session: Session, nomination_id: str
) -> Sequence[ConfidentialObjection]:
    """The objections to a file in full. The caller has checked `rules.reading`."""
    statement = (
        select(Objection)
        .where(Objection.nomination_id == nomination_id)
        .order_by(col(Objection.received_at), col(Objection.id))
    )
    return [
        ConfidentialObjection(
            id=row.id,
            public=_public(row),
            receipt=row.receipt,
            text=row.text,
            evidence=row.evidence,
            person_name=row.person_name,
            person_contact=row.person_contact,
            answered_by_name=row.answered_by_name,
        )
        for row in session.exec(statement)
    ]


def objection_place(session: Session, objection_id: str) -> tuple[str, str] | None:
    """The notice and nomination of an objection."""
    row = session.get(Objection, objection_id)
    return None if row is None else (row.notice_id, row.nomination_id)


def receipt(session: Session, number: str) -> tuple[PublicObjection, NoticeView] | None:
    """The state of an objection by the number its sender was given, without who that was."""
    row = session.exec(select(Objection).where(Objection.receipt == number)).one_or_none()
    if row is None:
        return None
    found = notice(session, row.notice_id)
    return None if found is None else (_public(row), found)


def _public(row: Objection) -> PublicObjection:
    outcome = None if row.outcome is None else Outcome(row.outcome)
    return PublicObjection(
        ground_label=GROUND_LABELS[Ground(row.ground)],
        received_at=row.received_at,
        late=row.late,
        public_summary=row.public_summary,
        answer=row.answer,
        answered_at=row.answered_at,
        outcome_label=None if outcome is None else OUTCOME_LABELS[outcome],
        outcome_tone="waiting" if outcome is None else OUTCOME_TONES[outcome],
        simulated=row.simulated,
    )
