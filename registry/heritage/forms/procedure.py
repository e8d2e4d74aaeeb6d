"""Forms of the procedure: acts, findings, notices, objections, answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import Form, Line, OptionalLine, OptionalProse, Prose, Wrong, clean_prose
from registry.core.text import T, Text
from registry.heritage.rules import Action, Ground, Outcome, Verdict
from registry.heritage.rules.drafts import NoticeTerms, ObjectionText
from registry.heritage.rules.scoring import FULL_WEIGHT
from registry.heritage.rules.voting import Choice


class DecisionForm(Form):
    """One act on a nomination."""

    action: Action
    seen_version: int
    reason: OptionalProse = ""
    document_no: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""


class NoticeForm(Form):
    """Terms of a public notice. `notice_reason` is asked for only where something is unusual."""

    starts_on: date
    ends_on: date
    issuer: Line
    contact: Line
    file_no: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    notice_reason: OptionalProse = ""
    seen_version: int

    def terms(self) -> NoticeTerms:
        """The terms as the services take them."""
        return NoticeTerms(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            issuer=self.issuer,
            contact=self.contact,
            file_no=self.file_no,
        )


class VoteForm(Form):
    """An expert's vote on the whole file."""

    choice: Choice
    vote_reason: OptionalProse = ""
    seen_version: int


class AssignForm(Form):
    """Who a file is given to: a person, or nobody named and somebody in turn."""

    person_id: OptionalLine = ""
    count: Annotated[int, Field(ge=1, le=20)] = 1


class UnassignForm(Form):
    """Which assignment is taken back and why."""

    assignment_id: Line
    unassign_reason: Annotated[Line, StringConstraints(max_length=200)]


class RecusalForm(Form):
    """Who keeps off a file and why; nobody named is oneself."""

    recused_id: OptionalLine = ""
    recusal_reason: Annotated[Line, StringConstraints(max_length=200)]


class NoteForm(Form):
    """A note between those who review a file."""

    note: Prose


class CloseForm(Form):
    """Why a demonstration's notice ends early."""

    close_reason: Line


class ObjectionForm(Form):
    """What anybody may send against a notified entry."""

    ground: Ground
    text: Prose
    evidence: OptionalProse = ""
    person_name: Annotated[Line, StringConstraints(max_length=120)]
    person_contact: Line

    def objection(self) -> ObjectionText:
        """The objection as the services take it."""
        return ObjectionText(
            ground=self.ground.value,
            text=self.text,
            evidence=self.evidence,
            person_name=self.person_name,
            person_contact=self.person_contact,
        )


class AnswerForm(Form):
    """An answer to an objection, and what the public reads of the objection itself."""

    outcome: Outcome
    answer: Prose
    public_summary: Prose


def findings(
    raw: Mapping[str, Any], criteria: Iterable[str], scored: Collection[str] = ()
) -> dict[str, tuple[Verdict | int, str]]:
    """An expert's sheet: fields `verdict-<criterion>` and `reason-<criterion>`.

    For the criteria in `scored` it is `score-<criterion>`, a whole number from 0 to 100. Criteria
    left without opinion and reason are left out.

    Raises:
        Invalid: a verdict or score that is none, a reason without it or the other way round.
    """
    found: dict[str, tuple[Verdict | int, str]] = {}
    faults: dict[str, list[Text]] = {}
    for key in criteria:
        field = f"score-{key}" if key in scored else f"verdict-{key}"
        said = str(raw.get(field, "")).strip()
        written = str(raw.get(f"reason-{key}", ""))
        if not said and not written.strip():
            continue
        opinion = _score(said) if key in scored else _verdict(said)
        if opinion is None:
            wanted = T("请打 0 到 100 的整数分") if key in scored else T("请选择一个结论")
            faults[field] = [wanted]
        try:
            reason = clean_prose(written)
        except Wrong as wrong:
            faults[f"reason-{key}"] = [wrong.text]
            continue
        if not reason:
            faults[f"reason-{key}"] = [T("请写明理由")]
        elif opinion is not None:
            found[key] = (opinion, reason)
    if faults:
        raise Invalid(faults)
    return found


def _verdict(said: str) -> Verdict | None:
    return Verdict(said) if said in set(Verdict) else None


def _score(said: str) -> int | None:
    # Digits of the Basic Latin block alone: `int` also reads other scripts' and "+7", "1_0".
    plain = said.isascii() and said.isdigit() and len(said) <= len(str(FULL_WEIGHT))
    return int(said) if plain and int(said) <= FULL_WEIGHT else None
