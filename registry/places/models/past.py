"""Rows of what places were before: earlier states, merges, and pairs that people have judged."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from registry.core.rows import Row, states_sql
from registry.places.rules.kind import PairVerdict


class PlacePast(SQLModel, table=True):
    """往态: a place as it stood until one change: all its columns, names, claims and shape.

    Written in the transaction that makes the change, before it. What was never changed has no
    rows here: its present row is its whole history.
    """

    __tablename__ = "place_past"
    __table_args__ = (Index("ix_place_past_until", "place_id", "until_at"),)

    place_id: str = Field(foreign_key="place.id", primary_key=True, max_length=16)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    until_at: datetime
    verb: str = Field(max_length=64)
    actor_id: str | None = Field(default=None, max_length=16)
    actor_name: str = Field(max_length=120)
    reason: str = Field(default="", max_length=1000)
    import_run_id: str | None = Field(default=None, index=True, max_length=16)
    state: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class PlaceMerge(Row, table=True):
    """合并: which place went into which, what was taken from each side, and how to undo it."""

    __tablename__ = "place_merge"

    absorbed_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    into_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    reason: str = Field(max_length=1000)
    # field → "absorbed" | "kept": whose value the merged place carries.
    choices: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    # ids of the names, claims and shapes that moved, and the numbers of both earlier states.
    moved: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = None
    undone_by: str | None = Field(default=None, max_length=16)
    undo_reason: str = Field(default="", max_length=1000)


class PlacePair(Row, table=True):
    """疑似重复: two places that look like one, why, and what a person said of it."""

    __tablename__ = "place_pair"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="ordered"),
        CheckConstraint(states_sql("verdict", PairVerdict), name="verdict"),
        Index("uq_place_pair_both", "first_id", "second_id", unique=True),
        Index("ix_place_pair_queue", "verdict", "score", "id"),
    )

    first_id: str = Field(foreign_key="place.id", max_length=16)
    second_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    score: int
    reasons: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    verdict: str = Field(default="open", max_length=8)
    note: str = Field(default="", max_length=1000)
    decided_by: str | None = Field(default=None, max_length=16)
    decided_at: datetime | None = None
