"""The drawn face of a sign: Hanzi over Pinyin three to two, ground by direction, the sign's own QR.

Proportions (upper 3/5 Hanzi, lower 2/5 Pinyin) and the pairing of colour and direction follow what
is published of GB 17733 and of cities that quote it; sizes are in drawing units, not millimetres,
because no table of sizes was at hand: the maker's order names the real size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

from registry.signage.rules.kinds import Ground

WIDTH, HEIGHT = 1200, 480
_PAD = 48
_QR_SIDE = 168
_NARROWEST = 0.62

_COLOURS: dict[Ground, tuple[str, str]] = {
    Ground.BLUE: ("#0b4ea2", "#ffffff"),
    Ground.GREEN: ("#00753a", "#ffffff"),
    Ground.HERITAGE: ("#34312d", "#ffffff"),
}
SEAL = "#b5301f"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of lettering: its size and width; `is_fitted` where it must be narrowed to fit."""

    text: str
    centre_x: float
    baseline: float
    size: float
    width: float
    is_fitted: bool


@dataclass(frozen=True, slots=True)
class Face:
    """Everything the drawing needs; lengths in drawing units."""

    width: int
    height: int
    ground: str
    ink: str
    seal: str | None
    hanzi: Line
    roman: Line
    qr_path: str
    qr_side: int
    qr_scale: float
    qr_x: float
    qr_y: float
    code: str


def draw(*, hanzi: str, roman: str, ground: Ground, code: str, url: str) -> Face:
    """Lay out a face for an approved text; `url` is what the QR holds, `code` its clear text."""
    colour, ink = _COLOURS[ground]
    is_heritage = ground is Ground.HERITAGE
    left = _PAD + (96 if is_heritage else 0)
    right = WIDTH - _PAD - _QR_SIDE - 36
    band = (HEIGHT - 2 * _PAD) / 5
    path, modules = qr_path(url)
    return Face(
        width=WIDTH,
        height=HEIGHT,
        ground=colour,
        ink=ink,
        seal=SEAL if is_heritage else None,
        hanzi=_line(hanzi, left, right, _PAD + 3 * band * 0.80, 3 * band * 0.82, 1.0),
        roman=_line(roman, left, right, _PAD + 5 * band * 0.92, 2 * band * 0.62, 0.68),
        qr_path=path,
        qr_side=_QR_SIDE,
        qr_scale=round(_QR_SIDE / modules, 5),
        qr_x=WIDTH - _PAD - _QR_SIDE,
        qr_y=(HEIGHT - _QR_SIDE) / 2 - 16,
        code=code,
    )


def _line(
    text: str, left: float, right: float, baseline: float, size: float, advance: float
) -> Line:
    """Lettering that fits: first narrowed a little, then made smaller; long names stay legible."""
    room = right - left
    natural = max(1, len(text)) * size * advance
    if natural > room:
        size = max(size * _NARROWEST, size * room / natural)
    width = min(natural, room)
    centre = (left + right) / 2
    return Line(text, centre, round(baseline, 1), round(size, 1), round(width, 1), natural > room)


@lru_cache(maxsize=512)
def qr_path(url: str) -> tuple[str, int]:
    """The dark modules of a QR (error level M, quiet zone of 2) as one SVG path, and its side."""
    matrix = segno.make(url, error="m", micro=False).matrix
    quiet = 2
    parts = [
        f"M{x + quiet} {y + quiet}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    return "".join(parts), len(matrix) + 2 * quiet
