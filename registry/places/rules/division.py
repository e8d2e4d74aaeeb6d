"""What becomes of administrative divisions."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class DivisionChangeKind(StrEnum):
    """变更种类, as the notices of the state council and the provinces name them."""

    ESTABLISHED = "established"
    RENAMED = "renamed"
    RAISED = "raised"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    SPLIT = "split"
    ABOLISHED = "abolished"
    RECODED = "recoded"


DIVISION_CHANGE_LABELS: dict[DivisionChangeKind, Text] = {
    DivisionChangeKind.ESTABLISHED: T("设立"),
    DivisionChangeKind.RENAMED: T("更名"),
    DivisionChangeKind.RAISED: T("改设"),
    DivisionChangeKind.TRANSFERRED: T("划归"),
    DivisionChangeKind.MERGED: T("合并"),
    DivisionChangeKind.SPLIT: T("析置"),
    DivisionChangeKind.ABOLISHED: T("撤销"),
    DivisionChangeKind.RECODED: T("代码变更"),
}
