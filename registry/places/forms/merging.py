"""What people send about two records of one place: the merge, a verdict, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from registry.core.forms import Blank, Form, OptionalProse, Prose, Query
from registry.core.text import T
from registry.places.forms.gathering import Faults, parse_whole
from registry.places.forms.name import RowVersion
from registry.places.forms.search import Code, Cursor
from registry.places.queries.pairs import PairState
from registry.places.rules import NameKind
from registry.places.rules.merging import ABSORBED, FIELDS, KEPT, OTHER_KINDS, OTHER_NAME

Reason = Annotated[Prose, StringConstraints(max_length=1000)]
PREFIX = "choice-"


class Which(StrEnum):
    """One of the two records on the page."""

    FIRST = "first"
    SECOND = "second"


class Verdict(StrEnum):
    """What a person says of a pair without merging it; `open` puts the question off."""

    DISTINCT = "distinct"
    OPEN = "open"


class MergeForm(Form):
    """`POST /places/duplicates/<first>/<second>/merge`; the fields' choices come beside it."""

    survivor: Which
    other_name: NameKind = NameKind.ALIAS
    reason: Reason
    across: bool = False
    seen_first: RowVersion
    seen_second: RowVersion


class VerdictForm(Form):
    """`POST /places/duplicates/<first>/<second>/verdict`."""

    verdict: Verdict
    note: Annotated[OptionalProse, StringConstraints(max_length=1000)] = ""


class PartForm(Form):
    """`POST /places/merges/<id>/undo`."""

    reason: Reason


class PairQuery(Query):
    """`GET /places/duplicates`; a parameter of any other name is an error."""

    state: PairState = PairState.WAITING
    county: Annotated[Code | None, Blank] = None
    least: Annotated[Annotated[int, Field(ge=0, le=100)] | None, Blank] = None
    after: Annotated[Cursor | None, Blank] = None


class MergeQuery(Query):
    """`GET /places/merges`."""

    after: Annotated[Cursor | None, Blank] = None


def parse_merge(raw: Mapping[str, Any]) -> MergeForm:
    """Read the form of a merge. Raises `Invalid` with every wrong field at once."""
    return parse_whole(MergeForm, raw, _merge_faults)


def choices_of(form: MergeForm, raw: Mapping[str, Any]) -> dict[str, str]:
    """The choices of a form that was read, as the merge takes them: kept or absorbed."""
    chosen = {
        key: KEPT if raw[PREFIX + key] == form.survivor else ABSORBED
        for key in FIELDS
        if raw.get(PREFIX + key)
    }
    return {**chosen, OTHER_NAME: form.other_name.value}


def _merge_faults(raw: Mapping[str, Any]) -> Faults:
    wrong = T("请从列出的选项中选择")
    sides = {which.value for which in Which}
    faults: Faults = {
        PREFIX + key: [wrong]
        for key in FIELDS
        if raw.get(PREFIX + key) and raw[PREFIX + key] not in sides
    }
    if raw.get("other_name") and raw["other_name"] not in OTHER_KINDS:
        faults["other_name"] = [wrong]
    return faults
