"""Each check says what it found, or that it could not check; none decides."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest

from registry.core.geo import Position, to_gcj02
from registry.signage.rules import checks
from registry.signage.rules.checks import Result
from registry.signage.rules.kinds import CaptureSource

POINT = Position(117.283, 31.861)
PRINT = checks.Print("mine", "0" * 16, "0" * 16)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("distance", "accuracy", "radius", "result"),
    [
        (115.0, 5.0, 30.0, Result.OK),
        (115.1, 5.0, 30.0, Result.FLAG),
        (5000.0, 100.0, 30.0, Result.FLAG),
        (5000.0, 100.1, 30.0, Result.UNCHECKED),
        (10.0, None, 30.0, Result.UNCHECKED),
        (None, 5.0, 30.0, Result.UNCHECKED),
    ],
)
def test_distance_is_flagged_beyond_accuracy_slack_and_radius(distance, accuracy, radius, result):
    assert checks.distance_check(distance, accuracy, radius).result is result


def test_a_shifted_position_is_flagged_and_never_corrected():
    lon, lat = astuple(to_gcj02(POINT))
    shifted = Position(lon, lat)
    assert checks.shift_suspect(POINT, shifted) == 1
    assert checks.shift_check(1, 567.0).result is Result.FLAG
    assert (shifted.lon, shifted.lat) == (lon, lat)


def test_a_slip_of_the_same_length_another_way_is_no_shift():
    lon, lat = astuple(to_gcj02(POINT))
    other = Position(2 * POINT.lon - lon, 2 * POINT.lat - lat)
    assert checks.shift_suspect(POINT, other) == 0


def test_nothing_to_compare_is_not_a_pass():
    assert checks.shift_check(0, None).result is Result.UNCHECKED
    assert checks.fix_check(None).result is Result.UNCHECKED
    assert checks.clock_check(None).result is Result.UNCHECKED
    assert checks.source_check(CaptureSource.UNKNOWN).result is Result.UNCHECKED
    assert checks.likeness_check(PRINT, []).result is Result.UNCHECKED
    assert checks.mirror_check(None, PRINT, [PRINT]).result is Result.UNCHECKED
    assert checks.brightness_check(None).result is Result.UNCHECKED
    assert checks.travel_check(None, []).result is Result.UNCHECKED
    assert checks.same_file_check([], has_pixels=False).result is Result.UNCHECKED
    assert checks.hanzi_check("烔炀镇", "").result is Result.UNCHECKED
    assert checks.witness_check(POINT, None).result is Result.UNCHECKED


@pytest.mark.parametrize(("age", "result"), [(0, Result.OK), (60, Result.OK), (61, Result.FLAG)])
def test_an_old_fix_is_flagged(age, result):
    assert checks.fix_check(age).result is result


@pytest.mark.parametrize(
    ("skew", "result"), [(-120, Result.OK), (121, Result.FLAG), (-86400, Result.FLAG)]
)
def test_a_wrong_clock_is_flagged(skew, result):
    assert checks.clock_check(skew).result is result


@pytest.mark.parametrize(
    ("delay", "result"),
    [
        (timedelta(hours=20), Result.OK),
        (timedelta(days=8), Result.FLAG),
        (timedelta(hours=-2), Result.FLAG),
    ],
)
def test_sending_late_is_normal_and_sending_before_taking_is_not(delay, result):
    assert checks.time_check(NOON, NOON + delay).result is result


def test_sources_of_pictures_are_classes_of_evidence():
    assert checks.source_check(CaptureSource.LIVE).result is Result.OK
    assert checks.source_check(CaptureSource.GALLERY).result is Result.FLAG
    forwarded = checks.source_check(CaptureSource.FORWARDED)
    assert (forwarded.result, forwarded.reason) == (Result.FLAG, "forwarded")


def test_every_source_of_a_picture_is_said_in_words_of_its_own():
    said = {str(checks.detail(checks.source_check(source))) for source in CaptureSource}
    assert len(said) == len(CaptureSource)


def test_text_is_compared_exactly():
    assert checks.hanzi_check("烔炀镇", "烔炀镇").result is Result.OK
    assert checks.hanzi_check("烔炀镇", "炯炀镇").result is Result.FLAG
    assert checks.roman_check("LU’AN LU", "lu'an lu").result is Result.OK
    assert checks.roman_check("LU’AN LU", "LUAN LU").result is Result.FLAG


def print_at(bits, name="other", **values):
    """Hashes that differ from those of PRINT in so many bits."""
    return checks.Print(name, f"{(1 << bits) - 1:016x}", PRINT.dhash, **values)


@pytest.mark.parametrize(
    ("bits", "near", "reason"),
    [
        (0, True, "copies"),
        (4, True, "copies"),
        (5, True, "similar"),
        (10, True, "similar"),
        (11, True, "ok"),
        (4, False, "copies"),
        (5, False, "ok"),
    ],
)
def test_likeness_has_two_levels_and_far_away_only_copies_count(bits, near, reason):
    found = checks.likeness_check(PRINT, [print_at(bits, is_near=near)])
    assert found.reason == reason
    assert found.measured["bits"] == bits
    assert found.result is (Result.OK if reason == "ok" else Result.FLAG)


def test_a_mirrored_copy_is_told_once():
    turned = checks.Print("mine", "f" * 16, "f" * 16)
    other = checks.Print("other", "f" * 16, "f" * 16)
    assert checks.mirror_check(turned, PRINT, [other]).reason == "copies"
    # A scene that equals its own mirror image is the business of the line above.
    assert checks.mirror_check(PRINT, PRINT, [PRINT]).reason == "nothing_to_compare"


@pytest.mark.parametrize(
    ("same_sign", "same_place", "shared", "reason", "result"),
    [
        (True, True, False, "resubmission", Result.OK),
        (False, True, False, "other_sign", Result.FLAG),
        (False, False, False, "other_place", Result.FLAG),
        (False, False, True, "shared", Result.OK),
    ],
)
def test_the_same_file_is_judged_by_where_it_was_used(
    same_sign, same_place, shared, reason, result
):
    use = checks.Use("r", same_sign, same_place, shared)
    found = checks.same_file_check([use], has_pixels=True)
    assert (found.reason, found.result, found.measured["reports"]) == (reason, result, ["r"])


@pytest.mark.parametrize(
    ("minutes", "result"), [(1, Result.FLAG), (15, Result.FLAG), (20, Result.OK)]
)
def test_travel_faster_than_any_car_is_flagged(minutes, result):
    here = checks.Stop("a", POINT, NOON)
    # 0.44 degrees of longitude are 41.6 km at this latitude.
    there = checks.Stop("b", Position(117.723, 31.861), NOON + timedelta(minutes=minutes))
    assert checks.travel_check(here, [there]).result is result
    assert checks.travel_check(there, [here]).result is result


def test_a_jittering_fix_is_no_journey():
    here = checks.Stop("a", Position(117.283, 31.861, 20.0), NOON)
    there = checks.Stop("b", Position(117.284, 31.861, 20.0), NOON)
    assert checks.travel_check(here, [there]).result is Result.OK


@pytest.mark.parametrize(("mean", "result"), [(29.9, Result.FLAG), (30.0, Result.OK)])
def test_a_dark_photo_is_a_hint(mean, result):
    assert checks.brightness_check(mean).result is result


def test_a_wrong_clock_is_not_told_twice():
    late = NOON + timedelta(hours=3)
    assert checks.time_check(late, NOON).result is Result.FLAG
    assert checks.time_check(late, NOON, skew_s=3 * 3600).result is Result.OK


def test_the_photos_own_position_is_a_second_witness():
    near = Position(117.2831, 31.8611)
    far = Position(117.30, 31.861)
    assert checks.witness_check(POINT, near).result is Result.OK
    assert checks.witness_check(POINT, far).result is Result.FLAG
