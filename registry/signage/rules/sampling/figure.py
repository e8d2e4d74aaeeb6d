"""The estimate beside the claimed rate as a drawing: where bars and ticks lie on the sheet."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 360, 172
LEFT, RIGHT = 16, 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick of the scale, in per cent."""

    at: float
    percent: int


@dataclass(frozen=True, slots=True)
class Figure:
    """Horizontal places in units of the sheet; the scale runs from `first` to 100 per cent."""

    claimed: float
    share: float
    low: float
    high: float
    worst: float
    best: float
    ticks: tuple[Mark, ...]
    left: int = LEFT
    right: int = WIDTH - RIGHT
    width: int = WIDTH
    height: int = HEIGHT


def draw_figure(
    claimed: float, share: float, ends: tuple[float, float], bounds: tuple[float, float]
) -> Figure:
    """Rates from 0 to 1; `ends` of the interval, `bounds` with those not answered."""
    least = min(claimed, share, *ends, *bounds)
    first = max(0, int(least * 10) * 10 - 10)

    def x(rate: float) -> float:
        return round(LEFT + (rate * 100 - first) / (100 - first) * (WIDTH - LEFT - RIGHT), 1)

    step = 5 if first >= 70 else 10 if first >= 40 else 20
    ticks = tuple(Mark(x(value / 100), value) for value in range(100, first - 1, -step))
    return Figure(x(claimed), x(share), x(ends[0]), x(ends[1]), x(bounds[0]), x(bounds[1]), ticks)
