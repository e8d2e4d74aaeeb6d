"""What people type about placement rules and about what they propose."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from registry.core.errors import Invalid
from registry.core.forms import (
    Blank,
    Form,
    Line,
    OptionalLine,
    OptionalProse,
    Query,
    Wrong,
    clean_line,
    parse,
)
from registry.core.ids import is_id
from registry.core.positioned import Positioned
from registry.core.text import T, Text
from registry.places.rules import PlaceKind
from registry.signage.rules.kinds import SignType
from registry.signage.rules.placement import Body, Change, Crossing, PlacementRule, Way
from registry.signage.rules.placement.rule import MAX_RULES
from registry.signage.services import Edition


class Decision(StrEnum):
    """What a person does with proposals."""

    ACCEPT = "accept"
    EXEMPT = "exempt"
    KEEP = "keep"


def _chosen(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


class ProposalForm(Positioned):
    """A decision on one proposal or on many; position and paper where the decision needs them."""

    action: Decision
    proposal: list[Annotated[str, AfterValidator(_chosen)]] = Field(default_factory=list)
    reason: Annotated[OptionalLine, Field(validate_default=True)] = ""
    exempt_reason: Annotated[OptionalLine, Field(validate_default=True)] = ""
    exempt_paper: Annotated[OptionalLine, Field(validate_default=True)] = ""
    exempt_approver: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    exempt_until: Annotated[date | None, Blank] = None

    @field_validator("reason", "exempt_reason", "exempt_paper")
    @classmethod
    def _needed(cls, value: str, info: ValidationInfo) -> str:
        needs = {"reason": Decision.KEEP}.get(info.field_name or "", Decision.EXEMPT)
        if info.data.get("action") is needs and not value:
            raise Wrong(T("请填写这一项"))
        return value


class ComputeForm(Form):
    """The county whose places are to be computed anew."""

    in_county: Annotated[Line, StringConstraints(max_length=16)]


class ProposalQuery(Query):
    """Which open proposals to list, and where to continue."""

    county: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    change: Annotated[Change | None, Blank] = None
    place: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    every: Annotated[bool, Blank] = False
    after: Annotated[str | None, Blank] = None


class EffectQuery(Query):
    """The county in which an edition is tried, and where to continue."""

    county: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    after: Annotated[str | None, Blank] = None


class EditionForm(Form):
    """The head of a new edition of rules."""

    code: Annotated[Line, StringConstraints(max_length=20, pattern=r"^[a-z][a-z0-9_]*$")]
    edition: Annotated[Line, StringConstraints(max_length=20)]
    title: Line
    title_en: OptionalLine = ""
    issuer: Line
    legal_basis: Line
    document: OptionalLine = ""
    issued_on: Annotated[date | None, Blank] = None
    note: Annotated[OptionalProse, StringConstraints(max_length=2000)] = ""


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,，、;；]+", value) if part)


def _crossings(value: object) -> tuple[Crossing, ...]:
    found = []
    for part in _listed(str(value)):
        match = re.fullmatch(r"(\d{1,2})=(\d{1,2})", part)
        if match is None:
            raise Wrong(T("请写作 3=3 4=4：几路交叉设几块"))
        found.append(Crossing(int(match[1]), int(match[2])))
    return tuple(found)


def _bodies(value: object) -> tuple[Body, ...]:
    found = []
    for part in re.split(r"[\n;；]+", str(value)):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([^×=]{1,20})×([^×=]{1,20})=([^=]{1,40})", part)
        if match is None:
            raise Wrong(T("请写作 主干道×次干道=箱形，几条之间用分号隔开"))
        found.append(Body(*(clean_line(text) for text in match.groups())))
    return tuple(found)


class RuleForm(Form):
    """One rule as it is typed."""

    key: Annotated[Line, StringConstraints(max_length=20)]
    title: Line
    way: Way
    kinds: list[PlaceKind] = Field(default_factory=list)
    road_classes: OptionalLine = ""
    sign_type: SignType
    count: int = 1
    spacing_m: Annotated[float | None, Blank] = None
    crossings: Annotated[tuple[Crossing, ...], BeforeValidator(_crossings)] = ()
    bodies: Annotated[tuple[Body, ...], BeforeValidator(_bodies)] = ()
    after: OptionalLine = ""
    tolerance_m: float = 30.0
    basis: Line

    def rule(self) -> PlacementRule:
        """The same as the engine takes it."""
        return PlacementRule(
            key=self.key,
            title=self.title,
            way=self.way,
            kinds=tuple(kind.value for kind in self.kinds),
            sign_type=self.sign_type,
            basis=self.basis,
            road_classes=_listed(self.road_classes),
            count=self.count,
            spacing_m=self.spacing_m,
            crossings=self.crossings,
            bodies=self.bodies,
            after=_listed(self.after),
            tolerance_m=self.tolerance_m,
        )


def edition_from(raw: Any) -> Edition:
    """A new edition from the fields of its page: `rule0_key` … for as many rules as have a key.

    Raises:
        Invalid: every wrong field of the head and of all rules at once.
    """
    faults: dict[str, list[Text]] = {}
    head: EditionForm | None = None
    try:
        head = parse(EditionForm, raw)
    except Invalid as invalid:
        faults.update(invalid.fields)
    rules = []
    for number in rule_numbers(raw):
        prefix = f"rule{number}_"
        values = {name[len(prefix) :]: raw[name] for name in raw if name.startswith(prefix)}
        getlist = getattr(raw, "getlist", None)
        kinds = getlist(f"{prefix}kinds") if getlist else raw.get(f"{prefix}kinds", [])
        try:
            rules.append(parse(RuleForm, {**values, "kinds": kinds}).rule())
        except Invalid as invalid:
            faults.update({prefix + name: texts for name, texts in invalid.fields.items()})
    if faults or head is None:
        raise Invalid(faults)
    return Edition(**head.model_dump(), rules=rules)


def rule_numbers(raw: Any) -> list[int]:
    """The numbers of the rules of a form that somebody has filled in, by key or title."""
    return [
        number
        for number in range(MAX_RULES + 1)
        if str(raw.get(f"rule{number}_key", "")).strip()
        or str(raw.get(f"rule{number}_title", "")).strip()
    ]
