"""Required positions as they are read: one, by place, by status, a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sql
from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import Sign, SignRequirement, SignTally
from registry.signage.models.rows import EXEMPT, OPEN
from registry.signage.queries.scope import within
from registry.signage.rules.states import RequirementStatus, SignState


@dataclass(frozen=True, slots=True)
class RequirementCount:
    """How many required positions have a status."""

    status: RequirementStatus
    number: int


def requirement(session: Session, requirement_id: str) -> SignRequirement | None:
    """One required position."""
    return session.get(SignRequirement, requirement_id)


def requirements_by_id(session: Session, requirement_ids: Sequence[str]) -> list[SignRequirement]:
    """Several required positions, by identifier."""
    statement = select(SignRequirement).where(col(SignRequirement.id).in_(requirement_ids))
    return list(session.exec(statement.order_by(col(SignRequirement.id))))


def requirement_by_basis(session: Session, basis: str) -> SignRequirement | None:
    """The position that was required for this reason, such as `recognition:<id>`."""
    statement = select(SignRequirement).where(SignRequirement.basis == basis)
    return session.exec(statement.order_by(col(SignRequirement.id)).limit(1)).first()


def requirements_of_place(session: Session, place_id: str) -> list[SignRequirement]:
    """All required positions of a place, oldest first."""
    statement = (
        select(SignRequirement)
        .where(SignRequirement.place_id == place_id)
        .order_by(col(SignRequirement.created_at), col(SignRequirement.id))
    )
    return list(session.exec(statement))


def counts_by_status(session: Session) -> list[RequirementCount]:
    """The number of positions by status, every status named even where it is zero.

    From the counters; only the exempt ones, which no counter has, are counted from a partial index.
    """
    sums = sql.select(
        func.coalesce(func.sum(col(SignTally.requirements)), 0),
        func.coalesce(func.sum(col(SignTally.requirements_verified)), 0),
    )
    counted, verified = session.execute(sums).one()
    exempt = sql.select(func.count()).select_from(SignRequirement).where(sql.text(EXEMPT))
    found = {
        RequirementStatus.OPEN: int(counted) - int(verified),
        RequirementStatus.SATISFIED: int(verified),
        RequirementStatus.EXEMPT: int(session.execute(exempt).scalar_one()),
    }
    return [RequirementCount(status, found[status]) for status in RequirementStatus]


@dataclass(frozen=True, slots=True)
class RequirementsWanted:
    """Which positions to list; empty means all. `late` are those whose day has passed unmet."""

    status: RequirementStatus | None = None
    county: str = ""
    sign_type: str = ""
    priority: str = ""
    late_on: date | None = None


def requirement_list(
    session: Session,
    wanted: RequirementsWanted | None = None,
    *,
    after: str | None = None,
    limit: int = 50,
) -> Page[SignRequirement]:
    """A page of required positions, newest first, by keyset on the identifier."""
    statement = select(SignRequirement).order_by(
        col(SignRequirement.created_at).desc(), col(SignRequirement.id).desc()
    )
    statement = statement.where(*_wanted(wanted or RequirementsWanted()))
    if after:
        last = str(decode_cursor(after, 1)[0])
        statement = statement.where(*_before(session, last))
    rows = list(session.exec(statement.limit(limit + 1)))
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return Page(rows[:limit], more)


def positions_waiting(
    session: Session, actor: Actor, permission: Permission, limit: int = 50
) -> list[SignRequirement]:
    """Open positions of this person's divisions that nothing was drawn for yet, newest first."""
    drawn = select(Sign.id).where(
        Sign.requirement_id == SignRequirement.id,
        col(Sign.state).not_in((SignState.PLANNED.value, SignState.REMOVED.value)),
    )
    statement = (
        select(SignRequirement)
        .where(
            sql.text(OPEN),
            within(SignRequirement.division_path, actor, permission),
            ~drawn.exists(),
        )
        .order_by(col(SignRequirement.created_at).desc(), col(SignRequirement.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def _wanted(wanted: RequirementsWanted) -> list[Any]:
    found: list[Any] = []
    if wanted.status is RequirementStatus.EXEMPT:
        # As the partial index has it, word for word: otherwise it is not taken.
        found.append(sql.text(EXEMPT))
    elif wanted.status is not None:
        found.append(SignRequirement.status == wanted.status.value)
    for name, value in (("county_id", wanted.county), ("sign_type", wanted.sign_type)):
        if value:
            found.append(getattr(SignRequirement, name) == value)
    if wanted.priority:
        found.append(SignRequirement.priority == wanted.priority)
    if wanted.late_on is not None:
        found.append(col(SignRequirement.due_on) < wanted.late_on)
        found.append(SignRequirement.status == RequirementStatus.OPEN.value)
    return found


def _before(session: Session, last_id: str) -> list[Any]:
    last = session.get(SignRequirement, last_id)
    if last is None:
        return []
    created, ident = col(SignRequirement.created_at), col(SignRequirement.id)
    return [or_(created < last.created_at, and_(created == last.created_at, ident < last.id))]
