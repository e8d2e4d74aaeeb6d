"""Samples for re-inspection: what they were drawn from, by which seed, and what was found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.sampling import Outcome


class SignSample(Row, table=True):
    """抽样复查: signs drawn by chance from a frozen frame, to be looked at again.

    `frame_sha256` is the digest of the published frame, which lies in the blob store. `positions`
    are those that count in the scope when the frame was frozen, `frame_size` those of them with a
    verified sign: the claimed rate. `cells` hold for each county its identifier, name and size.
    """

    __tablename__ = "sign_sample"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled"),
        CheckConstraint("closed_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        CheckConstraint(
            "size > 0 AND size <= frame_size AND frame_size <= positions", name="sizes"
        ),
    )

    number: int
    stratum: str = Field(max_length=20)
    division_path: str = Field(default="", max_length=200)
    division_name: str = Field(default="", max_length=60)
    managing_body: str = Field(default="", max_length=120)
    by_county: bool = False
    half_width: float | None = None
    size: int
    seed: str = Field(max_length=64)
    frame_sha256: str = Field(max_length=64, index=True)
    frame_size: int
    positions: int
    cells: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    drawn_by_name: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=300)
    closed_at: datetime | None = None
    closed_by_name: str = Field(default="", max_length=120)
    cancelled_at: datetime | None = None
    cancel_reason: str = Field(default="", max_length=300)
    row_version: int = 1


class SampleUnit(SQLModel, table=True):
    """样本里的一块: one drawn position with its sign. `outcome` is written when the sample closes.

    `turn` is its place in the order of the draw.
    """

    __tablename__ = "sample_unit"
    __table_args__ = (
        CheckConstraint(f"outcome = '' OR {states_sql('outcome', Outcome)}", name="outcome"),
        CheckConstraint("(unreachable_at IS NULL) = (unreachable_reason = '')", name="unreachable"),
    )

    sample_id: str = Field(foreign_key="sign_sample.id", primary_key=True, max_length=LENGTH)
    requirement_id: str = Field(
        foreign_key="sign_requirement.id", primary_key=True, max_length=LENGTH
    )
    sign_id: str = Field(foreign_key="sign.id", max_length=LENGTH, index=True)
    county_id: str = Field(max_length=LENGTH)
    turn: int
    outcome: str = Field(default="", max_length=12)
    report_id: str | None = Field(default=None, foreign_key="field_report.id", max_length=LENGTH)
    unreachable_at: datetime | None = None
    unreachable_by_name: str = Field(default="", max_length=120)
    unreachable_reason: str = Field(default="", max_length=300)
