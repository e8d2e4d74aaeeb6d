"""Names: a further name, a new standard name, the approval of a spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from registry.core.forms import Form, Line, NameText, OptionalLine, OptionalProse
from registry.core.text import T
from registry.places.forms.gathering import Faults, parse_whole
from registry.places.forms.years import WrittenYear, order_faults, written_years
from registry.places.rules import ApprovalBasis, NameKind, PlaceKind, Years

Words = Annotated[OptionalLine, StringConstraints(max_length=120)]
# Half of what the columns hold: ü is two letters on a plate.
Roman = Annotated[OptionalLine, StringConstraints(max_length=100)]
Identifier = Annotated[OptionalLine, StringConstraints(max_length=16)]
RowVersion = Annotated[int, Field(ge=1, le=2_000_000_000)]


class NameForm(Form):
    """`POST /places/<id>/names`: any name but the standard one."""

    text: NameText
    name_kind: NameKind
    roman_toned: Roman = ""
    year_from_min: WrittenYear = None
    year_from_max: WrittenYear = None
    year_to_min: WrittenYear = None
    year_to_max: WrittenYear = None
    from_verbatim: Words = ""
    to_verbatim: Words = ""
    approval_basis: ApprovalBasis = ApprovalBasis.UNRECORDED
    approval_document: OptionalLine = ""

    @property
    def years(self) -> Years:
        """The years, astronomical."""
        return written_years(self.model_dump())


class RenameForm(Form):
    """`POST /places/<id>/rename`."""

    new_text: NameText
    basis: Line
    roman_toned: Roman = ""
    protection_measure: OptionalProse = ""
    override_reason: OptionalLine = ""
    seen_version: RowVersion


class RomanForm(Form):
    """`POST /places/<id>/spelling`: approve the spelling of one of its names."""

    name_id: Identifier = ""
    toned: Annotated[Line, StringConstraints(max_length=100)]
    basis: Line
    seen_toned: Annotated[str, StringConstraints(max_length=200)] | None = None


class PartsForm(Form):
    """`POST /places/<id>/names/<name>/parts`: the specific and the generic of a name."""

    specific: NameText
    generic: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    absorbed: bool = False
    reason: Line


class NameCheckQuery(Form):
    """`GET /places/name-check`: a name to be checked; `division` is the id of a division."""

    name: NameText
    kind: PlaceKind
    division: Annotated[Line, StringConstraints(max_length=16)]


class NamingForm(NameCheckQuery):
    """`POST /places/name-check/register`: register a newly approved name."""

    basis: Line
    override_reason: OptionalLine = ""


def parse_name(raw: Mapping[str, Any]) -> NameForm:
    """Read the form of a further name. Raises `Invalid` with every wrong field at once."""
    return parse_whole(NameForm, raw, _name_faults)


def parse_rename(raw: Mapping[str, Any]) -> RenameForm:
    """Read the form of a renaming. Raises `Invalid` with every wrong field at once."""
    return parse_whole(RenameForm, raw, lambda _raw: {})


def _name_faults(raw: Mapping[str, Any]) -> Faults:
    faults = order_faults(raw)
    if raw.get("name_kind") == NameKind.STANDARD:
        faults["name_kind"] = [T("标准名要用“更名”来改")]
    return faults
