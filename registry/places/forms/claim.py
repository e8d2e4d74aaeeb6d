"""A claim with its years, gaps and one passage; its correction, its judgement, more evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, OptionalLine, OptionalProse, Prose, Wrong, clean_line
from registry.core.text import T
from registry.places.forms.gathering import Faults, filled, parse_whole
from registry.places.forms.years import (
    WrittenYear,
    as_written,
    astronomical,
    order_faults,
    read_year,
    written_years,
    year_in,
)
from registry.places.rules import DATED, ClaimType, Stance, Years
from registry.places.rules.claim import ClaimStatus, Gap, gaps_faults
from registry.sources.forms import WebAddress
from registry.sources.rules import Grade, SourceType, evidence_faults, grade_faults, usual_grade

Words = Annotated[OptionalLine, StringConstraints(max_length=120)]
Method = Annotated[str, StringConstraints(max_length=300), AfterValidator(clean_line)]
Reason = Annotated[str, StringConstraints(max_length=1000), AfterValidator(clean_line)]
Identifier = Annotated[str, StringConstraints(max_length=16), AfterValidator(clean_line)]
Version = Annotated[Annotated[int, Field(ge=1, le=2_000_000_000)] | None, Blank]
GAP_PARTS = ("from", "to", "verbatim", "reason")
MOST_GAPS = 20
#: Empty rows offered below those that are filled.
SPARE_GAPS = 2


class StatementForm(Form):
    """What a claim says: `POST /places/<id>/claims/<claim_id>/edit`."""

    claim_type: ClaimType
    value_text: Prose
    year_from_min: WrittenYear = None
    year_from_max: WrittenYear = None
    year_to_min: WrittenYear = None
    year_to_max: WrittenYear = None
    era_verbatim: Words = ""
    computed_by: OptionalLine = ""
    method: Method = ""
    name_id: Annotated[Identifier | None, Blank] = None
    reason: Reason = ""
    seen_version: Version = None

    @property
    def years(self) -> Years:
        """The years, astronomical."""
        return Years(
            astronomical(self.year_from_min),
            astronomical(self.year_from_max),
            astronomical(self.year_to_min),
            astronomical(self.year_to_max),
        )

    def values(self) -> dict[str, Any]:
        """Arguments of `services.assert_claim` and `correct_claim`, without the gaps."""
        texts = ("claim_type", "value_text", "era_verbatim", "computed_by", "method", "name_id")
        years = self.years
        return {
            **{name: getattr(self, name) for name in texts},
            "year_from_min": years.from_min,
            "year_from_max": years.from_max,
            "year_to_min": years.to_min,
            "year_to_max": years.to_max,
        }


class PassageForm(Form):
    """One passage on one side of a claim: `POST …/claims/<claim_id>/evidence`.

    It is one that was cited before (`citation_id`), or new words of a document that is in the
    register (`source_id`) or entered on the way (`new_…`).
    """

    stance: Stance = Stance.SUPPORTS
    citation_id: Identifier = ""
    source_id: OptionalLine = ""
    new_title: OptionalLine = ""
    new_source_type: Annotated[SourceType | None, Blank] = None
    new_author: OptionalLine = ""
    new_edition: OptionalLine = ""
    new_url: WebAddress = ""
    locator: OptionalLine = ""
    quote: OptionalProse = ""
    quote_punctuated: OptionalProse = ""
    translation: OptionalProse = ""
    second_hand_via: OptionalLine = ""
    inspected_on: Annotated[date | None, Blank] = None
    grade: Annotated[Grade | None, Blank] = None

    def passage(self) -> dict[str, Any]:
        """Arguments of `sources.services.cite` besides the source and who saw the original."""
        names = {"locator", "quote", "quote_punctuated", "translation", "grade"}
        return self.model_dump(include=names | {"second_hand_via", "inspected_on"})


class ClaimForm(StatementForm, PassageForm):
    """`POST /places/<id>/claims`: a claim with its first passage."""


class StatusForm(Form):
    """`POST …/claims/<claim_id>/status`: a judgement and why."""

    status: ClaimStatus
    reason: Reason = ""
    seen_version: Version = None


class RemovalForm(Form):
    """`POST …/claims/<claim_id>/evidence/<citation_id>/remove`."""

    reason: Reason = ""


def parse_claim(
    raw: Mapping[str, Any], grades: Mapping[str, str] | None = None
) -> tuple[ClaimForm, list[Gap]]:
    """Read the form of a new claim; `grades` are those of the known documents, by id.

    Raises:
        Invalid: every wrong field at once, those about several fields included.
    """
    known = grades or {}

    def check(raw: Mapping[str, Any]) -> Faults:
        return _statement_faults(raw) | _source_faults(raw, known)

    return parse_whole(ClaimForm, raw, check), read_gaps(raw)


def parse_statement(raw: Mapping[str, Any]) -> tuple[StatementForm, list[Gap]]:
    """Read the form that corrects a claim.

    Raises:
        Invalid: every wrong field at once.
    """
    return parse_whole(StatementForm, raw, _statement_faults), read_gaps(raw)


def parse_passage(raw: Mapping[str, Any], grades: Mapping[str, str] | None = None) -> PassageForm:
    """Read the form of one more passage for or against a claim.

    Raises:
        Invalid: every wrong field at once.
    """
    known = grades or {}
    return parse_whole(PassageForm, raw, lambda raw: _source_faults(raw, known))


def _statement_faults(raw: Mapping[str, Any]) -> Faults:
    faults = order_faults(raw)
    kind = raw.get("claim_type")
    if kind in set(DATED):
        has_year = filled(raw, "year_from_min") or filled(raw, "year_from_max")
        if not has_year and not filled(raw, "era_verbatim"):
            faults["year_from_min"] = [T("这类主张要写明年代，或照录原文的年号")]
    known = {member.value for member in ClaimType}
    rows = _gap_rows(raw)
    gaps = [_gap(raw, row) for row in rows]
    if kind in known and gaps:
        # The rules count gaps, the form counts its rows: empty rows may stand between them.
        found = gaps_faults(gaps, written_years(raw), ClaimType(str(kind)))
        faults |= {_of_row(name, rows): texts for name, texts in found.items()}
    for row in rows:
        faults |= _gap_words(raw, row)
    return faults


def _of_row(name: str, rows: Sequence[int]) -> str:
    parts = name.split("-")
    return name if len(parts) != 3 else f"gap-{rows[int(parts[1])]}-{parts[2]}"


def _gap_words(raw: Mapping[str, Any], row: int) -> Faults:
    faults: Faults = {}
    for part in ("from", "to"):
        try:
            read_year(str(raw.get(f"gap-{row}-{part}") or ""))
        except Wrong as wrong:
            faults[f"gap-{row}-{part}"] = [wrong.text]
    for part, most in (("verbatim", 120), ("reason", 1000)):
        text = str(raw.get(f"gap-{row}-{part}") or "")
        try:
            clean_line(text)
        except Wrong as wrong:
            faults[f"gap-{row}-{part}"] = [wrong.text]
        if len(text) > most:
            faults[f"gap-{row}-{part}"] = [T("最多 %(n)d 个字，请缩短", n=most)]
    return faults


def _gap_rows(raw: Mapping[str, Any]) -> list[int]:
    return [
        row
        for row in range(MOST_GAPS)
        if any(filled(raw, f"gap-{row}-{part}") for part in GAP_PARTS)
    ]


def _gap(raw: Mapping[str, Any], row: int) -> Gap:
    texts = (str(raw.get(f"gap-{row}-{part}") or "").strip() for part in ("verbatim", "reason"))
    return Gap(year_in(raw, f"gap-{row}-from"), year_in(raw, f"gap-{row}-to"), *texts)


def read_gaps(raw: Mapping[str, Any]) -> list[Gap]:
    """The gaps of a form that `parse_claim` or `parse_statement` has found well."""
    return [
        Gap(gap.from_year, gap.to_year, clean_line(gap.verbatim), clean_line(gap.reason))
        for gap in (_gap(raw, row) for row in _gap_rows(raw))
    ]


def gap_count(raw: Mapping[str, Any]) -> int:
    """How many rows for gaps a form shows: those that are filled, and some to spare."""
    rows = _gap_rows(raw)
    return min(MOST_GAPS, (rows[-1] + 1 if rows else 0) + SPARE_GAPS)


def gap_fields(gaps: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Gaps as the fields of a form show them; years as people write them."""
    fields: dict[str, str] = {}
    for row, gap in enumerate(gaps):
        fields[f"gap-{row}-from"] = as_written(gap["from"])
        fields[f"gap-{row}-to"] = as_written(gap["to"])
        fields[f"gap-{row}-verbatim"] = gap["verbatim"]
        fields[f"gap-{row}-reason"] = gap["reason"]
    return fields


