"""Divisions as circles: area in proportion to what they count."""

from __future__ import annotations

import math

SMALLEST_PX = 16.0
LARGEST_PX = 44.0


def radius_px(value: float, largest: float) -> float:
    """The radius for a count, where the largest count of the screen gets the largest circle.

    The area is in proportion, not the radius, or large divisions would look larger than they are.
    Nothing is smaller than what a finger can touch and a label can stand in.
    """
    if value <= 0 or largest <= 0:
        return SMALLEST_PX
    return round(max(SMALLEST_PX, LARGEST_PX * math.sqrt(min(1.0, value / largest))), 1)
