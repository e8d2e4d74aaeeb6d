"""What a reviewer says is to be covered on a photo: rectangles in per cent, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from registry.core.forms import Form, Line, OptionalLine, Wrong
from registry.core.text import T
from registry.photos.rules.regions import LEAST, MOST, RedactionReason, Region
from registry.photos.services import Why

SIDES = ("left", "top", "width", "height")
Row = tuple[str, str, str, str]
_SLACK = 0.0001


def rows_of(raw: Mapping[str, Any]) -> list[Row]:
    """The rectangles as they were typed, one row each; rows without anything in them left out."""
    typed = [raw.getlist(side) for side in SIDES]  # type: ignore[attr-defined]
    rows = zip_longest(*typed, fillvalue="")
    return [
        (left, top, width, height)
        for left, top, width, height in rows
        if any(text.strip() for text in (left, top, width, height))
    ]


def numbered(rows: list[Row]) -> dict[str, list[tuple[int, str]]]:
    """The same by side, each value with the number of its rectangle, as the form takes them."""
    return {
        side: [(number, row[place]) for number, row in enumerate(rows, start=1)]
        for place, side in enumerate(SIDES)
    }


def _percent(value: tuple[int, str]) -> float:
    number, text = value
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found <= 100:
        raise Wrong(T("第 %(n)d 个框：请填 0 到 100 之间的数字", n=number))
    return found / 100


def _side(value: tuple[int, str]) -> float:
    found = _percent(value)
    if found < LEAST:
        words = T("第 %(n)d 个框：宽和高不能小于 %(least)s%%", n=value[0], least=f"{LEAST * 100:g}")
        raise Wrong(words)
    return found


Starts = list[Annotated[float, BeforeValidator(_percent)]]
Sides = list[Annotated[float, BeforeValidator(_side)]]


class RedactionForm(Form):
    """Rectangles to cover, in the order in which they were typed, and the reason."""

    left: Starts
    top: Starts
    width: Sides
    height: Sides
    reason: RedactionReason
    note: Annotated[OptionalLine, Field(validate_default=True)] = ""
    seen_version: Annotated[int, Field(ge=0, le=100_000)]

    @field_validator("left")
    @classmethod
    def _some(cls, left: list[float]) -> list[float]:
        if not left:
            raise Wrong(T("请至少画一个框"))
        if len(left) > MOST:
            raise Wrong(T("一张照片最多 %(n)d 个框", n=MOST))
        return left

    @field_validator("width", "height")
    @classmethod
    def _inside(cls, sides: list[float], info: ValidationInfo) -> list[float]:
        starts = info.data.get("left" if info.field_name == "width" else "top", sides)
        pairs = enumerate(zip(starts, sides, strict=False), start=1)
        if "left" in info.data and "top" in info.data:
            out = [str(number) for number, (start, side) in pairs if start + side > 1 + _SLACK]
            if out:
                raise Wrong(T("第 %(n)s 个框超出了照片的边", n="、".join(out)))
        return sides

    @field_validator("note")
    @classmethod
    def _said(cls, note: str, info: ValidationInfo) -> str:
        if not note and info.data.get("reason") is RedactionReason.OTHER:
            raise Wrong(T("原因选“其他”时，请写明遮的是什么"))
        return note

    def regions(self) -> list[Region]:
        """The rectangles, as the service takes them."""
        sides = zip(self.left, self.top, self.width, self.height, strict=True)
        return [
            Region(left, top, min(width, 1 - left), min(height, 1 - top))
            for left, top, width, height in sides
        ]

    def why(self) -> Why:
        """The reason, as the service takes it."""
        return Why(self.reason, self.note, self.seen_version)


class RestoreForm(Form):
    """Which earlier version to go back to, and why."""

    version: Annotated[int, Field(ge=0, le=100_000)]
    why: Annotated[Line, StringConstraints(max_length=200)]
    seen_version: Annotated[int, Field(ge=0, le=100_000)]
