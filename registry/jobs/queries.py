"""Reads of background work: how far one thing has come, what waits, what is next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from registry.core.failure import Failure
from registry.core.text import Text
from registry.jobs.models import Job
from registry.jobs.rules import (
    JOB_STATE_LABELS,
    OPEN,
    RECURRING,
    JobState,
    rate_per_second,
    seconds_left,
    told_fault,
)


@dataclass(frozen=True, slots=True)
class JobView:
    """One piece of work as a page shows it."""

    id: str
    kind: str
    state: JobState
    state_label: Text
    attempts: int
    done: int
    total: int | None
    rate_per_s: float | None
    seconds_left: int | None
    fault: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def failure(self) -> Failure | None:
        """Why it was not done the last time, in words; None where nothing failed."""
        return told_fault(self.fault)


def _view(row: Job, now: datetime) -> JobView:
    state = JobState(row.state)
    until = row.finished_at or now
    rate = rate_per_second(row.done - row.done_before, row.started_at, until)
    return JobView(
        id=row.id,
        kind=row.kind,
        state=state,
        state_label=JOB_STATE_LABELS[state],
        attempts=row.attempts,
        done=row.done,
        total=row.total,
        rate_per_s=rate,
        seconds_left=seconds_left(row.done, row.total, rate) if state in OPEN else None,
        fault=row.fault,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def latest(session: Session, subject_type: str, subject_id: str, now: datetime) -> JobView | None:
    """The newest work about one thing, or None."""
    statement = (
        select(Job)
        .where(Job.subject_type == subject_type, Job.subject_id == subject_id)
        .order_by(col(Job.created_at).desc(), col(Job.id).desc())
        .limit(1)
        # A worker in another session moves the row on while a page is made.
        .execution_options(populate_existing=True)
    )
    row = session.exec(statement).first()
    return None if row is None else _view(row, now)


def next_due(session: Session, now: datetime, first: Collection[str] = ()) -> Job | None:
    """The work to do next: what has waited longest, or what a dead worker left.

    Kinds in `first` come before all others.
    """
    if first:
        row = _next_due(session, now, col(Job.kind).in_(sorted(first)))
        if row is not None:
            return row
    return _next_due(session, now)


def _next_due(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> Job | None:
    statement = (
        select(Job)
        .where(
            *conditions,
            or_(
                and_(col(Job.state) == JobState.WAITING.value, col(Job.run_after) <= now),
                and_(col(Job.state) == JobState.RUNNING.value, col(Job.leased_until) < now),
            ),
        )
        .order_by(col(Job.run_after), col(Job.id))
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.exec(statement).first()


def recurring(session: Session, kind: str) -> Job | None:
    """The one row of a kind of work that recurs, or None before its first time."""
    statement = (
        select(Job)
        .where(Job.kind == kind, Job.subject_type == RECURRING)
        .execution_options(populate_existing=True)
    )
    return session.exec(statement).first()


def counts(session: Session) -> dict[JobState, int]:
    """How many pieces of work are in each state."""
    statement = select(Job.state, func.count()).group_by(col(Job.state))
    return {JobState(state): number for state, number in session.exec(statement)}


def recent_failures(session: Session, now: datetime, limit: int = 50) -> list[JobView]:
    """The newest work that was given up, newest first."""
    statement = (
        select(Job)
        .where(Job.state == JobState.FAILED.value)
        .order_by(col(Job.finished_at).desc(), col(Job.id).desc())
        .limit(limit)
    )
    return [_view(row, now) for row in session.exec(statement)]
