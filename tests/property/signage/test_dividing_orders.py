"""Many positions are divided without loss into corners; the way through a day never gets longer."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from registry.core.geo import Position, distance_m
from registry.signage.rules.dividing import divide, given_out, groups_needed
from registry.signage.rules.visiting import order_of_visit, way_length_m

PLACES = st.builds(Position, st.floats(117.0, 117.6), st.floats(31.5, 32.1))
STOPS = st.dictionaries(
    st.text("abcdef0123456789", min_size=4, max_size=4),
    st.one_of(st.none(), PLACES),
    min_size=1,
    max_size=45,
)


def nearest_neighbour(stops, start=None):
    """The way of before: always on to the nearest one left."""
    left = {key: where for key, where in stops.items() if where is not None}
    here, way = start, [] if start is None else [start]
    while left:
        key = min(left, key=lambda k: distance_m(here, left[k])) if here else next(iter(left))
        here = left.pop(key)
        way.append(here)
    return way


@given(STOPS, st.integers(1, 60))
def test_every_position_is_in_one_group_and_groups_are_as_large_as_each_other(stops, size):
    number = groups_needed(len(stops), size)
    groups = divide(stops, number)
    assert Counter(key for group in groups for key in group) == Counter(stops.keys())
    assert len(groups) == number
    sizes = {len(group) for group in groups}
    assert max(sizes) <= size
    assert max(sizes) - min(sizes) <= 1


@given(STOPS, st.one_of(st.none(), PLACES))
def test_the_way_visits_all_once_and_is_never_longer_than_nearest_first(stops, start):
    way = order_of_visit(stops, start)
    assert Counter(way) == Counter(stops.keys())
    placed = [stops[key] for key in way if stops[key] is not None]
    walked = placed if start is None else [start, *placed]
    assert way_length_m(walked) <= way_length_m(nearest_neighbour(stops, start)) + len(stops)
    if start is None and placed:
        assert way[0] == next(key for key, where in stops.items() if where is not None)


def test_a_way_that_crossed_itself_no_longer_does():
    # Nearest first leaves corners behind and comes back for them across everything.
    chance = random.Random(6)
    stops = {
        f"{n}": Position(117 + chance.random() / 10, 31.8 + chance.random() / 10) for n in range(40)
    }
    before = way_length_m(nearest_neighbour(stops))
    after = way_length_m([stops[key] for key in order_of_visit(stops)])
    assert after < before * 0.95


def test_two_villages_are_two_groups():
    west = {f"w{n}": Position(117.0 + n / 10_000, 31.8) for n in range(5)}
    east = {f"e{n}": Position(117.4 + n / 10_000, 31.8) for n in range(5)}
    mixed = dict(sorted({**west, **east}.items(), key=lambda one: one[0][1]))
    assert [set(group) for group in divide(mixed, 2)] == [set(west), set(east)]


@given(st.integers(1, 15), st.integers(1, 5), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_no_crew_has_two_orders_a_day_or_one_at_a_weekend(groups, crews, first):
    names = [f"crew{n}" for n in range(crews)]
    given_all = given_out(groups, names, first)
    assert len(set(given_all)) == groups
    assert all(day.weekday() < 5 and day >= first for _crew, day in given_all)
    order = [names.index(crew) for crew, _day in given_all]
    assert all(one <= other for one, other in pairwise(order)), "a crew stays in its corner"
