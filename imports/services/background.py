"""The long steps of a run as background work: asked for in one transaction, done by a worker."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from imports import queries
from imports.models import ImportRun
from imports.rules.outcome import RunState
from imports.services.applying import apply
from imports.services.checking import check
from imports.services.runs import (
    is_list,
    known_run,
    require_idle,
    require_state,
    require_undoable,
)
from imports.services.undoing import undo
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, Refused
from registry.core.text import T
from registry.core.work import Work
from registry.jobs.services import enqueue
from registry.runtime import Runtime

if TYPE_CHECKING:
    from registry.core.handlers import Task

SUBJECT = queries.SUBJECT


def wire(runtime: Runtime) -> None:
    """Connect background work to its handlers, places to where they came from, the desk to runs."""
    runtime.jobs.add("imports.check", partial(_check, runtime))
    runtime.jobs.add("imports.apply", partial(_apply, runtime))
    runtime.jobs.add("imports.undo", partial(_undo, runtime))
    runtime.panels.add("place", "imports/place_panel.html", queries.place_panel)
    runtime.panels.add("source", "imports/source_panel.html", queries.source_panel)
    runtime.panels.add_desk(queries.desk)


def _check(runtime: Runtime, task: Task) -> None:
    check(runtime, task.arguments["run_id"], task.actor, task.progress)


def _apply(runtime: Runtime, task: Task) -> None:
    apply(runtime, task.arguments["run_id"], task.actor, task.progress)


def _undo(runtime: Runtime, task: Task) -> None:
    reason = task.arguments.get("reason", "")
    undo(runtime, task.arguments["run_id"], task.actor, task.progress, reason=reason)


def ask_check(work: Work, run_id: str) -> str:
    """Ask for the dry run; returns the id of the work.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`, `imports.busy`.
        Refused: `imports.no_mapping`, where nobody said which column is the name.
    """
    run = known_run(work, run_id)
    require_state(run, RunState.UPLOADED, RunState.CHECKED, RunState.FAILED, RunState.CHECKING)
    if not run.mapping.get("columns"):
        raise Refused("imports.no_mapping", T("还没有指明名称在哪一列"))
    return _ask(work, run, "imports.check")


def ask_apply(work: Work, run_id: str) -> str:
    """Ask for the run to be written; the dry run comes first, always.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`, `imports.busy`.
    """
    run = known_run(work, run_id)
    require_state(run, RunState.CHECKED, RunState.APPLYING)
    if is_list(run):
        work.actor.require(Permission.DECIDE, "")
    return _ask(work, run, "imports.apply")


def ask_undo(work: Work, run_id: str, *, reason: str) -> str:
    """Ask for the run to be taken back, with the reason.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`, `imports.busy`.
        Invalid: field `reason`.
    """
    if not reason.strip():
        raise Invalid({"reason": [T("请填写这一项")]})
    run = known_run(work, run_id)
    require_undoable(run)
    if is_list(run):
        work.actor.require(Permission.DECIDE, "")
    return _ask(work, run, "imports.undo", reason=reason.strip())


def _ask(work: Work, run: ImportRun, kind: str, **more: str) -> str:
    require_idle(work, run)
    job_id = enqueue(work, kind, subject=(SUBJECT, run.id), arguments={"run_id": run.id, **more})
    reason = more.get("reason", "")
    after = {"work": kind, "job_id": job_id}
    journal.record(work, "imports.asked", (SUBJECT, run.id), after=after, reason=reason)
    return job_id
