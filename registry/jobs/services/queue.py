"""Asking for background work, in the transaction that wants it done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlmodel import col

from registry.core.actor import SYSTEM
from registry.core.db import rowcount
from registry.core.errors import Conflict
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.jobs import queries
from registry.jobs.models import Job
from registry.jobs.rules import RECURRING, JobState

if TYPE_CHECKING:
    from registry.runtime import Runtime


def enqueue(
    work: Work,
    kind: str,
    *,
    subject: tuple[str, str] = ("", ""),
    arguments: Mapping[str, Any] | None = None,
) -> str:
    """Ask for one piece of work; returns its id.

    The row is written in the caller's transaction: the work is done if and only if the act that
    wanted it was committed. It is done in the name of the caller's actor; the caller's service
    has checked that they may ask for it and has written the journal.
    """
    row = Job(
        **stamp(work),
        kind=kind,
        subject_type=subject[0],
        subject_id=subject[1],
        arguments=dict(arguments or {}),
        actor_id=work.actor.id,
        run_after=work.at,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def renew(runtime: Runtime) -> None:
    """Ask for recurring work whose time has come again; one row each, however often it is done."""
    for kind, every in runtime.jobs.every.items():
        with runtime.database.read() as session:
            if not _is_due(queries.recurring(session, kind), runtime.clock.now(), every):
                continue
        with runtime.write(SYSTEM) as work:
            # Another worker may have been first; one writer at a time decides it.
            row = queries.recurring(work.session, kind)
            if not _is_due(row, work.at, every):
                continue
            if row is None:
                enqueue(work, kind, subject=(RECURRING, kind))
                continue
            row.state, row.attempts, row.run_after = JobState.WAITING.value, 0, work.at
            row.finished_at, row.done, row.total = None, 0, None
            work.session.add(row)


def _is_due(row: Job | None, now: datetime, every: timedelta) -> bool:
    return row is None or (row.finished_at is not None and row.finished_at + every <= now)


def cancel(work: Work, job_id: str) -> bool:
    """Stop a piece of work that waits or runs; False where it has ended already.

    A running handler hears of it at its next word on progress.
    """
    statement = (
        update(Job)
        .where(
            col(Job.id) == job_id,
            col(Job.state).in_([JobState.WAITING.value, JobState.RUNNING.value]),
        )
        .values(state=JobState.CANCELLED.value, finished_at=work.at, leased_until=None)
    )
    return rowcount(work.session.execute(statement)) == 1


def retry(work: Work, job_id: str) -> None:
    """Try work again that was given up.

    Raises:
        Conflict: `jobs.not_failed`.
    """
    statement = (
        update(Job)
        .where(col(Job.id) == job_id, col(Job.state) == JobState.FAILED.value)
        .values(
            state=JobState.WAITING.value, attempts=0, run_after=work.at, finished_at=None, fault=""
        )
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict("jobs.not_failed", T("这项后台任务没有失败，不用重试"))
