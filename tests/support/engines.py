"""A fresh database for each test, on SQLite or PostgreSQL by REGISTRY_TEST_ENGINE.

A database is migrated once for each worker and copied for each test: a copied file on SQLite, a
template database on PostgreSQL. Tests commit for real; nothing stays.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.support import missing, postgres
from tests.support.migrating import upgrade


@pytest.fixture(scope="session")
def engine_kind() -> str:
    """The engine of this run."""
    return missing.engine()


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The socket folder of the cluster for tests: the one we were told of, or one of our own."""
    missing.require("postgresql")
    told = os.environ.get(postgres.SOCKET_VARIABLE)
    if told:
        yield told
        return
    with postgres.cluster() as socket:
        yield str(socket)


def administer(socket: str, statement: str) -> None:
    """Run one statement outside any transaction, as the cluster's superuser."""
    engine = create_engine(postgres.url(socket, "postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def new_database(
    engine_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """A function that makes a database and returns its URL; `like=URL` copies an existing one."""
    # Asked for here, so that the cluster outlives the databases that are dropped below.
    socket = request.getfixturevalue("postgres_socket") if engine_kind == "postgresql" else ""
    made: list[str] = []

    def on_sqlite(like: str = "") -> str:
        path = tmp_path_factory.mktemp("database") / "registry.db"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def on_postgresql(like: str = "") -> str:
        name = f"t_{uuid.uuid4().hex[:16]}"
        template = like.rpartition("?")[0].rpartition("/")[2] or "template0"
        administer(socket, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return postgres.url(socket, name)

    yield on_sqlite if engine_kind == "sqlite" else on_postgresql
    for name in made:
        administer(socket, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_template(new_database: Callable[..., str]) -> str:
    """The URL of a migrated, otherwise empty database that nobody is connected to."""
    url = new_database()
    upgrade(url)
    return url


@pytest.fixture
def database_url(
    engine_kind: str,
    migrated_template: str,
    new_database: Callable[..., str],
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """A migrated database of this test's own."""
    url = new_database(like=migrated_template)
    yield url
    if engine_kind == "sqlite":
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent, ignore_errors=True)
    else:
        name = url.rpartition("?")[0].rpartition("/")[2]
        socket = request.getfixturevalue("postgres_socket")
        administer(socket, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
