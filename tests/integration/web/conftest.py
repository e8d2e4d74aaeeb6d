"""The application of the demonstration in a town where every form can be sent with success."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session

from registry.accounts.views import SESSION_COOKIE
from registry.core.db import Database
from registry.core.work import Work
from registry.runtime import Runtime
from registry.settings import Profile
from registry.storage import digest_of
from registry.web import create_app
from tests.support.browserless import TokenClient
from tests.support.redaction_acts import street
from tests.support.town import Town, build


@pytest.fixture
def demo_runtime(runtime: Runtime) -> Runtime:
    """The installation as a demonstration: every route and every act is open there."""
    settings = runtime.settings.model_copy(update={"profile": Profile.DEMO})
    object.__setattr__(runtime, "settings", settings)
    return runtime


@pytest.fixture
def town_app(demo_runtime: Runtime) -> Flask:
    """The application, without a limit on how often a test may ask."""
    app = create_app(demo_runtime.settings, runtime=demo_runtime)
    app.test_client_class = TokenClient
    app.extensions["registry_limiter"].enabled = False
    return app


@pytest.fixture
def town(town_app: Flask, demo_runtime: Runtime, work_as: Any, cast: Any) -> Town:
    """A town with something in every state."""
    # The one photo whose pixels a form works on.
    demo_runtime.store.put(digest_of(street()), street())
    return build(work_as, cast)


@pytest.fixture
def everybody(
    town_app: Flask, town: Town, sign_in: Callable[..., Any]
) -> Callable[[], FlaskClient]:
    """A browser in which the person with every role is signed in; each call signs in again."""
    client = town_app.test_client()
    sign_in(client, town.person)
    token = client.get_cookie(SESSION_COOKIE).value

    def fresh() -> FlaskClient:
        client.set_cookie(SESSION_COOKIE, token)
        return client

    return fresh


@dataclass
class Rehearsal:
    """What was written since the last `clear`: tables, and those that would have been committed."""

    touched: set[str] = field(default_factory=set)
    committed: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """Forget what was written until now."""
        self.touched.clear()
        self.committed.clear()


@pytest.fixture
def rehearsal(town: Town, monkeypatch: pytest.MonkeyPatch) -> Rehearsal:
    """Every write from now on is done in full, looked at, and taken back instead of committed.

    So each of a thousand forms meets the same town.
    """
    seen = Rehearsal()
    real = Database.write

    @contextmanager
    def write(self: Database, *arguments: Any, **values: Any) -> Iterator[Work]:
        with real(self, *arguments, **values) as work:
            connection = work.session.connection()
            listen = _listener(seen)
            event.listen(connection, "before_cursor_execute", listen)
            work.session.commit = lambda: _look_and_take_back(work.session, seen)
            try:
                yield work
            finally:
                event.remove(connection, "before_cursor_execute", listen)

    monkeypatch.setattr(Database, "write", write)
    return seen


def _look_and_take_back(session: Session, seen: Rehearsal) -> None:
    session.flush()
    seen.committed |= seen.touched
    # What the view still holds in its hands is let go of, so that it can be read afterwards.
    session.expunge_all()
    session.rollback()


def _listener(seen: Rehearsal) -> Callable[..., None]:
    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        verb, *words = statement.split(maxsplit=3)
        if verb.upper() in {"INSERT", "UPDATE", "DELETE"}:
            seen.touched.add(words[0] if verb.upper() == "UPDATE" else words[1])

    return listen


@pytest.fixture
def seen(demo_runtime: Runtime) -> Callable[..., Any]:
    """Read one thing as it is stored now: `seen(query, *arguments)`."""

    def look(query: Callable[..., Any], *arguments: Any) -> Any:
        with demo_runtime.database.read() as session:
            return query(session, *arguments)

    return look
