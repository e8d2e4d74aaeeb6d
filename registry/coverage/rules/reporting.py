"""What a monthly report says: one snapshot seen from a city, a county or a functional zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.core.clock import china_date
from registry.coverage.rules.drawing import BurnUp
from registry.coverage.rules.figures import CITYWIDE, Figures
from registry.coverage.rules.forecast import Against, Forecast, Point
from registry.coverage.rules.frozen import Line, Moved, Reconciliation, frozen_figures, reconcile
from registry.places.rules.finding import FindingKind
from registry.signage.rules.problems import Problem

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
ELSEWHERE = "elsewhere"
"""What became of a name that left a county or a zone for another one: it is still counted there."""


class ReportScope(StrEnum):
    """Whose names a report is about."""

    CITY = "city"
    COUNTY = "county"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Frozen:
    """The snapshot a report is made from, as far as the paper names it."""

    number: int
    taken_at: datetime
    edition: str
    rules: str
    rules_sha256: str
    csv_sha256: str

    @property
    def month(self) -> str:
        """The month, in China, that it stands for: 2026-11."""
        return month_of(self.taken_at)


@dataclass(frozen=True, slots=True)
class LineUp:
    """The line to 100 % of one stratum, as it stood on the day of the snapshot."""

    points: tuple[Point, ...]
    found: Forecast
    drawing: BurnUp | None
    due_on: date | None
    basis: str
    against: Against


@dataclass(frozen=True, slots=True)
class GapRow:
    """A name without a sign on the day of the snapshot, and since when one was due."""

    place_id: str
    name: str
    stratum: str
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class CutRow:
    """The figures of one stratum in one division; an empty name is what lies in none of them."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Verdicts of one week (`key` is its Monday) or on one crew (`key` is its name)."""

    key: date | str
    accepted: int
    returned: int
    people: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report says, in numbers and names; words come later.

    `cuts`, `lines`, `troubles` and `problems` are by stratum. `before` and `changes` are None where
    no earlier snapshot is.
    """

    frozen: Frozen
    scope: ReportScope
    scope_name: str
    strata: tuple[Figures, ...]
    cuts: Mapping[str, Sequence[CutRow]]
    lines: Mapping[str, LineUp]
    gaps: tuple[GapRow, ...]
    troubles: Mapping[str, Mapping[str, int]]
    problems: Mapping[str, Mapping[Problem, int]]
    findings: Mapping[FindingKind, int]
    weeks: tuple[WorkRow, ...]
    crews: tuple[WorkRow, ...]
    exemptions: tuple[Mapping[str, Any], ...]
    #: By stratum, as `cuts`; empty where no managing body is named.
    bodies: Mapping[str, Sequence[CutRow]] = field(default_factory=dict)
    before: Frozen | None = None
    changes: Reconciliation | None = None
    simulated: bool = False


def month_of(moment: datetime) -> str:
    """The month, in China, of a moment: 2026-11."""
    return f"{china_date(moment):%Y-%m}"


def is_month(text: str) -> bool:
    """Whether a text is a month as it is written here."""
    return _MONTH.fullmatch(text) is not None


def belongs(scope: ReportScope, scope_id: str) -> Callable[[Line], bool]:
    """Whether a frozen name belongs to a scope."""
    if scope is ReportScope.COUNTY:
        return lambda line: line.county_id == scope_id
    if scope is ReportScope.BODY:
        return lambda line: line.managing_body == scope_id
    return lambda _line: True


def by_known_county(known: Iterable[str]) -> Callable[[Line], str]:
    """Rows by county; names of the city itself, and of what lies across counties, in one row."""
    ids = frozenset(known)
    return lambda line: line.county_id if line.county_id in ids else CITYWIDE


def by_part_of(county: str, parts: Sequence[str]) -> Callable[[Line], str]:
    """Rows by the division directly under a county, told from the frozen words of where a name is.

    What lies in no part that is known goes to `CITYWIDE`. The longest name wins, so that 石塘镇 is
    not taken for a 石塘.
    """
    longest = sorted((part for part in parts if part), key=len, reverse=True)

    def key(line: Line) -> str:
        _above, _county, rest = line.division.partition(county)
        return next((part for part in longest if rest.startswith(part)), CITYWIDE)

    return key


def cuts_of(
    lines: Iterable[Line], key: Callable[[Line], str], names: Mapping[str, str]
) -> dict[str, list[CutRow]]:
    """The figures of each stratum by division, in the order of `names`, the rest at the end."""
    place = {ident: number for number, ident in enumerate(names)}
    found: dict[str, list[CutRow]] = {}
    rows = sorted(frozen_figures(lines, key), key=lambda row: place.get(row.county_id, len(place)))
    for row in rows:
        found.setdefault(row.stratum, []).append(CutRow(names.get(row.county_id, ""), row))
    return found


def changes_between(
    before: Sequence[Line], after: Sequence[Line], inside: Callable[[Line], bool]
) -> Reconciliation:
    """The reconciliation of one scope; a name that went to another one has not vanished."""
    found = reconcile([row for row in before if inside(row)], [row for row in after if inside(row)])
    was, now = ({row.place_id for row in rows} for rows in (before, after))

    def told(row: Moved) -> Moved:
        is_left = row.now == "absent" and row.place_id in now
        is_added = row.was == "absent" and row.place_id in was
        return replace(
            row,
            was=ELSEWHERE if is_added else row.was,
            now=ELSEWHERE if is_left else row.now,
        )

    return replace(
        found,
        added=tuple(told(row) for row in found.added),
        left=tuple(told(row) for row in found.left),
    )
