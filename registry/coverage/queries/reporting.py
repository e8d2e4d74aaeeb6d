"""What a monthly report says, gathered from a frozen snapshot and from what happened before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.core.clock import china_date
from registry.coverage.models import CoverageTarget, RateSnapshot, SnapshotLine
from registry.coverage.queries.reporting_work import oldest_gaps, troubles_at, work_until
from registry.coverage.queries.snapshots import lines_of
from registry.coverage.rules import HERITAGE, STRATUM_ORDER, Figures, by_stratum
from registry.coverage.rules.drawing import draw_burn_up
from registry.coverage.rules.forecast import (
    Flow,
    Forecast,
    Point,
    against,
    burn_up,
    forecast,
    forecast_between,
)
from registry.coverage.rules.frozen import Line, by_body, frozen_figures
from registry.coverage.rules.reporting import (
    CutRow,
    Facts,
    Frozen,
    LineUp,
    ReportScope,
    belongs,
    by_known_county,
    by_part_of,
    changes_between,
    cuts_of,
    month_of,
)
from registry.places import queries as places
from registry.places.models import Division
from registry.places.queries.finding_counts import FindingsOf, findings_at
from registry.places.queries.tallies import scope_counts, week_flows
from registry.signage.queries.counts import monday
from registry.signage.queries.problems import problems_at


def frozen_of(row: RateSnapshot) -> Frozen:
    """A snapshot as a report names it."""
    return Frozen(
        number=row.number,
        taken_at=row.taken_at,
        edition=row.definition_edition,
        rules=row.rule_set_label,
        rules_sha256=row.rule_set_sha256,
        csv_sha256=row.csv_sha256,
    )


def months(session: Session) -> dict[str, RateSnapshot]:
    """The last snapshot of each month that has one, newest month first."""
    found: dict[str, RateSnapshot] = {}
    for row in session.exec(select(RateSnapshot).order_by(col(RateSnapshot.number).desc())):
        found.setdefault(month_of(row.taken_at), row)
    return found


def before_of(session: Session, row: RateSnapshot) -> RateSnapshot | None:
    """The last snapshot of the months before a snapshot's own; None where it is the first month."""
    own = month_of(row.taken_at)
    earlier = (found for month, found in months(session).items() if month < own)
    return next(earlier, None)


def bodies(session: Session) -> list[str]:
    """The managing bodies that somebody named, by name."""
    return sorted({row.county_id or "" for row in scope_counts(session, "body")} - {""})


def facts(
    session: Session,
    row: RateSnapshot,
    scope: ReportScope,
    scope_id: str,
    scope_name: str,
) -> Facts:
    """Everything a report says of one scope, as things stood when the snapshot was taken."""
    every = lines_of(session, row.id)
    inside = belongs(scope, scope_id)
    lines = [line for line in every if inside(line)]
    strata = by_stratum(frozen_figures(lines), (*STRATUM_ORDER, HERITAGE))
    earlier = before_of(session, row)
    ids = None if scope is ReportScope.CITY else {line.place_id for line in every if inside(line)}
    changes = None
    if earlier is not None:
        changes = changes_between(lines_of(session, earlier.id), every, inside)
    weeks, crews = work_until(session, row.taken_at, ids)
    return Facts(
        frozen=frozen_of(row),
        scope=scope,
        scope_name=scope_name,
        strata=tuple(strata),
        cuts=_cuts(session, lines, scope, scope_id),
        lines=_lines(session, row, strata, scope, scope_id),
        gaps=oldest_gaps(session, row.id, lines, row.taken_at),
        troubles=troubles_at(session, row.taken_at, ids),
        problems=problems_at(session, row.taken_at, ids),
        findings=findings_at(session, row.taken_at, _within(session, scope, scope_id, ids)),
        weeks=weeks,
        crews=crews,
        exemptions=tuple(one for one in row.exemptions if ids is None or one["place_id"] in ids),
        bodies={} if scope is ReportScope.BODY else _by_body(lines),
        before=frozen_of(earlier) if earlier else None,
        changes=changes,
        simulated=row.simulated,
    )


