"""The dated steps of names that people and files enter."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from registry.core.ids import LENGTH
from registry.core.rows import Row
from registry.signage.rules.steps import BY_HAND

_STANDING = "withdrawn_at IS NULL"


class NameStep(Row, table=True):
    """著名印记: that a name took a step of 命名 → 入库 → 上图, on which day, by which paper.

    It is about a name, not only a place: a place that is renamed takes its steps anew, and what
    was entered for the earlier name stays with it. Withdrawn with a reason, never deleted; a
    correction withdraws and names what it replaces.
    """

    __tablename__ = "name_step"
    __table_args__ = (
        CheckConstraint(
            "step IN ({})".format(", ".join(f"'{step.value}'" for step in BY_HAND)), name="step"
        ),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("basis <> ''", name="basis"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdraw_reason = '')", name="withdrawn_with_reason"
        ),
        Index(
            "uq_name_step_standing",
            *("place_id", "name", "step"),
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
        Index("ix_name_step_place_id", "place_id"),
        Index("ix_name_step_import", "import_run_id", "import_row"),
    )

    place_id: str = Field(foreign_key="place.id", max_length=LENGTH)
    name: str = Field(max_length=60)
    step: str = Field(max_length=8)
    marked_on: date
    basis: str = Field(max_length=300)
    note: str = Field(default="", max_length=300)
    recorded_by_name: str = Field(default="", max_length=120)
    replaces_id: str | None = Field(default=None, foreign_key="name_step.id", max_length=LENGTH)
    # The run is a table of the importers, who stand above: no foreign key.
    import_run_id: str | None = Field(default=None, max_length=LENGTH)
    import_row: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = Field(default=None, max_length=LENGTH)
    withdrawn_by_name: str = Field(default="", max_length=120)
    withdraw_reason: str = Field(default="", max_length=300)
    row_version: int = 1
