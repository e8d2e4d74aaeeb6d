"""What people send about documents, passages and files, and the query of their list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import Blank, Form, Line, OptionalLine, OptionalProse, Query, Wrong, parse
from registry.core.forms import clean_line as _clean_line
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T, Text
from registry.sources.rules import (
    FileRole,
    Grade,
    SourceType,
    evidence_faults,
    grade_faults,
    usual_grade,
)


def _web_address(value: str) -> str:
    text = _clean_line(value)
    if text and not text.startswith(("https://", "http://")):
        raise Wrong(T("网址以 https:// 或 http:// 开头"))
    if any(char in text for char in " <>\"'"):
        raise Wrong(T("网址里不能有空格、引号和尖括号"))
    return text


WebAddress = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_web_address)]
SearchText = Annotated[str, StringConstraints(max_length=60), AfterValidator(_clean_line)]
Cursor = Annotated[str, StringConstraints(max_length=LONGEST_CURSOR), AfterValidator(_clean_line)]
Reason = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_clean_line)]
Consent = Annotated[str, StringConstraints(max_length=300), AfterValidator(_clean_line)]
Ticked = Annotated[bool, BeforeValidator(lambda value: value or False)]
F = TypeVar("F", bound=Form)


class SourceQuery(Query):
    """`GET /sources`."""

    q: SearchText = ""
    source_type: Annotated[SourceType | None, Blank] = None
    grade: Annotated[Grade | None, Blank] = None
    after: Cursor | None = None


class SourceForm(Form):
    """`POST /sources`: a document."""

    source_type: SourceType
    title: Annotated[Line, StringConstraints(max_length=300)]
    author: OptionalLine = ""
    edition: OptionalLine = ""
    compiled_period: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    holder: OptionalLine = ""
    shelfmark: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    url: WebAddress = ""
    accessed_on: Annotated[date | None, Blank] = None
    licence: OptionalLine = ""
    grade: Annotated[Grade | None, Blank] = None
    authenticity_note: OptionalProse = ""
    note: OptionalProse = Field(default="")

    def values(self) -> dict[str, Any]:
        """Arguments of `services.add_source`."""
        return self.model_dump(include=set(SourceForm.model_fields))


class SourceEditForm(SourceForm):
    """`POST /sources/<id>/edit`: a document corrected, and why."""

    reason: Reason = ""
    seen: Annotated[str, StringConstraints(max_length=16)] = ""


class CitationForm(Form):
    """`POST /sources/<id>/citations`: a passage as somebody read it."""

    locator: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""
    quote: OptionalProse = ""
    quote_punctuated: OptionalProse = ""
    translation: OptionalProse = ""
    grade: Annotated[Grade | None, Blank] = None
    second_hand_via: OptionalLine = ""
    inspected_by: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    inspected_on: Annotated[date | None, Blank] = None

    def values(self) -> dict[str, Any]:
        """Arguments of `services.cite` besides the source."""
        return self.model_dump(include=set(CitationForm.model_fields))


class CitationEditForm(CitationForm):
    """`POST /sources/<id>/citations/<citation_id>`: a passage corrected, and why."""

    reason: Reason = ""
    seen: Annotated[str, StringConstraints(max_length=16)] = ""


class FileForm(Form):
    """`POST /sources/<id>/files` and the later changes of a file; the bytes come beside it."""

    role: FileRole = FileRole.SCAN
    caption: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""
    licence: OptionalLine = ""
    consent: Consent = ""
    retrieved_on: Annotated[date | None, Blank] = None
    public: Ticked = False
    reason: Reason = ""


def parse_source(form: type[F], raw: Mapping[str, Any]) -> F:
    """Read the form of a document; primary material has to name its edition.

    Raises:
        Invalid: every wrong field at once.
    """
    grade = raw.get("grade") or _usual(raw.get("source_type"))
    return _parse(form, raw, grade_faults(grade, edition=str(raw.get("edition") or "")))


def parse_citation(form: type[F], raw: Mapping[str, Any], source_grade: str) -> F:
    """Read the form of a passage; its grade, or else the source's, says what it must hold.

    Raises:
        Invalid: every wrong field at once.
    """
    faults = evidence_faults(
        raw.get("grade") or source_grade,
        locator=str(raw.get("locator") or ""),
        quote=str(raw.get("quote") or ""),
    )
    if raw.get("inspected_by") and not raw.get("inspected_on"):
        faults["inspected_on"] = [T("写了目验人，也要写哪一天看的；没有看过原件就都不填")]
    return _parse(form, raw, faults)


def _usual(source_type: object) -> str | None:
    known = {kind.value for kind in SourceType}
    return usual_grade(SourceType(source_type)) if source_type in known else None


def _parse(form: type[F], raw: Mapping[str, Any], more: Mapping[str, list[Text]]) -> F:
    faults: dict[str, list[Text]] = {}
    parsed = None
    try:
        parsed = parse(form, raw)
    except Invalid as invalid:
        faults = dict(invalid.fields)
    for name, texts in more.items():
        faults.setdefault(name, texts)
    if faults or parsed is None:
        raise Invalid(faults)
    return parsed
