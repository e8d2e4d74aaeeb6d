"""The bar of a drawing: a round length that fits."""

from __future__ import annotations

import math


def bar_length(most_m: float) -> int:
    """The longest of 1, 2 or 5 times a power of ten metres that is at most this long."""
    power = 10 ** math.floor(math.log10(max(most_m, 1.0)))
    return int(next(step * power for step in (5, 2, 1) if step * power <= max(most_m, 1.0)))
