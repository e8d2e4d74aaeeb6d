"""Forms about traffic signs beside ours: one that was seen, which pairs to list, what was done."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.positioned import Positioned
from registry.core.text import T
from registry.signage.rules.neighbours import Settling, Standing


def _county(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


class TrafficSignForm(Positioned):
    """A traffic sign that was seen: its words, where it stands, whose it is."""

    text_hanzi: Annotated[Line, StringConstraints(max_length=60)]
    text_roman: Annotated[OptionalLine, StringConstraints(max_length=160)] = ""
    owner: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    seen_on: Annotated[date | None, Blank] = None


class DisagreementsQuery(Query):
    """Which pairs to list."""

    standing: Annotated[Standing | None, Blank] = None
    county: Annotated[OptionalLine, AfterValidator(_county)] = ""
    after: str = ""


class SettlingForm(Form):
    """What was done about a pair, and why."""

    step: Settling
    party: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    reason: Annotated[Line, StringConstraints(max_length=300)]
