"""Checks of what a reader of photos made of the plate: a hint, never a verdict.

Only the whole name read exactly counts as read. Fuzzy thresholds were measured and given up: at a
similarity of 0.60 all of 24 wrong signs passed for right, and 47 of 153 names of towns of Hefei are
one character away from another real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.places.rules.folding import fold
from registry.places.rules.legible import illegible
from registry.signage.rules.checks.outcome import Check, either, flag, ok, unchecked
from registry.signage.rules.codes import normal
from registry.signage.rules.wording import folded_roman

NO_READER = "no_reader"
"""The reason of a check that this installation cannot make."""

_SAME_LINE = 0.6

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """Text that was read, and its box: left, top, width, height as parts of the picture."""

    text: str
    box: Box


def reading_check(approved: str, lines: Sequence[Line] | None, *, is_on: bool = True) -> Check:
    """Whether the photo shows the whole approved name, by an exact match after folding.

    `is_on` is false where no reader is installed. One character off is worth two pictures side by
    side; everything else only says "please look".
    """
    unknown = illegible(approved)
    if unknown:
        return unchecked("reading", "illegible", n=len(unknown), characters=unknown)
    if lines is None:
        return unchecked("reading", "no_copy" if is_on else NO_READER)
    wanted = fold(approved)
    text, boxes, ends = _joined(lines)
    found = [at for at in range(len(text)) if wanted and text.startswith(wanted, at)]
    for at in sorted(found, key=lambda at: not _is_whole(at, len(wanted), ends)):
        reason = "read" if _is_whole(at, len(wanted), ends) else "within"
        return ok("reading", reason, box=_around(boxes[at : at + len(wanted)]))
    for at in range(len(text) - len(wanted) + 1):
        off = [n for n, char in enumerate(wanted) if text[at + n] != char]
        # Of two characters one is no likeness: every 三X would look like 三河.
        if len(off) == 1 and len(wanted) > 2:
            box = _around(boxes[at : at + len(wanted)])
            first = off[0]
            spot = _around(boxes[at + first : at + first + 1])
            pair = {"due": wanted[first], "seen": text[at + first]}
            return flag("reading", "one_off", box=box, spot=spot, n=first + 1, **pair)
    measured = {"box": _around(boxes)} if boxes else {}
    return flag("reading", "not_read", **measured)


def spelling_check(approved: str, lines: Sequence[Line] | None, *, is_on: bool = True) -> Check:
    """The line of letters as a second witness: it is read where rare Hanzi are not."""
    if lines is None:
        return unchecked("letters", "no_copy" if is_on else NO_READER)
    wanted = folded_roman(approved)
    for line in lines:
        if wanted and wanted in folded_roman(line.text):
            return ok("letters", "read", box=list(line.box))
    return unchecked("letters", "not_read")


def code_check(code: str, text: str | None, *, has_photo: bool, is_on: bool = True) -> Check:
    """Whether the close-up shows this sign's own QR code; another sign's code asks to look.

    `text` is what the code says: "" where none could be read, None where the copy is not to be had.
    """
    if not has_photo:
        return unchecked("code", "no_photo")
    if text is None:
        return unchecked("code", "no_copy" if is_on else NO_READER)
    if not text:
        return unchecked("code", "not_read")
    return either("code", is_flag=normal(text.rstrip("/").rpartition("/")[2]) != code)


def _is_whole(at: int, length: int, ends: set[int]) -> bool:
    """Whether a run is all of one or more lines: 三河镇 is not all of 大三河镇."""
    return at in ends and at + length in ends


def _joined(lines: Sequence[Line]) -> tuple[str, list[Box], set[int]]:
    """All Hanzi in reading order as one folded text, the box of each, and where lines end.

    A long name may be found as two boxes (三河, 镇): boxes of one height are read from left to
    right, rows from top to bottom; vertical boxes from right to left, as they are painted.
    """
    text, ends = "", {0}
    boxes: list[Box] = []
    for line in _in_order(lines):
        folded = fold(line.text)
        for at, char in enumerate(folded):
            # Letters and digits beside the name are no part of it; 〇 is the least of Hanzi.
            if char >= "\u3007":
                text += char
                boxes.append(_part(line.box, at, len(folded)))
        ends.add(len(text))
    return text, boxes, ends


def _part(box: Box, at: int, count: int) -> Box:
    """The box of one of `count` characters that share a line evenly, along its longer side."""
    left, top, width, height = box
    if height > 1.5 * width:
        return left, top + height * at / count, width, height / count
    return left + width * at / count, top, width / count, height


def _in_order(lines: Sequence[Line]) -> list[Line]:
    if lines and sum(line.box[3] > 1.5 * line.box[2] for line in lines) * 2 > len(lines):
        return sorted(lines, key=lambda line: (-line.box[0], line.box[1]))
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3] / 2):
        middle = line.box[1] + line.box[3] / 2
        if rows and abs(middle - _middle(rows[-1])) < _SAME_LINE * line.box[3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def _middle(row: list[Line]) -> float:
    return sum(line.box[1] + line.box[3] / 2 for line in row) / len(row)


def _around(boxes: Sequence[Box]) -> list[float]:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return [round(part, 4) for part in (left, top, right - left, bottom - top)]
