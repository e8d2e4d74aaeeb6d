"""Which places are compared at all: what shares a key, each pair once, never all with all."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from registry.core.geo import Position
from registry.places.rules import PlaceKind
from registry.places.rules.likeness import Described, called, likeness
from registry.places.rules.pairing import CROWD, candidates

COUNTY = "feidong"


def place(name, town="a", lon=None, others=(), codes=()):
    return Described(
        called(name),
        PlaceKind.NATURAL_VILLAGE,
        others=tuple(called(other) for other in others),
        division=("city", COUNTY, town) if town else ("city", COUNTY),
        county_id=COUNTY,
        position=None if lon is None else Position(lon, 31.9),
        codes=frozenset(codes),
    )


def test_a_crowd_of_one_name_costs_in_proportion() -> None:
    crowd = {f"{number:04d}": place("大郢") for number in range(400)}
    found = list(candidates(crowd))
    assert len(found) == len(set(found)) <= 400 * CROWD
    assert all(one < other for one, other in found)


def test_what_shares_nothing_is_not_compared() -> None:
    places = {"1": place("大郢"), "2": place("小圩"), "3": place("大郢", town="b")}
    assert list(candidates(places)) == []


def test_a_place_known_by_its_county_only_is_compared_with_every_towns() -> None:
    places = {
        "1": place("大郢", town=""),
        "2": place("大郢", town="a"),
        "3": place("大郢", town="b"),
    }
    assert set(candidates(places)) == {("1", "2"), ("1", "3")}


def test_a_square_is_as_wide_as_what_counts_as_near() -> None:
    # 0.00317° of longitude is 299 m here; a square of 0.003° would have had a whole one between.
    places = {
        "1": place("李家大院子", lon=117.62099, others=()),
        "2": place("李家大园子", lon=117.62416, others=()),
    }
    assert likeness(places["1"], places["2"]).worth_asking
    assert list(candidates(places)) == [("1", "2")]


def test_a_former_name_nearby_is_compared_across_the_border_of_towns() -> None:
    places = {
        "1": place("大郢", town="a", lon=117.625, others=["小郢"]),
        "2": place("小郢", town="b", lon=117.625),
    }
    assert likeness(places["1"], places["2"]).worth_asking
    assert list(candidates(places)) == [("1", "2")]


NAMES = st.sampled_from(["大郢", "小郢", "李家大院子", "李家大园子", "三汊河"])
PLACES = st.builds(
    place,
    NAMES,
    st.sampled_from(["", "a", "b"]),
    st.none() | st.floats(117.6, 117.65),
    st.lists(NAMES, max_size=2),
    st.lists(st.sampled_from(["1", "2", "3"]), max_size=1),
)


@given(st.lists(PLACES, max_size=8))
def test_nothing_worth_asking_is_missed_in_a_small_county(given_places) -> None:
    places = {str(number): one for number, one in enumerate(given_places)}
    found = set(candidates(places))
    worth = {
        pair
        for pair in combinations(sorted(places), 2)
        if likeness(places[pair[0]], places[pair[1]]).worth_asking
    }
    assert worth <= found
