"""Table of internal notes: what reviewers tell each other, apart from what the applicant sees."""

from sqlalchemy import Column, Index, Text
from sqlmodel import Field

from registry.core.rows import Row


class InternalNote(Row, table=True):
    """内部备注: written by somebody who reviews a file, for the others who do; never edited."""

    __tablename__ = "internal_note"
    __table_args__ = (Index("ix_internal_note_file", "nomination_id", "created_at"),)

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    author_name: str = Field(max_length=120)
    text: str = Field(sa_column=Column(Text, nullable=False))
