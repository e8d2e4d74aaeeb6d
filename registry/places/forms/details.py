"""Facts of a place as people type them: columns, shape, end and return, an earlier state."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import (
    Blank,
    Form,
    Line,
    OptionalLine,
    OptionalProse,
    Wrong,
    clean_line,
)
from registry.core.text import T
from registry.places.forms.gathering import Faults, filled, number, parse_whole
from registry.places.rules import (
    Datum,
    Direction,
    EntityStatus,
    LegalKind,
    PlaceKind,
    PositionMethod,
    Secrecy,
)
from registry.places.rules.details import detail_faults
from registry.places.rules.shape import MAX_CHARACTERS, read_shape


def given(value: str) -> str:
    """A text that must not be empty.

    Raises:
        Wrong: it is.
    """
    if not value:
        raise Wrong(T("请填写这一项"))
    return value


Reason = Line
Short = Annotated[OptionalLine, StringConstraints(max_length=40)]
Basis = Annotated[str, StringConstraints(max_length=300), AfterValidator(clean_line)]
Ground = Annotated[Basis, AfterValidator(given)]
RowVersion = Annotated[int, Field(ge=1, le=2_000_000_000)]
Metres = Annotated[Annotated[float, Field(ge=-500, le=20_000_000)] | None, Blank]


class DetailsForm(Form):
    """`POST /places/<id>/details`. `division` and `parent` are resolved by the view."""

    kind: PlaceKind
    legal_kind: LegalKind
    entity_status: EntityStatus
    secrecy: Secrecy
    division: OptionalLine
    division_text: OptionalLine = ""
    parent: OptionalLine = ""
    managing_body: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    place_code: Annotated[Short | None, Blank] = None
    category_code: Annotated[Short | None, Blank] = None
    twin_place_code: Annotated[Short | None, Blank] = None
    twin_category_code: Annotated[Short | None, Blank] = None
    other_codes: OptionalProse = ""
    from_text: OptionalLine = ""
    to_text: OptionalLine = ""
    direction: Direction = Direction.NONE
    road_class: Short = ""
    length_m: Metres = None
    width_m: Metres = None
    elevation_m: Metres = None
    description: OptionalProse = ""
    positional_importance: bool = False
    positional_basis: Basis = ""
    claimed_sign_count: Annotated[Annotated[int, Field(ge=0)] | None, Blank] = None
    reason: Reason
    seen_version: Annotated[RowVersion | None, Blank] = None

    def changes(self) -> dict[str, object]:
        """The columns as `services.amend` takes them, without those that are looked up."""
        looked_up = {"division", "parent", "reason", "seen_version", "other_codes"}
        return {**self.model_dump(exclude=looked_up), "other_codes": lines_of(self.other_codes)}


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def parse_details(raw: Mapping[str, Any]) -> DetailsForm:
    """Read the form.

    Raises:
        Invalid: every wrong field at once, by the data dictionary too.
    """
    return parse_whole(DetailsForm, raw, _faults)


_CODES = ("place_code", "category_code", "twin_place_code", "twin_category_code")
_WORDS = ("managing_body", "division_text", "from_text", "to_text", "road_class")


def _faults(raw: Mapping[str, Any]) -> Faults:
    values: dict[str, Any] = {name: str(raw.get(name) or "").strip() or None for name in _CODES}
    values |= {name: str(raw.get(name) or "").strip() for name in (*_WORDS, "positional_basis")}
    values["positional_importance"] = filled(raw, "positional_importance")
    values["other_codes"] = lines_of(str(raw.get("other_codes") or ""))
    if filled(raw, "claimed_sign_count"):
        count = number(raw, "claimed_sign_count")
        values |= {} if count is None else {"claimed_sign_count": count}
    for name in ("length_m", "width_m", "elevation_m"):
        metres = _float(raw, name)
        values |= {} if metres is None else {name: metres}
    return detail_faults(values)


def _float(raw: Mapping[str, Any], name: str) -> float | None:
    try:
        value = float(str(raw.get(name) or "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None


class ShapeForm(Form):
    """`POST /places/<id>/shape`: a shape in GeoJSON, pasted or as a file; or none any more."""

    geojson: Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)] = ""
    method: Annotated[PositionMethod | None, Blank] = None
    datum: Annotated[Datum | None, Blank] = None
    source: OptionalLine = ""
    accuracy_m: Annotated[Annotated[float, Field(ge=0, le=100_000)] | None, Blank] = None
    remove: bool = False
    reason: Reason
    seen_version: Annotated[RowVersion | None, Blank] = None


def parse_shape(raw: Mapping[str, Any]) -> ShapeForm:
    """Read the form; `geojson` holds the pasted text or the content of the file.

    Raises:
        Invalid: every wrong field at once.
    """
    return parse_whole(ShapeForm, raw, _shape_faults)


def _shape_faults(raw: Mapping[str, Any]) -> Faults:
    if filled(raw, "remove"):
        return {}
    needed = ("geojson", "method", "datum", "source")
    faults: Faults = {name: [T("请填写这一项")] for name in needed if not filled(raw, name)}
    try:
        read_shape(str(raw.get("geojson") or ""))
    except Wrong as wrong:
        faults.setdefault("geojson", [wrong.text])
    return faults


class RetireForm(Form):
    """`POST /places/<id>/retire`."""

    on: date
    basis: Ground
    seen_version: Annotated[RowVersion | None, Blank] = None


class ReopenForm(Form):
    """`POST /places/<id>/reopen`."""

    basis: Ground
    seen_version: Annotated[RowVersion | None, Blank] = None


class RestoreForm(Form):
    """`POST /places/<id>/history/<number>`."""

    reason: Reason
    protection_measure: Basis = ""
    seen_version: Annotated[RowVersion | None, Blank] = None
