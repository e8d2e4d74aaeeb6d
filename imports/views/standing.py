"""How a run stands beyond its state: worked on, left half way, not done, without its file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from imports import services
from imports.queries import RunView
from imports.rules.outcome import RunState
from registry.core.failure import Failure
from registry.core.text import T, Text
from registry.edge import http
from registry.jobs import queries as jobs
from registry.jobs.queries import JobView
from registry.jobs.rules import JobState

_TONES = {
    "uploaded": "neutral",
    "checking": "info",
    "checked": "waiting",
    "applying": "info",
    "applied": "done",
    "undoing": "info",
    "undone": "neutral",
    "failed": "problem",
    "cancelled": "neutral",
}
BUSY = frozenset({RunState.CHECKING, RunState.APPLYING, RunState.UNDOING})
JOB_LABELS = {
    "imports.check": T("正在试运行"),
    "imports.apply": T("正在写入"),
    "imports.undo": T("正在还原"),
}
_WAITING = {
    "imports.check": T("排队等待试运行"),
    "imports.apply": T("排队等待写入"),
    "imports.undo": T("排队等待还原"),
}
NOT_DONE = {
    "imports.check": T("上一次试运行没有做成"),
    "imports.apply": T("上一次写入没有做成"),
    "imports.undo": T("上一次还原没有做成"),
}
_OVER = frozenset({RunState.UNDONE, RunState.CANCELLED})
_NEEDS_FILE = frozenset(
    {RunState.UPLOADED, RunState.CHECKED, RunState.CHECKING, RunState.APPLYING, RunState.FAILED}
)
#: Work that was given up, or that waits to be tried again after it failed.
_FAILED = frozenset({JobState.FAILED, JobState.WAITING})


@dataclass(frozen=True, slots=True)
class Standing:
    """`job` is the newest work of the run; `failure` why that was not done."""

    job: JobView | None
    stalled: bool
    file_gone: bool
    failure: Failure | None
    badge: tuple[str, Text]

    @property
    def open_job(self) -> JobView | None:
        """The work that waits or runs."""
        return self.job if self.job is not None and self.job.is_open else None

    @property
    def not_done(self) -> Text | None:
        """Which step was not done, where one was not."""
        return NOT_DONE.get(self.job.kind) if self.job is not None and self.failure else None


def standing(session: Session, run: RunView) -> Standing:
    """How a run stands now."""
    runtime = http.runtime()
    job = jobs.latest(session, services.SUBJECT, run.id, runtime.clock.now())
    is_open = job is not None and job.is_open
    stalled = run.state in BUSY and not is_open
    # A dry run that was read to its end says itself why it could not be read.
    is_told = run.state == RunState.FAILED or run.state in _OVER
    failure = job.failure if job and job.state in _FAILED and not is_told else None
    file_gone = (
        run.state in _NEEDS_FILE and not is_open and not runtime.store.exists(run.file_sha256)
    )
    badge = (_TONES.get(run.state, "neutral"), run.state_label)
    if job is not None and is_open:
        named = _WAITING if job.state == JobState.WAITING else JOB_LABELS
        badge = ("info", named[job.kind])
    elif stalled:
        badge = ("waiting", T("停在中途"))
    return Standing(job, stalled, file_gone, failure, badge)
