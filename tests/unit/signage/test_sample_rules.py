"""What a sample draws and says, in numbers that were computed by hand or elsewhere."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from math import comb

import pytest

from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.sampling import (
    Cell,
    FrameLine,
    Outcome,
    allocate,
    commitment,
    draw,
    draw_figure,
    estimate,
    exact_interval,
    frame_lines,
    outcome_of,
    size_for,
)
from registry.signage.rules.states import SignState

LINES = [FrameLine(name, f"S-{name}", "c") for name in "abcdefgh"]


def test_the_smallest_digests_are_drawn():
    ranks = {name: hashlib.sha256(f"7:{name}".encode()).hexdigest() for name in "abcdefgh"}
    wanted = sorted(ranks, key=ranks.__getitem__)[:3]
    assert [line.position_id for line in draw(LINES, "7", 3)] == wanted
    assert [line.position_id for line in draw(LINES, "8", 8)] != sorted("abcdefgh")
    assert commitment("7") == hashlib.sha256(b"7").hexdigest()


def test_what_is_no_frame_is_refused():
    with pytest.raises(ValueError, match="frame"):
        frame_lines("a,b\n1,2\n")


def test_counties_share_by_size_and_the_smallest_is_not_forgotten():
    assert allocate({"a": 70, "b": 20, "c": 10}, 10) == {"a": 7, "b": 2, "c": 1}
    assert allocate({"a": 990, "b": 9, "c": 1}, 10) == {"a": 8, "b": 1, "c": 1}
    assert allocate({"a": 2, "b": 2}, 9) == {"a": 2, "b": 2}


def test_sizes_for_a_width_are_those_of_the_textbook():
    # 385 for five points without end; 278 of a thousand, 80 of a hundred.
    assert [size_for(0.05, n) for n in (10**9, 1000, 100)] == [385, 278, 80]
    assert size_for(0.25, 3) == 3


def test_the_exact_interval_is_that_of_the_hypergeometric_distribution():
    # Whoever has seen all knows; nothing wrong in 30 of 600 still allows 67 wrong ones.
    assert exact_interval(50, 50, 45) == (0.9, 0.9)
    low, high = exact_interval(600, 30, 30)
    assert high == 1
    assert round(600 * (1 - low)) == 67
    # Without an end it is Clopper and Pearson's: 8 of 10 is 0.444 to 0.975.
    assert exact_interval(10**7, 10, 8) == pytest.approx((0.4439, 0.9748), abs=0.0005)
    assert exact_interval(9, 0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="more"):
        exact_interval(5, 6, 5)


def chance(size, total, seen, least, most):
    """The chance of least to most right ones among `seen`, in whole numbers: no rounding."""
    ways = sum(comb(total, k) * comb(size - total, seen - k) for k in range(least, most + 1))
    return Fraction(ways, comb(size, seen))


def test_the_interval_is_the_one_that_whole_numbers_give_ties_and_all():
    tail = Fraction(25, 1000)
    for size, seen, right in (
        *((200, 1, 0), (200, 1, 1), (200, 5, 4), (60, 5, 5), (60, 60, 59), (500, 60, 60)),
        *((40, 1, 1), (80, 1, 0), (17, 9, 4), (1, 1, 0)),
    ):
        kept = [
            total
            for total in range(right, size - (seen - right) + 1)
            if chance(size, total, seen, right, seen) >= tail
            and chance(size, total, seen, 0, right) >= tail
        ]
        assert exact_interval(size, seen, right) == (kept[0] / size, kept[-1] / size)


def test_without_one_failure_the_interval_is_that_of_the_textbook():
    low, high = exact_interval(1_000_000, 60, 60)
    assert high == 1
    # Clopper and Pearson for no failure of n without end: the root of 2.5 %.
    assert low == pytest.approx(0.025 ** (1 / 60), abs=1e-5)
    # Where everything was looked at, nothing is left to guess.
    assert exact_interval(60, 60, 60) == (1, 1)


def test_what_was_not_answered_widens_the_bounds_and_not_the_estimate():
    all_seen = estimate([Cell(200, 40, 40, 36)])
    some = estimate([Cell(200, 44, 40, 36)])
    assert all_seen.share == some.share == 0.9
    assert (all_seen.worst, all_seen.best) == (all_seen.low, all_seen.high)
    assert (some.low, some.high) == (all_seen.low, all_seen.high)
    assert some.worst < some.low
    assert some.best >= some.high


def test_counties_weigh_by_their_size_and_none_may_be_unseen():
    found = estimate([Cell(900, 10, 10, 9), Cell(100, 10, 10, 5)])
    assert found.share == pytest.approx(0.9 * 0.9 + 0.1 * 0.5)
    assert estimate([Cell(900, 10, 10, 9), Cell(100, 10, 0, 0)]) is None
    assert estimate([Cell(0, 0, 0, 0), Cell(100, 10, 10, 5)]) == estimate([Cell(100, 10, 10, 5)])
    assert estimate([]) is None
    assert estimate([Cell(2, 2, 2, 1), Cell(3, 3, 3, 3)]).low == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("kind", "state", "outcome"),
    [
        ("existing_good", "verified", Outcome.RIGHT),
        ("existing_good", "wrong", Outcome.WRONG),
        ("installed", "damaged", Outcome.DAMAGED),
        ("blank", "wrong", Outcome.BLANK),
        ("missing", "missing", Outcome.MISSING),
        ("covered", "damaged", Outcome.DAMAGED),
        ("qr_dead", "verified", None),
        ("needs_extra", "missing", None),
        ("existing_good", "removed", None),
    ],
)
def test_what_an_accepted_report_says_of_a_drawn_sign(kind, state, outcome):
    assert outcome_of(ReportKind(kind), SignState(state)) is outcome


def test_the_figure_keeps_everything_on_its_sheet():
    found = draw_figure(0.974, 0.91, (0.85, 0.95), (0.8, 0.97))
    places = [found.worst, found.low, found.share, found.high, found.best, found.claimed]
    assert places == sorted(places)
    assert found.left <= places[0]
    assert places[-1] <= found.right
    assert [mark.percent for mark in found.ticks] == [100, 95, 90, 85, 80, 75, 70]
    assert draw_figure(0.0, 0.0, (0.0, 0.1), (0.0, 1.0)).ticks[-1].percent == 0
