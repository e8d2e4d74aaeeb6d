"""What a sample says of all signs it was drawn from: the share that is right, and how sure that is.

The interval of a plain sample is exact (Clopper and Pearson's way, on the hypergeometric
distribution: the frame has an end). A sample by county weighs each county by its size; its interval
is Wilson's on the effective number after Kish, with the correction for a finite frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from registry.signage.rules.overturns import interval

_TAIL = 0.025 * (1 - 1e-9)
"""A chance of exactly 2.5 % is not rarer than that, whatever the last digit of a logarithm says."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One county of a sample, or the whole of a plain one.

    `size` positions in the frame, `drawn` of them, `inspected` answered, `right` found right.
    """

    size: int
    drawn: int
    inspected: int
    right: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Shares of the frame from 0 to 1.

    `share` with `low` and `high` takes those not answered to be like those that were.
    `worst` is the lower end where all of them are wrong, `best` the upper end where all are right.
    """

    share: float
    low: float
    high: float
    worst: float
    best: float


def estimate(cells: Sequence[Cell]) -> Estimate | None:
    """The share of right signs in the frame; None before every county has one that was inspected.

    Kinds of place are never mixed: the cells are counties of one kind.
    """
    cells = [cell for cell in cells if cell.size]
    if not cells or not all(cell.inspected for cell in cells):
        return None
    share, low, high = _interval([(cell.size, cell.inspected, cell.right) for cell in cells])
    pessimist = _interval([(cell.size, cell.drawn, cell.right) for cell in cells])
    optimist = _interval(
        [(cell.size, cell.drawn, cell.right + cell.drawn - cell.inspected) for cell in cells]
    )
    return Estimate(share, low, high, min(low, pessimist[1]), max(high, optimist[2]))


def _interval(cells: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Share, lower and upper end for (size, inspected, right)."""
    frame = sum(size for size, _seen, _right in cells)
    if len(cells) == 1:
        ((size, seen, right),) = cells
        return right / seen, *exact_interval(size, seen, right)
    share = sum(size / frame * right / seen for size, seen, right in cells)
    seen_in_all = sum(seen for _size, seen, _right in cells)
    if seen_in_all >= frame:
        return share, share, share
    spread = sum((size / frame) ** 2 / seen for size, seen, _right in cells)
    effective = min(seen_in_all, 1 / spread) * (frame - 1) / (frame - seen_in_all)
    ends = interval(share * effective, effective)
    return (share, *ends) if ends else (share, 0.0, 1.0)


@lru_cache(maxsize=512)
def exact_interval(size: int, seen: int, right: int) -> tuple[float, float]:
    """The exact 95 % interval of the share right in a frame of `size`, from 0 to 1.

    All numbers of right signs for which neither what was seen nor more (nor less) of it would be
    rarer than 2.5 %. `seen` were drawn without putting back, `right` of them right.
    """
    if not 0 <= right <= seen <= size or size < 1:
        raise ValueError("more was seen than there is")
    if not seen:
        return 0.0, 1.0
    least, most = right, size - (seen - right)
    # The more are right in the frame, the likelier is a large number in the sample, and the less a
    # small one: both ends are found by halving.
    low = _first(least, most, lambda total: _at_least(size, total, seen, right) >= _TAIL)
    wrong = seen - right
    high = size - _first(
        wrong, size - right, lambda total: _at_least(size, total, seen, wrong) >= _TAIL
    )
    return low / size, high / size


def _first(least: int, most: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from least to most for which it holds; it holds for the largest."""
    while least < most:
        middle = (least + most) // 2
        if holds(middle):
            most = middle
        else:
            least = middle + 1
    return least


def _at_least(size: int, total: int, seen: int, right: int) -> float:
    """The chance that `right` or more of `seen` are right where `total` of `size` are."""
    top = min(seen, total)
    all_ = _choose(size, seen)
    logs = [
        _choose(total, k) + _choose(size - total, seen - k) - all_
        for k in range(max(right, seen - (size - total)), top + 1)
    ]
    return math.fsum(math.exp(value) for value in logs)


def _choose(whole: int, part: int) -> float:
    """The natural logarithm of the number of ways to choose."""
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)
