"""The burn-up as a drawing: where lines, band and dates lie on a sheet of 720 by 300 units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.coverage.rules.forecast import Forecast, Outlook, Point

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 18, 34
_AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its words: a number of names, or a month."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Points as SVG writes them; empty where there is nothing to draw of that kind."""

    signed: str
    area: str
    names: str
    band: str
    likely: str
    today: float
    target: float | None
    here: tuple[float, float]
    across: tuple[Tick, ...]
    along: tuple[Tick, ...]
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Frame:
    first: date
    last: date
    most: int

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        share = (min(max(day, self.first), self.last) - self.first).days / days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, number: float) -> float:
        share = min(max(number / max(self.most, 1), 0), 1)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def line(self, points: Sequence[tuple[date, float]]) -> str:
        return " ".join(f"{self.x(day)},{self.y(number)}" for day, number in points)


def draw_burn_up(
    points: Sequence[Point], found: Forecast, target: date | None, today: date
) -> BurnUp | None:
    """The drawing of the recorded weeks and of the forecast; None before anything was recorded."""
    if not points:
        return None
    now = points[-1]
    most = max(point.names for point in points)
    frame = _Frame(points[0].on - timedelta(days=7), _last(found, target, today), most)
    signed = [(point.on, float(point.signed)) for point in points]
    floor = [(points[-1].on, 0.0), (points[0].on, 0.0)]
    return BurnUp(
        signed=frame.line(signed),
        area=frame.line([*signed, *floor]),
        names=frame.line([*((p.on, float(p.names)) for p in points), (frame.last, now.names)]),
        band=_band(frame, now, found, today),
        likely=_ray(frame, now, found.mean, today) if found.outlook is Outlook.FORECAST else "",
        today=frame.x(today),
        target=frame.x(target) if target is not None and target >= frame.first else None,
        here=(frame.x(today), frame.y(now.signed)),
        across=tuple(Tick(frame.y(number), str(number)) for number in _steps(most)),
        along=tuple(_months(frame)),
    )


def _last(found: Forecast, target: date | None, today: date) -> date:
    """Far enough to see the date that is likely and the target, three years at the most."""
    wanted = [day for day in (found.likely, found.latest, target) if day is not None]
    return min(max([today + timedelta(days=28), *wanted]), today + _AHEAD)


def _ray(frame: _Frame, now: Point, pace: float, today: date) -> str:
    end, number = _end(frame, now, pace, today)
    return frame.line([(today, now.signed), (end, number)])


def _end(frame: _Frame, now: Point, pace: float, today: date) -> tuple[date, float]:
    weeks = (frame.last - today).days / 7
    if pace <= 0 or now.signed + pace * weeks < now.names:
        return frame.last, now.signed + pace * weeks
    return today + timedelta(days=int((now.names - now.signed) / pace * 7) + 1), float(now.names)


def _band(frame: _Frame, now: Point, found: Forecast, today: date) -> str:
    if found.outlook is not Outlook.FORECAST:
        return ""
    fast = _end(frame, now, found.fast, today)
    slow = _end(frame, now, found.slow, today)
    top = [(today, float(now.signed)), fast, (max(fast[0], slow[0]), fast[1])]
    return frame.line([*top, slow])


def _steps(most: int) -> list[int]:
    """Three to six round numbers from 0 to the most."""
    step = 1
    for size in (10**power * digit for power in range(8) for digit in (1, 2, 5)):
        step = size
        if most / size <= 5:
            break
    return list(range(0, most + 1, step))


def _months(frame: _Frame) -> list[Tick]:
    months = (frame.last.year - frame.first.year) * 12 + frame.last.month - frame.first.month
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120) if months / step <= 8)
    found, day = [], date(frame.first.year, 1, 1)
    number = 0
    while day <= frame.last:
        if day >= frame.first:
            found.append(Tick(frame.x(day), f"{day:%Y-%m}"))
        number += every
        day = date(frame.first.year + number // 12, number % 12 + 1, 1)
    return found
