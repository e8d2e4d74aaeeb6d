"""The order of the review desk: which reports ask the fewest questions.

The lane says how much looking a report asks for. It is no score and no verdict: a person accepts
each report, in the fast lane too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text
from registry.signage.rules.checks import KINDS, Result


class Lane(StrEnum):
    """How much looking a report asks for."""

    FAST = "fast"
    NORMAL = "normal"
    UNCHECKED = "unchecked"


LANE_LABELS: dict[Lane, Text] = {
    Lane.FAST: T("快速通道"),
    Lane.NORMAL: T("逐份细看"),
    Lane.UNCHECKED: T("还没有检查完"),
}

_MUST_SAY: dict[str, frozenset[str]] = {
    # All of the name, by itself on its line; in the circle; taken in the page.
    "reading": frozenset({"read"}),
    "distance": frozenset({"ok"}),
    "source": frozenset({"live"}),
    # Nothing used before; the first photo of an installation has nothing to be compared with.
    "same_file": frozenset({"ok", "shared"}),
    "likeness": frozenset({"ok", "nothing_to_compare"}),
    "mirror": frozenset({"ok", "nothing_to_compare"}),
}

Found = Mapping[str, tuple[str, str]]
"""Result and reason of each check of a report, by its key."""


def plate_box(measured: Mapping[str, Mapping[str, Any]]) -> list[float] | None:
    """Where the plate stands in the near photo, by what was read of it: Hanzi and letters together.

    `measured` are the numbers of each check; the box is left, top, width, height as parts of the
    picture, None where nothing was read.
    """
    boxes = [
        box
        for key in ("reading", "letters")
        if (box := measured.get(key, {}).get("box")) is not None
    ]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return [left, top, right - left, bottom - top]


def lane_of(found: Found, *, claims_good: bool) -> Lane:
    """The lane of a report; `claims_good`: accepting it as it stands makes the sign count.

    Fast: name read, in radius, live, no duplicate flag, and no other check asks to look.
    """
    if not set(KINDS) <= set(found):
        return Lane.UNCHECKED
    says = all(found[key][1] in reasons for key, reasons in _MUST_SAY.items())
    return Lane.FAST if claims_good and says and not flags(found) else Lane.NORMAL


def flags(found: Found) -> int:
    """How many checks ask a person to look."""
    return sum(result == Result.FLAG for result, _ in found.values())
