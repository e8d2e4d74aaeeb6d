"""Which of a phone's fixes stands for where a picture was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.core.geo import Position
from registry.signage.rules.checks import OLD_FIX_S


@dataclass(frozen=True, slots=True)
class Fix:
    """One fix: WGS 84 degrees, accuracy in metres, age in seconds when the picture was taken."""

    lon: float
    lat: float
    accuracy_m: float | None
    age_s: int

    @property
    def position(self) -> Position:
        """The point with its accuracy."""
        return Position(self.lon, self.lat, self.accuracy_m)


def chosen(fixes: Sequence[Fix]) -> Fix | None:
    """The most accurate fix of the last minute; where all are older, the youngest.

    Averaging would invent a place where nobody stood, and a fix without a stated accuracy is
    taken only where no other is fresh.
    """
    if not fixes:
        return None
    fresh = [fix for fix in fixes if fix.age_s <= OLD_FIX_S]
    if not fresh:
        return min(fixes, key=lambda fix: fix.age_s)
    coarsest = float("inf")
    return min(
        fresh,
        key=lambda fix: (coarsest if fix.accuracy_m is None else fix.accuracy_m, fix.age_s),
    )


_MOST_SKEW_S = 2_000_000_000
"""Sixty years; a phone's clock may say anything, and the columns hold 31 bits."""


def skew_s(phone_now: datetime, now: datetime) -> int:
    """How far a phone's clock is ahead, in whole seconds within sixty years."""
    ahead = round((phone_now - now).total_seconds())
    return max(-_MOST_SKEW_S, min(_MOST_SKEW_S, ahead))
