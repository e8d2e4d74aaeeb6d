"""Rows of administrative divisions, edition by edition, and what became of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from registry.core.rows import Row, bytewise, states_sql
from registry.places.rules.division import DivisionChangeKind
from registry.places.rules.kind import DivisionLevel


class Division(Row, table=True):
    """政区: one administrative division in one edition of one list; code alone is no key."""

    __tablename__ = "division"
    __table_args__ = (
        UniqueConstraint("scheme", "edition", "code"),
        CheckConstraint(states_sql("level", DivisionLevel), name="level"),
        CheckConstraint("(label_lon IS NULL) = (label_lat IS NULL)", name="label_point"),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="validity"
        ),
    )

    scheme: str = Field(max_length=16)
    edition: str = Field(max_length=16)
    code: str = Field(max_length=12, index=True)
    name: str = Field(max_length=60, index=True)
    level: str = Field(max_length=16, index=True)
    parent_id: str | None = Field(
        default=None, foreign_key="division.id", index=True, max_length=16
    )
    path: str = Field(max_length=120, sa_column=Column(bytewise(120), nullable=False, index=True))
    twin_division_id: str | None = Field(default=None, index=True, max_length=16)
    valid_from: date | None = None
    valid_to: date | None = None
    status_note: str = Field(default="", max_length=300)
    label_lon: float | None = None
    label_lat: float | None = None
    label_source: str = Field(default="", max_length=200)
    label_datum: str = Field(default="", max_length=16)


class DivisionChange(Row, table=True):
    """政区变更: on one day a division was renamed, moved, merged, split, raised or abolished.

    Read from `from_division_id` it says what became of a division, from `to_division_id` what it
    was before; a list of 2010 that says 居巢区 is understood through these rows.
    """

    __tablename__ = "division_change"
    __table_args__ = (
        CheckConstraint(states_sql("kind", DivisionChangeKind), name="kind"),
        CheckConstraint(
            "from_division_id IS NOT NULL OR to_division_id IS NOT NULL", name="about_something"
        ),
        CheckConstraint("basis <> ''", name="basis"),
    )

    happened_on: date
    kind: str = Field(max_length=16)
    from_division_id: str | None = Field(
        default=None, foreign_key="division.id", index=True, max_length=16
    )
    to_division_id: str | None = Field(
        default=None, foreign_key="division.id", index=True, max_length=16
    )
    basis: str = Field(max_length=300)
    note: str = Field(default="", max_length=300)
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=16)
    # Recorded by mistake: kept with the reason, and no longer leading anywhere.
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = Field(
        default="", max_length=300, sa_column_kwargs={"server_default": ""}
    )
