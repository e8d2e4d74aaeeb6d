"""One rate: two whole numbers and the percentage they make, written so that it can't flatter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_ONE = Decimal("0.1")
_TWO = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """A numerator out of a denominator; made by `rate`, which checks them."""

    numerator: int
    denominator: int
    sound: bool = True

    @property
    def percent(self) -> float | None:
        """0 to 100, or None where there is nothing to count or the counts contradict each other."""
        if not self.sound or not self.denominator:
            return None
        return 100 * self.numerator / self.denominator

    @property
    def text(self) -> str:
        """The percentage without its sign: one decimal, two below one per cent.

        "–" where there is nothing to count, "?" where the counts contradict each other. Never
        rounded to "100.0" while one is missing, never to "0" once there is one.
        """
        if not self.sound:
            return "?"
        if not self.denominator:
            return "–"
        if self.numerator == 0:
            return "0"
        if self.numerator == self.denominator:
            return "100"
        exact = Decimal(100 * self.numerator) / Decimal(self.denominator)
        step = _TWO if exact < 1 else _ONE
        rounded = exact.quantize(step, ROUND_HALF_UP)
        if rounded == 0:
            return "<0.01"
        return ">99.9" if rounded >= 100 else str(rounded)


def rate(numerator: int, denominator: int) -> Rate:
    """A rate of counted things.

    Raises:
        ValueError: a negative number, or more counted than there are: a fault in the data, which
            must be seen and not shown as 161 %.
    """
    if numerator < 0 or denominator < 0:
        raise ValueError("a count can't be negative")
    if numerator > denominator:
        raise ValueError(f"{numerator} of {denominator}: more than there are")
    return Rate(numerator, denominator)
