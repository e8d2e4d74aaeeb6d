"""Tables of signage: required positions, signs, field reports and photos, verdicts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.kinds import (
    CaptureSource,
    Condition,
    Ground,
    PositionRole,
    Priority,
    ReportKind,
    SignFamily,
    SignType,
)
from registry.signage.rules.placement.states import Change, ProposalStatus
from registry.signage.rules.states import (
    DAMAGED,
    EXAMINING,
    WITHDRAWN,
    PhotoRole,
    ReportStatus,
    RequirementStatus,
    SignState,
)

_EMPTY = {"server_default": ""}
UNOWNED = "owner = '' OR maintainer = ''"
"""Signs that nobody is known to own or to maintain, as index and queries both write it."""
TRAFFIC = "family = 'traffic'"
EXEMPT = "status = 'exempt'"
OPEN = "status = 'open'"
ON_DESK = "state IN ('proof', 'approved')"
"""Faces that wait for a second person, or for the workshop."""


def _in_turn(name: str, where: str) -> Index:
    """An index of the few rows of which this holds, in the order they were made."""
    return Index(name, "created_at", "id", sqlite_where=text(where), postgresql_where=text(where))


class SignRequirement(Row, table=True):
    """应设点位: a place where a sign is due. Neither a sign nor a place.

    Name, county, stratum and division path are those of the place when the position was set, so
    that lists and tallies are kept without reading the gazetteer.
    """

    __tablename__ = "sign_requirement"
    __table_args__ = (
        CheckConstraint(states_sql("status", RequirementStatus), name="status"),
        CheckConstraint(states_sql("sign_type", SignType), name="sign_type"),
        CheckConstraint(states_sql("position_role", PositionRole), name="position_role"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
        CheckConstraint("tolerance_m > 0", name="tolerance"),
        CheckConstraint(
            "status <> 'exempt' OR (exempt_reason <> '' AND exempt_paper <> '')", name="exemption"
        ),
        Index(None, "county_id", "stratum", "status"),
        Index(None, "stratum", "status", "created_at"),
        Index(None, "created_at", "id"),
        _in_turn("ix_sign_requirement_exempt", EXEMPT),
        _in_turn("ix_sign_requirement_open", OPEN),
    )

    place_id: str = Field(foreign_key="place.id", max_length=LENGTH, index=True)
    place_name: str = Field(max_length=60)
    county_id: str = Field(foreign_key="division.id", max_length=LENGTH)
    division_path: str = Field(default="", max_length=200)
    stratum: str = Field(max_length=20)
    sign_type: str = Field(max_length=20)
    is_heritage: bool = False
    lon: float | None = None
    lat: float | None = None
    tolerance_m: float = 30.0
    position_role: str = Field(default=PositionRole.SITE.value, max_length=20)
    basis: str = Field(max_length=300)
    status: str = Field(default=RequirementStatus.OPEN.value, max_length=16)
    exempt_reason: str = Field(default="", max_length=300)
    exempt_paper: str = Field(default="", max_length=200)
    exempt_approver: str = Field(default="", max_length=120)
    exempt_until: date | None = None
    due_on: date | None = None
    # On which side of the road or corner; how urgent; who sees to it; the body that the rules name.
    side: str = Field(default="", max_length=40, sa_column_kwargs=_EMPTY)
    priority: str = Field(
        default=Priority.NORMAL.value,
        max_length=8,
        sa_column_kwargs={"server_default": Priority.NORMAL.value},
    )
    responsible_org: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    body_type: str = Field(default="", max_length=40, sa_column_kwargs=_EMPTY)
    # Which rule asked for it and where the engine put it; a person may have moved it since.
    rule_set_id: str | None = Field(
        default=None, foreign_key="placement_rule_set.id", max_length=LENGTH
    )
    rule_key: str = Field(default="", max_length=20)
    spot_key: str = Field(default="", max_length=LENGTH)
    spot_lon: float | None = None
    spot_lat: float | None = None
    row_version: int = 1


class PlacementRuleSet(Row, table=True):
    """规则集: one edition of the rules of where signs are due. Its rules are never edited.

    `adopted_at` says since when the engine follows it, `retired_at` since when no longer.
    """

    __tablename__ = "placement_rule_set"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        CheckConstraint("retired_at IS NULL OR adopted_at IS NOT NULL", name="adopted_first"),
    )

    code: str = Field(max_length=20)
    edition: str = Field(max_length=20)
    title: str = Field(max_length=200)
    title_en: str = Field(default="", max_length=200)
    issuer: str = Field(max_length=200)
    legal_basis: str = Field(max_length=200)
    document: str = Field(default="", max_length=200)
    issued_on: date | None = None
    note: str = Field(default="", max_length=2000)
    is_example: bool = False
    rules: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    content_sha256: str = Field(max_length=64)
    supersedes_id: str | None = Field(
        default=None, foreign_key="placement_rule_set.id", max_length=LENGTH
    )
    adopted_at: datetime | None = None
    adopted_by_name: str = Field(default="", max_length=120)
    retired_at: datetime | None = None


class PlacementProposal(Row, table=True):
    """点位建议: what the rules would add, move or drop; nothing changes until a person says so."""

    __tablename__ = "placement_proposal"
    __table_args__ = (
        CheckConstraint(states_sql("change", Change), name="change"),
        CheckConstraint(states_sql("status", ProposalStatus), name="status"),
        CheckConstraint(states_sql("sign_type", SignType), name="sign_type"),
        CheckConstraint(states_sql("position_role", PositionRole), name="position_role"),
        CheckConstraint("change = 'add' OR requirement_id IS NOT NULL", name="changes_something"),
        Index(None, "status", "id"),
    )

    place_id: str = Field(foreign_key="place.id", max_length=LENGTH, index=True)
    place_name: str = Field(max_length=60)
    division_path: str = Field(default="", max_length=200)
    county_id: str = Field(foreign_key="division.id", max_length=LENGTH)
    rule_set_id: str | None = Field(
        default=None, foreign_key="placement_rule_set.id", max_length=LENGTH
    )
    rule_key: str = Field(default="", max_length=20)
    spot_key: str = Field(default="", max_length=LENGTH)
    change: str = Field(max_length=8)
    sign_type: str = Field(max_length=20)
    position_role: str = Field(max_length=20)
    is_heritage: bool = False
    lon: float | None = None
    lat: float | None = None
    tolerance_m: float = 30.0
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    basis: str = Field(default="", max_length=300)
    requirement_id: str | None = Field(
        default=None, foreign_key="sign_requirement.id", max_length=LENGTH, index=True
    )
    status: str = Field(default=ProposalStatus.OPEN.value, max_length=12)
    decided_at: datetime | None = None
    decided_by: str | None = Field(default=None, max_length=LENGTH)
    decided_by_name: str = Field(default="", max_length=120)
    reason: str = Field(default="", max_length=300)


class PlacementCheck(SQLModel, table=True):
    """推算记录: which state of a place the rules were last applied to, and what was open."""

    __tablename__ = "placement_check"

    place_id: str = Field(foreign_key="place.id", primary_key=True, max_length=LENGTH)
    rule_set_id: str | None = Field(
        default=None, foreign_key="placement_rule_set.id", max_length=LENGTH
    )
    place_version: int
    computed_at: datetime
    spots: int = 0
    notes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Sign(Row, table=True):
    """地名标志: one plate, from its proof to its removal; its code is for ever."""

    __tablename__ = "sign"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(states_sql("state", SignState), name="state"),
        CheckConstraint(states_sql("family", SignFamily), name="family"),
        CheckConstraint(states_sql("colour_ground", Ground), name="colour_ground"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
        Index(None, "county_id", "stratum", "is_heritage", "state"),
        Index(None, "lon", "lat"),
        Index(None, "next_check_on", "id"),
        Index("ix_sign_traffic", "id", sqlite_where=text(TRAFFIC), postgresql_where=text(TRAFFIC)),
        Index("ix_sign_unowned", "id", sqlite_where=text(UNOWNED), postgresql_where=text(UNOWNED)),
        _in_turn("ix_sign_on_desk", ON_DESK),
    )

    requirement_id: str | None = Field(
        default=None, foreign_key="sign_requirement.id", max_length=LENGTH, index=True
    )
    place_id: str = Field(foreign_key="place.id", max_length=LENGTH, index=True)
    county_id: str = Field(foreign_key="division.id", max_length=LENGTH)
    division_path: str = Field(default="", max_length=200)
    stratum: str = Field(max_length=20)
    is_heritage: bool = False
    code: str = Field(max_length=9)
    family: str = Field(default=SignFamily.PLACE_NAME.value, max_length=16)
    text_hanzi: str = Field(max_length=60)
    text_roman: str = Field(max_length=160)
    colour_ground: str = Field(default=Ground.BLUE.value, max_length=16)
    state: str = Field(default=SignState.PLANNED.value, max_length=20, index=True)
    lon: float | None = None
    lat: float | None = None
    proof_prepared_by: str | None = Field(default=None, max_length=LENGTH)
    proof_prepared_at: datetime | None = None
    proof_approved_by: str | None = Field(default=None, max_length=LENGTH)
    proof_approved_at: datetime | None = None
    proof_note: str = Field(default="", max_length=500)
    maker: str = Field(default="", max_length=200)
    batch: str = Field(default="", max_length=80)
    made_on: date | None = None
    verified_at: datetime | None = None
    # An empty owner or maintainer is unknown (不明), and the sign is listed as such. `cost_fen` is
    # in hundredths of a yuan. A next inspection written by hand is not moved by the interval.
    owner: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    maintainer: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    installed_on: date | None = None
    warranty_to: date | None = None
    cost_fen: int | None = None
    next_check_on: date | None = None
    next_check_by_hand: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # The plate as it was built and handed over; None is not known.
    body_type: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    material: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    # The colour of the letters, where it is not white, as every face is drawn.
    colour_text: str = Field(default="", max_length=40, sa_column_kwargs=_EMPTY)
    reflective: bool | None = None
    lit: bool | None = None
    installer: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    handover_on: date | None = None
    row_version: int = 1


class FieldReport(Row, table=True):
    """外业上报: what a crew member saw and photographed, exactly as it was sent.

    A report is there before its photos are: it stays `incomplete` until every declared photo is
    stored and was opened; `completed_at` is when the bytes of the last one were stored.
    `photo_fault` is the code of what is wrong where one of them could not be opened. `fixes` is the
    whole watch of the phone as it was sent; position and age in the columns are those of the fix
    that was chosen from it.
    `client_id` is made on the phone and unique, which is what makes sending twice harmless;
    `content_sha256` tells a repetition from another report under the same id. `receipt_seq` and
    `receipt_hash` are the journal entry the sender was given as a receipt.
    """

    __tablename__ = "field_report"
    __table_args__ = (
        UniqueConstraint("client_id"),
        CheckConstraint(states_sql("kind", ReportKind), name="kind"),
        CheckConstraint(states_sql("condition", Condition), name="condition"),
        CheckConstraint(states_sql("status", ReportStatus), name="status"),
        CheckConstraint(states_sql("capture_source", CaptureSource), name="capture_source"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
        Index(None, "status", "received_at"),
        Index(None, "reporter_id", "received_at"),
    )

    client_id: str = Field(max_length=36)
    content_sha256: str = Field(max_length=64)
    sign_id: str = Field(foreign_key="sign.id", max_length=LENGTH, index=True)
    place_id: str = Field(foreign_key="place.id", max_length=LENGTH, index=True)
    division_path: str = Field(default="", max_length=200)
    reporter_id: str | None = Field(default=None, max_length=LENGTH)
    reporter_name: str = Field(default="", max_length=120)
    kind: str = Field(max_length=20)
    condition: str = Field(max_length=16)
    defects: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    observed_hanzi: str = Field(default="", max_length=60)
    observed_roman: str = Field(default="", max_length=160)
    captured_at: datetime
    received_at: datetime
    completed_at: datetime | None = None
    clock_skew_s: int | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    fix_age_s: int | None = None
    fixes: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    capture_source: str = Field(default=CaptureSource.UNKNOWN.value, max_length=16)
    distance_m: float | None = None
    shift_suspect: int = 0
    note: str = Field(default="", max_length=2000)
    # The other sign that the sender says these photos show too, as at a crossing with two plates.
    shared_sign_id: str | None = Field(default=None, foreign_key="sign.id", max_length=LENGTH)
    # What it came by where that was not this program's own page; "openrosa" is ODK Collect.
    client: str = Field(default="", max_length=12, sa_column_kwargs=_EMPTY)
    # The phone itself said that an app was making its position up.
    mock_position: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # Of an incomplete report whose photos will never come. The status stays what it is: its CHECK
    # could be changed on SQLite only by making the table anew, which would drop triggers.
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = Field(default=None, max_length=LENGTH)
    withdrawn_name: str = Field(default="", max_length=120, sa_column_kwargs=_EMPTY)
    withdraw_reason: str = Field(default="", max_length=300, sa_column_kwargs=_EMPTY)
    photo_fault: str = Field(default="", max_length=40, sa_column_kwargs=_EMPTY)
    status: str = Field(default=ReportStatus.RECEIVED.value, max_length=16)
    receipt_seq: int | None = None
    receipt_hash: str = Field(default="", max_length=64)

    @property
    def shown_status(self) -> str:
        """The status as people are shown it, of an incomplete report with what it waits for."""
        if self.withdrawn_at is not None:
            return WITHDRAWN
        if self.status != ReportStatus.INCOMPLETE:
            return self.status
        if self.photo_fault:
            return DAMAGED
        return self.status if self.completed_at is None else EXAMINING


class ReportPhoto(SQLModel, table=True):
    """上报照片: which photo a report holds in which role, with what tells it from other photos."""

    __tablename__ = "report_photo"
    __table_args__ = (
        CheckConstraint(states_sql("role", PhotoRole), name="role"),
        UniqueConstraint("photo_id"),
    )

    report_id: str = Field(foreign_key="field_report.id", primary_key=True, max_length=LENGTH)
    role: str = Field(primary_key=True, max_length=8)
    photo_id: str = Field(foreign_key="photo.id", max_length=LENGTH)
    sha256: str = Field(max_length=64, index=True)
    pixel_sha256: str = Field(default="", max_length=64, index=True)
    phash: str = Field(default="", max_length=16)
    dhash: str = Field(default="", max_length=16)


class DeclaredPhoto(SQLModel, table=True):
    """申报的照片: what a report says it will bring, by digest, before a single byte of it came.

    `arrived_at` is when its bytes were stored and had the declared digest; the blob stays from then
    on. `fault` is the code of what kept it from being opened afterwards, or "".
    """

    __tablename__ = "declared_photo"
    __table_args__ = (
        CheckConstraint(states_sql("role", PhotoRole), name="role"),
        CheckConstraint("byte_size > 0", name="size"),
        UniqueConstraint("report_id", "sha256"),
    )

    report_id: str = Field(foreign_key="field_report.id", primary_key=True, max_length=LENGTH)
    role: str = Field(primary_key=True, max_length=8)
    sha256: str = Field(max_length=64, index=True)
    byte_size: int
    arrived_at: datetime | None = None
    fault: str = Field(default="", max_length=40, sa_column_kwargs=_EMPTY)


class PhotoPart(SQLModel, table=True):
    """照片分段: a piece of a large original that came in, kept as a blob until the rest is there.

    `start_at` and `byte_size` are octets; `part_sha256` is the digest of the piece, and the key
    of its blob. The pieces of one photo lie end to end from 0.
    """

    __tablename__ = "photo_part"
    __table_args__ = (CheckConstraint("start_at >= 0 AND byte_size > 0", name="extent"),)

    report_id: str = Field(foreign_key="field_report.id", primary_key=True, max_length=LENGTH)
    sha256: str = Field(primary_key=True, max_length=64)
    start_at: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    byte_size: int
    part_sha256: str = Field(max_length=64, index=True)
    at: datetime
