"""Who can be sent: the choices of every form that gives work to a crew."""

from __future__ import annotations

from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.rules import Permission


def crews_of(session: Session) -> list[tuple[str, str]]:
    """Everybody who reports somewhere; the service checks that they may at every position."""
    found = []
    for person in accounts.people(session):
        actor = accounts.actor(session, person.id)
        if actor is not None and actor.may(Permission.REPORT):
            parts = (person.name, person.organisation)
            found.append((person.id, " · ".join(part for part in parts if part)))
    return found
