"""Screens add up: whatever lies in the box is shown once, as a point or in a cluster's count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.core.boxes import Box
from registry.maps.rules import MAX_POINTS, Mark, arrange, radius_px
from registry.maps.rules.clusters import CELL_PX, MAX_CELLS

lons = st.floats(116.0, 119.0)
lats = st.floats(30.0, 33.0)
spots = st.tuples(lons, lats)


def marks(places):
    return [Mark(str(number), "名", lon, lat) for number, (lon, lat) in enumerate(places)]


@st.composite
def boxes(draw):
    west, east = sorted((draw(lons), draw(lons)))
    south, north = sorted((draw(lats), draw(lats)))
    return Box(west, south, east + 0.001, north + 0.001)


@st.composite
def crowds(draw):
    few = draw(st.lists(spots, min_size=1, max_size=30))
    return few * draw(st.integers(1, 60))


@given(crowds(), boxes(), st.integers(0, 22))
def test_the_counts_of_a_screen_add_up_to_what_is_inside(places, box, zoom):
    inside = sum(box.holds(lon, lat) for lon, lat in places)
    shown = arrange(marks(places), box, zoom)
    assert shown.inside == inside
    assert len(shown.points) + sum(cluster.count for cluster in shown.clusters) == inside


@given(crowds(), boxes(), st.integers(0, 22))
def test_nothing_is_shown_that_lies_outside_and_clusters_stand_among_their_members(
    places, box, zoom
):
    shown = arrange(marks(places), box, zoom)
    assert all(box.holds(point.lon, point.lat) for point in shown.points)
    for cluster in shown.clusters:
        assert cluster.count > 1
        assert cluster.box.west - 1e-9 <= cluster.lon <= cluster.box.east + 1e-9
        assert cluster.box.south - 1e-9 <= cluster.lat <= cluster.box.north + 1e-9


@given(st.integers(0, 22))
def test_a_screen_never_gets_more_than_its_share_of_features(zoom):
    box = Box(116.0, 30.0, 119.0, 33.0)
    side = 60
    grid = [(116.0 + 3 * x / side, 30.0 + 3 * y / side) for x in range(side) for y in range(side)]
    shown = arrange(marks(grid), box, zoom)
    assert len(shown.points) + len(shown.clusters) <= (MAX_CELLS + 2) ** 2
    assert CELL_PX > 0


@given(st.lists(spots, max_size=MAX_POINTS), boxes(), st.integers(0, 22))
def test_few_points_are_shown_as_points(places, box, zoom):
    assert arrange(marks(places), box, zoom).clusters == ()


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
def test_a_larger_count_never_gets_a_smaller_circle(a, b, largest):
    small, large = sorted((a, b))
    assert radius_px(small, largest) <= radius_px(large, largest)


def test_areas_are_in_proportion_not_radii():
    assert radius_px(400, 400) == 2 * radius_px(100, 400)
