"""Bring a test's database to the newest schema, by the migrations that operators run."""

from __future__ import annotations

import importlib
from pathlib import Path

import registry
from registry.core import schema
from registry.core.db import Database

PACKAGE = Path(registry.__file__).parent


def import_tables() -> None:
    """Import every module that declares tables, so that the metadata is whole."""
    importlib.import_module("imports.models")
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.stem in {"models", "journal"} or path.parent.name == "models":
            inside = path.relative_to(PACKAGE.parent).with_suffix("")
            importlib.import_module(".".join(inside.parts))


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to the revision on the database behind the URL."""
    database = Database(url)
    try:
        schema.upgrade(database, revision)
    finally:
        database.close()
