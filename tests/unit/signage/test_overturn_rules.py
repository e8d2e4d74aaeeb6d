"""How often reviewers decided against a check, and how sure that figure is."""

from __future__ import annotations

import pytest

from registry.signage.rules.overturns import Judged, Overturn, interval, overturns


def judged(key, result, verdict, number, reason="", state="verified"):
    return Judged(key, 1, result, verdict, reason, state, number)


def test_a_flag_is_overruled_where_the_report_was_accepted():
    rows = [
        judged("distance", "flag", "accept", 3),
        judged("distance", "flag", "needs_more", 1, "place_doubtful"),
        judged("distance", "ok", "accept", 90),
        judged("distance", "ok", "reject", 2, "place_doubtful"),
        judged("distance", "ok", "reject", 5, "unreadable"),
        judged("distance", "unchecked", "accept", 4),
    ]
    assert overturns(rows) == [Overturn("distance", 1, 4, 3, 97, 2, 4)]


def test_a_wrong_text_that_was_found_wrong_is_no_false_alarm():
    rows = [
        judged("hanzi", "flag", "accept", 2, state="wrong"),
        judged("hanzi", "flag", "accept", 1, state="verified"),
    ]
    assert overturns(rows) == [Overturn("hanzi", 1, 3, 1)]


def test_versions_are_counted_apart():
    rows = [judged("fix", "flag", "accept", 1), Judged("fix", 2, "flag", "accept", "", "made", 1)]
    assert [each.version for each in overturns(rows)] == [1, 2]


def test_wilsons_interval_is_never_sure_of_few():
    # 0 of 24 may still be 14 %; the textbook's 8 of 10 is 0.49 to 0.94.
    assert interval(0, 24) == pytest.approx((0.0, 0.138), abs=0.001)
    assert interval(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert interval(0, 0) is None
