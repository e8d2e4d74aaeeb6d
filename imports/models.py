"""Rows of import runs, of the file rows that need a person, and of kept column mappings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from imports.rules.outcome import Decision, Outcome, RowState, RunState
from registry.core.rows import Row, states_sql


class ImportRun(Row, table=True):
    """导入批次: one file on its way in: read, checked, applied, perhaps undone.

    `counts`: rows by outcome of the last check; `done`: what applying or undoing did so far.
    `cursor` is the number of the last file row that is dealt with, so that a run that was killed
    goes on where it stopped. The bytes of the file lie in the store under its digest.
    """

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint(states_sql("state", RunState), name="state"),)

    file_name: str = Field(max_length=200)
    file_size: int
    file_sha256: str = Field(max_length=64, index=True)
    format: str = Field(default="", max_length=24)
    profile: str = Field(default="", max_length=60)
    # {"columns": {target: column}, "constants": {target: value}, "reading": {encoding, …}}
    mapping: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    facts: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    division_id: str | None = Field(default=None, foreign_key="division.id", max_length=16)
    source_id: str | None = Field(default=None, foreign_key="source.id", max_length=16)
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=16)
    state: str = Field(default="uploaded", max_length=12, index=True)
    total: int | None = None
    cursor: int = 0
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    done: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # 解密依据: the paper that lets this one file in although its rows are marked secret.
    paper_number: str = Field(default="", max_length=120)
    paper_issuer: str = Field(default="", max_length=120)
    paper_sha256: str = Field(default="", max_length=64)
    # Why it could not be read: {"code": …, "text": [message, params], "parts": […], "advice": …}
    failure: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    checked_at: datetime | None = None
    applied_at: datetime | None = None
    undone_at: datetime | None = None
    row_version: int = 1


class ImportRow(SQLModel, table=True):
    """导入行: a row of the file that is more than a plain new place.

    Updates, conflicts and rejected rows are kept with their problems; a plain creation is told by
    the place itself, which names its run and row. A secret row keeps nothing of its content.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(states_sql("outcome", Outcome), name="outcome"),
        CheckConstraint(states_sql("decision", Decision), name="decision"),
        CheckConstraint(states_sql("state", RowState), name="state"),
        Index("ix_import_row_outcome", "run_id", "outcome", "number"),
        Index("ix_import_row_state", "run_id", "state", "number"),
    )

    run_id: str = Field(foreign_key="import_run.id", primary_key=True, max_length=16)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: str = Field(max_length=12)
    name: str = Field(default="", max_length=60)
    place_id: str | None = Field(default=None, foreign_key="place.id", index=True, max_length=16)
    draft: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # [{"field": …, "old": …, "new": …}]
    diff: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # [{"place_id": …, "name": …, "division": …, "score": …, "reasons": […]}]
    matches: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    # [{"column": …, "value": …, "code": …, "params": {…}}]
    problems: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    decision: str = Field(default="", max_length=8)
    decided_place_id: str | None = Field(default=None, foreign_key="place.id", max_length=16)
    state: str = Field(default="planned", max_length=10)
    # The number of the place's earlier state that undoing goes back to.
    past_number: int | None = None
    note: str = Field(default="", max_length=300)


class ImportProfile(Row, table=True):
    """导入方案: a mapping of columns that a person made and kept, by name."""

    __tablename__ = "import_profile"
    __table_args__ = (UniqueConstraint("name"), CheckConstraint("name <> ''", name="name"))

    name: str = Field(max_length=60)
    title: str = Field(max_length=120)
    mapping: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    row_version: int = 1
