"""Internal notes on a file, for those who review it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.core.actor import Actor
from registry.heritage.models import InternalNote, Nomination
from registry.heritage.queries.standing import is_recused
from registry.heritage.rules.reading import may_note


def notes_for(session: Session, file: Nomination, reader: Actor) -> list[InternalNote] | None:
    """The notes on a file, oldest first; None for whoever may not know of them."""
    if not reads_notes(session, file, reader):
        return None
    statement = (
        select(InternalNote)
        .where(InternalNote.nomination_id == file.id)
        .order_by(col(InternalNote.created_at), col(InternalNote.id))
    )
    return list(session.exec(statement))


def reads_notes(session: Session, file: Nomination, reader: Actor) -> bool:
    """Whether a person reads and writes notes on a file: nobody who keeps off it does."""
    allowed = may_note(reader, compiler_id=file.compiler_id, division_path=file.division_path)
    return allowed and not is_recused(session, file.id, reader.id)
