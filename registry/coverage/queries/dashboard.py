"""What the dashboard shows beside the rates: the line to 100 %, cuts, gaps, work of the crews."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import Person
from registry.core.clock import china_date
from registry.core.prepared import Prepared, day_of, moment_of
from registry.coverage.models import CoverageTarget
from registry.coverage.queries.snapshots import target_of
from registry.coverage.rules.drawing import BurnUp, draw_burn_up
from registry.coverage.rules.forecast import (
    Against,
    Flow,
    Forecast,
    Point,
    against,
    burn_up,
    forecast,
)
from registry.places.models import Division, Place
from registry.places.queries.scopes import counted
from registry.places.queries.tallies import (
    ScopeCount,
    parts_of,
    scope_counts,
    week_flows,
)
from registry.places.rules import SignMark
from registry.signage.models import ReporterWeek, SignRequirement, VerdictWeek
from registry.signage.queries.counts import monday, states_of
from registry.signage.rules.states import RequirementStatus, SignState

WEEKS = 12
TROUBLES = (SignState.WRONG, SignState.DAMAGED, SignState.MISSING, SignState.INSTALLED_CLAIMED)


@dataclass(frozen=True, slots=True)
class Progress:
    """The line of one stratum: its recorded weeks, its forecast, its target, its drawing."""

    points: tuple[Point, ...]
    found: Forecast
    target: CoverageTarget | None
    against: Against
    drawing: BurnUp | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A name without a sign, and since when one is due."""

    place_id: str
    name: str
    since: datetime
    days: int


@dataclass(frozen=True, slots=True)
class CrewWeek:
    """Verdicts of one week, all crews together."""

    week: date
    accepted: int
    returned: int


@dataclass(frozen=True, slots=True)
class Crew:
    """What was accepted and sent back of one crew in the weeks shown; a crew is an organisation."""

    name: str
    people: int
    accepted: int
    returned: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """The work of the crews, week by week and crew by crew, the busiest first."""

    weeks: tuple[CrewWeek, ...]
    crews: tuple[Crew, ...]


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """Names of one division and of all under it; `own` where it lists only its own."""

    id: str
    name: str
    count: ScopeCount
    own: bool
    #: Where its label stands (lon, lat), if anybody said.
    where: tuple[float, float] | None = None


def progress(session: Session, stratum: str, moment: datetime) -> Progress:
    """The line to 100 % of one stratum, from the weeks as they were counted."""
    today = china_date(moment)
    flows = [
        Flow(row.week, row.entered - row.left_scope, row.gained - row.lost)
        for row in week_flows(session, stratum)
    ]
    points = burn_up(flows, today)
    names, signed = (points[-1].names, points[-1].signed) if points else (0, 0)
    found = forecast(flows, names, signed, today)
    target = target_of(session, stratum)
    due_on = target.due_on if target else None
    return Progress(
        points=tuple(points),
        found=found,
        target=target,
        against=against(found, due_on, today),
        drawing=draw_burn_up(points, found, due_on, today),
    )


def bodies(session: Session, stratum: str) -> list[ScopeCount]:
    """Names of one stratum by managing body, most names first; the body is the `county_id`."""
    rows = scope_counts(session, "body", stratum)
    return sorted(rows, key=lambda row: (-row.names, row.county_id or ""))


def oldest_gaps(session: Session, stratum: str, moment: datetime, limit: int = 8) -> list[Gap]:
    """Names whose sign is due longest and does not stand, each once."""
    found: dict[str, Gap] = {}
    # A road may have many positions: as many more are read as are needed for as many names.
    for start in range(0, limit * 12, limit * 3):
        values = {"stratum": stratum, "size": limit * 3, "start": start}
        rows = _LONGEST.rows(session, **values)
        for place_id, name, told in rows:
            since = moment_of(told)
            found.setdefault(place_id, Gap(place_id, name, since, (moment - since).days))
        if len(found) >= limit or len(rows) < limit * 3:
            break
    return list(found.values())[:limit]


_LONGEST = Prepared(
    sa.select(
        *(col(getattr(SignRequirement, name)) for name in ("place_id", "place_name", "created_at"))
    )
    .join(Place, col(Place.id) == col(SignRequirement.place_id))
    .where(
        col(SignRequirement.stratum) == sa.bindparam("stratum"),
        col(SignRequirement.status) == RequirementStatus.OPEN.value,
        col(Place.sign_state) != SignMark.VERIFIED.value,
        *counted(),
    )
    .order_by(col(SignRequirement.created_at))
    .limit(sa.bindparam("size"))
    .offset(sa.bindparam("start"))
)


