"""Laying out a face: Hanzi over Pinyin three to two, ground by direction, the sign's own QR.

The divisions (3/5 Hanzi and 2/5 Pinyin; one minority script in the top third of the Hanzi; a
building's number at the right; a doorplate's fifths) are those that excerpts of GB 17733.1-1999 and
notices about GB 17733-2008 give; see `formats` for what else is known and what is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.core import scripts
from registry.signage.rules.face.code import qr_path
from registry.signage.rules.face.formats import UNSIZED, Format, Layout
from registry.signage.rules.face.shapes import Box, Code, Face, Lettering, Pointer, Script, Shape
from registry.signage.rules.kinds import Arrow, Ground

SEAL = "#b5301f"
_WHITE, _RED = "#ffffff", "#c8102e"
_COLOURS: dict[Ground, str] = {
    Ground.BLUE: "#0b4ea2",
    Ground.GREEN: "#00753a",
    Ground.HERITAGE: "#34312d",
}
HANZI, LATIN = "zh-Hans", "zh-Latn"
_GRID = 24
_LEFTWARDS = "M1 12 11 2V8H23V16H11V22Z"
_RIGHTWARDS = "M23 12 13 2V8H1V16H13V22Z"
_AHEAD = "M12 1 22 11H16V23H8V11H2Z"
_POINTING: dict[str, tuple[tuple[str, str, bool], ...]] = {
    Arrow.LEFT: (("←", _LEFTWARDS, False),),
    Arrow.RIGHT: (("→", _RIGHTWARDS, True),),
    Arrow.BOTH: (("←", _LEFTWARDS, False), ("→", _RIGHTWARDS, True)),
    Arrow.AHEAD: (("↑", _AHEAD, False),),
}
"""Of each arrow its character, its path on a grid of 24, and whether it stands at the right end."""
_NARROWEST = 0.62
_CAPITAL = 0.733
"""Height of a capital of the shipped bold face, in sizes; below, what each is wide in thousandths.

