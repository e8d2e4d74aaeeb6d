"""What was told of signs by their codes: one, those of a sign, the list for who leads there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.paging import Page, decode_moment_cursor, encode_cursor
from registry.signage.models import Sign, SignHint
from registry.signage.queries.scope import within
from registry.signage.rules.hints import FAR_M, HintKind


@dataclass(frozen=True, slots=True)
class HintsWanted:
    """Which of them: those without an answer or with one, of one kind, only from far away."""

    is_open: bool = True
    kind: HintKind | None = None
    far: bool = False


@dataclass(frozen=True, slots=True)
class HintRow:
    """What was told, and of which sign."""

    hint: SignHint
    sign: Sign


def hint(session: Session, hint_id: str) -> SignHint | None:
    """One of them."""
    return session.get(SignHint, hint_id)


def hint_by_receipt(session: Session, receipt: str) -> HintRow | None:
    """What the holder of a receipt told."""
    statement = (
        select(SignHint, Sign)
        .join(Sign, col(Sign.id) == col(SignHint.sign_id))
        .where(col(SignHint.receipt) == receipt)
    )
    row = session.exec(statement).first()
    return HintRow(*row) if row else None


def hint_row(session: Session, actor: Actor, hint_id: str) -> HintRow | None:
    """One of them with its sign, where the actor leads."""
    statement = (
        select(SignHint, Sign)
        .join(Sign, col(Sign.id) == col(SignHint.sign_id))
        .where(
            col(SignHint.id) == hint_id,
            within(Sign.division_path, actor, Permission.REQUIRE_SIGN),
        )
    )
    row = session.exec(statement).first()
    return HintRow(*row) if row else None


def open_hints(session: Session, sign_id: str) -> int:
    """How many of one sign wait for an answer."""
    statement = (
        select(func.count())
        .select_from(SignHint)
        .where(col(SignHint.sign_id) == sign_id, col(SignHint.settled_at).is_(None))
    )
    return session.exec(statement).one()


def hints_of_sign(session: Session, sign_id: str, limit: int = 20) -> list[SignHint]:
    """The newest of one sign, answered or not."""
    statement = (
        select(SignHint)
        .where(col(SignHint.sign_id) == sign_id)
        .order_by(col(SignHint.created_at).desc(), col(SignHint.id).desc())
    )
    return list(session.exec(statement.limit(limit)))


def hint_list(
    session: Session, actor: Actor, wanted: HintsWanted, after: str = "", limit: int = 30
) -> Page[HintRow]:
    """A page of what was told where the actor leads, the oldest first."""
    asked = col(SignHint.outcome) == "" if wanted.is_open else col(SignHint.outcome) != ""
    statement = (
        select(SignHint, Sign)
        .join(Sign, col(Sign.id) == col(SignHint.sign_id))
        .where(asked, within(Sign.division_path, actor, Permission.REQUIRE_SIGN))
        .order_by(col(SignHint.created_at), col(SignHint.id))
    )
    if wanted.kind is not None:
        statement = statement.where(col(SignHint.kind) == wanted.kind.value)
    if wanted.far:
        statement = statement.where(col(SignHint.distance_m) >= FAR_M)
    if after:
        moment, ident = decode_moment_cursor(after)
        told_at = col(SignHint.created_at)
        later = or_(told_at > moment, and_(told_at == moment, col(SignHint.id) > ident))
        statement = statement.where(later)
    found = [HintRow(*row) for row in session.exec(statement.limit(limit + 1))]
    if len(found) <= limit:
        return Page(found)
    last = found[limit - 1].hint
    return Page(found[:limit], encode_cursor(last.created_at.isoformat(), last.id))
