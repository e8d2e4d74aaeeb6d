"""The counties that a filter offers."""

from __future__ import annotations

from sqlmodel import Session

from registry.places import queries as places


def county_choices(session: Session) -> list[tuple[str, str]]:
    """Identifier and name of every county."""
    return [(county.id, county.name) for county in places.counties(session)]
