"""Scripts of China's minority languages on signs: which there are, and their letters as outlines.

Arabic letters join, Tibetan ones stack, Mongolian ones do both with the form that fits the vowels
of the word, and not every browser does that rightly. So a text is shaped here, by HarfBuzz with a
font that ships, and drawn as one path: the same on screen, on paper and in the workshop.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz

from registry.core import glyphs
from registry.core.text import T, Text

_DOTTED_CIRCLE = "\N{DOTTED CIRCLE}"
_DIGITS = re.compile(r"([0-9](?:[0-9-]*[0-9])?)")


@dataclass(frozen=True, slots=True)
class Script:
    """A script: its name, its code points, its font; without one it cannot be drawn."""

    name: Text
    spans: tuple[tuple[int, int], ...]
    font: str = ""
    is_leftward: bool = False

    def holds(self, char: str) -> bool:
        """Whether a character is a letter of this script."""
        return any(first <= ord(char) <= last for first, last in self.spans)


#: Fonts, their sources and licence: tools/build_script_fonts.py and registry/fonts/OFL.txt.
SCRIPTS = (
    Script(T("藏文"), ((0x0F00, 0x0FFF),), "RegistryTibetan-Bold.ttf"),
    Script(
        T("阿拉伯字母（维吾尔文、哈萨克文、柯尔克孜文）"),
        ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)),
        "RegistryArabic-Bold.ttf",
        is_leftward=True,
    ),
    # A line of it runs from left to right here, each letter on its left side: as it stands above
    # a horizontal line of Chinese.
    Script(
        T("蒙古文（含托忒文、锡伯文、满文）"),
        ((0x1800, 0x18AF), (0x11660, 0x1167F)),
        "RegistryMongolian-Regular.ttf",
    ),
    Script(T("规范彝文"), ((0xA000, 0xA4CF),), "RegistryYi-Regular.ttf"),
    Script(T("德宏傣文"), ((0x1950, 0x197F),), "RegistryTaiLe-Regular.ttf"),
    Script(T("西双版纳傣文（新）"), ((0x1980, 0x19DF),), "RegistryNewTaiLue-Regular.ttf"),
    Script(T("傈僳文"), ((0xA4D0, 0xA4FF), (0x11FB0, 0x11FBF)), "RegistryLisu-Bold.ttf"),
    Script(
        T("朝鲜文"),
        ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7FF)),
        "RegistryKorean-Bold.otf",
    ),
    Script(T("西双版纳老傣文"), ((0x1A20, 0x1AAF),)),
    Script(T("滇东北苗文（柏格理字母）"), ((0x16F00, 0x16F9F),)),
    Script(T("八思巴文"), ((0xA840, 0xA87F),)),
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A shaped text as one SVG path in a box of `width` by `height`; `em` is the size of type."""

    path: str
    width: int
    height: int
    em: int


def script_of(text: str) -> Script | None:
    """The script of the first letter that belongs to one of `SCRIPTS`; None for Latin and Han."""
    return next((one for char in text for one in SCRIPTS if one.holds(char)), None)


def faults(text: str) -> list[Text]:
    """Why a text cannot be drawn rightly; nothing where it can."""
    script = script_of(text)
    if script is None:
        lacking = glyphs.undrawable(text)
        return [cannot_draw(lacking)] if lacking else []
    others = {one.name for one in SCRIPTS for char in text if one.holds(char)} - {script.name}
    if others:
        return [
            T(
                "一块标志上只放一种民族文字，这里不止一种：%(first)s、%(second)s",
                first=script.name,
                second=min(others, key=str),
            )
        ]
    if not script.font:
        return [
            T("随软件的字体画不出%(script)s，不能出校样。请换由厂家单独制版", script=script.name)
        ]
    lacking = {char for char in text if ord(char) not in _covered(script.font)}
    if lacking:
        return [cannot_draw(lacking)]
    if any(_is_broken(script, run) for run in _runs(script, text)):
        return [T("%(script)s里有不成字的写法：附标前面缺少字母。请核对原文", script=script.name)]
    return []


