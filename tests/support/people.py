"""A small cast of people, used by every test about permission."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from registry.accounts.models import Person, RoleGrant, SignInSession
from registry.accounts.queries import token_digest
from registry.accounts.rules import Grant, Role, actor_for
from registry.accounts.views import SESSION_COOKIE
from registry.core.actor import ANONYMOUS, SYSTEM, Actor
from registry.core.ids import new_id, stable_id
from registry.core.rows import stamp
from registry.core.work import Work
from registry.runtime import Runtime

#: Everybody's password. The hash is made weakly and once: tests sign in often.
PASSWORD = "the bridge of seven arches"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Cast:
    """One person for each role, a second one where four eyes are needed, and two without a role.

    Everybody's grants hold everywhere; `play` makes people whose grants hold for one division.
    """

    crew: Actor
    crew_leader: Actor
    compiler: Actor
    reviewer_township: Actor
    reviewer_county: Actor
    reviewer_city: Actor
    reviewer_province: Actor
    expert: Actor
    steward: Actor
    administrator: Actor
    #: A second crew member, who sees nothing of the first one's unsent work.
    other_crew: Actor
    #: Has an account and no role.
    stranger: Actor
    #: Has no account.
    visitor: Actor = ANONYMOUS

    def everybody(self) -> dict[str, Actor]:
        """All of them by their part."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def signed_in(self) -> dict[str, Actor]:
        """Those with an account, by their part."""
        return {part: actor for part, actor in self.everybody().items() if actor.id}


def email_of(part: str) -> str:
    """The address a part signs in with."""
    return f"{part}@example.org"


def play(work: Work, part: str, *roles: Role, scope: str = "") -> Actor:
    """Write a person with these roles for one division path, and return who acts."""
    grants = [Grant(role, scope) for role in roles]
    person_id = stable_id("cast", part)
    shared = stamp(work)
    work.session.add(
        Person(**shared, id=person_id, email=email_of(part), name=part, password_hash=_HASH)
    )
    work.session.flush()
    for grant in grants:
        work.session.add(
            RoleGrant(**shared, person_id=person_id, role=grant.role, scope_path=grant.scope_path)
        )
    return actor_for(person_id, part, grants)


@pytest.fixture
def cast(runtime: Runtime) -> Cast:
    """The cast, with rows in the database and nothing in the journal."""
    with runtime.write(SYSTEM) as work:
        everybody: dict[str, Any] = {role.value: play(work, role.value, role) for role in Role}
        everybody["other_crew"] = play(work, "other_crew", Role.CREW)
        everybody["stranger"] = play(work, "stranger")
    return Cast(**everybody)


def enter(runtime: Runtime, client: FlaskClient, actor: Actor) -> Actor:
    """Give a client the session of a person, or take it away for a visitor."""
    client.delete_cookie(SESSION_COOKIE)
    if actor.id is None:
        return actor
    token = secrets.token_urlsafe(32)
    with runtime.write(SYSTEM) as work:
        work.session.add(
            SignInSession(
                id=new_id(),
                token_digest=token_digest(token),
                person_id=actor.id,
                created_at=work.at,
                last_seen_at=work.at,
                expires_at=work.at + timedelta(hours=12),
            )
        )
    client.set_cookie(SESSION_COOKIE, token)
    return actor


@pytest.fixture
def sign_in(runtime: Runtime, cast: Cast) -> Callable[[FlaskClient, Actor | str], Actor]:
    """Give a client the session of a person: `sign_in(client, "steward")` or an actor."""

    def by_part(client: FlaskClient, who: Actor | str) -> Actor:
        return enter(runtime, client, cast.everybody()[who] if isinstance(who, str) else who)

    return by_part
