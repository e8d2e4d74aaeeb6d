"""What anybody may tell of a sign by its code, what becomes of it, and when a scan is far away."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class HintKind(StrEnum):
    """反映什么: in words of somebody who stands there, not of the trade."""

    WRONG_TEXT = "wrong_text"
    WRONG_SPELLING = "wrong_spelling"
    DAMAGED = "damaged"
    COVERED = "covered"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
    STORY = "story"
    OTHER = "other"


class HintOutcome(StrEnum):
    """处理结果."""

    SENT = "sent"
    CORRECTED = "corrected"
    REFERRED = "referred"
    NOTHING_WRONG = "nothing_wrong"
    UNUSABLE = "unusable"


HINT_LABELS: dict[HintKind, Text] = {
    HintKind.WRONG_TEXT: T("汉字写错了"),
    HintKind.WRONG_SPELLING: T("拼音写错了"),
    HintKind.DAMAGED: T("坏了、旧了，看不清"),
    HintKind.COVERED: T("被挡住了"),
    HintKind.MISSING: T("牌子不见了"),
    HintKind.ELSEWHERE: T("牌子不在登记的位置"),
    HintKind.STORY: T("名称由来写得不对"),
    HintKind.OTHER: T("别的不对"),
}
OUTCOME_LABELS: dict[HintOutcome, Text] = {
    HintOutcome.SENT: T("已派人到现场去看"),
    HintOutcome.CORRECTED: T("已经改正"),
    HintOutcome.REFERRED: T("已转给负责的单位"),
    HintOutcome.NOTHING_WRONG: T("核对过，没有问题"),
    HintOutcome.UNUSABLE: T("说得不够清楚，没法处理"),
}
NEEDS_WORDS = frozenset({HintKind.STORY, HintKind.OTHER})
"""Kinds that say nothing by themselves."""

MOST_OPEN = 20
"""Unanswered ones of one sign; whoever comes after them is told that it is known."""

FAR_M = 700
"""Metres from the registered position, less the accuracy, from which a scan is a signal.

A phone that answers in the shifted system of Chinese maps is some 570 m off and reads a sign that
stands where it should; a stolen or copied plate is kilometres away. A plate moved by less is for
crews to find, who come close.
"""
MOST_M = 20_040_000
"""Half way round the earth."""


def is_far(distance_m: int | None) -> bool:
    """Whether a code was read where its sign should not be."""
    return distance_m is not None and distance_m >= FAR_M


def rounding_m(decimals: int) -> float:
    """Metres that a position rounded to so many decimals of a degree may be off, at most."""
    return 79_000 / float(10**decimals)
