"""The states of background work, how often it is tried, and how long it will still take."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum

from registry.core.errors import Problem
from registry.core.failure import Failure, failure_of, packed_failure, unpacked_failure
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


DIED = "the worker died each time"
UNKNOWN = "nobody here does "
#: What the names of Python's and the drivers' errors mean to whoever waits for the work.
_WORDS: tuple[tuple[tuple[str, ...], Text], ...] = (
    ((DIED,), T("后台程序每次做到一半就断了")),
    ((UNKNOWN,), T("正在运行的后台程序不会做这种工作，多半是新旧两个版本混着运行")),
    (
        ("OperationalError:", "InterfaceError:", "DatabaseError:", "InternalError:"),
        T("数据库当时读不了或写不了"),
    ),
    (
        ("OSError:", "PermissionError:", "FileNotFoundError:", "BlockingIOError:"),
        T("存文件的地方当时读不了或写不了"),
    ),
    (("MemoryError:",), T("内存不够，没有做完")),
    (
        ("TimeoutError:", "ConnectionError:", "Connection"),
        T("连不上要用的服务，或者它没有按时回答"),
    ),
)


def kept_fault(error: Exception) -> str:
    """What is kept of why work was not done: our own problems with their parts, others by name."""
    if isinstance(error, Problem):
        return json.dumps(packed_failure(failure_of(error)), ensure_ascii=False)
    return f"{type(error).__name__}: {error}"


def told_fault(kept: str) -> Failure | None:
    """Why work was not done, in words; `code` is what support asks for. None: nothing failed."""
    if not kept:
        return None
    if kept.startswith('{"code"'):
        return unpacked_failure(json.loads(kept))
    for starts, text in _WORDS:
        if kept.startswith(starts):
            return Failure(kept, text)
    code, _, words = kept.partition(": ")
    if words and "." in code and code.islower():
        # Kept as words by an earlier version: nobody knows its parts any more.
        return Failure(code, Text("%(words)s", {"words": words}))
    return Failure(kept, T("程序遇到了没有料到的错误"))
