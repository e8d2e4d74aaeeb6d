"""The compiler's forms: texts of the dossier, claims with their years, citations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import Field, StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import Blank, Form, Line, OptionalLine, OptionalProse, Prose, parse
from registry.core.text import T, Text
from registry.heritage.rules.drafts import CitationDraft, ClaimDraft, DossierText
from registry.heritage.rules.eras import convert
from registry.places.forms.years import WrittenYear, astronomical
from registry.places.rules import DATED, ClaimType, Stance
from registry.sources.rules import Grade, SourceType, evidence_faults, grade_faults, usual_grade

TABLE = "我国历代纪元表"
F = TypeVar("F", bound=Form)
_FILL = T("请填写这一项")


class SeenForm(Form):
    """The version that the page showed; a write on another one is a conflict."""

    seen_version: int


class DossierForm(Form):
    """The written parts; an unfinished draft may be saved, so little is required here."""

    reference_year: Annotated[int, Field(ge=1, le=2200)]
    summary: OptionalProse = ""
    protection_plan: OptionalProse = ""
    applicant: OptionalLine = ""
    contact: OptionalLine = ""
    exception_reason: OptionalProse = ""
    batch: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""

    def text(self) -> DossierText:
        """The parts as the services take them."""
        return DossierText(**self.model_dump(include=set(DossierText.__slots__) - {"parts"}))


class NominationForm(DossierForm):
    """A new file: for which place, in which programme."""

    place_id: Line
    programme_id: Line


class CitationForm(Form):
    """A passage: in a registered source, or in a new one with its kind and title."""

    source_id: OptionalLine = ""
    source_type: Annotated[SourceType | None, Blank] = None
    source_title: OptionalLine = ""
    edition: OptionalLine = ""
    locator: OptionalLine = ""
    quote: OptionalProse = ""
    grade: Annotated[Grade | None, Blank] = None
    second_hand_via: OptionalLine = ""
    inspected_by: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    stance: Stance = Stance.SUPPORTS

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written about a source."""
        return not (self.source_id or self.source_title or self.locator or self.quote)


class ClaimForm(CitationForm):
    """One claim with its years and, if there is one already, its citation."""

    criterion: Line
    claim_type: ClaimType
    text: Prose
    earliest: WrittenYear = None
    latest: WrittenYear = None
    era_verbatim: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    computed_by: OptionalLine = ""


def claim_draft(raw: Mapping[str, Any], grades: Mapping[str, str]) -> ClaimDraft:
    """A claim from a form; `grades` are those of the registered sources it may name, by id.

    Raises:
        Invalid: every wrong field at once, also those that only together are wrong.
    """
    faults: dict[str, list[Text]] = {}
    form = _parsed(ClaimForm, raw, faults)
    is_legend = raw.get("claim_type") == ClaimType.LEGEND
    faults |= _citation_faults(raw, grades, is_legend=is_legend)
    if form is not None:
        faults |= _year_faults(form)
    if faults or form is None:
        raise Invalid(faults)
    citations = () if form.is_blank else (_citation(form),)
    draft = ClaimDraft(
        criterion=form.criterion,
        claim_type=form.claim_type.value,
        text=form.text,
        earliest=astronomical(form.earliest),
        latest=astronomical(form.latest),
        era_verbatim=form.era_verbatim,
        computed_by=form.computed_by,
        citations=citations,
    )
    return _by_the_table(draft)


def _by_the_table(draft: ClaimDraft) -> ClaimDraft:
    """Years that nobody wrote, from the era's text by the table; what was written stands."""
    if draft.earliest is not None or draft.latest is not None:
        return draft
    found = convert(draft.era_verbatim)
    if found is None:
        return draft
    # Data, not a message: it says by what the years were worked out, like a person's name.
    by = draft.computed_by or f"{TABLE}：{found.entry}"
    return replace(draft, earliest=found.earliest, latest=found.latest, computed_by=by)


def citation_draft(
    raw: Mapping[str, Any], grades: Mapping[str, str], *, is_legend: bool = False
) -> CitationDraft:
    """A citation from a form, for a claim that is a legend or is not.

    Raises:
        Invalid: every wrong field at once.
    """
    faults: dict[str, list[Text]] = {}
    form = _parsed(CitationForm, raw, faults)
    faults |= _citation_faults(raw, grades, is_legend=is_legend)
    if form is not None and form.is_blank:
        faults.setdefault("source_title", []).append(T("请选一份来源，或填写新来源的名称"))
    if faults or form is None:
        raise Invalid(faults)
    return _citation(form)


class Block(StrEnum):
    """The two claims that a new nomination asks for, by the prefix of their fields."""

    SETTLEMENT = "settlement"
    NAME = "name"


