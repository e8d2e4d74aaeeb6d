"""The one table of states and acts of a nomination, and who may do which act."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from registry.accounts.rules import Permission
from registry.core.text import T, Text


class Status(StrEnum):
    """办理状态: where a nomination stands."""

    DRAFT = "draft"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    EXPERT_REVIEW = "expert_review"
    NOTICE = "notice"
    RECOGNISED = "recognised"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Action(StrEnum):
    """办理动作: what a person does to a nomination; each appends one Decision."""

    START = "start"
    SUBMIT = "submit"
    FORWARD = "forward"
    RETURN = "return"
    REJECT = "reject"
    OPEN_NOTICE = "open_notice"
    RECOGNISE = "recognise"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    CHANGE_EDITION = "change_edition"


class Level(StrEnum):
    """审核层级: the levels a programme may ask for, from below upwards."""

    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


STATUS_LABELS: dict[Status, Text] = {
    Status.DRAFT: T("起草中"),
    Status.TOWNSHIP: T("乡镇审核"),
    Status.COUNTY: T("县级审核"),
    Status.CITY: T("市级审核"),
    Status.PROVINCE: T("省级审核"),
    Status.EXPERT_REVIEW: T("专家评审"),
    Status.NOTICE: T("公示"),
    Status.RECOGNISED: T("已认定"),
    Status.REJECTED: T("不予认定"),
    Status.RETURNED: T("已退回补证"),
    Status.WITHDRAWN: T("已撤回"),
    Status.SUSPENDED: T("已暂停"),
    Status.REVOKED: T("已撤销"),
}

# The tones of the state badge (macros/parts.html).
STATUS_TONES: dict[Status, str] = {
    Status.DRAFT: "neutral",
    Status.TOWNSHIP: "waiting",
    Status.COUNTY: "waiting",
    Status.CITY: "waiting",
    Status.PROVINCE: "waiting",
    Status.EXPERT_REVIEW: "waiting",
    Status.NOTICE: "info",
    Status.RECOGNISED: "recognised",
    Status.REJECTED: "problem",
    Status.RETURNED: "problem",
    Status.WITHDRAWN: "neutral",
    Status.SUSPENDED: "waiting",
    Status.REVOKED: "problem",
}

ACTION_LABELS: dict[Action, Text] = {
    Action.START: T("开始起草"),
    Action.SUBMIT: T("提交"),
    Action.FORWARD: T("审核通过"),
    Action.RETURN: T("退回补证"),
    Action.REJECT: T("不予认定"),
    Action.OPEN_NOTICE: T("发布公示"),
    Action.RECOGNISE: T("予以认定"),
    Action.WITHDRAW: T("撤回申报"),
    Action.SUSPEND: T("暂停认定"),
    Action.RESTORE: T("恢复认定"),
    Action.REVOKE: T("撤销这项认定"),
    Action.CHANGE_EDITION: T("改按新版标准"),
}

LEVEL_LABELS: dict[Level, Text] = {
    Level.TOWNSHIP: T("乡镇级"),
    Level.COUNTY: T("县级"),
    Level.CITY: T("市级"),
    Level.PROVINCE: T("省级"),
}

LEVEL_PERMISSIONS: dict[Level, Permission] = {
    Level.TOWNSHIP: Permission.REVIEW_TOWNSHIP,
    Level.COUNTY: Permission.REVIEW_COUNTY,
    Level.CITY: Permission.REVIEW_CITY,
    Level.PROVINCE: Permission.REVIEW_PROVINCE,
}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
#: Nothing leads on from here.
FINAL = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.REVOKED})
#: The procedure is over; what was recognised may still be suspended or revoked.
CLOSED = FINAL | {Status.RECOGNISED, Status.SUSPENDED}
#: Where a file may be put under a newer edition of the rules: under notice its text is frozen.
MOVABLE = frozenset(Status) - CLOSED - {Status.NOTICE}
#: Acts on a recognition, each by a document of its own.
AFTERWARDS = frozenset({Action.SUSPEND, Action.RESTORE, Action.REVOKE})
#: Acts that may be done without written words; every other act needs its reason.
NO_REASON_NEEDED = frozenset({Action.START, Action.SUBMIT, Action.FORWARD, Action.OPEN_NOTICE})


def stations(levels: Sequence[str]) -> list[Status]:
    """The stations of review in order: the programme's levels, then the experts."""
    return [*(Status(level.value) for level in Level if level in levels), Status.EXPERT_REVIEW]


def transitions(levels: Sequence[str]) -> dict[tuple[Status | None, Action], Status]:
    """The whole table for a programme with these levels: (state, act) → what it becomes.

    State None is a file that does not exist yet. A level that the programme does not name is
    skipped. Source of the order: the Anhui procedure of 民地字〔2014〕142号 (survey and application
    by township and county, city recommends, province reviews, public notice, publication).
    """
    path = stations(levels)
    table: dict[tuple[Status | None, Action], Status] = {
        (None, Action.START): Status.DRAFT,
        (Status.DRAFT, Action.SUBMIT): path[0],
        (Status.RETURNED, Action.SUBMIT): path[0],
        (Status.EXPERT_REVIEW, Action.OPEN_NOTICE): Status.NOTICE,
        (Status.NOTICE, Action.RECOGNISE): Status.RECOGNISED,
        # No published rule of exit was found: each step needs its basis, and nothing is deleted.
        (Status.RECOGNISED, Action.SUSPEND): Status.SUSPENDED,
        (Status.SUSPENDED, Action.RESTORE): Status.RECOGNISED,
        (Status.RECOGNISED, Action.REVOKE): Status.REVOKED,
        (Status.SUSPENDED, Action.REVOKE): Status.REVOKED,
    }
    table |= {(here, Action.FORWARD): there for here, there in pairwise(path)}
    for status in (*path, Status.NOTICE):
        table[status, Action.RETURN] = Status.RETURNED
        table[status, Action.REJECT] = Status.REJECTED
    for status in (*EDITABLE, *path, Status.NOTICE):
        table[status, Action.WITHDRAW] = Status.WITHDRAWN
    return table


def next_status(status: Status | None, action: Action, levels: Sequence[str]) -> Status | None:
    """What a nomination becomes, or None where the act is not possible in this state."""
    return transitions(levels).get((status, action))


def possible_actions(status: Status, levels: Sequence[str]) -> list[Action]:
    """Every act that the table allows in this state."""
    return [action for action in Action if next_status(status, action, levels) is not None]


def permission_for(status: Status, action: Action) -> Permission:
    """The permission an act needs in a state: the level's at a level, the bureau's after it."""
    if action in {Action.START, Action.SUBMIT, Action.WITHDRAW}:
        return Permission.NOMINATE
    if action is Action.OPEN_NOTICE:
        return Permission.NOTICE
    if status.value in set(Level):
        return LEVEL_PERMISSIONS[Level(status.value)]
    return Permission.DECIDE


def may_touch_own_file(action: Action) -> bool:
    """Whether an act is the compiler's; all others are closed to whoever compiled the file."""
    return action in {Action.START, Action.SUBMIT, Action.WITHDRAW}