def _source_faults(raw: Mapping[str, Any], grades: Mapping[str, str]) -> Faults:
    if filled(raw, "citation_id"):
        return {}
    faults: Faults = {}
    is_legend = raw.get("claim_type") == ClaimType.LEGEND
    has_new, has_known = filled(raw, "new_title"), filled(raw, "source_id")
    if not has_new and not has_known:
        if not is_legend:
            faults["source_id"] = [T("请选择一份来源，或在下面登记一份新的")]
        return faults
    if has_new and has_known:
        faults["new_title"] = [T("已经选了来源；要登记新的，请先把上面的选择清空")]
    if has_new and not filled(raw, "new_source_type"):
        faults["new_source_type"] = [T("请选择来源类别")]
    return faults | _grade_faults(raw, grades)


def _grade_faults(raw: Mapping[str, Any], grades: Mapping[str, str]) -> Faults:
    """What the grade of the passage, or else of its document, asks for."""
    kinds = {kind.value for kind in SourceType}
    kind = raw.get("new_source_type")
    own = grades.get(str(raw.get("source_id") or ""))
    if filled(raw, "new_title") and kind in kinds:
        own = usual_grade(SourceType(str(kind)))
    grade = raw.get("grade") or own
    words = [str(raw.get(name) or "") for name in ("locator", "quote", "new_edition")]
    faults = evidence_faults(grade, locator=words[0], quote=words[1])
    if filled(raw, "new_title"):
        edition = grade_faults(grade, edition=words[2])
        faults |= {f"new_{name}": texts for name, texts in edition.items()}
    return faults
