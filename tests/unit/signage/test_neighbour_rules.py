"""When a place-name sign and a traffic sign disagree, and when that is settled."""

from __future__ import annotations

import pytest

from registry.signage.rules.kinds import Condition, Defect, ReportKind, SignFamily
from registry.signage.rules.neighbours import (
    Line,
    Settling,
    Standing,
    differing,
    standing_of,
    texts_digest,
)
from registry.signage.rules.states import SignStep
from registry.signage.rules.validity import Seen, judge, step_for


@pytest.mark.parametrize(
    ("ours", "theirs", "lines"),
    [
        (("长江西路", "CHANGJIANG XILU"), ("长江西路", "Changjiang West Rd"), (Line.ROMAN,)),
        (("长江西路", "CHANGJIANG XILU"), ("长江 西路", "Changjiang Xilu"), ()),
        (("三河镇", "SANHE ZHEN"), ("三合镇", ""), (Line.HANZI,)),
        (("三河镇", ""), ("三合镇", "SANHE"), (Line.HANZI,)),
        (("六安路", "LU'AN LU"), ("六安路", "Lu’an Lu"), ()),
        (("宝塔路", "BAOTA LU"), ("怀宁路", "HUAINING LU"), (Line.HANZI, Line.ROMAN)),
    ],
)
def test_lines_differ_by_what_is_read_not_by_how_it_is_set(ours, theirs, lines):
    assert differing(*ours, *theirs) == lines
    assert differing(*theirs, *ours) == lines


def test_what_was_settled_of_other_words_is_open_again():
    then = texts_digest("长江西路", "CHANGJIANG XILU", "长江西路", "Changjiang West Rd")
    now = texts_digest("长江西路", "CHANGJIANG XILU", "长江西路", "Changjiang Xi Rd")
    assert standing_of("", "", now) is Standing.OPEN
    assert standing_of(Settling.REFERRED, now, now) is Standing.REFERRED
    assert standing_of(Settling.BOTH_STAND, now, now) is Standing.SETTLED
    assert standing_of(Settling.BOTH_STAND, then, now) is Standing.OPEN
    assert texts_digest("a", "b", "c", "") != texts_digest("a", "bc", "", "")


def test_a_traffic_sign_is_verified_as_what_it_is_and_counts_nowhere():
    words = {"hanzi": "长江西路", "roman": "Changjiang Rd"}
    seen = Seen(ReportKind.EXISTING_GOOD, Condition.GOOD, frozenset(), **words)
    found = judge(seen, **words, family=SignFamily.TRAFFIC, place_ok=True)
    assert not found.holds
    assert step_for(seen.kind, found, SignFamily.TRAFFIC) is SignStep.VERIFY
    assert step_for(seen.kind, found) is SignStep.FIND_WRONG
    other = judge(seen, hanzi="长江东路", roman="", family=SignFamily.TRAFFIC, place_ok=True)
    assert step_for(seen.kind, other, SignFamily.TRAFFIC) is SignStep.FIND_WRONG
    mistaken = Seen(seen.kind, seen.condition, frozenset({Defect.TRAFFIC_SIGN}), **words)
    found = judge(mistaken, **words, family=SignFamily.PLACE_NAME, place_ok=True)
    assert step_for(seen.kind, found, SignFamily.PLACE_NAME) is SignStep.FIND_WRONG