_BLOCK_CLAIMS = {
    Block.SETTLEMENT: ClaimType.SETTLEMENT_FOUNDED,
    Block.NAME: ClaimType.NAME_FIRST_RECORD,
}


def nomination_drafts(
    raw: Mapping[str, Any], criteria: Mapping[str, str], grades: Mapping[str, str]
) -> tuple[NominationForm, list[ClaimDraft]]:
    """A new nomination with its two claims; a block left empty is no claim yet.

    `criteria` maps a block ("settlement", "name") to the key of the criterion it serves in the
    chosen programme; fields of a block are prefixed, such as `settlement-text`.

    Raises:
        Invalid: every wrong field of the whole form at once.
    """
    faults: dict[str, list[Text]] = {}
    form = _parsed(NominationForm, raw, faults)
    drafts = []
    for block in Block:
        own = {
            name.removeprefix(f"{block}-"): raw[name]
            for name in raw
            if name.startswith(f"{block}-")
        }
        if not _written(own):
            continue
        if block.value not in criteria:
            text = T("所选名录没有这个条件，请留空，存为草稿后再按它的条件添加论据")
            faults[f"{block}-text"] = [text]
            continue
        own |= {"criterion": criteria[block], "claim_type": _BLOCK_CLAIMS[block].value}
        try:
            drafts.append(claim_draft(own, grades))
        except Invalid as invalid:
            faults |= {f"{block}-{name}": texts for name, texts in invalid.fields.items()}
    if faults or form is None:
        raise Invalid(faults)
    return form, drafts


def _written(own: Mapping[str, Any]) -> bool:
    # A kind of source is preselected, words to search by are no claim: they say nothing.
    silent = {"source_type", "stance", "source_q"}
    return any(str(value).strip() for name, value in own.items() if name not in silent)


def _parsed(form: type[F], raw: Mapping[str, Any], faults: dict[str, list[Text]]) -> F | None:
    try:
        return parse(form, raw)
    except Invalid as invalid:
        faults |= invalid.fields
        return None


def _citation_faults(
    raw: Mapping[str, Any], grades: Mapping[str, str], *, is_legend: bool
) -> dict[str, list[Text]]:
    said = {name: str(raw.get(name, "")).strip() for name in CitationForm.model_fields}
    faults: dict[str, list[Text]] = {}
    if said["source_id"]:
        if said["source_id"] not in grades:
            faults["source_id"] = [T("登记里没有这份来源，请重新查找")]
        if said["source_title"]:
            faults["source_title"] = [T("已经选了来源；要登记新的，请先把上面的选择清空")]
    else:
        about_it = said["locator"] or said["quote"] or said["edition"]
        if about_it and not said["source_title"]:
            faults["source_title"] = [_FILL]
        if said["source_title"] and not said["source_type"]:
            faults["source_type"] = [_FILL]
    # A legend is told as one: nobody has to show where it is written.
    return faults if is_legend else faults | _graded_faults(said, grades)


def _graded_faults(said: Mapping[str, str], grades: Mapping[str, str]) -> dict[str, list[Text]]:
    """What the grade of the passage, or else of its source, asks for (domain: 5.3)."""
    own, kinds = grades.get(said["source_id"], ""), {kind.value for kind in SourceType}
    is_new = bool(said["source_title"]) and not said["source_id"]
    if is_new and said["source_type"] in kinds:
        own = usual_grade(SourceType(said["source_type"]))
    if not is_new and not said["source_id"]:
        return {}
    grade = said["grade"] or own
    faults = evidence_faults(grade, locator=said["locator"], quote=said["quote"])
    return faults | (grade_faults(grade, edition=said["edition"]) if is_new else {})


def _year_faults(form: ClaimForm) -> dict[str, list[Text]]:
    earliest, latest = astronomical(form.earliest), astronomical(form.latest)
    if earliest is not None and latest is not None and earliest > latest:
        return {"latest": [T("最晚的年份不能早于最早的年份")]}
    dated = earliest is not None or latest is not None or form.era_verbatim
    if form.claim_type in DATED and not dated:
        return {"earliest": [T("请写年份，或照录原文的朝代、年号")]}
    return {}


def _citation(form: CitationForm) -> CitationDraft:
    return CitationDraft(
        source_id=form.source_id,
        source_type=form.source_type.value if form.source_type else "",
        title=form.source_title,
        edition=form.edition,
        locator=form.locator,
        quote=form.quote,
        grade=form.grade.value if form.grade else "",
        second_hand_via=form.second_hand_via,
        inspected_by=form.inspected_by,
        supports=form.stance is Stance.SUPPORTS,
    )
