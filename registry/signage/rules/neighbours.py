"""A place-name sign and a traffic sign of one place that say different things (GB 17733, GB 5768).

The two stand at the same corner, belong to two agencies and may spell by two rules ("Lu", "Rd").
Which of them is to change is for people to settle; here it is only seen and kept in view.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from registry.core.text import T, Text
from registry.signage.rules.wording import folded_hanzi, folded_roman

NEAR_M = 60.0
"""Metres between signs that are taken to stand at one corner."""


class Line(StrEnum):
    """Which line of the two plates differs."""

    HANZI = "hanzi"
    ROMAN = "roman"


class Settling(StrEnum):
    """What was done about it."""

    REFERRED = "referred"
    OURS = "ours"
    BOTH_STAND = "both_stand"
    CORRECTED = "corrected"


class Standing(StrEnum):
    """处理状态: open, handed to the other agency, or settled."""

    OPEN = "open"
    REFERRED = "referred"
    SETTLED = "settled"


LINE_LABELS: dict[Line, Text] = {Line.HANZI: T("汉字不同"), Line.ROMAN: T("字母不同")}
SETTLING_LABELS: dict[Settling, Text] = {
    Settling.REFERRED: T("已函告对方，等对方处理"),
    Settling.OURS: T("地名标志有误，由我方更正"),
    Settling.BOTH_STAND: T("各依各的标准，都不改"),
    Settling.CORRECTED: T("其中一块已改或已拆"),
}
STANDING_LABELS: dict[Standing, tuple[str, Text]] = {
    Standing.OPEN: ("problem", T("待处理")),
    Standing.REFERRED: ("waiting", T("已函告")),
    Standing.SETTLED: ("done", T("已处理")),
}
"""Tone of the badge and its word."""


def differing(hanzi: str, roman: str, other_hanzi: str, other_roman: str) -> tuple[Line, ...]:
    """Which lines differ once spaces, case and kinds of apostrophe are set aside.

    A line that one of the two does not have says nothing.
    """
    found = []
    if hanzi and other_hanzi and folded_hanzi(hanzi) != folded_hanzi(other_hanzi):
        found.append(Line.HANZI)
    if roman and other_roman and folded_roman(roman) != folded_roman(other_roman):
        found.append(Line.ROMAN)
    return tuple(found)


def texts_digest(hanzi: str, roman: str, other_hanzi: str, other_roman: str) -> str:
    """SHA-256 of what both said: what was settled about other words is open again."""
    text = f"{hanzi}\x1f{roman}\x1f{other_hanzi}\x1f{other_roman}"
    return hashlib.sha256(text.encode()).hexdigest()


def standing_of(step: str, settled_sha256: str, texts_sha256: str) -> Standing:
    """Where a pair stands, by what was last done about it and what was said then."""
    if not step or settled_sha256 != texts_sha256:
        return Standing.OPEN
    return Standing.REFERRED if step == Settling.REFERRED else Standing.SETTLED