A test holds both against the font file.
"""
ADVANCES = {
    **dict(zip("ABCDEFGHIJ", (641, 681, 656, 714, 615, 585, 717, 757, 330, 568), strict=True)),
    **dict(zip("KLMNOPQRST", (686, 578, 853, 749, 770, 667, 770, 682, 624, 625), strict=True)),
    **dict(zip("UVWXYZ", (748, 619, 915, 627, 580, 613), strict=True)),
    **dict.fromkeys("0123456789", 590),
    " ": 227,
    "-": 370,
    ",": 325,
}
_OTHER = 640
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Plate:
    """What stands on a face. `url` is what the QR holds, `code` its clear text; "" before both.

    `arrows` is one of `Arrow`, or "".
    """

    hanzi: str
    roman: str
    ground: Ground
    minority: str = ""
    number: str = ""
    postcode: str = ""
    code: str = ""
    url: str = ""
    arrows: str = ""


@dataclass(frozen=True, slots=True)
class _Room:
    """A part of the face that lettering has to stay in."""

    left: float
    right: float
    top: float
    bottom: float

    def rows(self, *shares: int) -> Iterator[_Room]:
        """The room cut into rows of these shares, from the top."""
        top, unit = self.top, (self.bottom - self.top) / sum(shares)
        for share in shares:
            yield _Room(self.left, self.right, top, top + share * unit)
            top += share * unit


def draw(plate: Plate, form: Format = UNSIZED) -> Face:
    """The face of a plate in a format; whatever its text, nothing leaves its room."""
    width, height = form.width_mm, form.height_mm
    shapes = [*_ground(plate, form), *_PARTS[form.layout](plate, form)]
    title = " ".join(part for part in (plate.hanzi, plate.number, plate.roman) if part)
    return Face(width, height, tuple(shapes), title, form.is_sized)


def _ground(plate: Plate, form: Format) -> Iterator[Shape]:
    width, height = form.width_mm, form.height_mm
    line = form.rim_mm or round(height / 80, 2)
    inset = 0.0 if form.rim_mm else round(height * 0.03, 2)
    yield Box(0, 0, width, height, round(height / 20, 2), fill=_COLOURS[plate.ground])
    edge = inset + line / 2
    yield Box(
        edge,
        edge,
        width - 2 * edge,
        height - 2 * edge,
        round(height / 34, 2),
        stroke=_WHITE,
        line=line,
    )


def _inner(form: Format) -> _Room:
    pad = form.rim_mm + form.height_mm * 0.1
    return _Room(pad, form.width_mm - pad, pad, form.height_mm - pad)


def _named(plate: Plate, form: Format) -> Iterator[Shape]:
    room = _inner(form)
    if plate.ground is Ground.HERITAGE:
        yield from _seal(room)
        room = _Room(room.left + (room.bottom - room.top) * 0.25, room.right, room.top, room.bottom)
    side = _side(form)
    yield from _code(plate, room, side)
    words = _Room(room.left, room.right - side - form.height_mm * 0.075, room.top, room.bottom)
    yield from _name_over_roman(plate, words)


def _name_over_roman(plate: Plate, room: _Room) -> Iterator[Shape]:
    upper, lower = room.rows(3, 2)
    if plate.minority:
        band, upper = upper.rows(1, 2)
        yield from _band(plate.minority, band)
    pointed, lower = _pointers(plate.arrows, lower)
    yield from _letters(plate.hanzi, upper, _WHITE)
    yield from _letters(plate.roman, lower, _WHITE, share=0.62)
    yield from pointed


def _pointers(arrows: str, room: _Room) -> tuple[list[Pointer], _Room]:
    """The arrows at the ends of a row, and what they leave of it: never over the spelling."""
    wanted = _POINTING.get(arrows, ())
    side, gap = (room.bottom - room.top) * 0.6, (room.bottom - room.top) * 0.25
    y = _r((room.top + room.bottom - side) / 2)
    found, left, right = [], room.left, room.right
    for text, path, at_right in wanted:
        x = right - side if at_right else left
        found.append(
            Pointer(_r(x), y, _r(side), _r(side), _GRID, _GRID, path, fill=_WHITE, text=text)
        )
        left, right = (left, right - side - gap) if at_right else (left + side + gap, right)
    return found, _Room(left, right, room.top, room.bottom)


def _band(text: str, room: _Room) -> Iterator[Shape]:
    """The minority script: Latin as lettering; every other as outlines, never narrowed.

    One size of type for all words of a script, unless a word is too long or its stacks too high.
    """
    if scripts.script_of(text) is None:
        yield from _letters(text, room, _WHITE, share=0.62)
        return
    drawn = scripts.outline(text)
    high, wide = room.bottom - room.top, room.right - room.left
    scale = min(high / drawn.em, high * 0.84 / drawn.height, wide / drawn.width)
    width, height = drawn.width * scale, drawn.height * scale
    x, y = (room.left + room.right - width) / 2, (room.top + room.bottom - height) / 2
    yield Script(
        *(_r(x), _r(y), _r(width), _r(height)),
        *(drawn.width, drawn.height),
        drawn.path,
        fill=_WHITE,
        text=text,
    )


def _building(plate: Plate, form: Format) -> Iterator[Shape]:
    width, height = form.width_mm, form.height_mm
    cut, edge = round(width * 0.6, 2), form.rim_mm or round(height * 0.03 + height / 80, 2)
    yield Box(cut, edge, width - cut - edge, height - 2 * edge, 0, fill=_WHITE)
    inner = _inner(form)
    left = _Room(inner.left, cut - height * 0.05, inner.top, inner.bottom)
    side = _side(form) * 0.8
    yield from _code(plate, left, side)
    words = _Room(left.left, left.right - side - height * 0.04, left.top, left.bottom)
    yield from _name_over_roman(plate, words)
    right = _Room(cut + height * 0.05, width - edge - height * 0.05, height * 0.1, height * 0.9)
    yield from _letters(plate.number, right, _RED, share=0.9)


def _door(plate: Plate, form: Format) -> Iterator[Shape]:
    room = _inner(form)
    side = _side(form)
    yield from _code(plate, room, side)
    words = _Room(room.left, room.right - side - form.height_mm * 0.05, room.top, room.bottom)
    if form.layout is Layout.DOOR_LARGE:
        name, number, post = words.rows(1, 3, 1)
        yield from _letters(plate.postcode, post, _WHITE, share=0.7)
    else:
        name, number = words.rows(2, 3)
    yield from _letters(plate.hanzi, name, _WHITE, share=0.9)
    yield from _letters(plate.number, number, _WHITE, share=0.86)


_PARTS = {
    Layout.NAME: _named,
    Layout.BUILDING: _building,
    Layout.DOOR_LARGE: _door,
    Layout.DOOR_SMALL: _door,
}


def _seal(room: _Room) -> Iterator[Shape]:
    """The vermilion mark of recognition, read from the top: no other plate carries the colour."""
    high = (room.bottom - room.top) * 0.72
    side = high / 4.6
    yield Box(room.left, room.top, side * 1.4, high, side / 10, fill=SEAL)
    for turn, char in enumerate("地名遗产"):
        baseline = room.top + side * (1.15 + 1.06 * turn)
        yield Lettering(char, HANZI, _r(room.left + side * 0.2), _r(baseline), side, side, _WHITE)


def _side(form: Format) -> float:
    return form.qr_mm or round(form.height_mm * 0.35, 1)


def _code(plate: Plate, room: _Room, side: float) -> Iterator[Shape]:
    """The QR at the right, its clear text under it; an empty frame before the sign has a code."""
    small = side * 0.14
    x, y = _r(room.right - side), _r((room.top + room.bottom - side - small * 1.2) / 2)
    if not plate.url:
        yield Box(x, y, side, side, 0, stroke=_WHITE, line=_r(side / 60))
        return
    path, modules = qr_path(plate.url)
    yield Box(x, y, side, side, _r(side / 30), fill=_WHITE)
    yield Code(x, y, side, modules, path)
    under = _Room(x, x + side, y + side, y + side + small * 1.5)
    yield from _letters(plate.code, under, _WHITE, share=0.66)


def _letters(text: str, room: _Room, fill: str, share: float = 0.82) -> Iterator[Shape]:
    """Lettering in the middle of its room: smaller where it must be, then narrowed, never by half.

    `share` is how much of the height a Hanzi's square, or a capital, takes.
    """
    if not text:
        return
    is_hanzi = any(ord(char) > 0x2E7F for char in text)
    high, wide = room.bottom - room.top, room.right - room.left
    size = high * share if is_hanzi else high * share / _CAPITAL
    natural = _natural(text, size)
    if natural > wide:
        size = max(size * _NARROWEST, size * wide / natural)
        natural = _natural(text, size)
    if wide < natural * _NARROWEST:
        # Letters squeezed further could not be read from across the road.
        size *= wide / (natural * _NARROWEST)
        natural = _natural(text, size)
    width = min(natural, wide)
    # A Hanzi's square reaches from 0.12 below its baseline to 0.88 above.
    below = 0.38 if is_hanzi else _CAPITAL / 2
    baseline = (room.top + room.bottom) / 2 + size * below
    left = (room.left + room.right - width) / 2
    yield from _runs(text, left, baseline, size, (width / natural, fill))


def _runs(
    text: str, x: float, baseline: float, size: float, manner: tuple[float, str]
) -> Iterator[Shape]:
    """The runs between apostrophes, each with the same baseline.

    The shipped face has the apostrophe as wide as a Hanzi, fit for Chinese prose and not for
    LU’AN; so a comma is raised to the capitals' height in its place.
    """
    ratio, fill = manner
    raised = baseline - size * (_CAPITAL - 0.13)
    for turn, run in enumerate(text.split(_APOSTROPHE)):
        pieces = [] if turn == 0 else [(",", raised)]
        for piece, line in [*pieces, (run, baseline)]:
            if piece:
                width = _natural(piece, size) * ratio
                language = HANZI if any(ord(char) > 0x2E7F for char in piece) else LATIN
                yield Lettering(piece, language, _r(x), _r(line), _r(size), _r(width), fill)
                x += width


def _natural(text: str, size: float) -> float:
    """How wide the shipped bold face sets a text of this size."""
    total = 0
    for char in text:
        if ord(char) > 0x2E7F:
            total += 1000
        else:
            total += ADVANCES.get("," if char == _APOSTROPHE else char, _OTHER)
    return max(total, 1) * size / 1000


def _r(value: float) -> float:
    return round(value, 2)
