"""What was found wrong about places, as work."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.places.rules.finding import FindingKind, FindingStatus


class PlaceFinding(Row, table=True):
    """问题: something wrong about a place or its name, who is at it, and how it ended.

    `finding_key` keeps what the gazetteer finds by itself from being found twice. A place without a
    name (有地无名) has no row of its own: it is told by position and words.
    """

    __tablename__ = "place_finding"
    __table_args__ = (
        UniqueConstraint("finding_key"),
        CheckConstraint(states_sql("kind", FindingKind), name="kind"),
        CheckConstraint(states_sql("status", FindingStatus), name="status"),
        CheckConstraint("kind = 'unnamed' OR place_id IS NOT NULL", name="place"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
        CheckConstraint("status <> 'taken' OR assignee_id IS NOT NULL", name="assignee"),
        CheckConstraint("(ended_at IS NULL) = (status IN ('open', 'taken'))", name="ended"),
        Index(None, "status", "created_at", "id"),
    )

    finding_key: str = Field(max_length=60)
    kind: str = Field(max_length=12)
    place_id: str | None = Field(
        default=None, foreign_key="place.id", max_length=LENGTH, index=True
    )
    other_id: str | None = Field(default=None, foreign_key="place.id", max_length=LENGTH)
    name: str = Field(default="", max_length=60)
    other_name: str = Field(default="", max_length=60)
    county_id: str = Field(foreign_key="division.id", max_length=LENGTH)
    division_path: str = Field(default="", max_length=200)
    detail: str = Field(default="", max_length=1000)
    lon: float | None = None
    lat: float | None = None
    by_rule: bool = False
    raised_by_name: str = Field(default="", max_length=120)
    status: str = Field(default=FindingStatus.OPEN.value, max_length=12)
    assignee_id: str | None = Field(default=None, max_length=LENGTH)
    assignee_name: str = Field(default="", max_length=120)
    due_on: date | None = None
    ended_at: datetime | None = None
    ended_by_name: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=300)
    row_version: int = 1


class FindingCount(SQLModel, table=True):
    """问题计数: findings by county, kind and status. Kept by triggers of migration 0047."""

    __tablename__ = "finding_count"

    kind: str = Field(primary_key=True, max_length=12)
    status: str = Field(primary_key=True, max_length=12)
    county_id: str = Field(primary_key=True, max_length=LENGTH)
    findings: int = 0
