"""What the engine of placement rules promises, for any line and any roads across it."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signage.rules.kinds import PositionRole, SignType
from registry.signage.rules.placement import (
    Crossing,
    Facts,
    PlacementRule,
    Present,
    Road,
    Track,
    Way,
    differ,
    propose,
)
from registry.signage.rules.placement.crossing import crossings_of, line_tracks
from registry.signage.rules.placement.engine import MERGE_M
from registry.signage.rules.placement.measuring import metres

SPACING = 300.0
STREET = {"kinds": ("road",), "sign_type": SignType.STREET, "basis": "测试"}
RULES = [
    PlacementRule("infill", "加设", Way.SPACING, spacing_m=SPACING, after=("ends", "x"), **STREET),
    PlacementRule("ends", "两端", Way.BOTH_ENDS, **STREET),
    PlacementRule("x", "路口", Way.CROSSINGS, crossings=(Crossing(3, 3), Crossing(4, 4)), **STREET),
]
steps = st.tuples(st.floats(0.0005, 0.01), st.floats(-0.006, 0.006))


def as_line(points) -> str:
    return json.dumps({"type": "LineString", "coordinates": [list(p) for p in points]})


@st.composite
def lines(draw):
    """Lines that always lead east, so that they never cross themselves."""
    lon, lat = 117.2, 31.8
    points = [(lon, lat)]
    for east, north in draw(st.lists(steps, min_size=1, max_size=8)):
        lon, lat = round(lon + east, 7), round(lat + north, 7)
        points.append((lon, lat))
    return points


@st.composite
def roads_across(draw, points):
    track = Track(tuple(points))
    found = []
    for number, share in enumerate(draw(st.lists(st.floats(0, 1), max_size=4))):
        lon, lat = track.at(track.length * share)
        south = 0 if draw(st.booleans()) else 0.004
        across = [(round(lon, 7), round(lat - south, 7)), (round(lon, 7), round(lat + 0.004, 7))]
        found.append(Road(f"r{number}", f"横{number}路", "", as_line(across)))
    return tuple(found)


@st.composite
def drawn(draw):
    points = draw(lines())
    return points, draw(roads_across(points))


def spots_of(points, roads, rules=RULES):
    return propose(Facts("road", "", True, False, points[0], as_line(points), roads), rules).spots


@given(drawn())
def test_no_stretch_is_longer_than_the_rule_of_spacing_allows(given_line):
    points, roads = given_line
    track = Track(tuple(points))
    marks = {0.0, track.length}
    marks |= {track.nearest((spot.lon, spot.lat))[0] for spot in spots_of(points, roads)}
    assert max(right - left for left, right in pairwise(sorted(marks))) <= SPACING * 1.005 + MERGE_M


@given(lines())
def test_without_crossings_the_spacing_holds_to_the_metre(points):
    track = Track(tuple(points))
    marks = [track.nearest((spot.lon, spot.lat))[0] for spot in spots_of(points, ())]
    assert max(b - a for a, b in pairwise(sorted({0.0, track.length, *marks}))) <= SPACING * 1.001


@given(drawn())
def test_both_ends_always_have_a_sign(given_line):
    points, roads = given_line
    spots = spots_of(points, roads)
    for end in (points[0], points[-1]):
        assert min(metres(end, (spot.lon, spot.lat)) for spot in spots) <= MERGE_M


@given(drawn())
def test_the_same_facts_give_the_same_positions_with_keys_of_their_own(given_line):
    points, roads = given_line
    once, again = spots_of(points, roads), spots_of(points, tuple(reversed(roads)))
    assert once == again
    assert len({spot.key for spot in once}) == len(once)


@given(drawn(), st.randoms())
def test_computing_again_changes_nothing_that_was_accepted(given_line, random):
    points, roads = given_line
    spots = spots_of(points, roads)
    present = [
        Present(
            str(n),
            s.lon,
            s.lat,
            30,
            False,
            False,
            rule_key=s.rule_key,
            spot_key=s.key,
            spot_lon=s.lon,
            spot_lat=s.lat,
        )
        for n, s in enumerate(spots)
    ]
    random.shuffle(present)
    found = differ(present, spots, is_living=True)
    assert (found.added, found.moved, found.gone) == ([], [], [])
    assert len(found.met) == len(spots)


@given(drawn())
def test_of_a_place_that_is_gone_nothing_is_proposed_and_everything_is_dropped(given_line):
    points, roads = given_line
    facts = Facts("road", "", False, False, points[0], as_line(points), roads)
    assert propose(facts, RULES).spots == []
    present = [
        Present("a", points[0][0], points[0][1], 30, False, False),
        Present("b", None, None, 30, True, True),
    ]
    assert [row.id for row in differ(present, [], is_living=False).gone] == ["a"]


@pytest.mark.parametrize(("through", "arms"), [(True, 4), (False, 3)])
def test_a_crossroads_gets_four_signs_and_a_t_junction_three(through, arms):
    east = [(117.2, 31.8), (117.21, 31.8)]
    north = [(117.205, 31.795 if through else 31.8), (117.205, 31.805)]
    a, b = Road("a", "甲路", "", as_line(east)), Road("b", "乙路", "", as_line(north))
    (meeting,) = crossings_of(line_tracks(a.geojson), [b])
    assert meeting.arms == arms
    rules = RULES[2:]
    signs = [*spots_of(east, (b,), rules), *spots_of(north, (a,), rules)]
    assert len(signs) == arms
    assert {spot.role for spot in signs} == {PositionRole.JUNCTION}
