"""What the dashboard shows beside the rates: the line to 100 %, cuts, gaps, work of the crews."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from registry.accounts.models import Person
from registry.core.clock import china_date
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
    division_counts,
    scope_counts,
    week_flows,
)
from registry.places.rules import SignMark
from registry.signage.models import SignRequirement
from registry.signage.queries.counts import monday, reporter_weeks, sign_states
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
    statement = (
        select(SignRequirement.place_id, SignRequirement.place_name, SignRequirement.created_at)
        .join(Place, col(Place.id) == col(SignRequirement.place_id))
        .where(
            SignRequirement.stratum == stratum,
            SignRequirement.status == RequirementStatus.OPEN.value,
            col(Place.sign_state) != SignMark.VERIFIED.value,
            *counted(),
        )
        .order_by(col(SignRequirement.created_at))
        # A road may have many positions: enough of them to find as many names.
        .limit(limit * 12)
    )
    found: dict[str, Gap] = {}
    for place_id, name, since in session.exec(statement):
        found.setdefault(place_id, Gap(place_id, name, since, (moment - since).days))
    return list(found.values())[:limit]


def throughput(session: Session, moment: datetime) -> Throughput:
    """Verdicts on reports in this week and the eleven before, from their counters."""
    this_week = monday(china_date(moment))
    first = this_week - timedelta(days=7 * (WEEKS - 1))
    rows = reporter_weeks(session, first)
    people = {reporter for _week, reporter in rows}
    organisations = dict(
        session.exec(select(Person.id, Person.organisation).where(col(Person.id).in_(people))).all()
    )
    by_week = {
        first + timedelta(days=7 * number): CrewWeek(first + timedelta(days=7 * number), 0, 0)
        for number in range(WEEKS)
    }
    by_crew: dict[str, Crew] = {}
    members: dict[str, set[str]] = defaultdict(set)
    for (week, reporter), (accepted, returned) in rows.items():
        one = by_week.setdefault(week, CrewWeek(week, 0, 0))
        by_week[week] = CrewWeek(week, one.accepted + accepted, one.returned + returned)
        name = organisations.get(reporter, "")
        members[name].add(reporter)
        crew = by_crew.get(name, Crew(name, 0, 0, 0))
        by_crew[name] = replace(
            crew,
            people=len(members[name]),
            accepted=crew.accepted + accepted,
            returned=crew.returned + returned,
        )
    crews = sorted(by_crew.values(), key=lambda crew: (-crew.accepted, crew.name))
    return Throughput(tuple(by_week[week] for week in sorted(by_week)), tuple(crews))


def troubles(session: Session, stratum: str) -> dict[SignState, int]:
    """Signs of one stratum that are not as they should be, by what is wrong with them."""
    found = dict.fromkeys(TROUBLES, 0)
    for (_county, kind, _heritage, state), number in sign_states(session).items():
        if kind == stratum and state in found:
            found[SignState(state)] += number
    return found


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
    counts = division_counts(session, division.path, stratum)
    paths = dict(
        session.exec(
            select(Division.id, Division.path).where(
                col(Division.id).in_([row.county_id for row in counts])
            )
        ).all()
    )
    depth = len(division.path.split("/"))
    sums: dict[str, ScopeCount] = {}
    for row in counts:
        parts = paths[row.county_id or ""].split("/")
        child = parts[depth] if len(parts) > depth else division.id
        sums[child] = _plus(sums.get(child, ScopeCount(child, stratum, 0, 0)), row)
    named = session.exec(select(Division).where(col(Division.id).in_(sums)))
    ordered = sorted(named, key=lambda row: (row.id != division.id, row.code))
    return [DivisionRow(row.id, row.name, sums[row.id], row.id == division.id) for row in ordered]


def _plus(one: ScopeCount, other: ScopeCount) -> ScopeCount:
    names = ("names", "located", "verified", "claimed", "faulty", "required")
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in names})
