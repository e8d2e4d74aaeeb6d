"""How long a report may wait on a phone before somebody should be told.

The marks of 24 and 72 hours follow what browsers promise: Safari may delete what a page stored
after seven days without use, so that there have to be days left to act in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from registry.core.text import T, Text

AMBER_AFTER = timedelta(hours=24)
RED_AFTER = timedelta(hours=72)


class Waiting(StrEnum):
    """How urgent the oldest unsent report of a phone is."""

    NONE = "none"
    FRESH = "fresh"
    AMBER = "amber"
    RED = "red"


WAITING_LABELS: dict[Waiting, tuple[str, Text]] = {
    Waiting.NONE: ("done", T("都已发送")),
    Waiting.FRESH: ("info", T("有待发，不到一天")),
    Waiting.AMBER: ("waiting", T("待发超过一天")),
    Waiting.RED: ("problem", T("待发超过三天")),
}
"""Tone of the badge and its word."""


def waiting_since(oldest: datetime | None, now: datetime) -> Waiting:
    """The mark for the oldest unsent report; None where nothing waits."""
    if oldest is None:
        return Waiting.NONE
    age = now - oldest
    if age >= RED_AFTER:
        return Waiting.RED
    return Waiting.AMBER if age >= AMBER_AFTER else Waiting.FRESH
