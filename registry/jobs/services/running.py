"""Doing background work: take one piece, do it, say how it ended; others may take what is left."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.core.actor import SYSTEM, Actor
from registry.core.db import rowcount
from registry.core.errors import Problem, Unavailable
from registry.core.handlers import StoppedError
from registry.core.ids import new_id
from registry.jobs import queries
from registry.jobs.models import Job
from registry.jobs.rules import (
    DIED,
    LEASE_SECONDS,
    MAX_ATTEMPTS,
    UNKNOWN,
    JobState,
    kept_fault,
    retry_at,
)
from registry.jobs.services.queue import renew
from registry.runtime import Runtime

LOG = logging.getLogger(__name__)
_WORD_EVERY = 0.5
_POLL_SECONDS = 1.0


@dataclass(slots=True)
class RunningJob:
    """One piece of work in this worker's hands; a `core.handlers.Task`."""

    runtime: Runtime
    id: str
    kind: str
    arguments: Mapping[str, Any]
    actor: Actor
    attempts: int
    worker: str
    lease_seconds: float
    _told_at: float = field(default=0.0)
    _last: dict[str, int | None] = field(default_factory=dict)

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far the work has come; at most twice a second it is written down.

        Raises:
            StoppedError: cancelled, or taken over by another worker.
        """
        now = time.monotonic()
        self._last = {"done": done, "total": total}
        if now - self._told_at < _WORD_EVERY and done != total:
            return
        self._told_at = now
        if not self._hold(**self._last):
            raise StoppedError

    def keep_alive(self) -> bool:
        """Extend the lease; False where the work is no longer ours."""
        return self._hold()

    def end(self, state: JobState, **values: Any) -> None:
        """Say how it ended, unless it is no longer ours."""
        with self.runtime.write(SYSTEM) as work:
            work.session.execute(
                _mine(self).values(
                    state=state.value,
                    leased_until=None,
                    finished_at=work.at,
                    **{**self._last, **values},
                )
            )

    def _hold(self, **values: Any) -> bool:
        with self.runtime.write(SYSTEM) as work:
            until = work.at + timedelta(seconds=self.lease_seconds)
            return (
                rowcount(work.session.execute(_mine(self).values(leased_until=until, **values)))
                == 1
            )


def _mine(job: RunningJob) -> Any:
    return update(Job).where(
        col(Job.id) == job.id,
        col(Job.worker) == job.worker,
        col(Job.attempts) == job.attempts,
        col(Job.state) == JobState.RUNNING.value,
    )


def run_one(runtime: Runtime, *, lease_seconds: float = LEASE_SECONDS) -> bool:
    """Do the next piece of work, if there is one; False where there is none."""
    job = _take(runtime, lease_seconds)
    if job is None:
        return False
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(job, done), daemon=True)
    keeper.start()
    try:
        _do(job)
    finally:
        done.set()
        keeper.join()
    return True


def run_waiting(runtime: Runtime) -> int:
    """Do everything that is due, here and now; returns how many pieces."""
    number = 0
    while run_one(runtime):
        number += 1
    return number


def work_until(runtime: Runtime, stop: threading.Event) -> None:
    """Do work as it comes until told to stop; a database that is gone is waited for."""
    while not stop.is_set():
        try:
            renew(runtime)
            busy = run_one(runtime)
        except Unavailable:
            busy = False
        if not busy:
            stop.wait(_POLL_SECONDS)


def _take(runtime: Runtime, lease_seconds: float) -> RunningJob | None:
    with runtime.database.read() as session:
        # Looking costs no writer anything; only who finds something asks to write.
        if queries.next_due(session, runtime.clock.now(), runtime.jobs.first) is None:
            return None
    with runtime.write(SYSTEM) as work:
        row = queries.next_due(work.session, work.at, runtime.jobs.first)
        if row is None:
            return None
        if row.attempts >= MAX_ATTEMPTS:
            # Its worker died each time: a piece of work that kills workers is given up.
            row.state, row.finished_at, row.leased_until = JobState.FAILED.value, work.at, None
            row.fault = row.fault or DIED
            work.session.add(row)
            return None
        row.state, row.attempts = JobState.RUNNING.value, row.attempts + 1
        row.worker = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"[:80]
        row.started_at, row.done_before = work.at, row.done
        row.leased_until = work.at + timedelta(seconds=lease_seconds)
        work.session.add(row)
        work.session.flush()
        actor = (
            SYSTEM if row.actor_id is None else runtime.jobs.actor_of(work.session, row.actor_id)
        )
        return RunningJob(
            runtime=runtime,
            id=row.id,
            kind=row.kind,
            arguments=row.arguments,
            actor=actor or Actor(id=row.actor_id, name=""),
            attempts=row.attempts,
            worker=row.worker,
            lease_seconds=lease_seconds,
        )


def _keep(job: RunningJob, done: threading.Event) -> None:
    while not done.wait(job.lease_seconds / 3):
        with suppress(Unavailable):  # busy or gone for a moment: the next word will do
            if not job.keep_alive():
                return


def _do(job: RunningJob) -> None:
    handler = job.runtime.jobs.of(job.kind)
    if handler is None:
        job.end(JobState.FAILED, fault=f"{UNKNOWN}{job.kind}")
        return
    try:
        handler(job)
    except StoppedError:
        return
    except Unavailable as problem:
        _again(job, kept_fault(problem))
    except Problem as problem:
        # The rules say no, and would say so again.
        job.end(JobState.FAILED, fault=kept_fault(problem))
    except Exception as error:
        LOG.exception("job %s (%s) failed", job.id, job.kind)
        _again(job, kept_fault(error))
    else:
        job.end(JobState.DONE, fault="")


def _again(job: RunningJob, fault: str) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        job.end(JobState.FAILED, fault=fault)
        return
    with job.runtime.write(SYSTEM) as work:
        work.session.execute(
            _mine(job).values(
                state=JobState.WAITING.value,
                leased_until=None,
                run_after=retry_at(work.at, job.attempts),
                fault=fault,
            )
        )
