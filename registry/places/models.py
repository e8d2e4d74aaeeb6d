"""Rows of the gazetteer: divisions, places, their names, claims about them, search terms."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Index, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from registry.core.rows import Row, states_sql
from registry.places.rules.claim import ClaimStatus, ClaimType, Stance
from registry.places.rules.kind import (
    ApprovalBasis,
    DivisionLevel,
    EntityStatus,
    LegalKind,
    NameKind,
    PlaceKind,
    RomanStatus,
    Secrecy,
)
from registry.places.rules.position import Datum, PositionMethod


def bytewise(length: int) -> String:
    """Text that both engines compare by code point, whatever the database's own collation is."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


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


class Place(Row, table=True):
    """地名实体: the thing that bears names. It is retired or merged, never deleted."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("place_code"),
        CheckConstraint(states_sql("legal_kind", LegalKind), name="legal_kind"),
        CheckConstraint(states_sql("kind", PlaceKind), name="kind"),
        CheckConstraint(states_sql("entity_status", EntityStatus), name="entity_status"),
        CheckConstraint(states_sql("secrecy", Secrecy), name="secrecy"),
        CheckConstraint(
            f"position_method IS NULL OR {states_sql('position_method', PositionMethod)}",
            name="position_method",
        ),
        CheckConstraint(f"datum IS NULL OR {states_sql('datum', Datum)}", name="datum"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position_whole"),
        # No method and datum, no position: a number without them cannot be checked by anybody.
        CheckConstraint(
            "lon IS NULL OR (position_method IS NOT NULL AND datum IS NOT NULL)",
            name="position_explained",
        ),
        CheckConstraint(
            "lon IS NULL OR (lon BETWEEN 73 AND 136 AND lat BETWEEN 3 AND 54)", name="in_china"
        ),
        CheckConstraint("accuracy_m IS NULL OR accuracy_m >= 0", name="accuracy"),
        CheckConstraint("merged_into IS NULL OR merged_into <> id", name="merged_into"),
        CheckConstraint("row_version >= 1", name="row_version"),
        CheckConstraint("protected = (protection_basis <> '')", name="protection_has_basis"),
        Index("ix_place_list", "sort_key", "id"),
        Index("ix_place_county_list", "county_id", "sort_key", "id"),
        Index("ix_place_kind_list", "kind", "sort_key", "id"),
        Index("ix_place_position", "lon", "lat"),
    )

    place_code: str | None = Field(default=None, max_length=20)
    legal_kind: str = Field(max_length=16)
    kind: str = Field(max_length=20)
    category_code: str | None = Field(default=None, max_length=5)
    entity_status: str = Field(default="existing", max_length=20)
    division_id: str = Field(foreign_key="division.id", index=True, max_length=16)
    county_id: str | None = Field(default=None, foreign_key="division.id", max_length=16)
    managing_body: str = Field(default="", max_length=120)
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    datum: str | None = Field(default=None, max_length=12)
    position_method: str | None = Field(default=None, max_length=16)
    original_coord: str = Field(default="", max_length=200)
    position_source: str = Field(default="", max_length=300)
    secrecy: str = Field(default="unknown", max_length=8)
    description: str = Field(default="", sa_column=Column(Text, nullable=False))
    protected: bool = False
    protection_basis: str = Field(default="", max_length=300)
    merged_into: str | None = Field(default=None, foreign_key="place.id", index=True, max_length=16)
    row_version: int = 1
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=16)
    sort_key: str = Field(sa_column=Column(bytewise(240), nullable=False))


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
    approval_basis: str = Field(default="unrecorded", max_length=16)
    approval_document: str = Field(default="", max_length=300)
    protected: bool = False
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=16)


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
    status: str = Field(default="asserted", max_length=10)


class ClaimEvidence(SQLModel, table=True):
    """证据: a citation that speaks for or against a claim."""

    __tablename__ = "claim_evidence"
    __table_args__ = (CheckConstraint(states_sql("stance", Stance), name="stance"),)

    claim_id: str = Field(foreign_key="claim.id", primary_key=True, max_length=16)
    citation_id: str = Field(foreign_key="citation.id", primary_key=True, max_length=16)
    stance: str = Field(max_length=12)
    position: int = 0


# Search terms are derived from names and written beside them in the same transaction. They carry
# no foreign keys: they are deleted and rebuilt with their name, and checking twenty references a
# name would double the price of an import. One B-tree each, in the order in which it is read.


class PlaceGram(SQLModel, table=True):
    """检索字组: one or two neighbouring characters of a folded name, best names first."""

    __tablename__ = "place_gram"
    __table_args__ = {"sqlite_with_rowid": False}

    gram: str = Field(sa_column=Column(bytewise(2), primary_key=True))
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name_id: str = Field(sa_column=Column(bytewise(16), primary_key=True))
    place_id: str = Field(index=True, max_length=16)
    folded: str = Field(sa_column=Column(bytewise(60), nullable=False))


class PlaceKey(SQLModel, table=True):
    """检索前缀: a folded name (h), its pinyin without spaces (p) or its initials (i)."""

    __tablename__ = "place_key"
    __table_args__ = {"sqlite_with_rowid": False}

    script: str = Field(sa_column=Column(bytewise(1), primary_key=True))
    tier: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(sa_column=Column(bytewise(240), primary_key=True))
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name_id: str = Field(sa_column=Column(bytewise(16), primary_key=True))
    place_id: str = Field(index=True, max_length=16)
