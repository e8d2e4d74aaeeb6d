"""The counts of one stratum in one county, and the only additions that are allowed on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import groupby

from registry.coverage.rules.definitions import RateKind
from registry.coverage.rules.ratio import Rate, rate

ALL = ""
"""The county id of figures that cover all counties."""
CITYWIDE = "-"
"""The county id of figures of names that belong to no single county: the city itself, the lake."""
HERITAGE = "heritage"
"""The stratum of heritage signs, which are counted apart from all others."""


class MixedStrataError(ValueError):
    """Figures of different strata were to be added: villages and doorplates are not one kind."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one stratum in one county (or `ALL` of them).

    `present_invalid` are signs that stand but are wrong, blank or unreadable: set, but not valid,
    so in no numerator.
    """

    county_id: str
    stratum: str
    names: int = 0
    located: int = 0
    names_verified: int = 0
    requirements: int = 0
    requirements_verified: int = 0
    signs: int = 0
    signs_verified: int = 0
    present_invalid: int = 0

    @property
    def signs_checked(self) -> int:
        """Signs that a photograph was checked for and that stand, valid or not."""
        return self.signs_verified + self.present_invalid

    @property
    def unsigned(self) -> int:
        """Names in scope without a verified valid sign."""
        return self.names - self.names_verified


_COUNTS = tuple(item.name for item in fields(Figures) if item.name not in {"county_id", "stratum"})
_PARTS: Mapping[RateKind, tuple[str, str]] = {
    RateKind.NAMES: ("names_verified", "names"),
    RateKind.POSITIONS: ("requirements_verified", "requirements"),
    RateKind.VERIFIED: ("signs_checked", "signs"),
    RateKind.GOOD: ("signs_verified", "signs_checked"),
}


def figure_rate(figures: Figures, kind: RateKind) -> Rate:
    """One of the four rates of these figures.

    Counts that contradict each other (a signed name that has left the scope since) give a rate that
    is not `sound`: the page shows the fault instead of a percentage, and instead of failing.
    """
    numerator, denominator = (getattr(figures, part) for part in _PARTS[kind])
    try:
        return rate(numerator, denominator)
    except ValueError:
        return Rate(numerator, denominator, sound=False)


def total(figures: Iterable[Figures], county_id: str = ALL) -> Figures:
    """The sum over counties of ONE stratum.

    Raises:
        MixedStrataError: the figures are of different strata.
        ValueError: there are none.
    """
    rows = list(figures)
    strata = {row.stratum for row in rows}
    if len(strata) > 1:
        raise MixedStrataError(", ".join(sorted(strata)))
    if not rows:
        raise ValueError("nothing to add")
    sums = {name: sum(getattr(row, name) for row in rows) for name in _COUNTS}
    return Figures(county_id=county_id, stratum=rows[0].stratum, **sums)


def by_stratum(figures: Iterable[Figures], order: Iterable[str]) -> list[Figures]:
    """One total for each stratum that occurs, in the given order; others follow by name."""
    place = {stratum: index for index, stratum in enumerate(order)}
    rows = sorted(figures, key=lambda row: (place.get(row.stratum, len(place)), row.stratum))
    return [total(group) for _stratum, group in groupby(rows, key=lambda row: row.stratum)]


def lead_stratum(totals: Iterable[Figures]) -> Figures | None:
    """The stratum the headline speaks of: the one with the most names in scope, never a sum."""
    return max(totals, key=lambda row: (row.names, row.requirements, row.stratum), default=None)
