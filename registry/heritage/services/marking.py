"""The mark of heritage on places, kept in the transaction of what it follows from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from registry.heritage.queries.marks import marks
from registry.places.rules import HeritageMark
from registry.places.services.marks import mark_heritage

_CHUNK = 400


def follow(session: Session, place_ids: Iterable[str | None]) -> None:
    """Set the mark of these places to what files, recognitions and records say of them now."""
    wanted = sorted({place_id for place_id in place_ids if place_id})
    session.flush()
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        found = marks(session, chunk)
        for place_id in chunk:
            mark_heritage(session, place_id, found.get(place_id, HeritageMark.NONE))
