"""The register of signs (标志台账): each with its position and the face it was proofed in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import Sign, SignFace, SignFormat, SignRequirement
from registry.signage.queries.scope import within


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A sign with what else the register says of it."""

    sign: Sign
    requirement: SignRequirement | None
    face: SignFace | None
    form: SignFormat | None


def register(
    session: Session,
    actor: Actor,
    *,
    county: str = "",
    state: str = "",
    after: str = "",
    limit: int = 1000,
) -> Page[RegisterLine]:
    """A page of all signs in this person's divisions, removed ones too, by identifier."""
    statement = (
        select(Sign, SignRequirement, SignFace, SignFormat)
        .join(SignRequirement, col(SignRequirement.id) == col(Sign.requirement_id), isouter=True)
        .join(SignFace, col(SignFace.sign_id) == col(Sign.id), isouter=True)
        .join(SignFormat, col(SignFormat.id) == col(SignFace.format_id), isouter=True)
        .where(within(Sign.division_path, actor, Permission.REQUIRE_SIGN))
        .order_by(col(Sign.id))
        .limit(limit + 1)
    )
    if county:
        statement = statement.where(Sign.county_id == county)
    if state:
        statement = statement.where(Sign.state == state)
    if after:
        statement = statement.where(col(Sign.id) > str(decode_cursor(after, 1)[0]))
    rows = [RegisterLine(*row) for row in session.exec(statement)]
    more = encode_cursor(rows[limit - 1].sign.id) if len(rows) > limit else None
    return Page(rows[:limit], more)
