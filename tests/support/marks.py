"""The marks that lists are filtered by, beside what files, records, positions and signs say."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.heritage.queries.marks import marks as heritage_marks
from registry.places.models import Place
from registry.places.rules import HeritageMark, SignMark
from registry.signage.queries.marks import marks as sign_marks

Marks = dict[str, tuple[str, str]]


def stored_marks(session: Session) -> Marks:
    """(mark of heritage, mark of signs) as the places bear them, where there is any."""
    rows = session.exec(select(col(Place.id), col(Place.heritage_state), col(Place.sign_state)))
    return {row[0]: (row[1], row[2]) for row in rows if row[1:] != ("none", "none")}


def true_marks(session: Session) -> Marks:
    """The same, worked out anew from everything that gives a mark."""
    heritage, signs = heritage_marks(session), sign_marks(session)
    return {
        place_id: (
            heritage.get(place_id, HeritageMark.NONE).value,
            signs.get(place_id, SignMark.NONE).value,
        )
        for place_id in {*heritage, *signs}
    }
