"""A fresh database for each test, on SQLite or PostgreSQL by REGISTRY_TEST_ENGINE.

A database is migrated once for each worker and copied for each test: a copied file on SQLite, a
template database on PostgreSQL. Tests commit for real; nothing stays.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
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


class Databases:
    """Makes and drops databases of one engine; `databases.new(like=url)` copies an idle one."""

    def __init__(self, engine_kind: str, folder: Path, socket: str) -> None:
        self.on_sqlite = engine_kind == "sqlite"
        self._folder = folder
        self._socket = socket
        self._made: set[str] = set()
        # Outside any transaction, as the cluster's superuser; one connection for the whole session.
        self._cluster = create_engine(
            postgres.url(socket, "postgres"), isolation_level="AUTOCOMMIT"
        )

    def new(self, like: str = "") -> str:
        """The URL of a new database: empty, or a copy of one that nobody is connected to."""
        name = f"t_{uuid.uuid4().hex[:16]}"
        if self.on_sqlite:
            path = self._folder / name / "registry.db"
            path.parent.mkdir()
            if like:
                shutil.copyfile(like.removeprefix("sqlite:///"), path)
            url = f"sqlite:///{path}"
        else:
            template = _name(like) if like else "template0"
            # Copying files beats logging every page where nothing has to survive a crash.
            self._administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            url = postgres.url(self._socket, name)
        self._made.add(url)
        return url

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._made.discard(url)
        if self.on_sqlite:
            shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent, ignore_errors=True)
        else:
            self._administer(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def drop_all(self) -> None:
        """Remove what is left."""
        for url in tuple(self._made):
            self.drop(url)
        self._cluster.dispose()

    def _administer(self, statement: str) -> None:
        with self._cluster.connect() as connection:
            connection.execute(text(statement))


def _name(url: str) -> str:
    return url.rpartition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def databases(
    engine_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """The maker of databases of this run's engine."""
    # Asked for here, so that the cluster outlives the databases that are dropped below.
    socket = request.getfixturevalue("postgres_socket") if engine_kind == "postgresql" else ""
    maker = Databases(engine_kind, tmp_path_factory.mktemp("databases"), socket)
    yield maker
    maker.drop_all()


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> str:
    """The URL of a migrated, otherwise empty database that nobody is connected to."""
    url = databases.new()
    upgrade(url)
    return url


@pytest.fixture
def database_url(databases: Databases, migrated_template: str) -> Iterator[str]:
    """A migrated database of this test's own."""
    url = databases.new(like=migrated_template)
    yield url
    databases.drop(url)
