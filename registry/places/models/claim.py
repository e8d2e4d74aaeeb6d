"""Rows of claims about places and names, with their evidence for and against."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Text
from sqlmodel import Field, SQLModel

from registry.core.rows import Row, states_sql
from registry.places.rules.claim import ClaimStatus, ClaimType, Stance


class Claim(Row, table=True):
    """史实主张: one statement about a place, with its years and its evidence for and against."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(states_sql("claim_type", ClaimType), name="claim_type"),
        CheckConstraint(states_sql("status", ClaimStatus), name="status"),
        CheckConstraint("year_from_min <= year_from_max", name="year_from"),
        CheckConstraint("year_to_min <= year_to_max", name="year_to"),
    )

    place_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    name_id: str | None = Field(default=None, foreign_key="place_name.id", max_length=16)
    claim_type: str = Field(max_length=20)
    value_text: str = Field(sa_column=Column(Text, nullable=False))
    year_from_min: int | None = None
    year_from_max: int | None = None
    year_to_min: int | None = None
    year_to_max: int | None = None
    era_verbatim: str = Field(default="", max_length=120)
    computed_by: str = Field(default="", max_length=200)
    method: str = Field(default="", max_length=300)
    # 中断: [{"from": year|null, "to": year|null, "verbatim": text, "reason": text}, …]
    gaps: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    status: str = Field(default="asserted", max_length=10)
    status_reason: str = Field(default="", max_length=1000)
    row_version: int = 1
    import_run_id: str | None = Field(default=None, index=True, max_length=16)
    import_row: int | None = None


class ClaimEvidence(SQLModel, table=True):
    """证据: a citation that speaks for or against a claim."""

    __tablename__ = "claim_evidence"
    __table_args__ = (CheckConstraint(states_sql("stance", Stance), name="stance"),)

    claim_id: str = Field(foreign_key="claim.id", primary_key=True, max_length=16)
    citation_id: str = Field(foreign_key="citation.id", primary_key=True, max_length=16)
    stance: str = Field(max_length=12)
    position: int = 0
