"""What people say to each other about a report."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from registry.core.ids import LENGTH
from registry.core.rows import Row


class ReportComment(Row, table=True):
    """留言: what reviewers and the sender say to each other about a report; appended only."""

    __tablename__ = "report_comment"
    __table_args__ = (Index(None, "report_id", "at"),)

    report_id: str = Field(foreign_key="field_report.id", max_length=LENGTH)
    author_id: str | None = Field(default=None, max_length=LENGTH)
    author_name: str = Field(default="", max_length=120)
    body: str = Field(max_length=2000)
    at: datetime
