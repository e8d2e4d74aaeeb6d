"""Forms of batches of proofs: what to offer, what is sent, what the second person says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import (
    Blank,
    Form,
    Line,
    OptionalLine,
    OptionalProse,
    Query,
    Wrong,
    parse,
)
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.signage.rules.kinds import Arrow, Ground, SignType
from registry.signage.services import Decided, Drawn

F = TypeVar("F", bound=Form)


class Sent(Protocol):
    """Fields as a browser sends them."""

    def get(self, key: str, /) -> str | None:
        """The first value of a field."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of a field."""

    def __contains__(self, key: object, /) -> bool:
        """Whether a field was sent."""


def _division(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


def _format(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


class FacesQuery(Query):
    """Which positions to offer for a batch."""

    county: Annotated[OptionalLine, AfterValidator(_division)] = ""
    sign_type: Annotated[SignType | None, Blank] = None
    due_by: Annotated[date | None, Blank] = None
    returned: Annotated[bool | None, Blank] = None
    format: Annotated[OptionalLine, AfterValidator(_format)] = ""
    after: Annotated[OptionalLine, StringConstraints(max_length=2000)] = ""


class BatchesQuery(Query):
    """Where the list goes on."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**31 - 1)] | None, Blank] = None


class BatchNote(Form):
    """What the second person should know."""

    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""


class FaceForm(Form):
    """One face; what is not sent at all is drawn from what is approved."""

    hanzi: Annotated[Line, StringConstraints(max_length=60)] | None = None
    roman: Annotated[Line, StringConstraints(max_length=160)] | None = None
    ground: Ground | None = None
    format: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    arrows: Annotated[Arrow | None, Blank] = None


class Outcome(StrEnum):
    """What the second person may say about a face."""

    APPROVE = "approve"
    RETURN = "return"


class FaceDecisionForm(Form):
    """The decision on one face, having seen a version of it."""

    outcome: Annotated[Outcome | None, Blank] = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Annotated[OptionalProse, StringConstraints(max_length=500)] = ""


class GeneralReason(Form):
    """Words for every face that is returned without words of its own."""

    reason: Annotated[OptionalProse, StringConstraints(max_length=500)] = ""


def _read(form: type[F], sent: Sent, ident: str, faults: dict[str, list[Text]]) -> F | None:
    """The fields of one face, whose names end in its identifier; faults go under the same names."""
    names = form.model_fields
    given = {name: value for name in names if (value := sent.get(f"{name}_{ident}")) is not None}
    try:
        return parse(form, given)
    except Invalid as invalid:
        faults |= {f"{name}_{ident}": texts for name, texts in invalid.fields.items()}
    return None


def batch_sent(sent: Sent) -> tuple[str, list[Drawn]]:
    """The note and the ticked faces.

    Raises:
        Invalid: everything wrong at once: the note, under `position` an identifier that is none,
            under `hanzi_<position>` and so on what is wrong with that face.
    """
    faults: dict[str, list[Text]] = {}
    note, found = "", []
    try:
        note = parse(BatchNote, {"note": sent.get("note") or ""}).note
    except Invalid as invalid:
        faults |= invalid.fields
    for ident in dict.fromkeys(sent.getlist("position")):
        if not is_id(ident):
            faults["position"] = [T("没有这个应设点位")]
            continue
        face = _read(FaceForm, sent, ident, faults)
        if face is not None:
            said = (face.hanzi, face.roman, face.ground, face.format or None, face.arrows)
            found.append(Drawn(ident, *said))
    if faults:
        raise Invalid(faults)
    return note, found


def decisions(sent: Sent, waiting: Iterable[str]) -> list[Decided]:
    """What is said about each face that waits; `all` (`approve`, `return`) says it of every one.

    Raises:
        Invalid: everything wrong at once, under the names of the fields.
    """
    faults: dict[str, list[Text]] = {}
    found, general = [], ""
    try:
        general = parse(GeneralReason, {"reason": sent.get("reason") or ""}).reason
    except Invalid as invalid:
        faults |= invalid.fields
    everything = sent.get("all") or ""
    for ident in waiting:
        if f"version_{ident}" not in sent:
            continue
        said = _read(FaceDecisionForm, sent, ident, faults)
        outcome = everything or (said.outcome if said else None)
        if said is not None and outcome in tuple(Outcome):
            approve = outcome == Outcome.APPROVE
            found.append(Decided(ident, approve, said.version, said.reason or general))
    if faults:
        raise Invalid(faults)
    return found
