"""Rows of places: what bears the names, where it is, and its shape."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from registry.core.rows import Row, bytewise, states_sql
from registry.places.rules.kind import (
    Direction,
    EntityStatus,
    HeritageMark,
    LegalKind,
    PlaceKind,
    Secrecy,
    SignMark,
)
from registry.places.rules.position import Datum, GeometryType, PositionMethod


class Place(Row, table=True):
    """地名实体: the thing that bears names. It is retired or merged, never deleted."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("place_code"),
        UniqueConstraint("twin_place_code"),
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
        Index("ix_place_import", "import_run_id", "import_row"),
        # Of the merged alone: nearly every place is merged into none, and SQLite, which is told
        # nothing of that, would walk the whole index to answer `merged_into IS NULL`.
        Index(
            "ix_place_merged_into",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        # Of the marked alone, for lists and searches of these: a file that is taken in marks none.
        Index(
            "ix_place_heritage_list",
            "heritage_state",
            "sort_key",
            "id",
            sqlite_where=text("heritage_state <> 'none'"),
            postgresql_where=text("heritage_state <> 'none'"),
        ),
        Index(
            "ix_place_sign_list",
            "sign_state",
            "sort_key",
            "id",
            sqlite_where=text("sign_state <> 'none'"),
            postgresql_where=text("sign_state <> 'none'"),
        ),
        CheckConstraint(states_sql("direction", Direction), name="direction"),
        CheckConstraint(states_sql("heritage_state", HeritageMark), name="heritage_state"),
        CheckConstraint(states_sql("sign_state", SignMark), name="sign_state"),
        CheckConstraint("claimed_sign_count >= 0", name="claimed_sign_count"),
        CheckConstraint("length_m >= 0 AND width_m >= 0", name="measures"),
        CheckConstraint(
            "positional_importance = (positional_basis <> '')", name="importance_has_basis"
        ),
        CheckConstraint("(retired_on IS NULL) = (retired_basis = '')", name="retired_has_basis"),
    )

    place_code: str | None = Field(default=None, max_length=20)
    legal_kind: str = Field(max_length=16)
    kind: str = Field(max_length=20)
    category_code: str | None = Field(default=None, max_length=5)
    # The national database registers a village twice, as an area (216xx) and as its committee
    # (276xx): one entity, one row, both numbers (domain: twins are never counted twice).
    twin_place_code: str | None = Field(default=None, max_length=20)
    twin_category_code: str | None = Field(default=None, max_length=5)
    entity_status: str = Field(default="existing", max_length=20)
    division_id: str = Field(foreign_key="division.id", index=True, max_length=16)
    county_id: str | None = Field(default=None, foreign_key="division.id", max_length=16)
    division_text: str = Field(default="", max_length=200)
    managing_body: str = Field(default="", max_length=120)
    parent_place_id: str | None = Field(
        default=None, foreign_key="place.id", index=True, max_length=16
    )
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    datum: str | None = Field(default=None, max_length=12)
    position_method: str | None = Field(default=None, max_length=16)
    original_coord: str = Field(default="", max_length=200)
    position_source: str = Field(default="", max_length=300)
    secrecy: str = Field(default="unknown", max_length=8)
    description: str = Field(default="", sa_column=Column(Text, nullable=False))
    from_text: str = Field(default="", max_length=200)
    to_text: str = Field(default="", max_length=200)
    direction: str = Field(default="", max_length=8)
    road_class: str = Field(default="", max_length=40)
    length_m: float | None = None
    width_m: float | None = None
    elevation_m: float | None = None
    positional_importance: bool = False
    positional_basis: str = Field(default="", max_length=300)
    claimed_sign_count: int | None = None
    other_codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    heritage_state: str = Field(default="none", max_length=12)
    sign_state: str = Field(default="none", max_length=12)
    retired_on: date | None = None
    retired_basis: str = Field(default="", max_length=300)
    protected: bool = False
    protection_basis: str = Field(default="", max_length=300)
    merged_into: str | None = Field(default=None, foreign_key="place.id", max_length=16)
    row_version: int = 1
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=16)
    updated_at: datetime | None = None
    updated_by: str | None = Field(default=None, max_length=16)
    # Which run of which file brought the row, and from which row of it; the run is a table of the
    # importers, who stand above, so there is no foreign key.
    import_run_id: str | None = Field(default=None, max_length=16)
    import_row: int | None = None
    sort_key: str = Field(sa_column=Column(bytewise(240), nullable=False))


class PlaceGeometry(Row, table=True):
    """几何: the shape of a place that is more than a point, in WGS 84, beside its own original.

    `lon, lat` of the place stay the point where its label stands (注记点).
    """

    __tablename__ = "place_geometry"
    __table_args__ = (
        UniqueConstraint("place_id"),
        CheckConstraint(states_sql("geometry_type", GeometryType), name="geometry_type"),
        CheckConstraint(states_sql("method", PositionMethod), name="method"),
        CheckConstraint(states_sql("datum", Datum), name="datum"),
    )

    place_id: str = Field(foreign_key="place.id", max_length=16)
    geometry_type: str = Field(max_length=16)
    geojson: str = Field(sa_column=Column(Text, nullable=False))
    datum: str = Field(max_length=12)
    original: str = Field(default="", sa_column=Column(Text, nullable=False))
    method: str = Field(max_length=16)
    source: str = Field(default="", max_length=300)
    accuracy_m: float | None = None
