"""Forms about signs that stand: what is written down, what is due, how often, handed over."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T
from registry.signage.rules.keeping import LONGEST, SHORTEST, Keeping, fen_of
from registry.signage.rules.kinds import SignType


def _known(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


def _sign(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("没有这块标志"))
    return value


def _fen(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        return None if value in (None, "") or isinstance(value, str) else value
    if value.strip().startswith(("-", "－", "−")):
        raise Wrong(T("费用不能是负数"))
    fen = fen_of(value)
    if fen is None:
        raise Wrong(T("费用请写作 1280 或 1280.50，单位是元，最多两位小数"))
    return fen


def _near(value: date | None) -> date | None:
    # Ends of the calendar cannot be reckoned with.
    if value is not None and not 1900 <= value.year < 2200:
        raise Wrong(T("日期请写作 2026-11-23"))
    return value


Body = Annotated[OptionalLine, StringConstraints(max_length=120)]
Day = Annotated[date | None, Blank, AfterValidator(_near)]
Chosen = Annotated[OptionalLine, AfterValidator(_known)]


class KeepForm(Form):
    """Owner, maintainer, dates and cost of a sign, having seen a certain version of it."""

    owner: Body = ""
    maintainer: Body = ""
    installed_on: Day = None
    warranty_to: Day = None
    cost: Annotated[int | None, BeforeValidator(_fen)] = None
    next_check_on: Day = None
    body_type: Body = ""
    material: Body = ""
    colour_text: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    reflective: Annotated[bool | None, Blank] = None
    lit: Annotated[bool | None, Blank] = None
    installer: Body = ""
    handover_on: Day = None
    reason: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""
    row_version: Annotated[int, Field(ge=1, le=2**31 - 1)]

    @property
    def kept(self) -> Keeping:
        """What the service is given."""
        given: dict[str, Any] = {one.name: getattr(self, one.name, None) for one in fields(Keeping)}
        return Keeping(**{**given, "cost_fen": self.cost})


class UnownedQuery(Query):
    """Which signs lack whom."""

    lacks: Literal["", "owner", "maintainer"] = ""
    county: Chosen = ""
    after: str = ""


class HandOverForm(Form):
    """The same owner or maintainer for the signs that were chosen."""

    sign: list[Annotated[str, AfterValidator(_sign)]] = Field(default_factory=list)
    owner: Body = ""
    maintainer: Body = ""
    reason: Annotated[Line, StringConstraints(max_length=300)]


class DueQuery(Query):
    """Which signs are due by when."""

    by: Day = None
    county: Chosen = ""
    crew: Chosen = ""
    after: str = ""


class IntervalForm(Form):
    """How often signs of a type are looked at; an empty number takes the interval away."""

    sign_type: SignType
    days: Annotated[Annotated[int, Field(ge=SHORTEST, le=LONGEST)] | None, Blank] = None
    basis: Line
