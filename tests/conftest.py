"""What every test may ask for: a fresh installation, the application, people, units of work."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event

from registry.core.actor import Actor
from registry.core.work import Work
from registry.jobs.services import run_waiting
from registry.runtime import Runtime, build
from registry.settings import PREFIX, Settings
from tests.support import sweeps, warm
from tests.support.browserless import TokenClient

pytest_plugins = [
    "tests.support.missing",
    "tests.support.engines",
    "tests.support.people",
    "tests.support.shipping",
]

# A person's own settings must not reach the tests.
for _name in [name for name in os.environ if name.startswith(PREFIX)]:
    if not _name.startswith("REGISTRY_TEST_"):
        del os.environ[_name]

_slow_is_fine = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile(
    "ci", derandomize=True, max_examples=40, deadline=None, suppress_health_check=_slow_is_fine
)
hypothesis_settings.register_profile(
    "hand", max_examples=100, deadline=None, suppress_health_check=_slow_is_fine
)
hypothesis_settings.load_profile(
    os.environ.get("REGISTRY_TEST_HYPOTHESIS", "ci" if os.environ.get("CI") else "hand")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Being traced costs half as much again: only what passes lines of its own is."""
    sweeps.trace_first_cases(items)


def pytest_collection_finish() -> None:
    """All code is loaded: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a standard installation in a folder of this test's own."""
    return Settings(
        _env_file=None,
        data_dir=tmp_path / "var",
        database_url=database_url,
        media_url=str(tmp_path / "media"),
        secret_key="of the tests, and of nothing else " * 2,
        rate_limit_default="100000 per minute",
        # Doors that an operator has to open stand open, so that every test of all routes sees them.
        openrosa=True,
    )


@pytest.fixture
def runtime(settings: Settings) -> Iterator[Runtime]:
    """The installation: a migrated database without rows, an empty blob store.

    Nobody listens to events before the application is made: ask for `app` where the loop matters.
    """
    runtime = build(settings)
    warm.statements(runtime.database.engine)
    if runtime.database.is_sqlite:
        # Nobody cuts the power of a test; waiting for the disk would cost most of its time.
        event.listen(runtime.database.engine, "connect", _do_not_wait_for_the_disk)
    yield runtime
    runtime.close()


@pytest.fixture
def run_jobs(runtime: Runtime) -> Callable[[], int]:
    """Do all background work that waits, here and now; returns how many pieces it was."""
    return lambda: run_waiting(runtime)


def _do_not_wait_for_the_disk(connection, _record) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def work_as(runtime: Runtime) -> Callable[..., AbstractContextManager[Work]]:
    """Units of work by person: a `with` block that commits at its end; `at=` sets its moment."""

    def begin(actor: Actor, at: datetime | None = None) -> AbstractContextManager[Work]:
        database, moment = runtime.database, at or runtime.clock.now()
        return database.write(actor, moment, runtime.bus, simulated=runtime.settings.is_demo)

    return begin


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """The application as it runs in production, on this test's installation, events wired."""
    from registry.web import create_app

    app = create_app(runtime.settings, runtime=runtime)
    app.testing = True
    warm.templates(app)
    app.test_client_class = TokenClient
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser without JavaScript; it sends form tokens by itself."""
    return app.test_client()
