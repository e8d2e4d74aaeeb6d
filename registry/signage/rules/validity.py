"""When a sign counts: right name, right spelling, right place, readable, of the right family."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registry.core.text import T, Text
from registry.signage.rules.kinds import (
    COUNTED_FAMILIES,
    READABLE,
    Condition,
    Defect,
    ReportKind,
    SignFamily,
)
from registry.signage.rules.states import SignStep
from registry.signage.rules.wording import folded_hanzi, folded_roman

_CLAIMS_GOOD = frozenset({ReportKind.INSTALLED, ReportKind.EXISTING_GOOD})
_NO_TEXT = frozenset({ReportKind.MISSING, ReportKind.BLANK, ReportKind.NEEDS_EXTRA})
_STEP_OF_KIND: dict[ReportKind, SignStep] = {
    ReportKind.DAMAGED: SignStep.FIND_DAMAGED,
    ReportKind.COVERED: SignStep.FIND_DAMAGED,
    ReportKind.MISSING: SignStep.FIND_MISSING,
    ReportKind.WRONG_TEXT: SignStep.FIND_WRONG,
    ReportKind.WRONG_SPELLING: SignStep.FIND_WRONG,
    ReportKind.WRONG_COLOUR: SignStep.FIND_WRONG,
    ReportKind.MOVED: SignStep.FIND_WRONG,
    ReportKind.BLANK: SignStep.FIND_WRONG,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a report says it saw of one sign."""

    kind: ReportKind
    condition: Condition
    defects: frozenset[Defect]
    hanzi: str
    roman: str


def unread(seen: Seen) -> bool:
    """Whether a line of the plate was left for the reviewer to read."""
    return needs_text(seen.kind) and not (seen.hanzi.strip() and seen.roman.strip())


def read_by_reviewer(seen: Seen, *, hanzi: str, roman: str) -> Seen:
    """What was seen once a reviewer has compared the untyped lines with the approved text."""
    return replace(seen, hanzi=seen.hanzi.strip() or hanzi, roman=seen.roman.strip() or roman)


@dataclass(frozen=True, slots=True)
class Validity:
    """The five conditions, each answered."""

    right_name: bool
    right_spelling: bool
    right_place: bool
    readable: bool
    right_family: bool

    @property
    def holds(self) -> bool:
        """Whether the sign counts."""
        return not self.failed

    @property
    def failed(self) -> list[Text]:
        """The conditions that do not hold, in words."""
        answers = (
            (self.right_name, T("名称不对")),
            (self.right_spelling, T("拼写不对")),
            (self.right_place, T("位置不对")),
            (self.readable, T("看不清")),
            (self.right_family, T("不属于地名标志")),
        )
        return [words for answer, words in answers if not answer]


def judge(seen: Seen, *, hanzi: str, roman: str, family: SignFamily, place_ok: bool) -> Validity:
    """Whether what was seen is a valid sign for the approved text (domain definition 有效标志).

    `place_ok` is the reviewer's finding; a distance alone decides nothing.
    """
    return Validity(
        right_name=folded_hanzi(seen.hanzi) == folded_hanzi(hanzi)
        and Defect.TEXT not in seen.defects,
        right_spelling=folded_roman(seen.roman) == folded_roman(roman)
        and Defect.SPELLING not in seen.defects,
        right_place=place_ok and Defect.PLACE not in seen.defects,
        readable=seen.condition in READABLE and Defect.COVERED not in seen.defects,
        right_family=family in COUNTED_FAMILIES and Defect.TRAFFIC_SIGN not in seen.defects,
    )


def step_for(
    kind: ReportKind, validity: Validity, family: SignFamily = SignFamily.PLACE_NAME
) -> SignStep | None:
    """What becomes of the sign when the report is accepted as true; None: it stays as it is.

    A sign that is written down as of another family is verified where it is as written down; it
    counts nowhere all the same.
    """
    if kind in _CLAIMS_GOOD and family not in COUNTED_FAMILIES:
        validity = replace(validity, right_family=True)
    if kind not in _CLAIMS_GOOD:
        return _STEP_OF_KIND.get(kind)
    if validity.holds:
        return SignStep.VERIFY
    wrong = not (validity.right_name and validity.right_spelling and validity.right_family)
    return SignStep.FIND_WRONG if wrong or not validity.right_place else SignStep.FIND_DAMAGED


def claims_installed(kind: ReportKind) -> bool:
    """Whether a report of this kind says that the sign now stands as it should."""
    return kind in _CLAIMS_GOOD


def needs_text(kind: ReportKind) -> bool:
    """Whether a report of this kind has to say what was read on the plate."""
    return kind not in _NO_TEXT
