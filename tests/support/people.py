"""A small cast of people, used by every test about permission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import pytest

from registry.accounts.rules import Grant, Role, actor_for
from registry.core.actor import ANONYMOUS, Actor
from registry.core.ids import stable_id


@dataclass(frozen=True)
class Cast:
    """One person for each role, a second one where four eyes are needed, and two without a role."""

    crew: Actor
    crew_leader: Actor
    compiler: Actor
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

    def __iter__(self) -> Iterator[Actor]:
        """Everybody with an account."""
        return iter(person for person in self.everybody().values() if not person.is_anonymous)

    def everybody(self) -> dict[str, Actor]:
        """All of them by their part."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def play(part: str, *roles: Role, scope: str = "") -> Actor:
    """A person for a part, with the same identifier in every test."""
    return actor_for(stable_id("cast", part), part, [Grant(role, scope) for role in roles])


def cast_without_rows() -> Cast:
    """The cast as values only."""
    everybody: dict[str, Any] = {role.value: play(role.value, role) for role in Role}
    return Cast(**everybody, other_crew=play("other_crew", Role.CREW), stranger=play("stranger"))


@pytest.fixture
def cast() -> Cast:
    """The cast."""
    return cast_without_rows()
