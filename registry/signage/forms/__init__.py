"""What people type about positions, proofs, signs, reports and verdicts."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from registry.core.clock import CHINA
from registry.core.forms import Blank, Form, Line, OptionalLine, OptionalProse, Prose, Query, Wrong
from registry.core.geo import Position, position_fault
from registry.core.ids import is_id
from registry.core.positioned import Degrees, Positioned
from registry.core.text import T
from registry.signage.rules.circling import LEAST, MOST, Circle, area
from registry.signage.rules.fixes import Fix, chosen
from registry.signage.rules.kinds import (
    Arrow,
    CaptureSource,
    Condition,
    Defect,
    Ground,
    PositionRole,
    Priority,
    ReasonCode,
    ReportKind,
    SignType,
)
from registry.signage.rules.states import NEEDED_PHOTOS, PhotoRole, RequirementStatus, Verdict
from registry.signage.rules.validity import needs_text
from registry.signage.services import Announced, Declaration, Declared, Manner, Planning, Submission


def _aware(value: datetime) -> datetime:
    # A browser's datetime field has no zone; crews work in China time.
    # Even a phone whose clock has stopped says 1970; the ends of the calendar cannot be converted.
    if not 1970 <= value.year < 2200:
        raise Wrong(T("时间请写作 2026-11-23T08:30"))
    return value if value.tzinfo else value.replace(tzinfo=CHINA)


Moment = Annotated[datetime, AfterValidator(_aware)]

Tolerance = Annotated[float, Field(ge=5, le=2000, allow_inf_nan=False)]


class RequirementForm(Positioned):
    """A new required position."""

    sign_type: SignType
    position_role: PositionRole = PositionRole.SITE
    tolerance_m: Tolerance = 30.0
    basis: Line
    due_on: Annotated[date | None, Blank] = None
    side: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    priority: Priority = Priority.NORMAL
    responsible_org: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    body_type: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""

    @property
    def planned(self) -> Planning:
        """What is planned of it, as the service takes it."""
        return Planning(self.side, self.priority, self.responsible_org, self.body_type, self.due_on)


class MoveForm(Form):
    """Where a required position is to be."""

    lon: float
    lat: float
    tolerance_m: Tolerance = 30.0
    reason: OptionalLine = ""

    @field_validator("lat")
    @classmethod
    def _inside(cls, lat: float, info: ValidationInfo) -> float:
        fault = position_fault(info.data["lon"], lat) if "lon" in info.data else None
        if fault is not None:
            raise Wrong(fault)
        return lat


class ExemptForm(Form):
    """Reason, paper and expiry of an exemption."""

    exempt_reason: Line
    exempt_paper: Line
    exempt_approver: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    exempt_until: Annotated[date | None, Blank] = None


class ReasonForm(Form):
    """Why something is done."""

    reason: Line


class ProofForm(Form):
    """What is to stand on the plate."""

    text_hanzi: Annotated[Line, StringConstraints(max_length=60)]
    text_roman: Annotated[Line, StringConstraints(max_length=160)]
    ground: Ground
    format: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    arrows: Annotated[Arrow | None, Blank] = None


class ProofDecisionForm(Form):
    """Approve a proof or send it back, having seen a certain version of it."""

    approve: bool
    reason: Annotated[OptionalProse, StringConstraints(max_length=500)] = ""
    row_version: int


class MadeForm(Form):
    """What the workshop delivered."""

    maker: Line
    batch: Annotated[OptionalLine, StringConstraints(max_length=80)] = ""
    made_on: Annotated[date | None, Blank] = None


class Observed(Form):
    """What was seen of a sign, whichever way it is sent."""

    sign_id: Annotated[Line, StringConstraints(max_length=16)]
    kind: ReportKind
    condition: Condition
    observed_hanzi: Annotated[
        OptionalLine, StringConstraints(max_length=60), Field(validate_default=True)
    ] = ""
    observed_roman: Annotated[OptionalLine, StringConstraints(max_length=160)] = ""
    captured_at: Moment
    capture_source: CaptureSource = CaptureSource.UNKNOWN
    note: Annotated[OptionalProse, StringConstraints(max_length=2000)] = ""

    @field_validator("observed_hanzi")
    @classmethod
    def _read(cls, hanzi: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind is not None and needs_text(kind) and not hanzi:
            raise Wrong(T("请照牌面把读到的汉字打出来"))
        return hanzi

    def _seen(self) -> dict[str, Any]:
        """What was seen, under the names that the service gives it."""
        return {name: getattr(self, name) for name in Observed.model_fields}


class ReportForm(Observed, Positioned):
    """A field report, besides its photos."""

    client_id: UUID
    defects: list[Defect] = Field(default_factory=list)
    accuracy_m: Annotated[Annotated[float, Field(ge=0, le=1e7)] | None, Blank] = None
    fix_age_s: Annotated[Annotated[int, Field(ge=0, le=10_000_000)] | None, Blank] = None
    phone_now: Annotated[Moment | None, Blank] = None

    def submission(self) -> Submission:
        """The same as the service takes it."""
        spot = self.position
        return Submission(
            client_id=str(self.client_id),
            **self._seen(),
            defects=tuple(self.defects),
            position=Position(spot.lon, spot.lat, self.accuracy_m) if spot else None,
            fix_age_s=self.fix_age_s,
            phone_now=self.phone_now,
        )


class PhotoEntry(Form):
    """One photo that a report brings: what it shows, SHA-256 of the original, size in bytes."""

    role: PhotoRole
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=1, le=2_000_000_000)]


class FixEntry(Positioned):
    """One fix of the phone: WGS 84, accuracy in metres, age in seconds at the shutter."""

    accuracy_m: Annotated[float | None, Field(ge=0, le=1e7, allow_inf_nan=False)] = None
    age_s: Annotated[int, Field(ge=0, le=10_000_000)]


class Manifest(Observed):
    """A field report as a phone declares it: what was seen, and which photos will come."""

    defects: Annotated[list[Defect], Field(max_length=20)] = Field(default_factory=list)
    client_now: Moment | None = None
    fixes: Annotated[list[FixEntry], Field(max_length=120)] = Field(default_factory=list)
    shared_sign_id: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=16)] | None, Blank
    ] = None
    photos: list[PhotoEntry]

    @field_validator("photos")
    @classmethod
    def _each_role_once(cls, value: list[PhotoEntry]) -> list[PhotoEntry]:
        roles = [entry.role for entry in value]
        if len(set(roles)) < len(roles) or not set(NEEDED_PHOTOS) <= set(roles):
            raise Wrong(T("近照和远照各要一张，原貌和二维码特写至多各一张"))
        return value

    def submission(self, client_id: str) -> Submission:
        """What was seen, as the service takes it; the position is the best of the fixes."""
        fixes = tuple(
            Fix(entry.lon, entry.lat, entry.accuracy_m, entry.age_s)
            for entry in self.fixes
            if entry.lon is not None and entry.lat is not None
        )
        fix = chosen(fixes)
        return Submission(
            client_id=client_id,
            **self._seen(),
            defects=tuple(self.defects),
            position=fix.position if fix else None,
            fix_age_s=fix.age_s if fix else None,
            phone_now=self.client_now,
            fixes=fixes,
            shared_sign_id=self.shared_sign_id,
        )

    def declaration(self) -> Declaration:
        """The photos by role, as the service takes them."""
        return {entry.role: Declared(entry.sha256, entry.bytes) for entry in self.photos}


class PhoneForm(Form):
    """What a phone says it still keeps, by its own clock."""

    unsent: Annotated[int, Field(ge=0, le=100_000)]
    client_now: Moment
    oldest_saved_at: Annotated[Moment | None, Field(validate_default=True)] = None
    persisted: bool | None = None
    app: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""

    @field_validator("oldest_saved_at")
    @classmethod
    def _since(cls, oldest: datetime | None, info: ValidationInfo) -> datetime | None:
        if info.data.get("unsent") and oldest is None:
            raise Wrong(T("还有没发的上报时，要写明最早一份是什么时候存下的"))
        return oldest

    def announced(self) -> Announced:
        """The same as the service takes it."""
        return Announced(
            self.unsent, self.oldest_saved_at, self.client_now, self.persisted, self.app
        )


def _drawn(value: Any) -> Any:
    """What the page wrote into its hidden field, one JSON text, as the list that it is."""
    texts = [text for text in value if text.strip()] if isinstance(value, list) else [value]
    try:
        return json.loads(texts[0]) if texts else []
    except (ValueError, TypeError):
        raise Wrong(T("圈出的地方没有读懂，请重新圈一次")) from None


class CircleEntry(Form):
    """One place that the reviewer circled, as parts of the upright photo."""

    role: PhotoRole
    left: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    top: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    width: Annotated[float, Field(ge=LEAST, le=1, allow_inf_nan=False)]
    height: Annotated[float, Field(ge=LEAST, le=1, allow_inf_nan=False)]

    def circle(self) -> Circle:
        """The same, cut off at the edges of the photo."""
        width, height = min(self.width, 1 - self.left), min(self.height, 1 - self.top)
        parts = (round(part, 4) for part in (self.left, self.top, width, height))
        return Circle(self.role, *parts)


class WithdrawalForm(Form):
    """Why a report is withdrawn."""

    reason: Annotated[Line, StringConstraints(max_length=300)]


class VerdictForm(Form):
    """A reviewer's verdict."""

    verdict: Verdict
    reason_code: Annotated[ReasonCode | None, Blank] = None
    reason: Annotated[OptionalProse, StringConstraints(max_length=2000)] = ""
    place_ok: bool = False
    text_ok: bool = False
    circled: Annotated[list[CircleEntry], Field(max_length=MOST), BeforeValidator(_drawn)] = Field(
        default_factory=list
    )
    area: Annotated[str | None, Blank] = None

    @field_validator("area")
    @classmethod
    def _one_of_ours(cls, value: str | None) -> str | None:
        try:
            if value is not None:
                area(value)
        except ValueError:
            raise Wrong(T("请从列表里选一项")) from None
        return value

    def manner(self) -> Manner:
        """What was circled, as the service takes it: drawn, or chosen from the list."""
        drawn = [entry.circle() for entry in self.circled]
        return Manner(circled=[*drawn, *([area(self.area)] if self.area else [])])


class CommentForm(Form):
    """Something to say about a report."""

    comment: Annotated[Prose, StringConstraints(max_length=2000)]


class FastForm(Form):
    """Reports of the fast lane to accept together."""

    report: list[str] = Field(default_factory=list)
    looked: bool = False

    @field_validator("report")
    @classmethod
    def _ours(cls, idents: list[str]) -> list[str]:
        if not all(is_id(ident) for ident in idents):
            raise Wrong(T("请从列表里选一项"))
        return idents


class NearQuery(Query):
    """Where the crew stands, if it says so."""

    lon: Degrees = None
    lat: Degrees = None


class ListQuery(Query):
    """Which positions to list, and where to continue."""

    status: Annotated[RequirementStatus | None, Blank] = None
    county: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    sign_type: Annotated[SignType | None, Blank] = None
    priority: Annotated[Priority | None, Blank] = None
    late: Annotated[bool, Blank] = False
    every: Annotated[bool, Blank] = False
    after: Annotated[str | None, Blank] = None
