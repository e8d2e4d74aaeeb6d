"""What phones said they still keep."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import FieldPhone
from registry.signage.queries.scope import within


def phone_of(session: Session, device_id: str, person_id: str) -> FieldPhone | None:
    """What this phone said for this person."""
    statement = select(FieldPhone).where(
        FieldPhone.device_id == device_id, FieldPhone.person_id == person_id
    )
    return session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def phones_waiting(session: Session, actor: Actor, limit: int = 200) -> list[FieldPhone]:
    """Phones with unsent reports in the divisions this person leads, the oldest report first."""
    return _phones(session, actor, limit, unsent=True)


def phones_idle(session: Session, actor: Actor, limit: int = 100) -> list[FieldPhone]:
    """Phones that said nothing waits, those seen last first."""
    return _phones(session, actor, limit, unsent=False)


def _phones(session: Session, actor: Actor, limit: int, *, unsent: bool) -> list[FieldPhone]:
    order = col(FieldPhone.oldest_saved_at) if unsent else col(FieldPhone.seen_at).desc()
    statement = (
        select(FieldPhone)
        .where(
            (col(FieldPhone.unsent) > 0) if unsent else (col(FieldPhone.unsent) == 0),
            within(FieldPhone.division_path, actor, Permission.REQUIRE_SIGN),
        )
        .order_by(order, col(FieldPhone.id))
        .limit(limit)
    )
    return list(session.exec(statement))