def throughput(session: Session, moment: datetime) -> Throughput:
    """Verdicts on reports in this week and the eleven before, from their counters."""
    this_week = monday(china_date(moment))
    first = this_week - timedelta(days=7 * (WEEKS - 1))
    since = first.isoformat()
    weeks = {first + timedelta(days=7 * number): (0, 0) for number in range(WEEKS)}
    crews = []
    for week, crew, people, accepted, returned in _WORK.rows(session, since=since):
        if week is None:
            crews.append(Crew(crew, people, accepted, returned))
        else:
            weeks[day_of(week)] = (accepted, returned)
    return Throughput(
        tuple(CrewWeek(week, *weeks[week]) for week in sorted(weeks)),
        tuple(sorted(crews, key=lambda crew: (-crew.accepted, crew.name))),
    )


# Each person's weeks are added up before anybody asks in which crew they are.
_MINE = (
    sa.select(
        col(ReporterWeek.reporter_id).label("reporter_id"),
        sa.func.sum(col(ReporterWeek.accepted)).label("accepted"),
        sa.func.sum(col(ReporterWeek.returned)).label("returned"),
    )
    .where(col(ReporterWeek.week) >= sa.bindparam("since"))
    .group_by(col(ReporterWeek.reporter_id))
    .subquery("mine")
)
_CREW = sa.func.coalesce(col(Person.organisation), "")
_BY_CREW = (
    sa.select(
        sa.cast(sa.null(), sa.Date).label("week"),
        _CREW.label("crew"),
        sa.func.count().label("people"),
        # A sum of integers is a decimal on PostgreSQL.
        *(
            sa.cast(sa.func.sum(_MINE.c[name]), sa.Integer).label(name)
            for name in ("accepted", "returned")
        ),
    )
    .select_from(_MINE)
    .outerjoin(Person, col(Person.id) == _MINE.c.reporter_id)
    .group_by(sa.text("crew"))
)
_BY_WEEK: Any = sa.select(
    col(VerdictWeek.week),
    sa.literal_column("''"),
    sa.literal_column("0"),
    col(VerdictWeek.accepted),
    col(VerdictWeek.returned),
).where(col(VerdictWeek.week) >= sa.bindparam("since"))
# Both in one statement: half of the time was the way to the driver and back.
_WORK = Prepared(sa.union_all(_BY_CREW, _BY_WEEK))


def troubles(session: Session, stratum: str) -> dict[SignState, int]:
    """Signs of one stratum that are not as they should be, by what is wrong with them."""
    found = states_of(session, stratum)
    return {state: found.get(state.value, 0) for state in TROUBLES}


def division_of(session: Session, division_id: str) -> Division | None:
    """One division."""
    return session.get(Division, division_id)


def parents_of(session: Session, division: Division) -> list[Division]:
    """The divisions above one, the highest first."""
    ids = division.path.strip("/").split("/")[:-1]
    rows = {row.id: row for row in session.exec(select(Division).where(col(Division.id).in_(ids)))}
    return [rows[ident] for ident in ids if ident in rows]


def division_rows(session: Session, division: Division, stratum: str) -> list[DivisionRow]:
    """One row for each division directly under this one that has names, and one for its own."""
    sums = parts_of(session, division.path, stratum)
    named = session.exec(select(Division).where(col(Division.id).in_(sums)))
    ordered = sorted(named, key=lambda row: (row.id != division.id, row.code))
    return [
        DivisionRow(
            row.id,
            row.name,
            ScopeCount(row.id, stratum, *sums[row.id]),
            row.id == division.id,
            _label(row),
        )
        for row in ordered
    ]


def division_names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of these divisions, in the order of their codes."""
    named = session.exec(select(Division).where(col(Division.id).in_(ids)))
    return {row.id: row.name for row in sorted(named, key=lambda row: (row.code, row.id))}


def _label(row: Division) -> tuple[float, float] | None:
    if row.label_lon is None or row.label_lat is None:
        return None
    return row.label_lon, row.label_lat
