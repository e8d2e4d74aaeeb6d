"""Positions are checked, never corrected; the map shift is recognised by direction and distance."""

from __future__ import annotations

import math
from dataclasses import astuple

import pytest

from registry.core.forms import Wrong
from registry.core.geo import (
    Position,
    check_position,
    distance_m,
    gcj02_suspect,
    offset_m,
    position_fault,
    to_gcj02,
)

HEFEI = Position(117.283, 31.861)


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (31.86, 117.28, "写反"),
        (math.nan, 31.0, "有限"),
        (117.0, math.inf, "有限"),
        (0.0, 0.0, "中国境内"),
        (200.0, 95.0, "超出范围"),
    ],
)
def test_a_wrong_position_says_what_is_wrong(lon: float, lat: float, words: str) -> None:
    assert words in str(position_fault(lon, lat))
    with pytest.raises(Wrong):
        check_position(lon, lat)


def test_a_right_position_passes() -> None:
    assert check_position(117.283, 31.861) == Position(117.283, 31.861)


def test_the_shift_at_hefei_is_567_metres_towards_113_degrees() -> None:
    # Independent figures: pyproj for the distance, the widely published formula for the shift.
    shifted = Position(*astuple(to_gcj02(HEFEI)))
    east, north = offset_m(HEFEI, shifted)
    assert distance_m(HEFEI, shifted) == pytest.approx(567, abs=1)
    assert math.degrees(math.atan2(east, north)) == pytest.approx(113, abs=1)


def test_the_shift_is_recognised_once_and_twice() -> None:
    once = Position(*astuple(to_gcj02(HEFEI)))
    assert gcj02_suspect(HEFEI, once) == 1
    assert gcj02_suspect(HEFEI, Position(*astuple(to_gcj02(once)))) == 2


@pytest.mark.parametrize("degrees", [0, 60, 180, 240, 300])
def test_an_honest_error_of_the_same_length_is_not_suspected(degrees: int) -> None:
    east, north = 567 * math.sin(math.radians(degrees)), 567 * math.cos(math.radians(degrees))
    lon = HEFEI.lon + math.degrees(east / 6_371_008.8 / math.cos(math.radians(HEFEI.lat)))
    lat = HEFEI.lat + math.degrees(north / 6_371_008.8)
    assert gcj02_suspect(HEFEI, Position(lon, lat)) == 0
