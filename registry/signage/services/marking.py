"""The mark of signs on places, kept in the transaction of what it follows from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from registry.places.rules import SignMark
from registry.places.services.marks import mark_sign
from registry.signage.queries.marks import marks


def follow(session: Session, place_ids: Iterable[str]) -> None:
    """Set the mark of these places to what their positions and signs say now."""
    wanted = sorted(set(place_ids))
    session.flush()
    found = marks(session, wanted)
    for place_id in wanted:
        mark_sign(session, place_id, found.get(place_id, SignMark.NONE))