def _within(
    session: Session, scope: ReportScope, scope_id: str, ids: set[str] | None
) -> FindingsOf:
    """Findings lie in a county; of a functional zone they are told by their places."""
    if scope is ReportScope.COUNTY:
        return FindingsOf(path=session.get_one(Division, scope_id).path)
    return FindingsOf(place_ids=ids)


def _cuts(
    session: Session, lines: Sequence[Line], scope: ReportScope, scope_id: str
) -> dict[str, list[CutRow]]:
    if scope is ReportScope.COUNTY:
        county = session.get_one(Division, scope_id)
        under = select(Division.name).where(Division.parent_id == scope_id).order_by(Division.code)
        parts = list(dict.fromkeys(session.exec(under)))
        return cuts_of(lines, by_part_of(county.name, parts), {name: name for name in parts})
    counties = {county.id: county.name for county in places.counties(session)}
    key: Callable[[Line], str] = by_known_county(counties)
    return cuts_of(lines, key, counties)


def _by_body(lines: Sequence[Line]) -> dict[str, list[CutRow]]:
    """By managing body, those whom nobody is named for at the end."""
    named = sorted({line.managing_body for line in lines} - {""})
    return cuts_of(lines, by_body, {name: name for name in named}) if named else {}


def _lines(
    session: Session,
    row: RateSnapshot,
    strata: Sequence[Figures],
    scope: ReportScope,
    scope_id: str,
) -> dict[str, LineUp]:
    today = china_date(row.taken_at)
    frozen = _frozen_points(session, row, scope_id) if scope is ReportScope.BODY else {}
    found = {}
    for figures in strata:
        if figures.stratum == HERITAGE or not figures.names:
            continue
        if scope is ReportScope.BODY:
            points = frozen.get(figures.stratum, [])
            led = forecast_between(points, today)
        else:
            county = scope_id if scope is ReportScope.COUNTY else ""
            points, led = _weekly(session, figures, county, today)
        target = _target_on(session, figures.stratum, row)
        due_on = target.due_on if target else None
        found[figures.stratum] = LineUp(
            points=tuple(points),
            found=led,
            drawing=draw_burn_up(points, led, due_on, today),
            due_on=due_on,
            basis=target.basis if target else "",
            against=against(led, due_on, today),
        )
    return found


def _weekly(
    session: Session, figures: Figures, county: str, today: date
) -> tuple[list[Point], Forecast]:
    """The weeks up to the snapshot; its own week ends with what was frozen."""
    flows = [
        Flow(week.week, week.entered - week.left_scope, week.gained - week.lost)
        for week in week_flows(session, figures.stratum, county)
        if week.week <= monday(today)
    ]
    names, signed = figures.names, figures.names_verified
    points = [point for point in burn_up(flows, today) if point.on < today]
    return [*points, Point(today, names, signed)], forecast(flows, names, signed, today)


def _frozen_points(session: Session, row: RateSnapshot, body: str) -> dict[str, list[Point]]:
    """A functional zone has no weekly counters: its line joins what the snapshots froze."""
    signed = col(SnapshotLine.in_scope) * col(SnapshotLine.signed)
    statement = (
        select(
            RateSnapshot.taken_at,
            SnapshotLine.stratum,
            func.sum(SnapshotLine.in_scope),
            func.sum(signed),
        )
        .join(SnapshotLine, col(SnapshotLine.snapshot_id) == col(RateSnapshot.id))
        .where(SnapshotLine.managing_body == body, col(RateSnapshot.number) <= row.number)
        .group_by(col(RateSnapshot.number), col(RateSnapshot.taken_at), col(SnapshotLine.stratum))
        .order_by(col(RateSnapshot.number))
    )
    found: dict[str, dict[date, Point]] = {}
    for taken_at, stratum, names, names_signed in session.exec(statement):
        day = china_date(taken_at)
        found.setdefault(stratum, {})[day] = Point(day, int(names), int(names_signed))
    return {stratum: list(points.values()) for stratum, points in found.items()}


def _target_on(session: Session, stratum: str, row: RateSnapshot) -> CoverageTarget | None:
    statement = (
        select(CoverageTarget)
        .where(CoverageTarget.stratum == stratum, col(CoverageTarget.created_at) <= row.taken_at)
        .order_by(col(CoverageTarget.created_at).desc(), col(CoverageTarget.id).desc())
        .limit(1)
    )
    return session.exec(statement).first()
