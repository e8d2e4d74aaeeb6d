"""What a reviewer says is to be covered: rectangles in per cent, strokes of the brush, and why."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from registry.core.forms import Form, Line, OptionalLine, Wrong
from registry.core.text import T
from registry.photos.rules.regions import (
    LEAST,
    MOST,
    POINTS,
    Cover,
    RedactionReason,
    Region,
    Stroke,
    cover_of,
)
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


def strokes_of(raw: Mapping[str, Any]) -> list[str]:
    """The strokes as they were sent, each a text of JSON."""
    found: list[str] = raw.getlist("stroke")  # type: ignore[attr-defined]
    return found


def numbered(rows: list[Row], strokes: list[str]) -> dict[str, list[tuple[int, str]]]:
    """The same by field, each value with the number of what it belongs to, as the form takes it."""
    sides = {
        side: [(number, row[place]) for number, row in enumerate(rows, start=1)]
        for place, side in enumerate(SIDES)
    }
    return {**sides, "stroke": list(enumerate(strokes, start=1))}


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


_LONGEST = 40 * POINTS
"""Letters of one stroke: what is longer was not made by the page."""


def _stroke(value: tuple[int, str]) -> Stroke:
    number, text = value
    try:
        found = cover_of(json.loads(text)) if len(text) <= _LONGEST else None
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        found = None
    if not isinstance(found, Stroke):
        raise Wrong(T("第 %(n)d 笔读不出来，请重新涂", n=number))
    if not found.is_inside():
        raise Wrong(T("第 %(n)d 笔超出了照片，或者太粗、太细、太长，请重新涂", n=number))
    return found


Starts = list[Annotated[float, BeforeValidator(_percent)]]
Sides = list[Annotated[float, BeforeValidator(_side)]]


class RedactionForm(Form):
    """Rectangles and strokes to cover, in the order in which they were made, and the reason."""

    stroke: list[Annotated[Stroke, BeforeValidator(_stroke)]]
    left: Starts
    top: Starts
    width: Sides
    height: Sides
    reason: RedactionReason
    note: Annotated[OptionalLine, Field(validate_default=True)] = ""
    seen_version: Annotated[int, Field(ge=0, le=100_000)]

    @field_validator("left")
    @classmethod
    def _some(cls, left: list[float], info: ValidationInfo) -> list[float]:
        strokes = info.data.get("stroke")
        if not left and strokes == []:
            raise Wrong(T("请至少画一个框或一笔"))
        if len(left) + len(strokes or []) > MOST:
            raise Wrong(T("一张照片最多遮 %(n)d 处", n=MOST))
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

    def regions(self) -> list[Cover]:
        """Rectangles and strokes, as the service takes them."""
        sides = zip(self.left, self.top, self.width, self.height, strict=True)
        drawn = [
            Region(left, top, min(width, 1 - left), min(height, 1 - top))
            for left, top, width, height in sides
        ]
        return [*drawn, *self.stroke]

    def why(self) -> Why:
        """The reason, as the service takes it."""
        return Why(self.reason, self.note, self.seen_version)


class RestoreForm(Form):
    """Which earlier version to go back to, and why."""

    version: Annotated[int, Field(ge=0, le=100_000)]
    why: Annotated[Line, StringConstraints(max_length=200)]
    seen_version: Annotated[int, Field(ge=0, le=100_000)]
