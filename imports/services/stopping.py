"""Stopping the background work of a run: what was written stays, and can go on or be taken back."""

from __future__ import annotations

from sqlmodel import col, delete

from imports.models import ImportRow
from imports.rules.outcome import RunState
from imports.services.background import SUBJECT
from imports.services.runs import known_run
from registry.core import journal
from registry.core.errors import Conflict
from registry.core.text import T
from registry.core.work import Work
from registry.jobs import queries as jobs
from registry.jobs import services as job_services


def stop(work: Work, run_id: str) -> None:
    """Stop what is being done with a run.

    A dry run is forgotten. A run that is being written or undone stays where it is, whole batches
    at a time: it can go on from there, or be undone.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.idle`.
    """
    run = known_run(work, run_id)
    job = jobs.latest(work.session, SUBJECT, run_id, work.at)
    if job is None or not job_services.cancel(work, job.id):
        raise Conflict("imports.idle", T("这个批次没有正在进行的工作"))
    before = {"state": run.state, "work": job.kind}
    if run.state == RunState.CHECKING:
        run.state, run.counts = RunState.UPLOADED.value, {}
        work.session.exec(delete(ImportRow).where(col(ImportRow.run_id) == run_id))
    run.row_version += 1
    work.session.add(run)
    work.session.flush()
    journal.record(work, "imports.stopped", (SUBJECT, run_id), before=before, after={})
