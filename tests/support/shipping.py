"""A database with the shipped data in it, loaded once and copied for each test."""

from __future__ import annotations

import pytest

from imports import shipped
from registry.core.actor import SYSTEM
from registry.runtime import build
from registry.settings import Settings


@pytest.fixture(scope="session")
def shipped_template(databases, migrated_template, tmp_path_factory):
    """The URL of a database that holds what the shipped data loads to, and nothing else."""
    url = databases.new(like=migrated_template)
    folder = tmp_path_factory.mktemp("shipped")
    settings = Settings(
        _env_file=None,
        data_dir=folder / "var",
        database_url=url,
        media_url=str(folder / "media"),
        secret_key="of the tests, and of nothing else " * 2,
    )
    runtime = build(settings)
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
    runtime.close()
    return url


@pytest.fixture
def shipped_database(databases, shipped_template):
    """A copy of it for one test."""
    url = databases.new(like=shipped_template)
    yield url
    databases.drop(url)
