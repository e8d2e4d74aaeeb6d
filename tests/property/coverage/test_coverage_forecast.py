"""A forecast never promises what the weeks do not carry, and its drawing stays on its sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.coverage.rules.drawing import HEIGHT, WIDTH, draw_burn_up
from registry.coverage.rules.forecast import (
    LEAST_WEEKS,
    Against,
    Flow,
    Outlook,
    Point,
    against,
    burn_up,
    forecast,
    forecast_between,
)

TODAY = date(2026, 11, 28)
THIS_WEEK = date(2026, 11, 23)


def flows_of(gains: list[int], names: int = 0) -> list[Flow]:
    """Weeks up to the last whole one; the names all enter in the first."""
    weeks = [THIS_WEEK - timedelta(days=7 * back) for back in range(len(gains), 0, -1)]
    return [
        Flow(week, names if number == 0 else 0, gain)
        for number, (week, gain) in enumerate(zip(weeks, gains, strict=True))
    ]


def test_a_steady_pace_leads_to_one_day():
    flows = flows_of([5] * 20, 200)
    found = forecast(flows, 200, 100, TODAY)
    assert (found.outlook, found.slow, found.mean, found.fast) == (Outlook.FORECAST, 5, 5, 5)
    assert found.earliest == found.likely == found.latest == TODAY + timedelta(days=141)


def test_weeks_of_rest_widen_the_band():
    found = forecast(flows_of([8] * 10 + [0] * 10, 200), 200, 80, TODAY)
    assert (found.slow, found.mean, found.fast) == (0, 4, 8)
    assert found.earliest < found.likely
    assert found.latest is None, "at the slowest pace it is never reached"


def test_too_little_history_forecasts_nothing():
    found = forecast(flows_of([9] * (LEAST_WEEKS - 1), 200), 200, 63, TODAY)
    assert (found.outlook, found.likely) == (Outlook.TOO_LITTLE, None)


def test_the_week_that_is_not_over_sets_no_pace():
    flows = [*flows_of([1] * 10, 200), Flow(THIS_WEEK, 0, 90)]
    assert forecast(flows, 200, 100, TODAY).fast == 1


def test_a_standstill_is_called_one():
    flows = flows_of([10, *[0] * 30], 200)
    assert forecast(flows, 200, 10, TODAY).outlook is Outlook.STANDSTILL


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        (None, Against.NO_TARGET),
        (date(2025, 12, 31), Against.PASSED),
        (date(2026, 12, 1), Against.BEHIND),
        (date(2027, 3, 20), Against.WITHIN),
        (date(2030, 1, 1), Against.AHEAD),
    ],
)
def test_the_target_is_compared_with_the_band(target, wanted):
    found = forecast(flows_of([4, 4, 4, 4, 12, 12, 12, 12] * 3, 200), 200, 100, TODAY)
    assert against(found, target, TODAY) is wanted


def test_a_target_that_has_passed_is_met_where_all_have_a_sign():
    found = forecast(flows_of([5] * 20, 100), 100, 100, TODAY)
    assert against(found, date(2025, 12, 31), TODAY) is Against.MET


@given(
    gains=st.lists(st.integers(-3, 40), max_size=60),
    names=st.integers(0, 4000),
    target=st.none() | st.dates(date(2024, 1, 1), date(2040, 1, 1)),
)
def test_nothing_is_drawn_off_the_sheet_and_the_band_holds_the_mean(gains, names, target):
    flows = flows_of(gains, names)
    points = burn_up(flows, TODAY)
    signed = points[-1].signed if points else 0
    assert signed == sum(gains)
    found = forecast(flows, names, signed, TODAY)
    if found.outlook is Outlook.FORECAST:
        assert found.slow <= found.mean <= found.fast
        assert found.likely is None or found.likely > TODAY
        assert found.earliest is None or found.latest is None or found.earliest <= found.latest
    drawing = draw_burn_up(points, found, target, TODAY)
    assert (drawing is None) == (not points)
    if drawing is not None:
        for line in (drawing.signed, drawing.names, drawing.band, drawing.likely, drawing.area):
            for pair in line.split():
                x, y = map(float, pair.split(","))
                assert 0 <= x <= WIDTH
                assert 0 <= y <= HEIGHT


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 40)), min_size=1, max_size=12),
    st.integers(0, 30),
)
def test_a_line_of_snapshots_is_forecast_within_its_own_stretches(steps, spare):
    day, signed, points = date(2026, 1, 1), 0, []
    for apart, gained in steps:
        day, signed = day + timedelta(days=apart), signed + gained
        points.append((day, signed))
    names = signed + spare
    found = forecast_between([Point(on, names, done) for on, done in points], day)
    if found.outlook is Outlook.FORECAST:
        assert 0 <= found.slow <= found.mean <= found.fast
        assert found.weeks >= LEAST_WEEKS
        days = [one for one in (found.earliest, found.likely, found.latest) if one is not None]
        assert days == sorted(days)
    elif names and signed < names and found.outlook is not Outlook.STANDSTILL:
        assert found.outlook is Outlook.TOO_LITTLE


def test_two_snapshots_are_no_pace():
    points = [Point(date(2026, 2, 1), 10, 0), Point(date(2026, 6, 1), 10, 5)]
    assert forecast_between(points, date(2026, 6, 1)).outlook is Outlook.TOO_LITTLE
    assert forecast_between([], date(2026, 6, 1)).outlook is Outlook.NOTHING
    three = [*points, Point(date(2026, 7, 6), 10, 6)]
    found = forecast_between(three, date(2026, 7, 6))
    assert (found.outlook, found.slow) == (Outlook.FORECAST, 1 / 5)
