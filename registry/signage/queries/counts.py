"""Signs by state and verdicts by week as triggers count them, and the recount that proves them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Integer, bindparam, cast, func, select
from sqlmodel import Session, col

from registry.core.clock import china_date
from registry.core.prepared import Prepared
from registry.signage.models import (
    FieldReport,
    ReporterWeek,
    Sign,
    SignCount,
    VerdictWeek,
    Verification,
)
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import Verdict

StateKey = tuple[str, str, bool, str]
"""County, stratum, heritage, state."""


def sign_states(session: Session) -> dict[StateKey, int]:
    """Signs of the families that count, by state, as the counters have them."""
    columns = [
        col(getattr(SignCount, name))
        for name in ("county_id", "stratum", "is_heritage", "state", "signs")
    ]
    rows = session.execute(select(*columns).where(col(SignCount.signs) != 0))
    return {(row[0], row[1], bool(row[2]), row[3]): row[4] for row in rows}


_OF_STRATUM = Prepared(
    select(col(SignCount.state), cast(func.sum(col(SignCount.signs)), Integer))
    .where(col(SignCount.stratum) == bindparam("stratum"), col(SignCount.signs) != 0)
    .group_by(col(SignCount.state))
)


def states_of(session: Session, stratum: str) -> dict[str, int]:
    """Signs of one stratum by state, of all counties, heritage signs with the others."""
    return dict(tuple(row) for row in _OF_STRATUM.rows(session, stratum=stratum))


def recounted_states(session: Session) -> dict[StateKey, int]:
    """The same counted from the signs themselves."""
    columns = [
        col(getattr(Sign, name)) for name in ("county_id", "stratum", "is_heritage", "state")
    ]
    statement = (
        select(*columns, func.count())
        .where(col(Sign.family).in_(COUNTED_FAMILIES))
        .group_by(*columns)
    )
    rows = session.execute(statement)
    return {(row[0], row[1], bool(row[2]), row[3]): row[4] for row in rows}


Throughput = dict[tuple[date, str], tuple[int, int]]
"""(Monday, reporter) → reports accepted, reports sent back."""


def reporter_weeks(session: Session) -> Throughput:
    """Verdicts on the reports of each person, by week, as the counters have them."""
    columns = [
        col(getattr(ReporterWeek, name)) for name in ("week", "reporter_id", "accepted", "returned")
    ]
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(select(*columns))}


def verdict_weeks(session: Session) -> dict[date, tuple[int, int]]:
    """Verdicts of each week, of all reporters together, as the counters have them."""
    columns = [col(getattr(VerdictWeek, name)) for name in ("week", "accepted", "returned")]
    return {row[0]: (row[1], row[2]) for row in session.execute(select(*columns))}


def recounted_weeks(session: Session) -> Throughput:
    """The same counted from the verdicts themselves."""
    statement = select(
        col(Verification.at), col(Verification.verdict), col(FieldReport.reporter_id)
    ).join(FieldReport, col(FieldReport.id) == col(Verification.report_id))
    found: Throughput = {}
    for at, verdict, reporter in session.execute(statement):
        key = (monday(china_date(at)), reporter or "")
        accepted, returned = found.get(key, (0, 0))
        good = verdict == Verdict.ACCEPT
        found[key] = (accepted + good, returned + (not good))
    return found


def monday(day: date) -> date:
    """The first day of the week a day is in."""
    return day - timedelta(days=day.weekday())
