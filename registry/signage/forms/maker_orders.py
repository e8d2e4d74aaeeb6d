"""Forms of orders to makers: what to offer, a new order, a delivery."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T


def _division(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


def _sign(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("没有这块标志"))
    return value


Signs = list[Annotated[str, AfterValidator(_sign)]]


class OrderableQuery(Query):
    """Which approved signs to offer."""

    county: Annotated[OptionalLine, AfterValidator(_division)] = ""


class MakerOrdersQuery(Query):
    """Where the list goes on."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**31 - 1)] | None, Blank] = None


class MakerOrderForm(Form):
    """Who makes which signs until when."""

    sign: Signs = Field(default_factory=list)
    maker: Annotated[Line, StringConstraints(max_length=200)]
    due_on: date
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""


class DeliveryForm(Form):
    """What came from the workshop."""

    sign: Signs = Field(default_factory=list)
    made_on: Annotated[date | None, Blank] = None
    batch: Annotated[OptionalLine, StringConstraints(max_length=80)] = ""
