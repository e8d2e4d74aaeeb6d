"""A sign counts only where all five conditions hold."""

from __future__ import annotations

import pytest

from registry.signage.rules.kinds import Condition, Defect, ReportKind, SignFamily
from registry.signage.rules.states import SignStep
from registry.signage.rules.validity import Seen, judge, needs_text, step_for

GOOD = Seen(ReportKind.INSTALLED, Condition.GOOD, frozenset(), "烔炀镇", "TONGYANG ZHEN")


def judged(seen: Seen, *, family=SignFamily.PLACE_NAME, place_ok=True):
    return judge(seen, hanzi="烔炀镇", roman="TONGYANG ZHEN", family=family, place_ok=place_ok)


def changed(**changes) -> Seen:
    values = {
        name: getattr(GOOD, name) for name in ("kind", "condition", "defects", "hanzi", "roman")
    }
    return Seen(**{**values, **changes})


def test_a_right_sign_is_valid():
    assert judged(GOOD).holds
    assert step_for(GOOD.kind, judged(GOOD)) is SignStep.VERIFY


def test_capitals_and_the_kind_of_apostrophe_do_not_matter():
    found = judge(
        changed(hanzi="六安路", roman="Lu'an lu"),
        hanzi="六安路",
        roman="LU’AN LU",
        family=SignFamily.PLACE_NAME,
        place_ok=True,
    )
    assert found.holds


@pytest.mark.parametrize(
    ("seen", "step"),
    [
        (changed(hanzi="炀镇"), SignStep.FIND_WRONG),
        (changed(hanzi="炯炀镇"), SignStep.FIND_WRONG),
        (changed(roman="TONGYANGZHEN"), SignStep.FIND_WRONG),
        (changed(roman="TONGYANG TOWN"), SignStep.FIND_WRONG),
        (changed(defects=frozenset({Defect.TRAFFIC_SIGN})), SignStep.FIND_WRONG),
        (changed(defects=frozenset({Defect.PLACE})), SignStep.FIND_WRONG),
        (changed(condition=Condition.UNREADABLE), SignStep.FIND_DAMAGED),
        (changed(defects=frozenset({Defect.COVERED})), SignStep.FIND_DAMAGED),
    ],
)
def test_present_but_wrong_or_unreadable_is_never_valid(seen, step):
    found = judged(seen)
    assert not found.holds
    assert found.failed
    assert step_for(seen.kind, found) is step


def test_a_traffic_sign_never_counts():
    assert not judged(GOOD, family=SignFamily.TRAFFIC).holds


def test_the_place_is_the_reviewers_finding():
    assert not judged(GOOD, place_ok=False).holds


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (ReportKind.MISSING, SignStep.FIND_MISSING),
        (ReportKind.BLANK, SignStep.FIND_WRONG),
        (ReportKind.WRONG_SPELLING, SignStep.FIND_WRONG),
        (ReportKind.COVERED, SignStep.FIND_DAMAGED),
        (ReportKind.NEEDS_EXTRA, None),
        (ReportKind.QR_DEAD, None),
    ],
)
def test_an_accepted_problem_says_what_becomes_of_the_sign(kind, step):
    assert step_for(kind, judged(changed(kind=kind))) is step


def test_a_missing_sign_has_no_text_to_read():
    assert not needs_text(ReportKind.MISSING)
    assert needs_text(ReportKind.INSTALLED)
