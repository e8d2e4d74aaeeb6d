"""Places by who manages them: for those who count what stands at places."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlmodel import Session, col

from registry.places.models import Place
from registry.places.queries.tallies import scope_counts


def managing_bodies(session: Session) -> list[str]:
    """Every managing body that a place in scope names, functional zones among them; in order."""
    return sorted({row.county_id for row in scope_counts(session, "body") if row.county_id})


def ids_of_body(body: str) -> Select[str]:
    """The identifiers of the places that a body manages, to be used inside another SELECT."""
    return select(col(Place.id)).where(col(Place.managing_body) == body)
