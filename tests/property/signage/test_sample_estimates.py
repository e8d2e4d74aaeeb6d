"""Samples of signs: every sign has its chance, and the interval holds as often as it says."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signage.rules.sampling import (
    Cell,
    FrameLine,
    allocate,
    draw,
    estimate,
    exact_interval,
    frame_csv,
    frame_lines,
    size_for,
)


def frame(number, counties=1):
    return [FrameLine(f"p{n:05}", f"S{n:05}", f"c{n % counties}") for n in range(number)]


@given(st.integers(1, 60), st.integers(1, 60), st.text(min_size=1, max_size=20), st.booleans())
def test_a_draw_is_the_same_whatever_the_order_of_the_frame(number, size, seed, by_county):
    lines = frame(size, 3)
    other = random.Random(number).sample(lines, len(lines))
    drawn = draw(lines, seed, number, by_county=by_county)
    assert drawn == draw(other, seed, number, by_county=by_county)
    assert len({line.position_id for line in drawn}) == len(drawn) == min(number, size)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 90), min_size=1), st.data())
def test_what_the_counties_are_given_adds_up_and_follows_their_size(sizes, data):
    number = data.draw(st.integers(len(sizes), sum(sizes.values())))
    given_ = allocate(sizes, number)
    assert sum(given_.values()) == number
    assert all(1 <= given_[key] <= sizes[key] for key in sizes)
    share = {key: number * sizes[key] / sum(sizes.values()) for key in sizes}
    assert all(given_[key] <= share[key] + 1 for key in sizes), "none has much more than its share"


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 9)), unique=True))
def test_a_frame_reads_as_it_was_written(pairs):
    lines = [FrameLine(f"{n:016}", f"ABC{m}", "c") for n, m in dict(pairs).items()]
    text = frame_csv(lines)
    assert frame_lines(text) == sorted(lines, key=lambda line: line.position_id)
    assert frame_csv(reversed(lines)) == text


def test_every_sign_has_the_same_chance():
    lines, draws = frame(40), 2000
    found = Counter(line.position_id for n in range(draws) for line in draw(lines, f"seed {n}", 10))
    expected = draws / 4
    # Pearson's statistic of 39 free numbers: above 73 once in a thousand; drawing without putting
    # back makes it smaller still.
    off = sum((found[line.position_id] - expected) ** 2 / expected for line in lines)
    assert off < 73


@pytest.mark.parametrize("right", [300, 296, 270, 150, 15])
def test_the_exact_interval_holds_in_at_least_95_of_100_draws(right):
    lines, draws = frame(300), 400
    good = {line.position_id for line in lines[:right]}
    held = 0
    for n in range(draws):
        drawn = draw(lines, f"{right}/{n}", 40)
        seen = sum(line.position_id in good for line in drawn)
        low, high = exact_interval(300, 40, seen)
        held += low <= right / 300 <= high
    # Three standard deviations of 400 draws below 95 %.
    assert held / draws >= 0.95 - 3 * (0.95 * 0.05 / draws) ** 0.5


@pytest.mark.parametrize("shares", [(0.97, 0.9, 0.8), (0.6, 0.5, 0.4), (0.95, 0.95, 0.95)])
def test_the_weighted_interval_holds_in_about_95_of_100_draws(shares):
    sizes, draws = (300, 90, 60), 300
    lines = [
        FrameLine(f"{county}-{n:04}", "S", f"c{county}")
        for county, size in enumerate(sizes)
        for n in range(size)
    ]
    good = {
        f"{county}-{n:04}"
        for county, size in enumerate(sizes)
        for n in range(round(size * shares[county]))
    }
    true = len(good) / len(lines)
    held = 0
    for n in range(draws):
        drawn = draw(lines, f"{shares}/{n}", 90, by_county=True)
        cells = []
        for county, size in enumerate(sizes):
            mine = [line for line in drawn if line.county_id == f"c{county}"]
            right = sum(line.position_id in good for line in mine)
            cells.append(Cell(size, len(mine), len(mine), right))
        found = estimate(cells)
        held += found.low <= true <= found.high
    assert held / draws >= 0.95 - 3 * (0.95 * 0.05 / draws) ** 0.5


@given(st.data())
def test_bounds_hold_the_interval_and_the_interval_the_share(data):
    cells = []
    for _ in range(data.draw(st.integers(1, 4))):
        size = data.draw(st.integers(1, 400))
        drawn = data.draw(st.integers(1, min(size, 60)))
        inspected = data.draw(st.integers(1, drawn))
        right = data.draw(st.integers(0, inspected))
        cells.append(Cell(size, drawn, inspected, right))
    found = estimate(cells)
    close = 1e-9
    assert 0 <= found.worst <= found.low + close
    assert found.low <= found.share + close
    assert found.share <= found.high + close
    assert found.high <= found.best + close
    assert found.best <= 1 + close


@given(st.integers(1, 5000), st.floats(0.01, 0.25))
def test_the_size_for_a_width_keeps_the_width(size, half):
    number = size_for(half, size)
    assert 1 <= number <= size
    if 1 < number < size:
        left = (size - number) / (size - 1)
        assert 1.96 * (0.25 / number * left) ** 0.5 <= half * 1.001
