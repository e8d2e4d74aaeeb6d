"""A picture to choose from: everything lies in it, squares stay squares, boxes go both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.geo import Position, distance_m
from registry.signage.rules.choosing import WIDTH, picture_of
from registry.signage.rules.scale import bar_length

POINTS = st.lists(
    st.tuples(st.floats(115.0, 119.0), st.floats(30.0, 33.0)), min_size=1, max_size=40
)


@given(POINTS)
def test_every_point_lies_in_the_picture_and_its_place_says_where(points) -> None:
    picture = picture_of(points)
    assert picture is not None
    assert 240 <= picture.height <= 640
    box = picture.box
    for lon, lat in points:
        dot = picture.place("x", lon, lat)
        assert 0 < dot.x < picture.width
        assert 0 < dot.y < picture.height
        # What the page's script makes of a corner that was dragged to this dot.
        back_lon = box.west + dot.x / picture.width * (box.east - box.west)
        back_lat = box.north - dot.y / picture.height * (box.north - box.south)
        assert distance_m(Position(back_lon, back_lat), Position(lon, lat)) < 60


@given(POINTS)
def test_a_square_on_the_ground_is_a_square_and_the_bar_is_as_long_as_it_says(points) -> None:
    picture = picture_of(points)
    box = picture.box
    middle = (box.south + box.north) / 2
    across = distance_m(Position(box.west, middle), Position(box.east, middle))
    up = distance_m(Position(box.west, box.south), Position(box.west, box.north))
    assert across / up == pytest.approx(picture.width / picture.height, rel=0.02)
    assert picture.bar / WIDTH * across == pytest.approx(picture.bar_m, rel=0.02)
    assert picture.bar <= WIDTH * 0.3 + 1


def test_nothing_to_draw_is_no_picture() -> None:
    assert picture_of([]) is None


@pytest.mark.parametrize(
    ("most", "length"), [(0.2, 1), (1, 1), (4.9, 2), (5, 5), (99, 50), (100, 100), (23_456, 20_000)]
)
def test_a_bar_has_a_round_length_that_fits(most, length) -> None:
    assert bar_length(most) == length
