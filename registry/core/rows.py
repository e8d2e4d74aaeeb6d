"""What all tables share: identity, who made the row and when, and whether it is simulated."""

from datetime import datetime
from typing import Any

from sqlalchemy import MetaData, String
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH, new_id
from registry.core.work import Work

# Named constraints, so that a batch migration can drop them on SQLite.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata


class Row(SQLModel):
    """Base of tables that people write to."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=LENGTH)
    created_at: datetime
    created_by: str | None = Field(default=None, max_length=LENGTH)
    simulated: bool = False


def stamp(work: Work) -> dict[str, Any]:
    """The shared columns of a fresh row, from its unit of work."""
    return {"created_at": work.at, "created_by": work.actor.id, "simulated": work.simulated}


def states_sql(column: str, values: type) -> str:
    """The CHECK text for a column that holds one of a StrEnum's values.

    States are plain text with a CHECK: a native ENUM type needs different migrations on the two
    engines each time a state is added.
    """
    quoted = ", ".join(f"'{member.value}'" for member in values)  # type: ignore[attr-defined]
    return f"{column} IN ({quoted})"


def bytewise(length: int) -> String:
    """Text that both engines compare by code point, whatever the database's own collation is."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
