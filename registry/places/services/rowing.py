"""Names on their way into the table: checked, spelled, and turned into column values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.core.errors import Invalid
from registry.core.forms import Wrong, clean_name
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.queries.readings import reading_book
from registry.places.rules import ApprovalBasis, NameKind, RomanStatus, Years, years_faults
from registry.places.rules.romanise import plain_of, sign_of, sign_text_problem
from registry.places.rules.spelling import spell

MAX_NAME = 60
UNDATED = Years()


@dataclass(frozen=True, slots=True)
class NewName:
    """One name to take in. Without `roman_toned` the spelling rules propose one.

    `years`: from when to when it was in use; `from_verbatim`, `to_verbatim`: the source's words.
    """

    text: str
    name_kind: NameKind | str = NameKind.STANDARD
    roman_toned: str = ""
    roman_status: RomanStatus | str = RomanStatus.PROPOSED
    reading_basis: str = ""
    years: Years = UNDATED
    from_verbatim: str = ""
    to_verbatim: str = ""
    approval_basis: ApprovalBasis | str = ApprovalBasis.UNRECORDED
    approval_document: str = ""
    citation_id: str | None = None
    years_computed_by: str = ""
    minority_text: str = ""
    minority_language: str = ""
    orthography_note: str = ""
    reading_audio: str | None = None


def checked_name(text: str, field: str = "text") -> str:
    """The name in NFC.

    Raises:
        Invalid: empty, too long, control characters or markup.
    """
    try:
        name = clean_name(text)
    except Wrong as wrong:
        raise Invalid({field: [wrong.text]}) from wrong
    if not name:
        raise Invalid({field: [T("请填写这一项")]})
    if len(name) > MAX_NAME:
        raise Invalid({field: [T("最多 %(n)d 个字，请缩短", n=MAX_NAME)]})
    return name


def name_values(
    work: Work, place_id: str, kind: str, name: NewName, *, division_path: str
) -> dict[str, Any]:
    """The columns of a fresh name of a place in the division with this path.

    Raises:
        Invalid: as `checked_name`, years in the wrong order, or a spelling that no sign may carry.
    """
    text = checked_name(name.text)
    faults = years_faults(name.years)
    if faults:
        raise Invalid(faults)
    readings = reading_book(work.session).table_for(division_path)
    spelling = spell(kind, text, name.roman_toned, readings)
    if name.roman_toned:
        _check_given(name.roman_toned)
    is_approved = RomanStatus(name.roman_status) is RomanStatus.APPROVED
    return {
        **stamp(work),
        "id": new_id(),
        "place_id": place_id,
        "text": text,
        "name_kind": NameKind(name.name_kind).value,
        "specific": spelling.specific,
        "generic": spelling.generic,
        "generic_absorbed": spelling.absorbed,
        "roman_toned": spelling.toned,
        "roman_plain": spelling.plain,
        "roman_sign": spelling.sign,
        "roman_status": RomanStatus(name.roman_status).value,
        "roman_approved_by": work.actor.id if is_approved else None,
        "roman_approved_at": work.at if is_approved else None,
        "roman_doubt": spelling.doubt and not is_approved,
        "reading_basis": (name.reading_basis or spelling.basis)[:300],
        "valid_from_min": name.years.from_min,
        "valid_from_max": name.years.from_max,
        "valid_from_verbatim": name.from_verbatim,
        "valid_to_min": name.years.to_min,
        "valid_to_max": name.years.to_max,
        "valid_to_verbatim": name.to_verbatim,
        "years_computed_by": name.years_computed_by,
        "minority_text": name.minority_text,
        "minority_language": name.minority_language,
        "orthography_note": name.orthography_note,
        "reading_audio": name.reading_audio,
        "approval_basis": ApprovalBasis(name.approval_basis).value,
        "approval_document": name.approval_document,
        "protected": False,
        "citation_id": name.citation_id,
    }


def _check_given(toned: str) -> None:
    problem = sign_text_problem(sign_of(plain_of(toned)))
    if problem is not None:
        raise Invalid({"roman_toned": [problem.message]})
