"""Years as people write them (no year 0, BCE negative) and as they are stored (astronomical)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from registry.core.forms import Blank, Wrong
from registry.core.text import T
from registry.places.forms.gathering import Faults, number
from registry.places.rules import Years, years_faults


def _no_year_nought(value: int | None) -> int | None:
    if value == 0:
        raise Wrong(T("没有公元 0 年：公元前 1 年写作 -1"))
    return value


WrittenYear = Annotated[
    Annotated[int, Field(ge=-10_001, le=2200)] | None, AfterValidator(_no_year_nought), Blank
]
"""A year as written: 618 is 618 CE, -221 is 221 BCE, empty is unknown."""


def astronomical(written: int | None) -> int | None:
    """-221 (221 BCE) → -220; positive years stay."""
    return written + 1 if written is not None and written < 0 else written


def written_years(raw: Mapping[str, Any]) -> Years:
    """The four year fields of a form, astronomical."""
    names = ("year_from_min", "year_from_max", "year_to_min", "year_to_max")
    return Years(*(astronomical(number(raw, name)) for name in names))


def order_faults(raw: Mapping[str, Any]) -> Faults:
    """Years in the wrong order."""
    return years_faults(written_years(raw))
