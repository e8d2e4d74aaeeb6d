"""Exemptions that have run out end by themselves: the paper said until when."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.signage import queries
from registry.signage.services.requirements import end_expired

if TYPE_CHECKING:
    from registry.core.handlers import Task
    from registry.runtime import Runtime

EXPIRY_JOB = "signage.exemptions"
EVERY = timedelta(hours=1)
"""A day ends at midnight in China, whenever the last look was: an hour late at the most."""


def wire(runtime: Runtime) -> None:
    """Let workers of this installation look for exemptions that have run out."""
    runtime.jobs.add(EXPIRY_JOB, partial(_run, runtime), every=EVERY)


def _run(runtime: Runtime, _task: Task) -> None:
    with runtime.database.read() as session:
        is_due = bool(queries.expired_exemptions(session, china_date(runtime.clock.now())))
    if is_due:
        with runtime.write(SYSTEM) as work:
            end_expired(work)
