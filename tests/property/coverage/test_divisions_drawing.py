"""Rings of divisions: none over another, none off the sheet, parts that are not misread."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from registry.coverage.rules.divisions_drawing import LABEL, Spot, draw_divisions

#: Some may share a spot: a county and the district that was cut out of it.
_SPOT = st.tuples(
    st.sampled_from([117.0, 117.2, 117.25, 117.27, 117.8]),
    st.sampled_from([31.0, 31.8, 31.84, 31.86, 32.4]),
    st.integers(0, 5000),
    st.none() | st.floats(0, 1),
)


@given(st.lists(_SPOT, min_size=2, max_size=24))
def test_no_ring_lies_over_another_or_off_the_sheet(given_spots):
    spots = [
        Spot(f"d{number}", "县", lon, lat, names, share)
        for number, (lon, lat, names, share) in enumerate(given_spots)
    ]
    sheet = draw_divisions(spots)
    assert {ring.id for ring in sheet.rings} == {spot.id for spot in spots}
    for ring in sheet.rings:
        assert ring.radius <= ring.x <= sheet.width - ring.radius
        assert ring.radius <= ring.y <= sheet.height - ring.radius - LABEL
    for number, one in enumerate(sheet.rings):
        for other in sheet.rings[number + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


@given(st.lists(_SPOT, min_size=2, max_size=8))
def test_a_part_is_full_for_all_and_empty_for_none_alone(given_spots):
    spots = [Spot(f"d{n}", "", *one) for n, one in enumerate(given_spots)]
    parts = {ring.id: ring.part for ring in draw_divisions(spots).rings}
    for spot in spots:
        assert (parts[spot.id] == 100) == (spot.share == 1)
        assert (parts[spot.id] == 0) == (spot.share == 0)
        assert (parts[spot.id] is None) == (spot.share is None)
        if spot.share:
            assert abs(parts[spot.id] - spot.share * 100) <= 1.05


def test_north_is_up_and_one_alone_is_no_picture():
    north, south = Spot("n", "北", 117.0, 32.4, 5, 1.0), Spot("s", "南", 117.0, 31.0, 5, 0.0)
    placed = {ring.id: ring.y for ring in draw_divisions([south, north]).rings}
    assert placed["n"] < placed["s"]
    assert draw_divisions([north]) is None
