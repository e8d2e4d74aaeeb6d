"""Forms of a site visit: its report, a correction, a photograph, and taking either back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import Form, Line, Prose, Wrong, clean_prose, parse
from registry.core.text import T, Text
from registry.heritage.forms.attachments import Ticked
from registry.heritage.rules.visits import VisitSaid

_MOST = 4000
Reason = Annotated[Line, StringConstraints(max_length=400)]


class VisitForm(Form):
    """What is said of a visit; words by criterion come beside it as `seen-<criterion>`."""

    visited_on: date
    place_visited: Line
    participants: Annotated[Line, StringConstraints(max_length=400)]
    report: Prose
    shared: Ticked = False


class CorrectionForm(Form):
    """Which number of the report was read, and why it is corrected."""

    seen_number: int
    correction_reason: Reason


class VisitWithdrawForm(Form):
    """Why a visit, or a photograph of one, is taken back."""

    withdraw_reason: Reason


class VisitPhotoForm(Form):
    """What a photograph shows; the bytes come beside it."""

    caption: Annotated[Line, StringConstraints(max_length=300)]


def visit_said(raw: Mapping[str, Any], criteria: Iterable[str], *others: type[Form]) -> VisitSaid:
    """A report from its fields, with `seen-<criterion>` for the criteria it speaks to.

    `others` are forms that are sent with it: their faults are told at once with these.

    Raises:
        Invalid: every wrong field.
    """
    faults: dict[str, list[Text]] = {}
    form: VisitForm | None = None
    forms: list[type[Form]] = [VisitForm, *others]
    for one in forms:
        try:
            parsed: Form = parse(one, raw)
            form = parsed if isinstance(parsed, VisitForm) else form
        except Invalid as invalid:
            faults |= invalid.fields
    seen: dict[str, str] = {}
    for key in criteria:
        try:
            words = clean_prose(str(raw.get(f"seen-{key}", "")))
        except Wrong as wrong:
            faults[f"seen-{key}"] = [wrong.text]
            continue
        if len(words) > _MOST:
            faults[f"seen-{key}"] = [T("最多 %(n)d 个字，请缩短", n=_MOST)]
        elif words:
            seen[key] = words
    if faults or form is None:
        raise Invalid(faults)
    return VisitSaid(
        visited_on=form.visited_on,
        place_visited=form.place_visited,
        participants=form.participants,
        report=form.report,
        observations=seen,
        shared=form.shared,
    )
