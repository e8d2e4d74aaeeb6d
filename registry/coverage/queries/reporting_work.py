"""Gaps, problem signs and verdicts as they stood at a moment that has passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from registry.accounts.models import Person
from registry.core.clock import china_date, day_start
from registry.core.journal import JournalEntry
from registry.coverage.models import SnapshotLine
from registry.coverage.queries.dashboard import TROUBLES, WEEKS
from registry.coverage.queries.lines import folded
from registry.coverage.rules.frozen import Line
from registry.coverage.rules.reporting import GapRow, WorkRow
from registry.signage.models import FieldReport, Sign, SignRequirement, Verification
from registry.signage.queries.counts import monday
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import Verdict

GAPS = 8
"""Of each stratum, as on the dashboard."""


def oldest_gaps(
    session: Session, snapshot_id: str, lines: Sequence[Line], moment: datetime
) -> tuple[GapRow, ...]:
    """Of each stratum the names without a sign whose position was due longest at the moment."""
    waiting = {
        line.place_id: line
        for line in lines
        if line.in_scope and not line.signed and line.positions
    }
    statement = (
        select(
            col(SignRequirement.id), col(SignRequirement.place_id), col(SignRequirement.created_at)
        )
        .join(SnapshotLine, col(SnapshotLine.place_id) == col(SignRequirement.place_id))
        .where(
            col(SnapshotLine.snapshot_id) == snapshot_id,
            col(SnapshotLine.in_scope) == 1,
            col(SnapshotLine.signed) == 0,
            col(SignRequirement.created_at) <= moment,
        )
        .order_by(col(SignRequirement.created_at), col(SignRequirement.id))
    )
    found: dict[str, dict[str, GapRow]] = defaultdict(dict)
    for position, place_id, since in session.execute(statement):
        line = waiting.get(place_id)
        # Exempt positions are not among those of the line.
        if line is None or position not in line.position_ids.split():
            continue
        rows = found[line.stratum]
        if place_id not in rows and len(rows) < GAPS:
            days = (moment - since).days
            rows[place_id] = GapRow(place_id, line.name, line.stratum, china_date(since), days)
    return tuple(row for rows in found.values() for row in rows.values())


def troubles_at(
    session: Session, moment: datetime, place_ids: Collection[str] | None
) -> dict[str, dict[str, int]]:
    """Stratum → state → signs that were not as they should be; of some places, or of all.

    Signs about which nothing was written since stand in the table as they stood then; the states of
    the others are told from the journal.
    """
    wanted = {state.value for state in TROUBLES}
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(wanted, 0))
    since = set(
        session.scalars(
            select(col(JournalEntry.subject_id))
            .where(col(JournalEntry.subject_type) == "sign", col(JournalEntry.at) > moment)
            .distinct()
        )
    )
    then = {key: row.get("state") for key, row in folded(session, "sign", moment, since).items()}
    statement = select(col(Sign.id), col(Sign.place_id), col(Sign.stratum), col(Sign.state)).where(
        col(Sign.family).in_(COUNTED_FAMILIES)
    )
    if not since:
        statement = statement.where(col(Sign.state).in_(wanted))
    for sign_id, place_id, stratum, state in session.execute(statement):
        stood = then.get(sign_id) if sign_id in since else state
        if stood in wanted and (place_ids is None or place_id in place_ids):
            found[stratum][stood] += 1
    return {stratum: dict(states) for stratum, states in found.items()}


def work_until(
    session: Session, moment: datetime, place_ids: Collection[str] | None
) -> tuple[tuple[WorkRow, ...], tuple[WorkRow, ...]]:
    """Verdicts in the week of the moment, up to it, and the eleven before: by week, by crew."""
    this_week = monday(china_date(moment))
    first = this_week - timedelta(days=7 * (WEEKS - 1))
    statement = (
        select(
            col(Verification.at),
            col(Verification.verdict),
            col(FieldReport.place_id),
            col(FieldReport.reporter_id),
            col(Person.organisation),
        )
        .join(FieldReport, col(FieldReport.id) == col(Verification.report_id))
        .outerjoin(Person, col(Person.id) == col(FieldReport.reporter_id))
        .where(col(Verification.at) >= day_start(first), col(Verification.at) <= moment)
    )
    weeks = {first + timedelta(days=7 * number): [0, 0] for number in range(WEEKS)}
    crews: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    members: dict[str, set[str]] = defaultdict(set)
    for at, verdict, place_id, reporter, organisation in session.execute(statement):
        if place_ids is not None and place_id not in place_ids:
            continue
        column = 0 if verdict == Verdict.ACCEPT else 1
        weeks[monday(china_date(at))][column] += 1
        crews[organisation or ""][column] += 1
        members[organisation or ""].add(reporter or "")
    ranked = sorted(crews.items(), key=lambda item: (-item[1][0], item[0]))
    return _weeks(weeks), tuple(
        WorkRow(name, good, bad, len(members[name])) for name, (good, bad) in ranked
    )


def _weeks(weeks: dict[date, list[int]]) -> tuple[WorkRow, ...]:
    return tuple(WorkRow(week, good, bad) for week, (good, bad) in sorted(weeks.items()))
