"""Rows of documents and of the passages cited from them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.core.rows import Row, states_sql
from registry.sources.rules import FileRole, Grade, SourceType

_GRADE_OR_NONE = f"grade IS NULL OR {states_sql('grade', Grade)}"


class Source(Row, table=True):
    """文献来源: a document, inscription, list, data set or person that something is known from."""

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint(states_sql("source_type", SourceType), name="source_type"),
        CheckConstraint(states_sql("grade", Grade), name="grade"),
        CheckConstraint("title <> ''", name="title"),
        # Forms offer the newest few, however many there are.
        Index("ix_source_newest", "created_at", "id"),
    )

    source_type: str = Field(max_length=24, index=True)
    title: str = Field(max_length=300, index=True)
    author: str = Field(default="", max_length=200)
    edition: str = Field(default="", max_length=200)
    compiled_period: str = Field(default="", max_length=120)
    holder: str = Field(default="", max_length=200)
    shelfmark: str = Field(default="", max_length=120)
    url: str = Field(default="", max_length=1000)
    accessed_on: date | None = None
    licence: str = Field(default="", max_length=200)
    grade: str = Field(max_length=1)
    authenticity_note: str = Field(default="", sa_column=Column(Text, nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))


class Citation(Row, table=True):
    """引文: one passage of a source, as somebody read it (or took it from a third party)."""

    __tablename__ = "citation"
    __table_args__ = (
        CheckConstraint(_GRADE_OR_NONE, name="grade"),
        # Forms offer the newest few, however many there are.
        Index("ix_citation_newest", "created_at", "id"),
    )

    source_id: str = Field(foreign_key="source.id", index=True, max_length=16)
    locator: str = Field(default="", max_length=300)
    quote: str = Field(default="", sa_column=Column(Text, nullable=False))
    quote_punctuated: str = Field(default="", sa_column=Column(Text, nullable=False))
    translation: str = Field(default="", sa_column=Column(Text, nullable=False))
    grade: str | None = Field(default=None, max_length=1)
    second_hand_via: str = Field(default="", max_length=300)
    inspected_by: str = Field(default="", max_length=120)
    inspected_on: date | None = None


class SourceFile(Row, table=True):
    """文献影像: a scan, rubbing, recording or data file of a source; the store holds the bytes."""

    __tablename__ = "source_file"
    __table_args__ = (
        UniqueConstraint("source_id", "sha256"),
        CheckConstraint(states_sql("role", FileRole), name="role"),
        CheckConstraint("size > 0", name="size"),
    )

    source_id: str = Field(foreign_key="source.id", max_length=16)
    role: str = Field(max_length=16)
    file_name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    size: int
    sha256: str = Field(max_length=64, index=True)
    caption: str = Field(default="", max_length=300)
    licence: str = Field(default="", max_length=200)
    consent: str = Field(default="", max_length=300)
    # When it was got from where it stood: a page as it was that day, a file as it was sent.
    retrieved_on: date | None = None
    public: bool = False
    # Pictures have copies without metadata: what visitors are given, and its thumbnail.
    public_sha256: str = Field(default="", max_length=64, index=True)
    preview_sha256: str = Field(default="", max_length=64, index=True)


class SourcePast(SQLModel, table=True):
    """来源往态: what was said of a document or passage until one correction of it.

    Written in the transaction that corrects it, before it. What was never corrected has no rows
    here. `state` holds the columns that can be corrected; dates as ISO text.
    """

    __tablename__ = "source_past"
    __table_args__ = (
        CheckConstraint("subject_type IN ('source', 'citation')", name="subject_type"),
        Index("ix_source_past_until", "subject_id", "until_at"),
    )

    subject_type: str = Field(primary_key=True, max_length=8)
    subject_id: str = Field(primary_key=True, max_length=16)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    until_at: datetime
    verb: str = Field(max_length=64)
    actor_id: str | None = Field(default=None, max_length=16)
    actor_name: str = Field(max_length=120)
    reason: str = Field(default="", max_length=1000)
    state: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    simulated: bool = False
