"""Alembic's environment: one history, both engines, batch mode where SQLite needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import AutoString

import imports.models  # noqa: F401 - importing a models room puts its tables on the metadata
import registry.accounts.models
import registry.core.journal
import registry.heritage.models
import registry.jobs.models
import registry.photos.models
import registry.places.models
import registry.signage.models
import registry.sources.models  # noqa: F401 - the same
from registry.core.rows import metadata


def _render(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    # AutoString is SQLModel's own type; a migration should not need SQLModel to run.
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    if kind == "type" and type(value).__module__.startswith("sqlmodel"):
        return "sa.DateTime(timezone=True)"
    return False


def _include(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    # PostGIS brings this table along.
    return not (kind == "table" and name == "spatial_ref_sys")


def run() -> None:
    """Migrate the engine that `registry.core.schema` handed over."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection, _tables_made_anew(connection):
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=_render,
            include_object=_include,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)
        connection.commit()


@contextmanager
def _tables_made_anew(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others point at; it has no other way to change a CHECK.

    With foreign keys on, dropping the old table counts as deleting its rows. The setting can only
    be changed outside a transaction, so it is done here and not in a migration.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        # What a failed migration left open would make the setting a dead letter.
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows that point at nothing: {broken[:5]}")


run()
