"""The states of background work, how often it is tried, and how long it will still take."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from registry.core.text import T, Text


class JobState(StrEnum):
    """任务状态."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


JOB_STATE_LABELS: dict[JobState, Text] = {
    JobState.WAITING: T("排队中"),
    JobState.RUNNING: T("进行中"),
    JobState.DONE: T("完成"),
    JobState.FAILED: T("失败"),
    JobState.CANCELLED: T("已取消"),
}

OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
LEASE_SECONDS = 60.0
"""A worker that has not been heard of for so long is taken for dead."""
MAX_ATTEMPTS = 5
#: The subject of work that nobody asks for and that has one row for all its times.
RECURRING = "every"


def retry_at(now: datetime, attempts: int) -> datetime:
    """When to try again after so many attempts: 10 s, 40 s, 160 s, 640 s."""
    return now + timedelta(seconds=10 * 4 ** max(0, attempts - 1))


def rate_per_second(done: int, started_at: datetime | None, now: datetime) -> float | None:
    """How much is done in a second since the work began; None before there is anything to tell."""
    if started_at is None or done <= 0:
        return None
    seconds = (now - started_at).total_seconds()
    return done / seconds if seconds > 0 else None


def seconds_left(done: int, total: int | None, rate: float | None) -> int | None:
    """Whole seconds until the end at this rate; None where nobody can tell."""
    if total is None or not rate:
        return None
    return max(0, round((total - done) / rate))
