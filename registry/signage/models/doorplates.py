"""Doorplates and their counters: a stratum of their own, beside signs of place names."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.doorplates import BUILDING_CHARS, NUMBER_CHARS, DoorplateState

_LIVING = f"state <> '{DoorplateState.WITHDRAWN.value}'"


class Doorplate(Row, table=True):
    """门牌: one house number of a road, a village or an estate. Retired, never deleted.

    A number stands once at its road and building among those that were not taken back.
    """

    __tablename__ = "doorplate"
    __table_args__ = (
        CheckConstraint(states_sql("state", DoorplateState), name="state"),
        CheckConstraint("number <> ''", name="number"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
        Index(
            "uq_doorplate_number",
            *("place_id", "number", "building"),
            unique=True,
            sqlite_where=text(_LIVING),
            postgresql_where=text(_LIVING),
        ),
        Index("ix_doorplate_import", "import_run_id", "import_row"),
    )

    place_id: str = Field(foreign_key="place.id", max_length=LENGTH)
    road: str = Field(max_length=60)
    building: str = Field(default="", max_length=BUILDING_CHARS)
    number: str = Field(max_length=NUMBER_CHARS)
    # For the order of a list: 2 before 10.
    sort_number: int = 0
    postcode: str = Field(default="", max_length=6)
    county_id: str = Field(foreign_key="division.id", max_length=LENGTH)
    division_id: str = Field(foreign_key="division.id", max_length=LENGTH)
    division_path: str = Field(default="", max_length=200)
    lon: float | None = None
    lat: float | None = None
    state: str = Field(default=DoorplateState.CLAIMED.value, max_length=12)
    citation_id: str | None = Field(default=None, foreign_key="citation.id", max_length=LENGTH)
    # The run is a table of the importers, who stand above: no foreign key.
    import_run_id: str | None = Field(default=None, max_length=LENGTH)
    import_row: int | None = None


class DoorplateCount(SQLModel, table=True):
    """门牌计数: doorplates of one county by state, kept by the services that write them."""

    __tablename__ = "doorplate_count"

    county_id: str = Field(foreign_key="division.id", primary_key=True, max_length=LENGTH)
    state: str = Field(primary_key=True, max_length=12)
    plates: int = 0
