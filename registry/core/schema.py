"""The database's shape: one Alembic history for both engines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import registry
from registry.core.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported inside the functions: a server that is already migrated never needs it.


@dataclass(frozen=True, slots=True)
class Revision:
    """Where the database stands and where this program wants it."""

    found: str | None
    wanted: str | None

    @property
    def current(self) -> bool:
        """True when nothing is left to migrate."""
        return self.found == self.wanted


def config(database: Database) -> Config:
    """Alembic's configuration for this database, without a file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(registry.__file__).parent / "migrations"))
    made.attributes["engine"] = database.engine
    return made


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to a revision; all of it or, where the engine allows, nothing."""
    from alembic import command

    command.upgrade(config(database), revision)


def revision_state(database: Database) -> Revision:
    """The revision in the database beside the one this program was made for."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    wanted = ScriptDirectory.from_config(config(database)).get_current_head()
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return Revision(found, wanted)
