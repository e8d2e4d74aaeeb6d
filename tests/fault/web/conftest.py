"""The stage on which reports are sent, and the sign-in of the phones that send them."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from registry.accounts.models import SignInSession
from registry.accounts.queries import token_digest
from registry.core.actor import SYSTEM
from registry.core.ids import new_id
from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage", "tokens"]

PHONES = 4


@pytest.fixture
def tokens(runtime, cast):
    """A session of the crew member for each phone."""
    made = [secrets.token_urlsafe(32) for _ in range(PHONES)]
    with runtime.write(SYSTEM) as work:
        for token in made:
            work.session.add(
                SignInSession(
                    id=new_id(),
                    token_digest=token_digest(token),
                    person_id=cast.crew.id,
                    created_at=work.at,
                    last_seen_at=work.at,
                    expires_at=work.at + timedelta(hours=12),
                )
            )
    return made
