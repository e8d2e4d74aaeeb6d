"""备案 and 公告: two duties after an approval, each with a clock of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from registry.core.text import T, Text


class Start(StrEnum):
    """起算事件: what sets the clock of an announcement going."""

    APPROVAL = "approval"
    FILING = "filing"


START_LABELS: dict[Start, Text] = {
    Start.APPROVAL: T("自批准之日起"),
    Start.FILING: T("自收到备案之日起"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """法定事项: how many days, counted from which event, and by which article."""

    days: int
    basis: str


#: 地名管理条例 (State Council Order 753), in force 2022-05-01. A change of law is a change here.
FILING = Duty(15, "地名管理条例 第十三条")
ANNOUNCEMENT = Duty(15, "地名管理条例 第十四条")


def due_on(started_on: date, duty: Duty) -> date:
    """The last day of a duty: an event on day 0 is due on day 15 and overdue on day 16."""
    return started_on + timedelta(days=duty.days)


class DutyState(StrEnum):
    """办理情况."""

    OVERDUE = "overdue"
    DUE = "due"
    WAITING = "waiting"
    LATE = "late"
    DONE = "done"


DUTY_LABELS: dict[DutyState, Text] = {
    DutyState.OVERDUE: T("已逾期"),
    DutyState.DUE: T("待办"),
    DutyState.WAITING: T("等待备案后起算"),
    DutyState.LATE: T("逾期办理"),
    DutyState.DONE: T("按期办理"),
}
DUTY_TONES: dict[DutyState, str] = {
    DutyState.OVERDUE: "problem",
    DutyState.DUE: "waiting",
    DutyState.WAITING: "neutral",
    DutyState.LATE: "problem",
    DutyState.DONE: "done",
}


def duty_state(due: date | None, done: date | None, today: date) -> DutyState:
    """How a duty stands on a day in China."""
    if done is not None:
        return DutyState.LATE if due is not None and done > due else DutyState.DONE
    if due is None:
        return DutyState.WAITING
    return DutyState.OVERDUE if today > due else DutyState.DUE


#: The six things an announcement must say (地名备案公告管理办法（试行）, 2023).
SIX_FIELDS: dict[str, Text] = {
    "standard_name": T("标准地名"),
    "roman": T("罗马字母拼写"),
    "division_text": T("所属政区"),
    "location_text": T("位置描述"),
    "authority": T("批准机关"),
    "approved_on": T("批准时间"),
}


def lacking(announcement: Mapping[str, object]) -> list[str]:
    """Which of the six fields an announcement does not say yet."""
    return [name for name in SIX_FIELDS if not str(announcement.get(name) or "").strip()]
