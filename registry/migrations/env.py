"""Alembic's environment: one history, both engines, batch mode where SQLite needs it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
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
    with engine.connect() as connection:
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
        connection.commit()


run()
