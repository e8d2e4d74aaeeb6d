"""Verdicts on reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint, false
from sqlmodel import Field

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import Verdict


class Verification(Row, table=True):
    """核验: one verdict by a person who did not send the report; appended, never changed."""

    __tablename__ = "verification"
    __table_args__ = (
        UniqueConstraint("report_id"),
        CheckConstraint(states_sql("verdict", Verdict), name="verdict"),
        CheckConstraint(
            f"reason_code = '' OR {states_sql('reason_code', ReasonCode)}", name="reason"
        ),
    )

    report_id: str = Field(foreign_key="field_report.id", max_length=LENGTH)
    sign_id: str = Field(foreign_key="sign.id", max_length=LENGTH, index=True)
    verdict: str = Field(max_length=16)
    reason_code: str = Field(default="", max_length=24)
    reason: str = Field(default="", max_length=2000)
    sign_state: str = Field(max_length=20)
    reviewer_id: str | None = Field(default=None, max_length=LENGTH)
    reviewer_name: str = Field(default="", max_length=120)
    at: datetime
    # Places on the photos that the reviewer circled; whether many were accepted with one press.
    circled: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    in_bulk: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
