"""Forms of samples: what is to be drawn, whom to send, what cannot be reached, the end."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T
from registry.places.rules import STRATUM_LABELS
from registry.signage.queries.sampling import HERITAGE
from registry.signage.services import SampleTerms

_SEED = re.compile(r"[A-Za-z0-9-]{4,64}")
KINDS = {HERITAGE, *(stratum.value for stratum in STRATUM_LABELS)}


def _kind(value: str) -> str:
    if value not in KINDS:
        raise Wrong(T("请从列出的选项中选择"))
    return value


def _division(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


def _seed(value: str) -> str:
    if value and not _SEED.fullmatch(value):
        raise Wrong(T("种子只用 4 到 64 个英文字母、数字和连字符"))
    return value


def _unit(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


Division = Annotated[OptionalLine, AfterValidator(_division)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class SamplesQuery(Query):
    """Where the list goes on."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**31 - 1)] | None, Blank] = None


class SampleForm(Form):
    """What is to be drawn; the half width in per cent."""

    stratum: Annotated[Line, AfterValidator(_kind)]
    division: Division = ""
    body: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    by_county: bool = False
    size: Annotated[Annotated[int, Field(ge=1, le=3000)] | None, Blank] = None
    half_width: Annotated[
        Annotated[float, Field(ge=1, le=25, allow_inf_nan=False)] | None, Blank
    ] = None
    seed: Annotated[OptionalLine, AfterValidator(_seed)] = ""
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""

    def terms(self, seed: str) -> SampleTerms:
        """What the service is given; `seed` where none was written down here."""
        return SampleTerms(
            stratum=self.stratum,
            seed=self.seed or seed,
            division_id=self.division,
            body=self.body,
            by_county=self.by_county,
            size=self.size,
            half_width=self.half_width / 100 if self.half_width is not None else None,
            note=self.note,
        )


class SampleOrderForm(Form):
    """Whom to send to drawn signs, where and until when."""

    county: Division = ""
    crew: Line
    due_on: date


class UnreachableForm(Form):
    """Which drawn sign cannot be got at, and why."""

    unit: Annotated[Line, AfterValidator(_unit)]
    reason: Annotated[Line, StringConstraints(max_length=300)]


class VersionForm(Form):
    """Which state of the sample was seen."""

    version: Version


class SampleCancelForm(VersionForm):
    """Why a sample is given up."""

    cancel_reason: Annotated[Line, StringConstraints(max_length=300)]
