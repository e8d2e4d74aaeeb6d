"""What is wrong with a sign, type by type, as it was last seen: what a planner orders repairs by.

A state says whether a sign counts; these say why it does not, or what a sign that counts lacks.
They are told from an accepted report: its kind, its condition, the defects that were ticked, and
the text that was read.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from registry.core.text import T, Text
from registry.signage.rules.kinds import Condition, Defect, ReportKind
from registry.signage.rules.states import SignState
from registry.signage.rules.validity import Seen, Validity, needs_text
from registry.signage.rules.wording import folded_hanzi


class Problem(StrEnum):
    """问题类型 of a sign, those of its text first, then of its body, then of where it stands."""

    TEXT = "text"
    OLD_NAME = "old_name"
    SPELLING = "spelling"
    BLANK = "blank"
    TRAFFIC_SIGN = "traffic_sign"
    COLOUR = "colour"
    QR_DEAD = "qr_dead"
    UNREADABLE = "unreadable"
    FADED = "faded"
    BROKEN = "broken"
    LOOSE = "loose"
    COVERED = "covered"
    PLACE = "place"
    UNAUTHORISED = "unauthorised"
    DUPLICATE = "duplicate"
    MISSING = "missing"


PROBLEM_LABELS: dict[Problem, Text] = {
    Problem.TEXT: T("汉字不对"),
    Problem.OLD_NAME: T("还是旧名"),
    Problem.SPELLING: T("拼音不对"),
    Problem.BLANK: T("空白牌"),
    Problem.TRAFFIC_SIGN: T("用了交通标志"),
    Problem.COLOUR: T("底色不对"),
    Problem.QR_DEAD: T("二维码扫不出"),
    Problem.UNREADABLE: T("看不清字"),
    Problem.FADED: T("褪色"),
    Problem.BROKEN: T("弯折、破损"),
    Problem.LOOSE: T("松动、倾斜"),
    Problem.COVERED: T("被遮挡"),
    Problem.PLACE: T("位置不对"),
    Problem.UNAUTHORISED: T("擅自设置"),
    Problem.DUPLICATE: T("重复设置"),
    Problem.MISSING: T("不见了"),
}
HERITAGE = "heritage"
"""The stratum of problems of heritage signs, whatever they stand at."""

KEPT_IN = frozenset({SignState.VERIFIED, SignState.WRONG, SignState.DAMAGED, SignState.MISSING})
"""States that follow from somebody having looked; a sign in another one has no problems noted."""

ADDS_ONLY = frozenset({ReportKind.QR_DEAD, ReportKind.UNAUTHORISED, ReportKind.DUPLICATE})
"""Kinds of report about one thing: they do not say that what was noted before was put right."""

_OF_KIND: dict[ReportKind, Problem] = {
    ReportKind.DAMAGED: Problem.BROKEN,
    ReportKind.MISSING: Problem.MISSING,
    ReportKind.WRONG_TEXT: Problem.TEXT,
    ReportKind.WRONG_SPELLING: Problem.SPELLING,
    ReportKind.WRONG_COLOUR: Problem.COLOUR,
    ReportKind.COVERED: Problem.COVERED,
    ReportKind.MOVED: Problem.PLACE,
    ReportKind.UNAUTHORISED: Problem.UNAUTHORISED,
    ReportKind.BLANK: Problem.BLANK,
    ReportKind.QR_DEAD: Problem.QR_DEAD,
    ReportKind.DUPLICATE: Problem.DUPLICATE,
}
_OF_DEFECT: dict[Defect, Problem] = {
    Defect.TEXT: Problem.TEXT,
    Defect.SPELLING: Problem.SPELLING,
    Defect.COLOUR: Problem.COLOUR,
    Defect.PLACE: Problem.PLACE,
    Defect.COVERED: Problem.COVERED,
    Defect.FADED: Problem.FADED,
    Defect.BENT: Problem.BROKEN,
    Defect.LOOSE: Problem.LOOSE,
    Defect.QR_DEAD: Problem.QR_DEAD,
    Defect.TRAFFIC_SIGN: Problem.TRAFFIC_SIGN,
}
#: What "damaged" is short for where nothing nearer was ticked.
_OF_BODY = frozenset({Problem.UNREADABLE, Problem.FADED, Problem.LOOSE, Problem.COVERED})


def problems_of(seen: Seen, validity: Validity, former: Collection[str] = ()) -> frozenset[Problem]:
    """Everything that an accepted report says is wrong with its sign; empty: nothing.

    `former` are names that the place had before: a plate with one of them was right once. A sign
    that is gone has no other problem.
    """
    found = {_OF_DEFECT[defect] for defect in seen.defects}
    if seen.condition is Condition.UNREADABLE:
        found.add(Problem.UNREADABLE)
    of_kind = _OF_KIND.get(seen.kind)
    if of_kind is Problem.BROKEN or seen.condition is Condition.DAMAGED:
        found |= set() if found & _OF_BODY else {Problem.BROKEN}
    elif of_kind is not None:
        found.add(of_kind)
    if Problem.MISSING in found or seen.condition is Condition.ABSENT:
        return frozenset({Problem.MISSING})
    if needs_text(seen.kind):
        found |= _of_text(seen, validity)
    if Problem.TEXT in found and folded_hanzi(seen.hanzi) in {folded_hanzi(one) for one in former}:
        found = (found - {Problem.TEXT}) | {Problem.OLD_NAME}
    return frozenset(found)


def _of_text(seen: Seen, validity: Validity) -> set[Problem]:
    """What the words that were read say; the spelling of another name is not a second fault."""
    if seen.hanzi.strip() and not validity.right_name:
        return {Problem.TEXT}
    return {Problem.SPELLING} if seen.roman.strip() and not validity.right_spelling else set()
