"""Tables of site visits: who was on the spot, each version of the report, and its photographs."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from registry.core.rows import Row, states_sql
from registry.heritage.rules.states import Status

_STANDING = text("withdrawn_at IS NULL")


class SiteVisit(Row, table=True):
    """实地核查: somebody who reviews a file was on the spot. Never edited, taken back at most."""

    __tablename__ = "site_visit"
    __table_args__ = (
        CheckConstraint(states_sql("station", Status), name="station"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn_whole"),
        Index("ix_site_visit_file", "nomination_id", "created_at"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    #: The version of the dossier that was looked at, the round it was in, and where it stood.
    version: int
    round: int
    station: str = Field(max_length=16)
    visitor_id: str = Field(index=True, max_length=16)
    visitor_name: str = Field(max_length=120)
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = Field(default="", max_length=120)
    withdrawn_reason: str = Field(default="", max_length=400)


class SiteVisitReport(Row, table=True):
    """核查报告: what was seen, as it was written. A correction is the next number, with why."""

    __tablename__ = "site_visit_report"
    __table_args__ = (
        # Two corrections of one text at once: one of them meets this.
        UniqueConstraint("visit_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(number = 1) = (reason = '')", name="reason"),
    )

    visit_id: str = Field(foreign_key="site_visit.id", max_length=16)
    number: int
    visited_on: date
    place_visited: str = Field(max_length=200)
    participants: str = Field(max_length=400)
    report: str = Field(sa_column=Column(Text, nullable=False))
    #: What was seen by criterion, of those that the visit speaks to.
    observations: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    #: Whether the applicant reads it; else it stays between those who review.
    shared: bool = False
    reason: str = Field(default="", max_length=400)
    written_by_name: str = Field(max_length=120)
    #: SHA-256 of what this number says: a notice freezes it, so that later changes would show.
    sha256: str = Field(max_length=64)


class SiteVisitPhoto(Row, table=True):
    """核查照片: taken on the spot; the original and its copies without metadata."""

    __tablename__ = "site_visit_photo"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn_whole"),
        Index(
            "uq_site_visit_photo_standing",
            "visit_id",
            "sha256",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    visit_id: str = Field(foreign_key="site_visit.id", index=True, max_length=16)
    file_name: str = Field(max_length=200)
    media_type: str = Field(max_length=80)
    size: int
    sha256: str = Field(max_length=64, index=True)
    public_sha256: str = Field(max_length=64, index=True)
    preview_sha256: str = Field(max_length=64, index=True)
    caption: str = Field(max_length=300)
    added_by_name: str = Field(max_length=120)
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = Field(default="", max_length=120)
    withdrawn_reason: str = Field(default="", max_length=400)
