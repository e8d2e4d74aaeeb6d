"""Names: a further name, a new standard name, the approval of a spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import (
    Blank,
    Form,
    Line,
    NameText,
    OptionalLine,
    OptionalProse,
    Wrong,
    clean_line,
)
from registry.core.ids import is_id
from registry.core.text import T
from registry.places.forms.gathering import Faults, parse_whole
from registry.places.forms.years import WrittenYear, written_years
from registry.places.rules import ApprovalBasis, EntityStatus, NameKind, PlaceKind, Years
from registry.places.rules.lifecycle import BEGINNINGS
from registry.places.rules.name_facts import YEARS, fact_faults

Words = Annotated[OptionalLine, StringConstraints(max_length=120)]
# Half of what the columns hold: ü is two letters on a plate.
Roman = Annotated[OptionalLine, StringConstraints(max_length=100)]
Identifier = Annotated[OptionalLine, StringConstraints(max_length=16)]
RowVersion = Annotated[int, Field(ge=1, le=2_000_000_000)]
FACTS = {
    *("name_kind", "approval_basis", "approval_document", "years_computed_by", "citation_id"),
    *("minority_text", "minority_language", "orthography_note", "reading_audio"),
}


def _recording(value: str) -> str:
    """The id of a recording, from itself or from the address of its page or bytes."""
    parts = [part for part in clean_line(value).split("/") if part]
    return next((part for part in reversed(parts) if is_id(part)), "".join(parts[-1:])[:64])


Recording = Annotated[str, StringConstraints(max_length=300), AfterValidator(_recording)]
Note = Annotated[str, StringConstraints(max_length=300), AfterValidator(clean_line)]


class NameFactsForm(Form):
    """What is known of a name besides its characters and spelling."""

    name_kind: NameKind = NameKind.STANDARD
    year_from_min: WrittenYear = None
    year_from_max: WrittenYear = None
    year_to_min: WrittenYear = None
    year_to_max: WrittenYear = None
    from_verbatim: Words = ""
    to_verbatim: Words = ""
    approval_basis: ApprovalBasis = ApprovalBasis.UNRECORDED
    approval_document: OptionalLine = ""
    years_computed_by: OptionalLine = ""
    citation_id: Annotated[Identifier | None, Blank] = None
    minority_text: Words = ""
    minority_language: Annotated[OptionalLine, StringConstraints(max_length=20)] = ""
    orthography_note: Note = ""
    reading_audio: Annotated[Recording | None, Blank] = None

    @property
    def years(self) -> Years:
        """The years, astronomical."""
        return written_years(self.model_dump())

    def facts(self) -> dict[str, Any]:
        """The columns of the name."""
        years, said = self.years, self.model_dump(include=FACTS)
        return {
            **said,
            "valid_from_min": years.from_min,
            "valid_from_max": years.from_max,
            "valid_to_min": years.to_min,
            "valid_to_max": years.to_max,
            "valid_from_verbatim": self.from_verbatim,
            "valid_to_verbatim": self.to_verbatim,
        }


class NameForm(NameFactsForm):
    """`POST /places/<id>/names`: any name but the standard one."""

    text: NameText
    name_kind: NameKind
    roman_toned: Roman = ""


class NameEditForm(NameFactsForm):
    """`POST /places/<id>/names/<name>`: what is known of it, corrected."""

    reason: Line
    seen_version: RowVersion


class NameRemovalForm(Form):
    """`POST /places/<id>/names/<name>/remove`."""

    reason: Line
    seen_version: RowVersion


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
    """`GET /places/name-check`: a name to be checked; `division` as it is written, or its id."""

    name: NameText
    kind: PlaceKind
    division: Annotated[Line, StringConstraints(max_length=100)]


def _beginning(value: EntityStatus) -> EntityStatus:
    if value not in BEGINNINGS:
        raise Wrong(T("请从列出的选项中选择"))
    return value


class NamingForm(NameCheckQuery):
    """`POST /places/name-check/register`: register a newly approved name."""

    basis: Line
    override_reason: OptionalLine = ""
    entity_status: Annotated[EntityStatus, AfterValidator(_beginning)] = EntityStatus.EXISTING


def parse_name(raw: Mapping[str, Any]) -> NameForm:
    """Read the form of a further name. Raises `Invalid` with every wrong field at once."""
    return parse_whole(NameForm, raw, _name_faults)


def parse_rename(raw: Mapping[str, Any]) -> RenameForm:
    """Read the form of a renaming. Raises `Invalid` with every wrong field at once."""
    return parse_whole(RenameForm, raw, lambda _raw: {})


def parse_name_edit(raw: Mapping[str, Any]) -> NameEditForm:
    """Read the form that corrects a name. Raises `Invalid` with every wrong field at once."""
    return parse_whole(NameEditForm, raw, _fact_faults)


def _name_faults(raw: Mapping[str, Any]) -> Faults:
    faults = _fact_faults(raw)
    if raw.get("name_kind") == NameKind.STANDARD:
        faults["name_kind"] = [T("标准名要用“更名”来改")]
    return faults


def _fact_faults(raw: Mapping[str, Any]) -> Faults:
    """What a field by itself does not tell: years in the wrong order, halves of a pair."""
    texts = ("approval_basis", "approval_document", "minority_text", "minority_language")
    facts: dict[str, Any] = {
        name: str(raw.get(name) or "").strip() for name in (*texts, "years_computed_by")
    }
    years = written_years(raw)
    named = (years.from_min, years.from_max, years.to_min, years.to_max)
    return fact_faults({**facts, **dict(zip(YEARS, named, strict=True))})
