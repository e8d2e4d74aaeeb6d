"""Rows of places that were put under another kind together."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from registry.core.rows import Row


class PlaceReclassing(Row, table=True):
    """改类批次: places put under another kind in one act, what they were, and how it was undone."""

    __tablename__ = "place_reclassing"
    __table_args__ = (Index("ix_place_reclassing_newest", "created_at", "id"),)

    reason: str = Field(max_length=1000)
    actor_name: str = Field(max_length=120)
    # [{"place_id", "from", "to", "legal_from", "legal_to"}, …]
    items: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = None
    undone_by: str | None = Field(default=None, max_length=16)
    undo_reason: str = Field(default="", max_length=1000)
    # Of an undone batch: ids of places that were changed again meanwhile and stay as they are.
    kept: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
