"""Awkward drawings: carriageways, gaps, rings, shallow crossings, roads along an outline."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signage.rules.kinds import PositionRole, SignType
from registry.signage.rules.placement import (
    Crossing,
    Facts,
    PlacementRule,
    Road,
    Way,
    crossings_of,
    entrances_of,
    propose,
)
from registry.signage.rules.placement.crossing import area_rings, line_tracks, share

M = 1 / 111_195
"""A metre in degrees of latitude; lines of these tests lie at the equator of their own map."""
WEST, SOUTH = 117.0, 31.8
STREET = {"kinds": ("road",), "sign_type": SignType.STREET, "basis": "测试"}
CROSS = PlacementRule(
    "x", "路口", Way.CROSSINGS, crossings=(Crossing(3, 3), Crossing(4, 4)), **STREET
)
ENDS = PlacementRule("ends", "两端", Way.BOTH_ENDS, **STREET)
INFILL = PlacementRule(
    "infill", "加设", Way.SPACING, spacing_m=300.0, after=("ends", "x"), **STREET
)
GATE = PlacementRule(
    "gate",
    "出入口",
    Way.ENTRANCES,
    kinds=("residential",),
    sign_type=SignType.AREA,
    basis="测试",
)


def at(east: float, north: float) -> list[float]:
    """A point so many metres from the corner of the map."""
    return [round(WEST + east * M / 0.84989, 8), round(SOUTH + north * M, 8)]


def line(*parts) -> str:
    drawn = [[at(*point) for point in part] for part in parts]
    if len(drawn) == 1:
        return json.dumps({"type": "LineString", "coordinates": drawn[0]})
    return json.dumps({"type": "MultiLineString", "coordinates": drawn})


def area(outline, *holes) -> str:
    rings = [[at(*point) for point in ring] for ring in (outline, *holes)]
    return json.dumps({"type": "Polygon", "coordinates": rings})


def spots(ident, shape, roads, rules=(CROSS, ENDS, INFILL)):
    facts = Facts("road", "", True, False, None, shape, tuple(roads), id=ident)
    return propose(facts, list(rules)).spots


def roles(found):
    return Counter(spot.role for spot in found)


ROAD = line([(0, 0), (1000, 0)])
TWO_WAYS = line([(0, 0), (1000, 0)], [(0, 20), (1000, 20)])
ACROSS = line([(500, -300), (500, 300)])


def test_two_carriageways_are_one_road_at_a_crossroads_of_four_signs():
    wide, narrow = Road("a", "甲路", "", TWO_WAYS), Road("b", "乙路", "", ACROSS)
    mine, its = spots("a", TWO_WAYS, [narrow], [CROSS]), spots("b", ACROSS, [wide], [CROSS])
    assert len(mine) + len(its) == 4
    assert {spot.detail["arms"] for spot in (*mine, *its)} == {4}


def test_two_carriageways_have_two_ends_and_one_row_of_signs_between():
    assert roles(spots("a", TWO_WAYS, [])) == roles(spots("a", ROAD, []))
    assert roles(spots("a", ROAD, [])) == {
        PositionRole.START: 1,
        PositionRole.END: 1,
        PositionRole.INFILL: 3,
    }


def test_a_road_that_ends_at_the_far_carriageway_still_meets_the_road():
    side = line([(500, 20), (500, 300)])
    (meeting,) = crossings_of(line_tracks(TWO_WAYS), [Road("b", "乙路", "", side)])
    assert meeting.arms == 3


def test_a_gap_of_a_few_metres_in_the_drawing_is_no_end_of_the_road():
    broken = line([(0, 0), (500, 0)], [(508, 0), (1000, 0)])
    assert roles(spots("a", broken, [])) == roles(spots("a", ROAD, []))
    # Drawn in the other direction it is the same road.
    turned = line([(500, 0), (0, 0)], [(508, 0), (1000, 0)])
    assert roles(spots("a", turned, [])) == roles(spots("a", ROAD, []))


def test_parts_that_lie_apart_have_ends_of_their_own():
    apart = line([(0, 0), (400, 0)], [(600, 0), (1000, 0)])
    found = roles(spots("a", apart, []))
    assert (found[PositionRole.START], found[PositionRole.END]) == (2, 2)


def test_a_crossing_where_a_ring_is_closed_is_one_crossing():
    ring = line([(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)])
    cut = line([(-200, 14), (0, 14), (14, 0), (14, -200)])
    (meeting,) = crossings_of(line_tracks(ring), [Road("b", "乙路", "", cut)])
    assert meeting.own_arms == 2


@given(st.integers(2, 12))
def test_a_shallow_crossing_is_one_crossing(rise):
    slanted = line([(0, -rise * 20), (1000, rise * 20)])
    met = crossings_of(line_tracks(ROAD), [Road("b", "乙路", "", slanted)])
    assert [round(one.along, -1) for one in met] == [500]
    assert met[0].arms == 4


def test_two_drawings_of_one_road_meet_only_where_they_part():
    wobbling = line(
        [(0, -200), *((step * 40, 4 if step % 2 else -4) for step in range(25)), (1000, 200)]
    )
    met = crossings_of(line_tracks(ROAD), [Road("b", "乙路", "", wobbling)])
    assert len(met) == 2
    assert met[0].along < 60
    assert met[1].along > 900


def test_the_same_line_twice_asks_for_no_signs_at_a_crossing():
    same = Road("b", "乙路", "", ROAD)
    assert PositionRole.JUNCTION not in roles(spots("a", ROAD, [same]))


def test_roads_that_go_on_into_each_other_have_an_end_each_and_no_crossing():
    further = line([(1000, 0), (1600, 100)])
    mine = spots("a", ROAD, [Road("b", "乙路", "", further)], [CROSS, ENDS])
    its = spots("b", further, [Road("a", "甲路", "", ROAD)], [CROSS, ENDS])
    assert roles(mine) == roles(its) == {PositionRole.START: 1, PositionRole.END: 1}


arms = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 2), min_size=2, max_size=6)


@given(arms, st.integers(1, 8))
def test_the_shares_of_a_crossing_add_up_to_what_the_rule_says(given_arms, signs):
    shares = {key: share(signs, key, given_arms) for key in given_arms}
    assert sum(shares.values()) == max(signs, len(given_arms))
    assert min(shares.values()) >= 1
    for key in given_arms:
        for other in given_arms:
            if given_arms[key] > given_arms[other]:
                assert shares[key] >= shares[other]


def test_six_arms_of_three_roads_get_the_four_signs_of_the_rule():
    star = {
        "a": line([(-500, 0), (500, 0)]),
        "b": line([(-500, -500), (500, 500)]),
        "c": line([(-500, 500), (500, -500)]),
    }
    found = []
    for key, shape in star.items():
        others = [Road(other, other, "", star[other]) for other in star if other != key]
        found += spots(key, shape, others, [CROSS])
    assert len(found) == 4


YARD = area([(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)])


def gates(shape, *lines):
    roads = [Road(str(n), f"{n}路", "", one) for n, one in enumerate(lines)]
    facts = Facts("residential", "", True, False, (WEST, SOUTH), shape, tuple(roads))
    return propose(facts, [GATE])


def test_every_road_into_an_area_is_an_entrance_and_a_hole_has_none():
    holed = area(
        [(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)],
        [(100, 100), (200, 100), (200, 200), (100, 200), (100, 100)],
    )
    through = line([(150, -100), (150, 400)])
    gate = line([(400, 60), (302, 60)])
    assert len(gates(holed, through, gate).spots) == 3


@pytest.mark.parametrize("wobble", [0, 5])
def test_a_road_along_the_outline_is_no_entrance(wobble):
    along = line(
        [(-100, 0), *((step * 30, wobble if step % 2 else -wobble) for step in range(11)), (400, 0)]
    )
    assert entrances_of(area_rings(YARD), [Road("b", "乙路", "", along)]) == []
    assert gates(YARD, along).notes == ["no_entrance"]


def test_a_road_that_comes_along_the_outline_and_then_turns_in_is_one():
    turning = line([(-100, 0), (150, 0), (150, 200)])
    assert entrances_of(area_rings(YARD), [Road("b", "乙路", "", turning)])
