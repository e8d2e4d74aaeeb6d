"""Certificate and plaque as pictures: rare characters as the font draws them, a QR that reads."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
import segno
from PIL import Image, ImageDraw, ImageFont

from registry.core import glyphs, printing
from registry.heritage.rules.certificate import QUIET, modules, same_code, verification_code
from tests.support.papers import RARE, SAID, URL, data

PIXELS_PER_INCH = 96.0
#: By template: size of the page in pixels, where the name lies, how large its characters are.
LAYOUT = {
    "certificate.typ": ((1123, 794), (170, 285), 96),
    "plaque.typ": ((2268, 1512), (385, 815), 427),
}


@cache
def drawn(template: str, name: str = RARE) -> np.ndarray:
    """The page in greys, 0 is black."""
    made = printing.picture(template, data(name), dots_per_inch=PIXELS_PER_INCH)
    return np.asarray(Image.open(io.BytesIO(made)).convert("L"))


def trimmed(grey: np.ndarray) -> np.ndarray:
    """The ink alone, on a square of 64 by 64, dark is 1."""
    dark = grey < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    cut = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    picture = Image.fromarray((cut * 255).astype(np.uint8)).resize((64, 64))
    return np.asarray(picture, dtype=float) / 255


def cells(template: str, name: str = RARE) -> list[np.ndarray]:
    """The characters of the name as they stand on the page, each trimmed."""
    (width, _height), (top, bottom), size = LAYOUT[template]
    left = width / 2 - len(name) * size / 2
    page = drawn(template, name)
    edges = [round(left + size * number) for number in range(len(name) + 1)]
    return [trimmed(page[top:bottom, a:b]) for a, b in itertools.pairwise(edges)]


@cache
def by_the_font(char: str) -> np.ndarray:
    """The character as another program draws it from the shipped face, trimmed."""
    face = ImageFont.truetype(str(glyphs.folder() / "RegistrySans-Bold.otf"), 200)
    blank = Image.new("L", (320, 320), 255)
    ImageDraw.Draw(blank).text((60, 20), char, font=face, fill=0)
    return trimmed(np.asarray(blank))


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.mark.parametrize("template", LAYOUT)
def test_every_rare_character_stands_there_as_the_font_draws_it(template):
    for char, cell in zip(RARE, cells(template), strict=True):
        found = {other: likeness(cell, by_the_font(other)) for other in f"{RARE}炀埠镇"}
        assert found[char] > 0.9
        assert max(value for other, value in found.items() if other != char) < 0.75


@pytest.mark.parametrize("template", LAYOUT)
def test_the_qr_on_the_page_is_that_of_the_register_page(template):
    page = drawn(template)
    (width, height), _line, _size = LAYOUT[template]
    assert page.shape == (height, width)
    expected = np.array([[int(bit) for bit in row] for row in modules(URL)])
    inner = expected[QUIET:-QUIET, QUIET:-QUIET]
    assert [row[QUIET:-QUIET] for row in modules(URL)[QUIET:-QUIET]] == [
        "".join(str(int(dark)) for dark in row)
        for row in segno.make(URL, error="m", micro=False).matrix
    ]
    assert found_on(page, inner) == 1.0


def found_on(page: np.ndarray, inner: np.ndarray) -> float:
    """How much of a QR code lies on the lower right of a page, sampled at its modules' centres."""
    millimetre = PIXELS_PER_INCH / 25.4
    side = (30 if page.shape[1] < 2000 else 62) * millimetre
    unit = side / (len(inner) + 2 * QUIET)
    dark = page < 128
    above = round(page.shape[0] * 0.68)
    corner = dark[above:, page.shape[1] * 2 // 3 : page.shape[1] - round(side / 2)]
    # The finder pattern's top edge: the first row that is dark over seven modules at once.
    run = round(unit * 7 * 0.9)
    starts = np.argwhere(np.lib.stride_tricks.sliding_window_view(corner, run, axis=1).all(axis=2))
    first, left = int(starts[0][0]), int(starts[0][1]) + page.shape[1] * 2 // 3
    at = (np.arange(len(inner)) + 0.5) * unit
    rows, columns = (above + first + at).astype(int), (left + at).astype(int)
    return float((dark[np.ix_(rows, columns)] == inner.astype(bool)).mean())


@pytest.mark.parametrize("template", LAYOUT)
def test_a_name_of_one_character_and_a_long_one_stay_on_the_page(template):
    for name in ("烔", "新疆克孜勒苏柯尔克孜自治州阿克陶县"):
        (_size, (top, bottom), _height) = LAYOUT[template]
        band = drawn(template, name)[top:bottom] < 128
        inked = np.flatnonzero(band.any(axis=0))
        middle = band.shape[1] / 2
        # Within the frame, and as far to the left of the middle as to the right.
        inside = inked[(inked > band.shape[1] * 0.06) & (inked < band.shape[1] * 0.94)]
        assert inside.size > 40
        assert abs((inside[0] + inside[-1]) / 2 - middle) < 12


def test_a_code_changes_with_what_the_paper_says_and_not_with_how_it_is_typed():
    code = verification_code(SAID)
    changed = (
        replace(SAID, place_name="炀埠㘵𡌶"),
        replace(SAID, document_no="民地字〔2026〕143号"),
        replace(SAID, recognised_on=date(2026, 3, 10)),
        replace(SAID, edition_number=4),
        replace(SAID, recognition_id="k0r3vzmqs6ndcqe2"),
    )
    assert len({code, *(verification_code(one) for one in changed)}) == 1 + len(changed)
    assert same_code(code.lower().replace("-", " "), code)
    assert not same_code(code[:-1], code)
    assert not same_code("", code)
