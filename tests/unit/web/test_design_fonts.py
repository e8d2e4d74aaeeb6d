"""Every name the product ships can be drawn: on a page, in a picture, with its tones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from tools.build_fonts import RARE, SIMPLIFIED, gb2312, names_in, ranges, shipped_tables

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "static" / "fonts"
DRAWING = ROOT / "registry" / "fonts"
TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ"
KIB = 1024


def _characters(font: Path) -> set[str]:
    return {chr(code) for code in TTFont(font, lazy=True).getBestCmap()}


def _faces() -> list[tuple[str, str, str]]:
    """Family, file and unicode-range of each @font-face."""
    text = (ROOT / "static" / "css" / "fonts.css").read_text(encoding="utf-8")
    rule = re.compile(r'font-family:"([^"]+)".*?fonts/([\w-]+\.woff2)\).*?unicode-range:([^}]+)}')
    return rule.findall(text)


def _covered(family: str) -> set[str]:
    files = [file for name, file, _ in _faces() if name == family]
    assert files
    return set().union(*(_characters(WEB / file) for file in files))


def test_shipped_names_are_there_to_be_checked() -> None:
    assert sum(names_in(shipped_tables()).values()) > 5_000


def test_every_shipped_name_is_in_the_names_font() -> None:
    missing = set(names_in(shipped_tables())) - _covered("Registry Song")
    assert not missing, "run: python -m tools.build_fonts"


@pytest.mark.parametrize("family", ["Registry Song", "Registry Rare"])
def test_rare_characters_are_in_every_family(family: str) -> None:
    assert set(RARE) <= _covered(family)


@pytest.mark.parametrize("family", ["Registry Song", "Registry Latin"])
def test_toned_letters_are_in_the_latin_companions(family: str) -> None:
    assert set(TONES) <= _covered(family)


def test_a_range_promises_only_what_its_file_has() -> None:
    for family, file, said in _faces():
        characters = _characters(WEB / file)
        promised: set[str] = set()
        for part in said.split(","):
            first, _, last = part.removeprefix("U+").partition("-")
            promised.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
        assert promised <= characters, (family, file)


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_pictures_have_a_glyph_for_every_name(style: str) -> None:
    characters = _characters(DRAWING / f"RegistrySans-{style}.otf")
    wanted = set(names_in(shipped_tables())) | set(RARE) | set(TONES) | set(gb2312())
    assert not wanted - characters


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_rare_characters_are_drawn_and_not_boxed(style: str) -> None:
    font = ImageFont.truetype(str(DRAWING / f"RegistrySans-{style}.otf"), 64)

    def drawn(text: str) -> bytes:
        image = Image.new("L", (96, 96))
        ImageDraw.Draw(image).text((8, 8), text, font=font, fill=255)
        return image.tobytes()

    pictures = {drawn(character) for character in RARE}
    assert len(pictures) == len(RARE)
    assert drawn("\U0010fffd") not in pictures
    assert drawn(" ") not in pictures


def test_subsets_carry_licence_and_a_name_of_their_own() -> None:
    for folder in (WEB, DRAWING):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text("utf-8")
        for path in [*folder.glob("*.woff2"), *folder.glob("*.otf")]:
            names = TTFont(path, lazy=True)["name"]
            assert names.getDebugName(1).startswith("Registry "), path.name
            assert "Open Font License" in names.getDebugName(13), path.name


def test_ranges_join_neighbours() -> None:
    assert ranges("cba") == "U+61-63"
    assert ranges("az") == "U+61,U+7A"
    assert SIMPLIFIED == 2


def test_what_every_page_loads_stays_small() -> None:
    # The font sheet grows with the shipped names, so it has a limit of its own.
    sheets = ("tokens", "base", "parts", "forms")
    css = sum((ROOT / "static" / "css" / f"{name}.css").stat().st_size for name in sheets)
    assert css <= 39 * KIB
    assert (ROOT / "static" / "css" / "fonts.css").stat().st_size <= 10 * KIB
    assert (ROOT / "static" / "js" / "base.js").stat().st_size <= 6 * KIB
    assert sum(path.stat().st_size for path in DRAWING.glob("*.otf")) <= 5 * KIB * KIB
    assert sum(path.stat().st_size for path in WEB.glob("*.woff2")) <= 300 * KIB
