"""Forms of proofs of doorplates: what is asked for, sent, returned, ordered."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, OptionalProse, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T
from registry.signage.queries.doorplate_batches import PlatesWanted
from registry.signage.rules.doorplate_faces import MOST_PLATES, Side


def _id(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


def _plate(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("没有这块门牌"))
    return value


Number = Annotated[Annotated[int, Field(ge=0, le=999_999_999)] | None, Blank]
Ident = Annotated[OptionalLine, AfterValidator(_id)]
Which = Annotated[Side | None, Blank]


class DoorBatchesQuery(Query):
    """Where the list goes on."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**31 - 1)] | None, Blank] = None


class DoorBatchQuery(Query):
    """Where the faces of a batch go on: behind which turn."""

    after: Annotated[Annotated[int, Field(ge=0, le=MOST_PLATES)] | None, Blank] = None


class PlatesQuery(Query):
    """Whose doorplates are to be proofed, in which format."""

    place: Ident = ""
    division: Ident = ""
    first: Number = None
    last: Number = None
    side: Which = None
    format: Ident = ""

    @property
    def wanted(self) -> PlatesWanted:
        """What the query is given."""
        return PlatesWanted(self.place, self.division, self.first, self.last, self.side or Side.ALL)


class PlatesForm(Form):
    """What is sent: the same, with how many were seen."""

    place: Ident = ""
    division: Ident = ""
    first: Number = None
    last: Number = None
    side: Which = None
    format: Ident = ""
    seen: Annotated[int, Field(ge=0, le=MOST_PLATES)]
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""

    @property
    def wanted(self) -> PlatesWanted:
        """What the service is given."""
        return PlatesWanted(self.place, self.division, self.first, self.last, self.side or Side.ALL)


class ReturnPlatesForm(Form):
    """Which doorplates go back, and why."""

    plate: list[Annotated[str, AfterValidator(_plate)]] = Field(default_factory=list)
    reason: Annotated[OptionalProse, StringConstraints(max_length=500)] = ""


class WithdrawPlatesForm(Form):
    """Why a batch is taken back."""

    withdraw_reason: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""


class OrderPlatesForm(Form):
    """Who makes a batch until when."""

    maker: Annotated[Line, StringConstraints(max_length=200)]
    due_on: date
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""
