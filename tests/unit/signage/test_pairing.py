"""Which photos of a sign stand side by side."""

from __future__ import annotations

import pytest

from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.pairing import Shows, pairs, shows
from registry.signage.rules.states import SignState

GOOD, FAULT = Shows.GOOD, Shows.FAULT


def test_a_fault_and_what_put_it_right_are_a_pair_and_so_are_two_good_ones() -> None:
    rows = [("a", GOOD), ("b", FAULT), ("c", FAULT), ("d", GOOD), ("e", GOOD)]
    assert pairs(rows) == [("d", "e", False), ("c", "d", True)]


def test_what_says_neither_stands_between_nobody() -> None:
    assert pairs([("a", FAULT), ("b", None), ("c", GOOD)]) == [("a", "c", True)]
    assert pairs([("a", GOOD), ("b", FAULT)]) == []
    assert pairs([("a", GOOD)]) == pairs([]) == []


@pytest.mark.parametrize(
    ("kind", "state", "what"),
    [
        (ReportKind.INSTALLED, SignState.VERIFIED, GOOD),
        (ReportKind.EXISTING_GOOD, SignState.VERIFIED, GOOD),
        (ReportKind.INSTALLED, SignState.WRONG, FAULT),
        (ReportKind.DAMAGED, SignState.DAMAGED, FAULT),
        (ReportKind.COVERED, SignState.DAMAGED, FAULT),
        (ReportKind.MISSING, SignState.MISSING, FAULT),
        (ReportKind.BLANK, SignState.WRONG, FAULT),
        (ReportKind.QR_DEAD, SignState.VERIFIED, None),
        (ReportKind.NEEDS_EXTRA, SignState.VERIFIED, None),
        (ReportKind.DUPLICATE, SignState.MADE, None),
    ],
)
def test_what_a_report_shows_is_what_accepting_it_made_of_the_sign(kind, state, what) -> None:
    assert shows(kind, state) is what
