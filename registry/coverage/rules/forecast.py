"""When a line of names with a sign reaches all names, said with a band or not said at all.

The pace is taken from whole weeks: the mean of the last half year, and the slowest and fastest four
weeks on end in it. That is a range of what has happened, not a confidence interval, and the page
says so. Under eight whole weeks nothing is forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(days=7)
LOOK_BACK = 26
LEAST_WEEKS = 8
RUN = 4
FARTHEST_DAYS = 3653
"""Ten years: a date beyond it says nothing but "not at this pace"."""


class Outlook(StrEnum):
    """What can be said of the date on which all names have a sign."""

    NOTHING = "nothing"
    DONE = "done"
    TOO_LITTLE = "too_little"
    STANDSTILL = "standstill"
    FORECAST = "forecast"


class Against(StrEnum):
    """How the target date compares."""

    NO_TARGET = "no_target"
    MET = "met"
    PASSED = "passed"
    UNKNOWN = "unknown"
    AHEAD = "ahead"
    WITHIN = "within"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Flow:
    """One week: its Monday, what it did to the number of names and of names with a sign."""

    week: date
    names: int
    signed: int


@dataclass(frozen=True, slots=True)
class Point:
    """Both numbers at the end of a day."""

    on: date
    names: int
    signed: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Names a week (`slow` ≤ `mean` ≤ `fast`) and the days they lead to; None: not reached."""

    outlook: Outlook
    weeks: int
    slow: float = 0.0
    mean: float = 0.0
    fast: float = 0.0
    earliest: date | None = None
    likely: date | None = None
    latest: date | None = None


def burn_up(flows: Iterable[Flow], today: date) -> list[Point]:
    """Both numbers at the end of each week since the first, the last one today.

    Weeks without a change are points too; weeks after today count into today's point.
    """
    by_week = {flow.week: flow for flow in flows}
    if not by_week:
        return []
    points, names, signed = [], 0, 0
    week = min(by_week)
    while week <= max(*by_week, today):
        flow = by_week.get(week)
        names, signed = names + (flow.names if flow else 0), signed + (flow.signed if flow else 0)
        points.append(Point(min(week + WEEK - timedelta(days=1), today), names, signed))
        week += WEEK
    return [point for point in points[:-1] if point.on < today] + points[-1:]


def forecast(flows: Sequence[Flow], names: int, signed: int, today: date) -> Forecast:
    """The pace of the last whole weeks, and where it leads with today's number of names."""
    gains = whole_weeks(flows, today)
    if not names:
        return Forecast(Outlook.NOTHING, len(gains))
    if signed >= names:
        return Forecast(Outlook.DONE, len(gains))
    if len(gains) < LEAST_WEEKS:
        return Forecast(Outlook.TOO_LITTLE, len(gains))
    runs = [sum(gains[start : start + RUN]) / RUN for start in range(len(gains) - RUN + 1)]
    return _led(len(gains), sum(gains) / len(gains), runs, (names, signed), today)


def forecast_between(points: Sequence[Point], today: date) -> Forecast:
    """The same from points that lie weeks apart, where no weeks were counted: frozen snapshots.

    The pace is the slowest and fastest stretch between two points at least four weeks apart, in the
    last half year. Under eight whole weeks, or with a single stretch, nothing is forecast.
    """
    if not points or not points[-1].names:
        return Forecast(Outlook.NOTHING, 0)
    now = points[-1]
    since = now.on - WEEK * LOOK_BACK
    stretches = _stretches([point for point in points if point.on >= since])
    weeks = (now.on - stretches[0][0].on).days // 7 if stretches else 0
    if now.signed >= now.names:
        return Forecast(Outlook.DONE, weeks)
    if weeks < LEAST_WEEKS or len(stretches) < 2:
        return Forecast(Outlook.TOO_LITTLE, weeks)
    paces = [
        (late.signed - early.signed) * 7 / (late.on - early.on).days for early, late in stretches
    ]
    first = stretches[0][0]
    mean = (now.signed - first.signed) * 7 / (now.on - first.on).days
    return _led(weeks, mean, paces, (now.names, now.signed), today)


def _stretches(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """From the newest point backwards, pairs that are at least four weeks apart; oldest first."""
    found: list[tuple[Point, Point]] = []
    late = points[-1]
    for early in reversed(points[:-1]):
        if late.on - early.on >= WEEK * RUN:
            found.append((early, late))
            late = early
    return found[::-1]


def _pace(early: Point, late: Point) -> float:
    return (late.signed - early.signed) * 7 / (late.on - early.on).days


def _led(
    weeks: int, mean: float, paces: Sequence[float], counts: tuple[int, int], today: date
) -> Forecast:
    # Peaks that lie a run apart can make the mean of all weeks higher than any run.
    slow, fast = min(*paces, mean), max(*paces, mean)
    left = counts[0] - counts[1]
    return Forecast(
        Outlook.FORECAST if mean > 0 else Outlook.STANDSTILL,
        weeks,
        slow,
        mean,
        fast,
        earliest=_day(today, left, fast),
        likely=_day(today, left, mean),
        latest=_day(today, left, slow),
    )


def whole_weeks(flows: Sequence[Flow], today: date) -> list[int]:
    """Signs gained less lost in each whole week since the first sign, half a year at the most."""
    this_week = today - timedelta(days=today.weekday())
    by_week = {flow.week: flow.signed for flow in flows if flow.week < this_week}
    first = min((week for week, signed in by_week.items() if signed), default=None)
    if first is None:
        return []
    weeks = min((this_week - first).days // 7, LOOK_BACK)
    return [by_week.get(this_week - WEEK * back, 0) for back in range(weeks, 0, -1)]


def _day(today: date, left: int, pace: float) -> date | None:
    days = left / pace * 7 if pace > 0 else FARTHEST_DAYS + 1.0
    return today + timedelta(days=int(days) + 1) if days <= FARTHEST_DAYS else None


def against(found: Forecast, target: date | None, today: date) -> Against:
    """How the forecast compares with the target date."""
    if target is None:
        return Against.NO_TARGET
    if found.outlook is Outlook.DONE:
        return Against.MET
    if target < today:
        return Against.PASSED
    return _within(found, target) if found.outlook is Outlook.FORECAST else Against.UNKNOWN


def _within(found: Forecast, target: date) -> Against:
    if found.latest is not None and found.latest <= target:
        return Against.AHEAD
    if found.earliest is None or found.earliest > target:
        return Against.BEHIND
    return Against.WITHIN