def cannot_draw(lacking: set[str]) -> Text:
    """Which characters would be empty boxes on a plate, as Unicode calls them where not Han."""
    named = "、".join(f"{char}（{_called(char)}）" for char in sorted(lacking))
    return T("随软件的字体画不出这些字，不能出校样：%(named)s。请换由厂家单独制版", named=named)


def _called(char: str) -> str:
    name = unicodedata.name(char, "")
    code = f"U+{ord(char):04X}"
    return code if not name or name.startswith("CJK") else f"{code} {name}"


@lru_cache(maxsize=512)
def outline(text: str) -> Outline:
    """The text as it is written, shaped with the font of its script.

    Raises:
        ValueError: `faults` has something against it, or it has no script of its own.
    """
    script = script_of(text)
    if script is None or faults(text):
        raise ValueError(text)
    pen = _Pen()
    for run in _runs(script, text):
        pen.set(script, run)
    return pen.outline(_font(script.font).face.upem)


def _runs(script: Script, text: str) -> list[str]:
    """The runs from left to right: where letters run leftward, digits keep their own direction."""
    if not script.is_leftward:
        return [text]
    return [run for run in _DIGITS.split(text) if run][::-1]


def _is_broken(script: Script, run: str) -> bool:
    """Whether a mark stands without its letter: shown with a dotted circle that nobody typed."""
    circle = _font(script.font).get_nominal_glyph(ord(_DOTTED_CIRCLE))
    infos, _ = _shaped(script, run)
    return _DOTTED_CIRCLE in run or any(one.codepoint in (0, circle) for one in infos)


def _shaped(
    script: Script, run: str
) -> tuple[list[uharfbuzz.GlyphInfo], list[uharfbuzz.GlyphPosition]]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    leftward = script.is_leftward and not _DIGITS.fullmatch(run)
    buffer.direction = "rtl" if leftward else "ltr"
    uharfbuzz.shape(_font(script.font), buffer)
    return buffer.glyph_infos, buffer.glyph_positions


class _Pen:
    """Gathers commands with the vertical axis downward, and the box they need."""

    def __init__(self) -> None:
        self.at = 0
        self.drawn: list[tuple[str, list[float]]] = []
        self._shift = (0, 0)
        self._calls = uharfbuzz.DrawFuncs()
        self._calls.set_move_to_func(lambda *points: self._add("M", points[:2]))
        self._calls.set_line_to_func(lambda *points: self._add("L", points[:2]))
        self._calls.set_quadratic_to_func(lambda *points: self._add("Q", points[:4]))
        self._calls.set_cubic_to_func(lambda *points: self._add("C", points[:6]))
        self._calls.set_close_path_func(lambda *_: self._add("Z", ()))

    def set(self, script: Script, run: str) -> None:
        """Draw a run behind what stands already."""
        font = _font(script.font)
        for info, position in zip(*_shaped(script, run), strict=True):
            self._shift = (self.at + position.x_offset, position.y_offset)
            font.draw_glyph(info.codepoint, self._calls, None)
            self.at += position.x_advance

    def _add(self, command: str, points: tuple[float, ...]) -> None:
        right, up = self._shift
        moved = [right + one if turn % 2 == 0 else -(up + one) for turn, one in enumerate(points)]
        self.drawn.append((command, moved))

    def outline(self, em: int) -> Outline:
        """The path moved to the corner of its box."""
        across = [one for _, points in self.drawn for one in points[::2]] or [0]
        down = [one for _, points in self.drawn for one in points[1::2]] or [0]
        left, top = min(across), min(down)
        parts = []
        for command, points in self.drawn:
            moved = [one - (top if turn % 2 else left) for turn, one in enumerate(points)]
            parts.append(command + " ".join(f"{one:g}" for one in moved))
        return Outline("".join(parts), round(max(across) - left), round(max(down) - top), em)


@cache
def _font(file: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face((glyphs.folder() / file).read_bytes()))


@cache
def _covered(file: str) -> frozenset[int]:
    return frozenset(glyphs.code_points((glyphs.folder() / file).read_bytes()))
