"""What a photo claims of its time and place."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from PIL.TiffImagePlugin import IFDRational

from registry.photos.rules import claimed_position, claimed_time, plain_text

NORTH_EAST = ("N", "E")
SANHE = ((31, 30, 18.36), (117, 30, 10.8))


def position(latitude, longitude, refs=NORTH_EAST):
    return claimed_position(latitude, refs[0], longitude, refs[1])


def test_degrees_minutes_and_seconds_become_lon_lat() -> None:
    assert position(*SANHE) == (117.503, 31.5051)


def test_south_and_west_are_negative() -> None:
    assert position((33, 26, 0), (70, 40, 0), ("S", "W")) == (-70.6666667, -33.4333333)


def test_rationals_of_any_make_are_read() -> None:
    parts = (IFDRational(31, 1), IFDRational(303060, 10000), Fraction(0))
    assert position(parts, (117, IFDRational(1, 2), 0)) == (117.0083333, 31.5051)


@pytest.mark.parametrize("letter", ["n", "N\0", b"N", " N "])
def test_a_letter_with_padding_still_says_north(letter) -> None:
    assert claimed_position(SANHE[0], letter, SANHE[1], "E") == (117.503, 31.5051)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((IFDRational(0, 0), 0, 0), (117, 0, 0)),
        ((31, IFDRational(1, 0), 0), (117, 0, 0)),
        ((math.nan, 0, 0), (117, 0, 0)),
        ((math.inf, 0, 0), (117, 0, 0)),
        ((31, -5, 0), (117, 0, 0)),
        ((31, 60.5, 0), (117, 0, 0)),
        ((91, 0, 0), (117, 0, 0)),
        ((90, 0, 1), (117, 0, 0)),
        ((31, 0, 0), (181, 0, 0)),
        ((31, 0), (117, 0)),
        ((31, 0, 0, 0), (117, 0, 0)),
        (31.5, 117.5),
        (None, None),
        ("310", "117"),
        ((31, 0, None), (117, 0, "x")),
        ((10**400, 0, 0), (117, 0, 0)),
    ],
)
def test_an_absurd_position_is_no_claim(latitude, longitude) -> None:
    assert position(latitude, longitude) is None


@pytest.mark.parametrize("refs", [("", "E"), ("N", None), ("E", "N"), ("North", "E"), (7, 8)])
def test_without_hemispheres_there_is_no_position(refs) -> None:
    assert position(*SANHE, refs) is None


def test_a_place_on_the_equator_or_the_meridian_is_a_claim() -> None:
    assert position((0, 0, 0), (117, 0, 0)) == (117.0, 0.0)
    assert position((51, 28, 40), (0, 0, 0)) == (0.0, 51.4777778)


def test_seconds_rounded_up_to_sixty_stand() -> None:
    assert position((31, 59, 60), (117, 0, 0)) == (117.0, 32.0)


@pytest.mark.parametrize(
    ("taken", "offset", "moment"),
    [
        ("2026:05:01 09:30:00", "+08:00", datetime(2026, 5, 1, 1, 30, tzinfo=UTC)),
        ("2026:05:01 09:30:00", "", datetime(2026, 5, 1, 1, 30, tzinfo=UTC)),
        ("2026-05-01 09:30:00", "-03:30", datetime(2026, 5, 1, 13, 0, tzinfo=UTC)),
        ("2026:05:01T09:30:00", "+0000", datetime(2026, 5, 1, 9, 30, tzinfo=UTC)),
        ("2024:02:29 23:59:59", "+14:00", datetime(2024, 2, 29, 9, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_with_its_offset_or_as_china_standard_time(taken, offset, moment) -> None:
    assert claimed_time(taken, offset) == moment


@pytest.mark.parametrize(
    ("taken", "offset"),
    [
        ("", ""),
        ("0000:00:00 00:00:00", ""),
        ("2025:02:29 10:00:00", ""),
        ("2026:05:01 25:00:00", ""),
        ("1970:01:01 00:00:00", ""),
        ("0001:01:01 00:00:00", "+14:00"),
        ("    :  :     :  :  ", ""),
        ("yesterday", ""),
        ("2026:05:01 09:30:00", "+25:00"),
        ("2026:05:01 09:30:00", "-13:00"),
        ("2026:05:01 09:30:00", "+08:75"),
        ("2026:05:01 09:30:00", "CST"),
    ],
)
def test_an_impossible_time_is_no_claim(taken, offset) -> None:
    assert claimed_time(taken, offset) is None


def test_text_is_cut_decoded_and_cleaned() -> None:
    assert plain_text(b"2026:05:01\0\0") == "2026:05:01"
    assert plain_text("a\x00\x1b[31mb\u202e") == "a[31mb"
    assert plain_text("x" * 10_000) == "x" * 40
    assert plain_text(("not", "text")) == ""
    assert plain_text(None) == ""
