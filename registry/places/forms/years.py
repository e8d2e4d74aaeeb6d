"""Years as people write them (no year 0, BCE is -221 or 前221) and as stored (astronomical)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from registry.core.forms import Wrong
from registry.core.text import T
from registry.places.forms.gathering import Faults
from registry.places.rules import Years, years_faults

# 618, 618年, 公元618年, -221, 前221, 前221年, 公元前221年, 221 BCE, 618 CE
_WRITTEN = re.compile(
    r"(?P<sign>[-−–]|公元前|前)?(?:公元)?(?P<year>\d{1,5})年?(?P<era>bce|bc|ce|ad)?", re.IGNORECASE
)
_BEFORE = {"bce", "bc"}


def read_year(text: str) -> int | None:
    """The year of a text as written: 618 → 618, 前221年 → -221, empty → None.

    Raises:
        Wrong: no year, or a year 0, which no calendar of people has.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise Wrong(T("年份写作 618，公元前写作 -221 或 前221"))
    year, era = int(found["year"]), (found["era"] or "").lower()
    if year == 0:
        raise Wrong(T("没有公元 0 年：公元前 1 年写作 -1"))
    if found["sign"] and era:
        raise Wrong(T("年份写作 618，公元前写作 -221 或 前221"))
    return -year if found["sign"] or era in _BEFORE else year


def _from_text(value: Any) -> Any:
    return read_year(value) if isinstance(value, str) else value


WrittenYear = Annotated[
    Annotated[int, Field(ge=-10_001, le=2200)] | None, BeforeValidator(_from_text)
]
"""A year as written: 618 is 618 CE, -221 or 前221 is 221 BCE, empty is unknown."""


def astronomical(written: int | None) -> int | None:
    """-221 (221 BCE) → -220, -1 (1 BCE) → 0; positive years stay."""
    return written + 1 if written is not None and written < 0 else written


def as_written(year: int | None) -> str:
    """An astronomical year as the form shows it: 0 → -1, -220 → -221, None → empty."""
    if year is None:
        return ""
    return str(year - 1 if year <= 0 else year)


def year_in(raw: Mapping[str, Any], name: str) -> int | None:
    """The astronomical year in a field; None where there is none or something else."""
    try:
        return astronomical(read_year(str(raw.get(name) or "")))
    except Wrong:
        return None


def written_years(raw: Mapping[str, Any]) -> Years:
    """The four year fields of a form, astronomical."""
    names = ("year_from_min", "year_from_max", "year_to_min", "year_to_max")
    return Years(*(year_in(raw, name) for name in names))


def order_faults(raw: Mapping[str, Any]) -> Faults:
    """Years in the wrong order."""
    return years_faults(written_years(raw))
