"""Bring a test's database to the newest schema, by the migrations that operators run."""

from __future__ import annotations

import importlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import SQLModel

import registry
from registry.core.db import Database

PACKAGE = Path(registry.__file__).parent
MIGRATIONS = PACKAGE / "migrations"


def import_tables() -> None:
    """Import every module that declares tables, so that the metadata is whole."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name == "models.py" or path.parent.name == "models" or path.stem == "journal":
            importlib.import_module(
                ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            )


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to the revision on the database behind the URL."""
    if any((MIGRATIONS / "versions").glob("*.py")):
        command.upgrade(configuration(url), revision)
        return
    import_tables()
    database = Database(url)
    SQLModel.metadata.create_all(database.engine)
    database.close()


def configuration(url: str) -> Config:
    """Alembic's configuration for the database behind the URL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config
