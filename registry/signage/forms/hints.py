"""Forms about what anybody tells of a sign: telling, listing, answering."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from registry.core.forms import Blank, Form, OptionalLine, OptionalProse, Prose, Query
from registry.signage.rules.hints import MOST_M, HintKind, HintOutcome
from registry.signage.services.hints import HintText

Metres = Annotated[Annotated[int, Field(ge=0, le=MOST_M)] | None, Blank]


class HintForm(Form):
    """What somebody tells; the distance is filled in by their phone, where it was asked to."""

    kind: HintKind
    text: Annotated[OptionalProse, StringConstraints(max_length=500)] = ""
    distance_m: Metres = None
    contact: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""

    @property
    def said(self) -> HintText:
        """What the service is given."""
        return HintText(self.kind, self.text, self.distance_m, self.contact)


class HintQuery(Query):
    """What the page of a sign hands on to its form."""

    kind: Annotated[HintKind | None, Blank] = None
    distance_m: Metres = None


class HintsQuery(Query):
    """Which of them to list."""

    state: Literal["", "settled"] = ""
    kind: Annotated[HintKind | None, Blank] = None
    far: Literal["", "1"] = ""
    after: str = ""


class SettleHintForm(Form):
    """What came of it, and what its sender reads."""

    outcome: HintOutcome
    answer: Annotated[Prose, StringConstraints(max_length=500)]
