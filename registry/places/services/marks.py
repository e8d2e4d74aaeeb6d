"""Marks that lists and filters read: how far a place has come towards recognition and a sign.

Whoever decides about recognition or signs stands above the gazetteer and says so here, in the
transaction of the decision; the decision's own journal entry is the record of it.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col

from registry.places.models import Place
from registry.places.rules import HeritageMark, SignMark


def mark_heritage(session: Session, place_id: str, mark: HeritageMark) -> None:
    """Say how far a place has come towards recognition; nothing is written where it stands so."""
    _mark(session, place_id, "heritage_state", mark.value)


def mark_sign(session: Session, place_id: str, mark: SignMark) -> None:
    """Say how far the sign of a place has come; nothing is written where it stands so."""
    _mark(session, place_id, "sign_state", mark.value)


def _mark(session: Session, place_id: str, column: str, value: str) -> None:
    # The version of the row stays: nobody who edits the place overwrites this column.
    session.execute(
        update(Place)
        .where(col(Place.id) == place_id, getattr(Place, column) != value)
        .values({column: value})
        .execution_options(synchronize_session="fetch")
    )
