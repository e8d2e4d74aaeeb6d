"""Weighted scores: what an expert's scores come to, and what all of them together do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

#: Weights are percent of the whole score, and a score is given out of as many.
FULL_WEIGHT = 100


@dataclass(frozen=True, slots=True)
class Result:
    """The weighted result of a file: the mean of the experts' own totals.

    `own` are the totals of those who have scored every weighted criterion, by expert; `total` is
    None while nobody has.
    """

    own: Mapping[str, Fraction]
    passing: int

    @property
    def total(self) -> Fraction | None:
        """The mean of the experts' totals, exactly; 0 to 100."""
        return sum(self.own.values(), Fraction()) / len(self.own) if self.own else None

    @property
    def passes(self) -> bool | None:
        """Whether the total reaches the passing score: exactly, before anything is rounded."""
        total = self.total
        return None if total is None else total >= self.passing


def own_total(weights: Mapping[str, int], scores: Mapping[str, int]) -> Fraction | None:
    """One expert's weighted total, 0 to 100; None until every weighted criterion has a score."""
    if not weights or set(weights) - set(scores):
        return None
    return Fraction(sum(weight * scores[key] for key, weight in weights.items()), FULL_WEIGHT)


def result(
    weights: Mapping[str, int], given: Sequence[tuple[str, str, int]], passing: int
) -> Result:
    """The result from (expert, criterion, score) triples."""
    by_expert: dict[str, dict[str, int]] = {}
    for expert, criterion, score in given:
        by_expert.setdefault(expert, {})[criterion] = score
    totals = {expert: own_total(weights, scores) for expert, scores in by_expert.items()}
    return Result({key: value for key, value in totals.items() if value is not None}, passing)


def shown(total: Fraction) -> str:
    """A total in words: one decimal, halves away from zero, as a person would round it."""
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return str(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
