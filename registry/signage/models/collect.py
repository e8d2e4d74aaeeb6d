"""What comes through the door of ODK Collect: keys, submissions, and the files of each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.states import PhotoRole


class CollectKey(Row, table=True):
    """上报地址: an address that one person's ODK Collect sends to; of its token only the digest.

    It opens the door of OpenRosa and nothing else. `created_by` made it, which is the person or who
    leads them; `revoked_by` took it back.
    """

    __tablename__ = "collect_key"
    __table_args__ = (CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="ended"),)

    person_id: str = Field(foreign_key="person.id", max_length=LENGTH, index=True)
    token_digest: str = Field(max_length=64, unique=True)
    label: str = Field(max_length=60)
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = Field(default=None, max_length=LENGTH)


class CollectSubmission(Row, table=True):
    """Collect 提交: one filled-in form, kept word for word, from its first part to its report.

    `instance_id` is the UUID that Collect made, and the report's `client_id`. `near_file` and
    `far_file` are the files it declares by name; `report_id` stays empty until both are here and
    the report was taken in. `started_at` and `ended_at` are the phone's own times.
    """

    __tablename__ = "collect_submission"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        UniqueConstraint("report_id"),
        Index(None, "person_id", "report_id"),
    )

    instance_id: str = Field(max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=LENGTH)
    person_name: str = Field(max_length=120)
    key_id: str = Field(foreign_key="collect_key.id", max_length=LENGTH)
    sign_id: str = Field(foreign_key="sign.id", max_length=LENGTH)
    division_path: str = Field(default="", max_length=200)
    form_version: str = Field(default="", max_length=40)
    device_id: str = Field(default="", max_length=100)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    xml: str
    xml_sha256: str = Field(max_length=64)
    near_file: str = Field(max_length=200)
    far_file: str = Field(max_length=200)
    report_id: str | None = Field(default=None, foreign_key="field_report.id", max_length=LENGTH)


class CollectFile(SQLModel, table=True):
    """Collect 文件: one file that came with a submission, a blob under its digest.

    An empty role is a file that the form does not declare: kept, and shown as unexpected.
    """

    __tablename__ = "collect_file"
    __table_args__ = (
        CheckConstraint(f"role = '' OR {states_sql('role', PhotoRole)}", name="role"),
        CheckConstraint("byte_size >= 0", name="size"),
    )

    submission_id: str = Field(
        foreign_key="collect_submission.id", primary_key=True, max_length=LENGTH
    )
    name: str = Field(primary_key=True, max_length=200)
    role: str = Field(default="", max_length=8)
    sha256: str = Field(max_length=64, index=True)
    byte_size: int
    at: datetime
