"""Doorplates, their codes, proofs and counters: a stratum of their own, beside signs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.doorplates import BUILDING_CHARS, NUMBER_CHARS, DoorplateState
from registry.signage.rules.states import ProofOutcome

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
        Index(None, "division_id"),
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


class DoorplateCode(SQLModel, table=True):
    """门牌编码: what the QR of a doorplate leads by; given with its first proof, never changed.

    A table of its own, so that half a million rows of a file bring none along.
    """

    __tablename__ = "doorplate_code"
    __table_args__ = (UniqueConstraint("doorplate_id"),)

    code: str = Field(primary_key=True, max_length=10)
    doorplate_id: str = Field(foreign_key="doorplate.id", max_length=LENGTH)


class DoorplateBatch(Row, table=True):
    """门牌校样批: doorplates in one format that one person sent to a second one.

    `division_path` holds all of them. `outcome` is that of what was not returned before.
    `sheet_sha256` is the digest of its proof sheet in the blob store, empty until it is made.
    """

    __tablename__ = "doorplate_batch"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(states_sql("outcome", ProofOutcome), name="outcome"),
        CheckConstraint("(decided_at IS NULL) = (outcome = 'waiting')", name="decided"),
        CheckConstraint("made_on IS NULL OR outcome = 'approved'", name="made"),
    )

    number: int
    format_id: str = Field(foreign_key="sign_format.id", max_length=LENGTH)
    division_path: str = Field(max_length=200)
    prepared_by_name: str = Field(max_length=120)
    note: str = Field(default="", max_length=300)
    outcome: str = Field(default=ProofOutcome.WAITING.value, max_length=12)
    reason: str = Field(default="", max_length=500)
    decided_at: datetime | None = None
    decided_by_name: str = Field(default="", max_length=120)
    made_on: date | None = None
    sheet_sha256: str = Field(
        default="", max_length=64, index=True, sa_column_kwargs={"server_default": ""}
    )


class DoorplateBatchItem(SQLModel, table=True):
    """门牌校样批的一块: its turn, and the name as it was proofed.

    `live` while no other batch may hold the doorplate.
    """

    __tablename__ = "doorplate_batch_item"
    __table_args__ = (
        UniqueConstraint("batch_id", "turn"),
        CheckConstraint(states_sql("outcome", ProofOutcome), name="outcome"),
        Index(
            "uq_doorplate_batch_item_live",
            "doorplate_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    batch_id: str = Field(foreign_key="doorplate_batch.id", primary_key=True, max_length=LENGTH)
    doorplate_id: str = Field(foreign_key="doorplate.id", primary_key=True, max_length=LENGTH)
    turn: int
    road: str = Field(max_length=120)
    roman: str = Field(default="", max_length=160)
    outcome: str = Field(default=ProofOutcome.WAITING.value, max_length=12)
    reason: str = Field(default="", max_length=500)
    live: bool = True


class DoorplateCount(SQLModel, table=True):
    """门牌计数: doorplates of one county by state, kept by the services that write them."""

    __tablename__ = "doorplate_count"

    county_id: str = Field(foreign_key="division.id", primary_key=True, max_length=LENGTH)
    state: str = Field(primary_key=True, max_length=12)
    plates: int = 0
