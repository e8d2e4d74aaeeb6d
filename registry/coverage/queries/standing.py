"""Where things stand: names in scope from the gazetteer beside the counters of signage."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from registry.coverage.rules import (
    CITYWIDE,
    HERITAGE,
    STRATUM_ORDER,
    Figures,
    by_stratum,
    lead_stratum,
    total,
)
from registry.places import queries as places
from registry.places.queries import DivisionView, ScopeCount
from registry.signage import queries as signage
from registry.signage.queries import TallyView


@dataclass(frozen=True, slots=True)
class Standing:
    """All figures at one moment: one row for each county and stratum, heritage signs apart."""

    as_of: datetime
    counties: tuple[DivisionView, ...]
    figures: tuple[Figures, ...]
    heritage: tuple[Figures, ...]

    @property
    def strata(self) -> list[Figures]:
        """One total over all counties for each stratum."""
        return by_stratum(self.figures, STRATUM_ORDER)

    @property
    def heritage_total(self) -> Figures | None:
        """Heritage signs of all counties, None before the first is due."""
        return total(self.heritage) if self.heritage else None

    def stratum(self, stratum: str) -> dict[str, Figures]:
        """The figures of one stratum (or of heritage signs) by county id."""
        rows = self.heritage if stratum == HERITAGE else self.figures
        return {row.county_id: row for row in rows if row.stratum == stratum}

    def county(self, county_id: str) -> list[Figures]:
        """The figures of one county, a row for each stratum, in order."""
        return by_stratum(
            (row for row in self.figures if row.county_id == county_id), STRATUM_ORDER
        )


@dataclass(frozen=True, slots=True)
class Headline:
    """What the first sentence says: one stratum by name, the others beside it, never a sum."""

    as_of: datetime
    lead: Figures | None
    strata: tuple[Figures, ...]
    heritage: Figures | None


def standing(session: Session, as_of: datetime) -> Standing:
    """All figures now; `as_of` is the moment printed beside them (aware UTC)."""
    scope = places.counts_in_scope(session)
    tallies = signage.all_tallies(session)
    counties = tuple(places.counties(session))
    known = {county.id for county in counties}
    return Standing(
        as_of=as_of,
        counties=counties,
        figures=tuple(_joined(scope, (row for row in tallies if not row.heritage), known)),
        heritage=tuple(_heritage((row for row in tallies if row.heritage), known)),
    )


def headline(session: Session, as_of: datetime) -> Headline:
    """The figures for the first sentence of the map and of the coverage page."""
    return headline_of(standing(session, as_of))


def headline_of(now: Standing) -> Headline:
    """The headline of figures that were read already."""
    strata = tuple(now.strata)
    return Headline(now.as_of, lead_stratum(strata), strata, now.heritage_total)


def _joined(
    scope: Iterable[ScopeCount], tallies: Iterable[TallyView], known: Collection[str]
) -> list[Figures]:
    rows: dict[tuple[str, str], Figures] = {}
    for count in scope:
        key = (count.county_id or CITYWIDE, count.stratum)
        rows[key] = replace(
            Figures(*key),
            names=count.names,
            located=count.located,
            names_verified=count.verified,
        )
    for tally in tallies:
        key = (_county(tally, known), tally.stratum)
        rows[key] = _plus_signs(rows.get(key, Figures(*key)), tally)
    return [rows[key] for key in sorted(rows)]


def _county(tally: TallyView, known: Collection[str]) -> str:
    # Signs of the city, or of what lies across counties, are counted under its own division.
    return tally.county_id if tally.county_id in known else CITYWIDE


def _heritage(tallies: Iterable[TallyView], known: Collection[str]) -> list[Figures]:
    """Heritage signs are one stratum of their own, whatever kind of place they stand at."""
    by_county: dict[str, list[Figures]] = {}
    for tally in tallies:
        row = _plus_signs(Figures(_county(tally, known), HERITAGE), tally)
        by_county.setdefault(row.county_id, []).append(row)
    return [total(rows, county) for county, rows in sorted(by_county.items())]


def _plus_signs(row: Figures, tally: TallyView) -> Figures:
    return replace(
        row,
        requirements=row.requirements + tally.requirements,
        requirements_verified=row.requirements_verified + tally.requirements_verified,
        signs=row.signs + tally.signs,
        signs_verified=row.signs_verified + tally.signs_verified,
        present_invalid=row.present_invalid + tally.present_invalid,
    )
