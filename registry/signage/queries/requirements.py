"""Required positions as they are read: one, by place, by status, a page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import SignRequirement
from registry.signage.rules.states import RequirementStatus


@dataclass(frozen=True, slots=True)
class RequirementCount:
    """How many required positions have a status."""

    status: RequirementStatus
    number: int


def requirement(session: Session, requirement_id: str) -> SignRequirement | None:
    """One required position."""
    return session.get(SignRequirement, requirement_id)


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
    """The number of positions by status, every status named even where it is zero."""
    status_of = col(SignRequirement.status)
    statement = sql.select(status_of, func.count()).group_by(status_of)
    found = {row[0]: int(row[1]) for row in session.execute(statement)}
    return [RequirementCount(status, found.get(status.value, 0)) for status in RequirementStatus]


def requirement_list(
    session: Session,
    *,
    status: RequirementStatus | None = None,
    county_id: str | None = None,
    heritage: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[SignRequirement]:
    """A page of required positions, newest first, by keyset on the identifier."""
    statement = select(SignRequirement).order_by(
        col(SignRequirement.created_at).desc(), col(SignRequirement.id).desc()
    )
    if status is not None:
        statement = statement.where(SignRequirement.status == status.value)
    if county_id:
        statement = statement.where(SignRequirement.county_id == county_id)
    if heritage is not None:
        statement = statement.where(col(SignRequirement.is_heritage).is_(heritage))
    if after:
        last = str(decode_cursor(after, 1)[0])
        statement = statement.where(*_before(session, last))
    rows = list(session.exec(statement.limit(limit + 1)))
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return Page(rows[:limit], more)


def _before(session: Session, last_id: str) -> list[Any]:
    last = session.get(SignRequirement, last_id)
    if last is None:
        return []
    created, ident = col(SignRequirement.created_at), col(SignRequirement.id)
    return [or_(created < last.created_at, and_(created == last.created_at, ident < last.id))]
