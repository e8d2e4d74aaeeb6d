"""The daily proof of the counters: everything is counted again, and what was found is kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.rows import stamp
from registry.coverage.models import CoverageRecount
from registry.coverage.queries.checking import Difference, differences
from registry.runtime import Runtime

if TYPE_CHECKING:
    from registry.core.handlers import Task

RECOUNT_JOB = "coverage.recount"
EVERY = timedelta(hours=24)
_MOST = 100


def wire_recounts(runtime: Runtime) -> None:
    """Let workers of this installation count again, once a day."""
    runtime.jobs.add(RECOUNT_JOB, partial(_run, runtime), every=EVERY)


def _run(runtime: Runtime, _task: Task) -> None:
    recount(runtime)


def recount(runtime: Runtime) -> CoverageRecount:
    """Count everything again and keep what was found, with a journal entry; nothing is mended.

    A counter that is wrong was changed past the program, and whoever reads of it must find out
    how. On PostgreSQL each count is its own moment, so that a write between two of them looks like
    a fault: what differs is counted once more, and only what differs in the same way is kept.
    """
    found = _differing(runtime)
    if found:
        again = set(_differing(runtime))
        found = [one for one in found if one in again]
    with runtime.write(SYSTEM) as work:
        row = CoverageRecount(
            **stamp(work),
            differing=len(found),
            differences=[asdict(one) for one in found[:_MOST]],
        )
        work.session.add(row)
        work.session.flush()
        after = {"differing": row.differing}
        journal.record(work, "coverage.recounted", ("coverage_recount", row.id), after=after)
    return row


def _differing(runtime: Runtime) -> list[Difference]:
    with runtime.database.read() as session:
        return differences(session)
