"""Tables of a dossier's files, and of uploads whose rest is still to come."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from registry.core.rows import Row, states_sql
from registry.heritage.rules.attachments import Licence

_STANDING = text("withdrawn_at IS NULL")


class Attachment(Row, table=True):
    """附件: a file of a dossier; the store holds the bytes. Taken back with a reason."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(states_sql("licence", Licence), name="licence"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn_whole"),
        Index(
            "uq_attachment_standing",
            "nomination_id",
            "sha256",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    nomination_id: str = Field(foreign_key="nomination.id", index=True, max_length=16)
    file_name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    size: int
    sha256: str = Field(max_length=64, index=True)
    #: Pictures have copies without metadata: what visitors are given, and its thumbnail.
    public_sha256: str = Field(default="", max_length=64, index=True)
    preview_sha256: str = Field(default="", max_length=64, index=True)
    caption: str = Field(max_length=300)
    licence: str = Field(max_length=16)
    #: Whether somebody is seen or heard; then `consent` names the paper by which they agreed.
    shows_people: bool = False
    consent: str = Field(default="", max_length=300)
    #: The required attachment of the rule set that this file is, in the words of the rules.
    serves: str = Field(default="", max_length=200)
    public: bool = False
    added_by_name: str = Field(max_length=120)
    #: The version of the dossier that this file made.
    version: int
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = Field(default="", max_length=120)
    withdrawn_reason: str = Field(default="", max_length=400)


class AttachmentPast(Row, table=True):
    """附件从前的说明: what was said of a file until it was corrected, by whom, when and why."""

    __tablename__ = "attachment_past"
    __table_args__ = (
        UniqueConstraint("attachment_id", "number"),
        CheckConstraint(states_sql("licence", Licence), name="licence"),
    )

    attachment_id: str = Field(foreign_key="attachment.id", max_length=16)
    number: int
    caption: str = Field(max_length=300)
    licence: str = Field(max_length=16)
    shows_people: bool = False
    consent: str = Field(default="", max_length=300)
    serves: str = Field(default="", max_length=200)
    public: bool = False
    corrected_by_name: str = Field(max_length=120)
    reason: str = Field(max_length=400)


class AttachmentUpload(Row, table=True):
    """续传: a file that was declared and comes piece by piece; gone once it is whole."""

    __tablename__ = "attachment_upload"
    __table_args__ = (
        UniqueConstraint("nomination_id", "sha256"),
        CheckConstraint("byte_size > 0", name="byte_size"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    sha256: str = Field(max_length=64)
    byte_size: int
    file_name: str = Field(max_length=200)
    #: What was said of the file when it was declared.
    said: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    #: When it was declared or a piece came last: what is long ago was given up.
    touched_at: datetime


class AttachmentPart(SQLModel, table=True):
    """文件分段: one piece of such a file, kept as a blob of its own until the last one comes."""

    __tablename__ = "attachment_part"
    __table_args__ = (CheckConstraint("byte_size > 0", name="byte_size"),)

    upload_id: str = Field(primary_key=True, foreign_key="attachment_upload.id", max_length=16)
    start_at: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    byte_size: int
    part_sha256: str = Field(max_length=64, index=True)
