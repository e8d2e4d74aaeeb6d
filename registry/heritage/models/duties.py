"""Tables of what is due after an approval: filing upward (备案) and announcing (公告)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field

from registry.core.rows import Row, states_sql
from registry.heritage.rules.duties import Start


class Filing(Row, table=True):
    """备案: that an approval is reported upward, by when, and the receipt for it."""

    __tablename__ = "filing"
    __table_args__ = (
        CheckConstraint("(filed_on IS NULL) = (filed_at IS NULL)", name="filed_whole"),
        Index("ix_filing_due_on", "due_on"),
    )

    place_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    recognition_id: str | None = Field(
        default=None, foreign_key="recognition.id", index=True, max_length=16
    )
    division_path: str = Field(max_length=120)
    place_name: str = Field(max_length=60)
    authority: str = Field(max_length=200)
    document_no: str = Field(default="", max_length=60)
    approved_on: date
    due_on: date
    to_body: str = Field(default="", max_length=200)
    receipt: str = Field(default="", max_length=200)
    filed_on: date | None = None
    filed_at: datetime | None = None
    filed_by_name: str = Field(default="", max_length=120)


class Announcement(Row, table=True):
    """公告: that an approval is told to the public; its clock may start with the filing instead."""

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint(states_sql("starts_with", Start), name="starts_with"),
        CheckConstraint("(published_on IS NULL) = (sha256 = '')", name="published_whole"),
        Index("ix_announcement_due_on", "due_on"),
    )

    filing_id: str = Field(foreign_key="filing.id", index=True, max_length=16)
    place_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    division_path: str = Field(max_length=120)
    starts_with: str = Field(max_length=12)
    #: None while the event that starts the clock has not happened.
    due_on: date | None = None
    standard_name: str = Field(max_length=60)
    roman: str = Field(default="", max_length=200)
    division_text: str = Field(default="", max_length=200)
    location_text: str = Field(default="", sa_column=Column(Text, nullable=False))
    authority: str = Field(max_length=200)
    approved_on: date
    file_no: str = Field(default="", max_length=60)
    channels: str = Field(default="", max_length=300)
    published_on: date | None = None
    published_at: datetime | None = None
    published_by_name: str = Field(default="", max_length=120)
    #: Canonical JSON, kept as text: the hash is over exactly these bytes.
    snapshot: str = Field(default="", sa_column=Column(Text, nullable=False))
    sha256: str = Field(default="", index=True, max_length=64)
