"""Forms of work orders: which positions to offer, a new order, a change, a cancellation."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from registry.core.boxes import Box, asked_box
from registry.core.errors import Invalid
from registry.core.forms import Blank, Form, Line, OptionalLine, Query, Wrong
from registry.core.geo import Position
from registry.core.ids import is_id
from registry.core.text import T
from registry.signage.rules.dividing import USUAL, Planned
from registry.signage.rules.kinds import SignType
from registry.signage.rules.states import SignState
from registry.signage.rules.visiting import MAX_STOPS


def _division(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


def _position(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("没有这个应设点位"))
    return value


def _box(value: object) -> Box | None:
    return asked_box(value) if str(value).strip() else None


class StopsQuery(Query):
    """Which positions to offer."""

    county: Annotated[OptionalLine, AfterValidator(_division)] = ""
    sign_type: Annotated[SignType | None, Blank] = None
    state: Annotated[SignState | None, Blank] = None
    due_by: Annotated[date | None, Blank] = None
    bbox: Annotated[Box | None, BeforeValidator(_box)] = None


class OrdersQuery(Query):
    """The list of orders, from a number on."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**31 - 1)] | None, Blank] = None


class DivideQuery(StopsQuery):
    """Which positions to divide, among whom, from which day on, how many to an order."""

    crew: list[str] = Field(default_factory=list)
    first_on: Annotated[date | None, Blank] = None
    size: Annotated[int, Field(ge=10, le=MAX_STOPS)] = USUAL


class DividedForm(Form):
    """Several orders at once: for each its positions (one text), its crew and its day."""

    stops: list[str] = Field(default_factory=list)
    crew: list[Line] = Field(default_factory=list)
    due_on: list[date] = Field(default_factory=list)
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""

    @property
    def planned(self) -> list[Planned]:
        """The orders in their turn.

        Raises:
            Invalid: not a crew and a day for each, or what is no position.
        """
        parts = [text.split() for text in self.stops]
        if not len(parts) == len(self.crew) == len(self.due_on):
            raise Invalid({"stops": [T("每一张都要有点位、负责人和期限，请重新分一次")]})
        if any(not is_id(ident) for part in parts for ident in part):
            raise Invalid({"stops": [T("没有这个应设点位")]})
        rows = zip(parts, self.crew, self.due_on, strict=True)
        return [Planned(tuple(part), crew, day) for part, crew, day in rows]


class OrderForm(Form):
    """A new order: chosen positions, the crew, the day, perhaps where the crew sets out."""

    requirement: list[Annotated[str, AfterValidator(_position)]] = Field(default_factory=list)
    crew: Line
    due_on: date
    start_lon: Annotated[float | None, Blank] = None
    start_lat: Annotated[float | None, Blank] = None
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""

    @property
    def start(self) -> Position | None:
        """Where the crew sets out; None where nothing was given.

        Raises:
            Invalid: one number without the other.
        """
        if self.start_lon is None and self.start_lat is None:
            return None
        if self.start_lon is None or self.start_lat is None:
            name = "start_lon" if self.start_lon is None else "start_lat"
            raise Invalid({name: [T("请填写这一项")]})
        return Position(self.start_lon, self.start_lat)


class ReassignForm(Form):
    """Another crew, another day, and why."""

    crew: Line
    due_on: date
    reason: Annotated[Line, StringConstraints(max_length=300)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class CancelForm(Form):
    """Why an order is cancelled."""

    cancel_reason: Annotated[Line, StringConstraints(max_length=300)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
