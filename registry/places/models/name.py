"""Rows of names, and of the readings that people here know better than a library."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from registry.core.rows import Row, states_sql
from registry.places.rules.kind import ApprovalBasis, NameKind, ReadingStatus, RomanStatus


class PlaceName(Row, table=True):
    """名称: one of the names of a place, with its spelling, its time and its ground."""

    __tablename__ = "place_name"
    __table_args__ = (
        CheckConstraint(states_sql("name_kind", NameKind), name="name_kind"),
        CheckConstraint(states_sql("roman_status", RomanStatus), name="roman_status"),
        CheckConstraint(states_sql("approval_basis", ApprovalBasis), name="approval_basis"),
        CheckConstraint("text <> ''", name="text"),
        Index(
            "uq_place_name_one_standard",
            "place_id",
            unique=True,
            sqlite_where=text("name_kind = 'standard'"),
            postgresql_where=text("name_kind = 'standard'"),
        ),
        Index("ix_place_name_place", "place_id", "name_kind"),
        # The polyphone desk reads what is in doubt in this order, equal characters together.
        Index(
            "ix_place_name_doubt",
            "text",
            "id",
            sqlite_where=text("roman_doubt = 1"),
            postgresql_where=text("roman_doubt"),
        ),
    )

    place_id: str = Field(foreign_key="place.id", max_length=16)
    text: str = Field(max_length=60, index=True)
    name_kind: str = Field(max_length=12)
    specific: str = Field(default="", max_length=60)
    generic: str = Field(default="", max_length=60)
    generic_absorbed: bool = False
    roman_toned: str = Field(default="", max_length=200)
    roman_plain: str = Field(default="", max_length=200)
    roman_sign: str = Field(default="", max_length=200)
    roman_status: str = Field(default="proposed", max_length=8)
    reading_basis: str = Field(default="", max_length=300)
    valid_from_min: int | None = None
    valid_from_max: int | None = None
    valid_from_verbatim: str = Field(default="", max_length=120)
    valid_to_min: int | None = None
    valid_to_max: int | None = None
    valid_to_verbatim: str = Field(default="", max_length=120)
    years_computed_by: str = Field(default="", max_length=200)
    minority_text: str = Field(default="", max_length=120)
    minority_language: str = Field(default="", max_length=20)
    reading_audio: str | None = Field(default=None, max_length=64)
    orthography_note: str = Field(default="", max_length=300)
    roman_approved_by: str | None = Field(default=None, max_length=16)
    roman_approved_at: datetime | None = None
    # Set while a reading stands against the rules or the local table: the polyphone desk's list.
    roman_doubt: bool = False
    approval_basis: str = Field(default="unrecorded", max_length=16)
    approval_document: str = Field(default="", max_length=300)
    protected: bool = False
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=16)
    # A name that came with a place merged into this one keeps saying whose it was.
    absorbed_from: str | None = Field(
        default=None, foreign_key="place.id", index=True, max_length=16
    )
    import_run_id: str | None = Field(default=None, index=True, max_length=16)
    import_row: int | None = None


class LocalReading(Row, table=True):
    """地方读音: how people here read a word of names; it outranks every library's guess."""

    __tablename__ = "local_reading"
    __table_args__ = (
        UniqueConstraint("hanzi", "division_id"),
        CheckConstraint(states_sql("status", ReadingStatus), name="status"),
        CheckConstraint("hanzi <> '' AND toned <> ''", name="whole"),
    )

    hanzi: str = Field(max_length=20, index=True)
    toned: str = Field(max_length=120)
    division_id: str | None = Field(default=None, foreign_key="division.id", max_length=16)
    basis: str = Field(max_length=300)
    status: str = Field(default="proposed", max_length=8)
    decided_by: str | None = Field(default=None, max_length=16)
    decided_at: datetime | None = None
    row_version: int = 1
