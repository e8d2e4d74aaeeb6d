"""Tables of coverage: frozen snapshots with their lines, recounts, target dates, reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.coverage.rules.reporting import ReportScope

UNSIGNED = text("in_scope = 1 AND signed = 0")


class RateSnapshot(Row, table=True):
    """设标率快照: a denominator frozen with its rules, exemptions and hash. Never changed again.

    Triggers of migration 0008 refuse UPDATE and DELETE on both engines, here and on the lines.
    """

    __tablename__ = "rate_snapshot"
    __table_args__ = (UniqueConstraint("number"),)

    number: int
    taken_at: datetime
    taken_by_name: str = Field(max_length=120)
    note: str = Field(default="", max_length=300)
    definition_edition: str = Field(max_length=20)
    rule_set_id: str | None = Field(
        default=None, foreign_key="placement_rule_set.id", max_length=LENGTH
    )
    rule_set_label: str = Field(default="", max_length=240)
    rule_set_sha256: str = Field(default="", max_length=64)
    exemptions: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    lines: int
    names: int
    # Of the file exactly as it is downloaded.
    csv_sha256: str = Field(max_length=64)


class SnapshotLine(SQLModel, table=True):
    """快照的一行: one name as it was counted. It keeps its place from ever being deleted."""

    __tablename__ = "snapshot_line"
    __table_args__ = (
        CheckConstraint("in_scope IN (0, 1) AND signed IN (0, 1)", name="flags"),
        # The names without a sign are few and asked for; the others are downloaded.
        Index(
            "ix_snapshot_line_unsigned",
            *("snapshot_id", "stratum", "place_id"),
            sqlite_where=UNSIGNED,
            postgresql_where=UNSIGNED,
        ),
    )

    snapshot_id: str = Field(foreign_key="rate_snapshot.id", primary_key=True, max_length=LENGTH)
    place_id: str = Field(foreign_key="place.id", primary_key=True, index=True, max_length=LENGTH)
    name: str = Field(max_length=60)
    stratum: str = Field(max_length=20)
    county_code: str = Field(default="", max_length=12)
    county: str = Field(default="", max_length=120)
    county_id: str = Field(default="", max_length=LENGTH)
    division: str = Field(default="", max_length=200)
    managing_body: str = Field(default="", max_length=120)
    status: str = Field(max_length=20)
    in_scope: int
    signed: int
    positions: int
    positions_verified: int
    positions_exempt: int
    signs: int
    signs_verified: int
    present_invalid: int
    heritage_positions: int
    heritage_positions_verified: int
    heritage_signs: int
    heritage_signs_verified: int
    heritage_present_invalid: int
    position_ids: str = Field(default="", sa_column=Column(Text, nullable=False))


class SnapshotFigure(SQLModel, table=True):
    """快照里一类地名的数字: what its lines add up to, kept for the list. Never changed.

    Triggers of migration 0053 refuse UPDATE and DELETE, as of the lines.
    """

    __tablename__ = "snapshot_figure"

    snapshot_id: str = Field(foreign_key="rate_snapshot.id", primary_key=True, max_length=LENGTH)
    stratum: str = Field(primary_key=True, max_length=20)
    names: int
    names_verified: int
    requirements: int
    requirements_verified: int
    signs: int
    signs_verified: int
    present_invalid: int


class SnapshotPart(SQLModel, table=True):
    """快照里一个县区或一个管理机构的一类地名: what its lines add up to. Never changed.

    `split` is "county" or "body", `part` the county's id or the body's name ("" where nobody is
    named), `name` what to call it. Triggers of migration 0058 refuse UPDATE and DELETE.
    """

    __tablename__ = "snapshot_part"

    snapshot_id: str = Field(foreign_key="rate_snapshot.id", primary_key=True, max_length=LENGTH)
    split: str = Field(primary_key=True, max_length=8)
    part: str = Field(primary_key=True, max_length=120)
    stratum: str = Field(primary_key=True, max_length=20)
    name: str = Field(default="", max_length=120)
    names: int
    names_verified: int
    requirements: int
    requirements_verified: int
    signs: int
    signs_verified: int
    present_invalid: int


class CoverageRecount(Row, table=True):
    """全量清点: what one full recount found; `differences` holds the first hundred."""

    __tablename__ = "coverage_recount"
    __table_args__ = (CheckConstraint("differing >= 0", name="differing"),)

    differing: int
    differences: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))


class CoverageTarget(Row, table=True):
    """目标日期: by when every name of a stratum is to have a sign, and who said so. Appended."""

    __tablename__ = "coverage_target"

    stratum: str = Field(max_length=20, index=True)
    due_on: date
    basis: str = Field(max_length=200)
    set_by_name: str = Field(default="", max_length=120)


class CoverageReport(Row, table=True):
    """月报: a printed month of one scope, made from a frozen snapshot; made once, kept as it is.

    The digests of its files are empty until a worker has made them. Without the extra `pdf` there
    is a workbook only.
    """

    __tablename__ = "coverage_report"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "scope", "scope_id", "language"),
        CheckConstraint(states_sql("scope", ReportScope), name="scope"),
        CheckConstraint("language IN ('zh-CN', 'en')", name="language"),
        CheckConstraint("(made_at IS NULL) = (xlsx_sha256 = '')", name="made"),
    )

    snapshot_id: str = Field(foreign_key="rate_snapshot.id", max_length=LENGTH)
    month: str = Field(max_length=7, index=True)
    scope: str = Field(max_length=8)
    scope_id: str = Field(default="", max_length=120)
    scope_name: str = Field(max_length=120)
    division_path: str = Field(default="", max_length=200)
    language: str = Field(max_length=8)
    asked_by_name: str = Field(max_length=120)
    made_at: datetime | None = None
    pdf_sha256: str = Field(default="", max_length=64, index=True)
    xlsx_sha256: str = Field(default="", max_length=64, index=True)
