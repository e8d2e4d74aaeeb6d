"""Tables of joint sign-off: each department's consent to what was notified, with its document."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from registry.core.rows import Row

_STANDING = text("withdrawn_at IS NULL")


class DepartmentConsent(Row, table=True):
    """会签: a department's consent to a notified file; taken back with a reason, never deleted."""

    __tablename__ = "department_consent"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn_whole"),
        Index(
            "uq_department_consent_standing",
            "notice_id",
            "department",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    nomination_id: str = Field(foreign_key="nomination.id", index=True, max_length=16)
    #: Consent is to the text that this notice froze; a later notice asks anew.
    notice_id: str = Field(foreign_key="notice.id", max_length=16)
    department: str = Field(max_length=200)
    document_no: str = Field(max_length=60)
    signed_on: date
    #: The paper as a document with its scan; departments that signed one paper share it.
    source_id: str = Field(foreign_key="source.id", index=True, max_length=16)
    file_id: str = Field(foreign_key="source_file.id", max_length=16)
    sha256: str = Field(max_length=64)
    recorded_by_name: str = Field(max_length=120)
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = Field(default="", max_length=120)
    withdrawn_reason: str = Field(default="", max_length=400)
