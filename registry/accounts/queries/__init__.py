"""Every SELECT about people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from registry.accounts.models import Person, RoleGrant, SignInAttempt, SignInSession
from registry.accounts.rules import Grant, PersonStatus, Role, actor_for
from registry.core.actor import Actor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session and who holds it."""

    session_id: str
    actor: Actor
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a permission somewhere."""

    id: str
    name: str


def token_digest(token: str) -> str:
    """What is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def person(session: Session, person_id: str) -> Person | None:
    """One person."""
    return session.get(Person, person_id)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this normalised address."""
    return session.exec(select(Person).where(Person.email == email)).one_or_none()


def people(session: Session) -> Sequence[Person]:
    """Everyone, by name."""
    return session.exec(select(Person).order_by(col(Person.name), col(Person.id))).all()


def names(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """Names by person id, for pages that show who did something."""
    wanted = {found for found in ids if found}
    if not wanted:
        return {}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted)))
    return dict(rows.all())


def grants(session: Session, person_id: str) -> list[Grant]:
    """The roles a person holds, with their scopes."""
    rows = session.exec(
        select(RoleGrant)
        .where(RoleGrant.person_id == person_id)
        .order_by(col(RoleGrant.role), col(RoleGrant.scope_path))
    )
    return [Grant(Role(row.role), row.scope_path) for row in rows]


def grants_by_person(session: Session) -> dict[str, list[Grant]]:
    """All grants, for the list of people."""
    found: dict[str, list[Grant]] = {}
    for row in session.exec(select(RoleGrant).order_by(col(RoleGrant.role))):
        found.setdefault(row.person_id, []).append(Grant(Role(row.role), row.scope_path))
    return found


def holders(session: Session, permission: str, scope_path: str) -> list[Holder]:
    """Active people who hold a permission for this division path, by name."""
    granted = grants_by_person(session)
    return [
        Holder(found.id, found.name)
        for found in people(session)
        if found.status == PersonStatus.ACTIVE
        and actor_for(found.id, found.name, granted.get(found.id, [])).may(permission, scope_path)
    ]


def actor(session: Session, person_id: str) -> Actor | None:
    """The acting person, or None for an unknown or disabled one."""
    found = person(session, person_id)
    if found is None or found.status != PersonStatus.ACTIVE:
        return None
    return actor_for(found.id, found.name, grants(session, found.id))


def signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """The living session of a token: not revoked, not expired, its person not disabled."""
    row = session.exec(
        select(SignInSession).where(SignInSession.token_digest == token_digest(token))
    ).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    who = actor(session, row.person_id)
    return None if who is None else SignedIn(row.id, who, row.last_seen_at)


def living_sessions(session: Session, person_id: str, now: datetime) -> Sequence[SignInSession]:
    """A person's open sign-ins, newest first."""
    return session.exec(
        select(SignInSession)
        .where(
            SignInSession.person_id == person_id,
            col(SignInSession.revoked_at).is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(col(SignInSession.created_at).desc())
    ).all()


def recent_failures(session: Session, email: str, since: datetime) -> list[datetime]:
    """Moments of wrong passwords for an address since then and since its last success."""
    rows = session.exec(
        select(SignInAttempt)
        .where(SignInAttempt.email == email, SignInAttempt.at >= since)
        .order_by(col(SignInAttempt.at).desc())
    )
    failures: list[datetime] = []
    for row in rows:
        if row.succeeded:
            break
        failures.append(row.at)
    return failures
