"""The table of checks: what each found of a report."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import states_sql
from registry.signage.rules.checks.outcome import Result


class PhotoCheck(SQLModel, table=True):
    """照片检查: what one check found of one report, the numbers it measured, and its version.

    Written by a background job, once for each check, and written anew where somebody asks before
    the verdict; afterwards it stays what the reviewer had before them.
    """

    __tablename__ = "photo_check"
    __table_args__ = (
        CheckConstraint(states_sql("result", Result), name="result"),
        CheckConstraint("version > 0", name="version"),
        Index(None, "check_key", "result"),
    )

    report_id: str = Field(foreign_key="field_report.id", primary_key=True, max_length=LENGTH)
    check_key: str = Field(primary_key=True, max_length=20)
    version: int
    result: str = Field(max_length=12)
    reason: str = Field(max_length=24)
    measured: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    checked_at: datetime
