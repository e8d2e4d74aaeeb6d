"""What kept a stored photo from being opened, in words for the person who took it."""

from __future__ import annotations

from typing import Final

from registry.core.text import T, Text
from registry.photos.rules import Fault, refusal

PHOTO_USED: Final = "signage.photo_used"
"""The same picture, under other bytes, proves another sign or is another photo of this report."""

PASSING: Final = frozenset({Fault.CRASHED, Fault.BOMB})
"""Faults that a second try may not meet: the machine may have been short of memory or time."""


def fault_words(code: str) -> Text:
    """The words for a `fault` of a photo."""
    if code == PHOTO_USED:
        return T("这张照片的画面已经用在另一块标志上，或者与另一张是同一张，请另拍")
    return refusal(Fault(code)).message
