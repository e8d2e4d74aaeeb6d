"""From written years to stored ones: people write -202 for 202 BCE, and no year 0 exists.

Stored years are astronomical (year 0 is 1 BCE), so that subtraction gives true ages; how stored
years are put into words is `places.rules.claim`.
"""

from __future__ import annotations


def astronomical(written: int) -> int:
    """The stored year of a written one (-202 → -201, 617 → 617).

    Raises:
        ValueError: for 0, which no calendar has.
    """
    if written == 0:
        raise ValueError("there is no year 0")
    return written if written > 0 else written + 1


def as_written(year: int) -> int:
    """The written year of a stored one (-201 → -202, 617 → 617)."""
    return year if year > 0 else year - 1
