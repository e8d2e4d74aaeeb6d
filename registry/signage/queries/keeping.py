"""Signs that nobody owns or maintains, signs due for inspection, and what was written of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, text
from sqlmodel import Session, col, select

from registry.accounts import queries as accounts
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import Actor
from registry.core.journal import JournalEntry
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import CheckInterval, Sign, SignRequirement, WorkOrder
from registry.signage.models.rows import UNOWNED
from registry.signage.queries.orders import live_orders_of
from registry.signage.queries.scope import within
from registry.signage.rules.kinds import SignFamily, SignType
from registry.signage.rules.states import REPORTABLE, SignState

KEPT = "signage.sign_kept"


@dataclass(frozen=True, slots=True)
class UnownedWanted:
    """Which signs without an owner or a maintainer; empty means all of them.

    `lacks` is "owner", "maintainer" or "" for either.
    """

    lacks: str = ""
    county: str = ""


def unowned(
    session: Session, actor: Actor, wanted: UnownedWanted, after: str = "", limit: int = 50
) -> Page[Sign]:
    """A page of signs that left the workshop and lack one of the two, by identifier."""
    statement = (
        select(Sign)
        # As the partial index has it, word for word: otherwise it is not taken.
        .where(text(f"({UNOWNED})"))
        .where(
            col(Sign.state).in_([state.value for state in REPORTABLE]),
            Sign.family != SignFamily.TRAFFIC.value,
            within(Sign.division_path, actor, Permission.REQUIRE_SIGN),
        )
        .order_by(col(Sign.id))
        .limit(limit + 1)
    )
    if wanted.lacks:
        statement = statement.where(col(getattr(Sign, wanted.lacks)) == "")
    if wanted.county:
        statement = statement.where(Sign.county_id == wanted.county)
    if after:
        statement = statement.where(col(Sign.id) > str(decode_cursor(after, 1)[0]))
    rows = list(session.exec(statement))
    return Page(rows[:limit], encode_cursor(rows[limit - 1].id) if len(rows) > limit else None)


@dataclass(frozen=True, slots=True)
class DueWanted:
    """Which signs due by a day; empty means all. `crew` is a person who may report there."""

    by: date
    county: str = ""
    crew: str = ""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A verified sign that is to be looked at again, and the order that sends somebody, if any."""

    sign: Sign
    requirement: SignRequirement
    order: WorkOrder | None


def due(
    session: Session, actor: Actor, wanted: DueWanted, after: str = "", limit: int = 60
) -> Page[DueRow]:
    """A page of verified signs whose next inspection lies on a day or before it, oldest first."""
    day, ident = col(Sign.next_check_on), col(Sign.id)
    statement = (
        select(Sign, SignRequirement)
        .join(SignRequirement, col(SignRequirement.id) == col(Sign.requirement_id))
        .where(
            day <= wanted.by,
            Sign.state == SignState.VERIFIED.value,
            within(Sign.division_path, actor, Permission.REQUIRE_SIGN),
        )
        .order_by(day, ident)
        .limit(limit + 1)
    )
    if wanted.county:
        statement = statement.where(Sign.county_id == wanted.county)
    if wanted.crew:
        crew = accounts.actor(session, wanted.crew) or Actor(id=None, name="")
        statement = statement.where(within(Sign.division_path, crew, Permission.REPORT))
    if after:
        last, last_id = _cursor(after)
        statement = statement.where(or_(day > last, and_(day == last, ident > last_id)))
    rows = session.exec(statement).all()
    return _page(session, rows, limit)


def _cursor(after: str) -> tuple[date, str]:
    ordinal, ident = decode_cursor(after, 2)
    number = ordinal if isinstance(ordinal, int) else 1
    return date.fromordinal(min(max(number, 1), date.max.toordinal())), str(ident)


def _page(
    session: Session, rows: Sequence[tuple[Sign, SignRequirement]], limit: int
) -> Page[DueRow]:
    shown = rows[:limit]
    held = live_orders_of(session, [requirement.id for _sign, requirement in shown])
    found = [DueRow(sign, due_at, held.get(due_at.id)) for sign, due_at in shown]
    if len(rows) <= limit:
        return Page(found)
    last = shown[-1][0]
    day = last.next_check_on or date.min
    return Page(found, encode_cursor(day.toordinal(), last.id))


def intervals(session: Session) -> dict[str, CheckInterval]:
    """The interval of each type of sign that has one."""
    return {row.sign_type: row for row in session.exec(select(CheckInterval))}


def interval_of(session: Session, sign: Sign) -> CheckInterval | None:
    """The interval that holds for a sign; None where its type has none."""
    if sign.requirement_id is None:
        return None
    requirement = session.get(SignRequirement, sign.requirement_id)
    kind = requirement.sign_type if requirement else SignType.STREET.value
    return session.get(CheckInterval, kind)


def keeping_history(session: Session, sign_id: str) -> list[JournalEntry]:
    """What was written down of a sign and by whom, newest first."""
    entries = journal.history(session, ("sign", sign_id), limit=200)
    return [entry for entry in entries if entry.verb == KEPT]
