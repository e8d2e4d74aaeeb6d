"""What keeps an open file under the edition it is under, when a newer one is in force."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.core.text import T, Text
from registry.heritage.rules.states import LEVEL_LABELS, MOVABLE, Level, Status, stations


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a file cannot come under an edition now, and what to do about it."""

    code: str
    message: Text
    advice: Text | None = None


def held_under(
    status: Status, levels: Sequence[str], passed: Collection[str], lost: int
) -> Hold | None:
    """Why a file cannot come under an edition with these levels, or None.

    `passed` are the levels that passed it on since it was last submitted: a file under review has
    been through every level that the edition puts before it. `lost` is how many of its claims
    serve criteria that the edition has not.
    """
    if status not in MOVABLE:
        return Hold("heritage.not_now", T("已经公示或决定的申报按原来的标准办到底，不能改版"))
    if status.value in set(Level) and status.value not in levels:
        return Hold(
            "heritage.level_missing",
            T("新版标准没有这份申报所在的审核层级"),
            T("请先由这一级办完，或退回补证，再改版。"),
        )
    path = stations(levels)
    before = path[: path.index(status)] if status in path else []
    skipped = [found for found in before if found.value not in passed]
    if skipped:
        level = LEVEL_LABELS[Level(skipped[0].value)]
        return Hold(
            "heritage.level_skipped",
            T("新版标准多了这份申报没有经过的审核层级：%(level)s", level=level),
            T("请退回补证，由编撰人按新版重新提交，或按原来的标准办到底。"),
        )
    if lost:
        return Hold(
            "heritage.criterion_missing",
            T("有 %(n)d 条论据服务的条件在新版里没有，改版后就看不到了", n=lost),
            T("请先退回补证，由编撰人撤下这些论据或改为服务别的条件。"),
        )
    return None
