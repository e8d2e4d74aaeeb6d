"""Batches: the rounds in which a programme calls files in, and which are open on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text


class BatchState(StrEnum):
    """批次状态: by the dates of a batch on a day in China."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


BATCH_LABELS: dict[BatchState, Text] = {
    BatchState.COMING: T("未开放"),
    BatchState.OPEN: T("开放中"),
    BatchState.CLOSED: T("已截止"),
}
BATCH_TONES: dict[BatchState, str] = {
    BatchState.COMING: "neutral",
    BatchState.OPEN: "done",
    BatchState.CLOSED: "problem",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """批次: such as 第九批. Both days count, in China time; None is without that bound."""

    name: str
    opens_on: date | None = None
    closes_on: date | None = None

    def state(self, today: date) -> BatchState:
        """Whether files may join it on this day in China."""
        if self.opens_on is not None and today < self.opens_on:
            return BatchState.COMING
        if self.closes_on is not None and today > self.closes_on:
            return BatchState.CLOSED
        return BatchState.OPEN

    @property
    def stored(self) -> dict[str, str | None]:
        """As plain JSON; `read_batch` reads it back to the same."""
        return {
            "name": self.name,
            "opens_on": None if self.opens_on is None else self.opens_on.isoformat(),
            "closes_on": None if self.closes_on is None else self.closes_on.isoformat(),
        }

    def __str__(self) -> str:
        """On one line, for lists of what changed."""
        if self.opens_on is None and self.closes_on is None:
            return self.name
        bounds = [day.isoformat() if day else "…" for day in (self.opens_on, self.closes_on)]
        return f"{self.name}（{' – '.join(bounds)}）"


def read_batch(row: str | Mapping[str, Any]) -> Batch:
    """A batch from its stored form; editions from before there were dates hold its name alone.

    Raises:
        ValueError: no name, a date that is none, or one that ends before it begins.
    """
    if isinstance(row, str):
        row = {"name": row}
    opens, closes = (_day(row.get(name)) for name in ("opens_on", "closes_on"))
    found = Batch(str(row.get("name", "")).strip(), opens, closes)
    if not found.name:
        message = "a batch needs a name"
        raise ValueError(message)
    if opens is not None and closes is not None and closes < opens:
        message = "a batch closes before it opens"
        raise ValueError(message)
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def batch_named(batches: Sequence[Batch], name: str) -> Batch | None:
    """The batch of this name, or None."""
    return next((found for found in batches if found.name == name), None)


def open_batches(batches: Sequence[Batch], today: date) -> list[Batch]:
    """Those that files may join on this day in China."""
    return [found for found in batches if found.state(today) is BatchState.OPEN]


def choice_fault(batches: Sequence[Batch], name: str, today: date) -> Text | None:
    """Why a file cannot join a batch on this day, with what to do; None where it can."""
    found = batch_named(batches, name)
    if found is None:
        return T("这个名录没有批次“%(name)s”，请从列出的批次中选择", name=name)
    state = found.state(today)
    if state is BatchState.COMING:
        words = {"name": name, "day": str(found.opens_on)}
        return T("批次“%(name)s”%(day)s 才开放，请到那天再选，或改选开放的批次", **words)
    if state is BatchState.CLOSED:
        words = {"name": name, "day": str(found.closes_on)}
        if open_batches(batches, today):
            return T("批次“%(name)s”已于 %(day)s 截止，请改选开放的批次", **words)
        return T(
            "批次“%(name)s”已于 %(day)s 截止，现在也没有别的批次开放；"
            "草稿会一直留着，等下一批开放后改选再提交",
            **words,
        )
    return None


def entry_fault(
    batches: Sequence[Batch], name: str, today: date, *, was_entered: bool
) -> Text | None:
    """Why a file cannot be submitted as far as its batch is concerned, with what to do.

    A file that `was_entered` in time belongs to its batch: returned for evidence, it comes back
    into it after the last day too.
    """
    if was_entered and name:
        return None
    if name:
        return choice_fault(batches, name, today)
    if not batches:
        return None
    if open_batches(batches, today):
        return T("这个名录按批次申报，请先在“编辑申报”里选一个开放的批次")
    return T("这个名录按批次申报，现在没有批次开放；草稿会一直留着，等开放后选了批次再提交")
