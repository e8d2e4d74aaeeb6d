"""What may come of a file's row, of a run, and what a person may decide about a row."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class Outcome(StrEnum):
    """What applying would do with a row."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REJECTED = "rejected"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.CREATE: T("新增"),
    Outcome.UPDATE: T("更新"),
    Outcome.UNCHANGED: T("无变化"),
    Outcome.CONFLICT: T("有冲突，待人判断"),
    Outcome.REJECTED: T("不能导入"),
}


#: The same of a list whose rows become candidates.
LIST_OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.CREATE: T("新候选"),
    Outcome.UPDATE: T("已是候选，补记出处"),
    Outcome.UNCHANGED: T("已经收过"),
    Outcome.CONFLICT: T("有疑问，待人判断"),
    Outcome.REJECTED: T("不能收"),
}


class RunState(StrEnum):
    """批次状态."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    CANCELLED = "cancelled"


RUN_STATE_LABELS: dict[RunState, Text] = {
    RunState.UPLOADED: T("已上传"),
    RunState.CHECKING: T("正在试运行"),
    RunState.CHECKED: T("试运行完毕，等待确认"),
    RunState.APPLYING: T("正在写入"),
    RunState.APPLIED: T("已写入"),
    RunState.UNDOING: T("正在还原"),
    RunState.UNDONE: T("已还原"),
    RunState.FAILED: T("未能读取"),
    RunState.CANCELLED: T("已取消"),
}


class Decision(StrEnum):
    """What a person says of a row in conflict."""

    NONE = ""
    CREATE = "create"
    USE = "use"
    SKIP = "skip"


#: What an undoing counts that a later one may look at again.
LEFT = ("undo_kept", "undo_failed")


class RowState(StrEnum):
    """What became of a kept row."""

    PLANNED = "planned"
    APPLIED = "applied"
    SKIPPED = "skipped"
    REVERSED = "reversed"
    KEPT = "kept"
    FAILED = "failed"
