"""The error rates that the checks of place publish, found again with fixes drawn by chance."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from registry.core.geo import Position, distance_m, to_gcj02
from registry.signage.rules.checks.outcome import Result
from registry.signage.rules.checks.place import (
    Stop,
    distance_check,
    shift_suspect,
    travel_check,
    witness_check,
)

DRAWS = 4000
SIGN = Position(117.29, 31.87)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
#: A phone's accuracy is the radius that holds 68 % of its errors.
TO_SIGMA = 1 / math.sqrt(-2 * math.log(1 - 0.68))


def fixes(accuracy: float, around: Position = SIGN, seed: int = 1) -> list[Position]:
    """What a phone of this accuracy says when it stands there."""
    chance = np.random.default_rng(seed)
    east, north = chance.normal(0, accuracy * TO_SIGMA, (2, DRAWS))
    return [moved(around, x, y, accuracy) for x, y in zip(east, north, strict=True)]


def moved(origin: Position, east: float, north: float, accuracy: float | None) -> Position:
    lat = origin.lat + north / 111_320
    lon = origin.lon + east / (111_320 * math.cos(math.radians(origin.lat)))
    return Position(lon, lat, accuracy)


def share(flags: list[bool]) -> float:
    return 100 * sum(flags) / len(flags)


@pytest.mark.parametrize(("accuracy", "published"), [(50.0, 0.05), (100.0, 2.5)])
def test_an_honest_report_is_flagged_for_its_distance_as_seldom_as_published(
    accuracy: float, published: float
) -> None:
    flags = [
        distance_check(distance_m(SIGN, fix), accuracy, 0.0).result == Result.FLAG
        for fix in fixes(accuracy)
    ]
    assert share(flags) == pytest.approx(published, abs=0.2 + published / 3)


@pytest.mark.parametrize(("accuracy", "published"), [(20.0, 100), (50.0, 98), (100.0, 60)])
def test_a_shifted_report_is_found_as_often_as_published(accuracy: float, published: float) -> None:
    point = to_gcj02(SIGN)
    shifted = Position(point.lon, point.lat)
    found = [shift_suspect(SIGN, fix) == 1 for fix in fixes(accuracy, shifted)]
    assert share(found) == pytest.approx(published, abs=2.5)
    assert share([shift_suspect(SIGN, fix) > 0 for fix in fixes(accuracy)]) < 0.1


def test_somebody_lost_by_chance_is_taken_for_a_shift_as_seldom_as_published() -> None:
    chance = np.random.default_rng(3)
    turn, far = chance.uniform(0, 2 * math.pi, DRAWS), 1000 * np.sqrt(chance.uniform(0, 1, DRAWS))
    east, north = far * np.sin(turn), far * np.cos(turn)
    lost = [moved(SIGN, x, y, None) for x, y in zip(east, north, strict=True)]
    assert share([shift_suspect(SIGN, fix) > 0 for fix in lost]) == pytest.approx(0.8, abs=0.4)


@pytest.mark.parametrize(("accuracy", "published"), [(50.0, 0.0), (100.0, 0.3)])
def test_standing_still_is_taken_for_a_journey_as_seldom_as_published(
    accuracy: float, published: float
) -> None:
    pairs = zip(fixes(accuracy), fixes(accuracy, seed=2), strict=True)
    flags = [
        travel_check(
            Stop("here", one, NOON), [Stop("there", other, NOON + timedelta(seconds=1))]
        ).result
        == Result.FLAG
        for one, other in pairs
    ]
    assert share(flags) == pytest.approx(published, abs=0.25)


@pytest.mark.parametrize(("accuracy", "published"), [(50.0, 2.0), (100.0, 16.0)])
def test_an_honest_photo_contradicts_its_report_as_seldom_as_published(
    accuracy: float, published: float
) -> None:
    pairs = zip(fixes(accuracy), fixes(accuracy, seed=2), strict=True)
    flags = [witness_check(one, other).result == Result.FLAG for one, other in pairs]
    assert share(flags) == pytest.approx(published, abs=2.0)
