"""What people send about findings: a new one, which to list, what to gather, what to do."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, OptionalLine, OptionalProse, Query, Wrong
from registry.core.ids import is_id
from registry.core.positioned import Positioned
from registry.core.text import T
from registry.places.forms.search import Cursor
from registry.places.rules.finding import FindingKind, FindingStatus, FindingStep


def _id(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个县区，请从列表中选择"))
    return value


County = Annotated[OptionalLine, AfterValidator(_id)]
Degrees = Annotated[Annotated[float, Field(allow_inf_nan=False)] | None, Blank]


class FindingForm(Positioned):
    """Something that was found; `place_id` where it is about a place that has a name."""

    kind: FindingKind
    place_id: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    county: County = ""
    other_name: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    detail: Annotated[OptionalProse, StringConstraints(max_length=1000)] = ""
    lon: Degrees = None
    lat: Annotated[Degrees, Field(validate_default=True)] = None


class FindingsQuery(Query):
    """Which findings to list."""

    kind: Annotated[FindingKind | None, Blank] = None
    status: Annotated[FindingStatus | None, Blank] = None
    county: County = ""
    who: Literal["", "mine", "nobody"] = ""
    after: Cursor = ""


class NewFindingQuery(Query):
    """What a new finding is about."""

    place: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    kind: Annotated[FindingKind | None, Blank] = None


class GatherForm(Form):
    """What the gazetteer is to look for, and where."""

    kind: FindingKind
    county: County = ""


class SettleForm(Form):
    """What is done with a finding, having seen a certain version of it."""

    step: FindingStep
    reason: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""
    due_on: Annotated[date | None, Blank] = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
