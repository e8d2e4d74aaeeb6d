"""Bring a test's database to the newest schema, by the migrations that operators run."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import Table
from sqlmodel import SQLModel

import registry
from registry.core import schema
from registry.core.db import Database

PACKAGE = Path(registry.__file__).parent


def import_tables() -> None:
    """Import every module that declares tables, so that the metadata is whole."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.stem in {"models", "journal"} or path.parent.name == "models":
            inside = path.relative_to(PACKAGE.parent).with_suffix("")
            importlib.import_module(".".join(inside.parts))


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to the revision on the database behind the URL."""
    database = Database(url)
    try:
        if any((PACKAGE / "migrations" / "versions").glob("*.py")):
            schema.upgrade(database, revision)
        else:
            import_tables()
            SQLModel.metadata.create_all(database.engine, tables=_whole())
    finally:
        database.close()


def _whole() -> list[Table]:
    # While the first migration is not written: the tables whose foreign keys lead somewhere.
    known = dict(SQLModel.metadata.tables)
    while True:
        dangling = [
            name
            for name, table in known.items()
            if any(key.target_fullname.split(".")[0] not in known for key in table.foreign_keys)
        ]
        if not dangling:
            return list(known.values())
        for name in dangling:
            del known[name]
