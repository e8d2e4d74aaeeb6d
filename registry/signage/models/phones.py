"""What phones say of themselves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from registry.core.ids import LENGTH
from registry.core.rows import Row


class FieldPhone(Row, table=True):
    """外业手机: what a phone said it still keeps of one person, the last time it had signal.

    `unsent` counts reports that are not complete here; `oldest_saved_at` is when the oldest of them
    was saved, by the phone's clock set right by `skew_s`. `persisted` is the browser's own answer
    to whether it will keep what it stores; None where it did not say.
    """

    __tablename__ = "field_phone"
    __table_args__ = (
        UniqueConstraint("device_id", "person_id"),
        CheckConstraint("unsent >= 0", name="unsent"),
        CheckConstraint("unsent = 0 OR oldest_saved_at IS NOT NULL", name="oldest"),
        Index(None, "division_path", "oldest_saved_at"),
    )

    device_id: str = Field(max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=LENGTH)
    person_name: str = Field(max_length=120)
    division_path: str = Field(default="", max_length=200)
    unsent: int = 0
    oldest_saved_at: datetime | None = None
    skew_s: int = 0
    persisted: bool | None = None
    app: str = Field(default="", max_length=40)
    seen_at: datetime
