"""The states of background work."""

from __future__ import annotations

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
