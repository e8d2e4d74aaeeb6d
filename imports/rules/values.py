"""Checks of single cells, written by hand because they run for every cell of a million rows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from unicodedata import is_normalized

from imports.rules.problems import BadValueError
from registry.core.forms import Wrong, clean_line, clean_prose
from registry.places.rules.details import MAX_CODE, MAX_CODES
from registry.signage.rules.codes import is_code
from registry.signage.rules.codes import normal as normal_code
from registry.signage.rules.doorplates import house_number as plain_number
from registry.signage.rules.keeping import fen_of
from registry.signage.rules.naming_day import day_in

MAX_NAME, MAX_LINE, MAX_PROSE = 60, 200, 8000
EARLIEST_YEAR = 1900
"""Of a day that somebody wrote down: earlier ones are slips."""
_MARKUP = re.compile(r'[<>&"{}\[\]\\`|]')
_CODE_MARKS = re.compile(r"[、；;]")
_SEPARATORS = re.compile(r"[、；;，,/|\n]+")
# 3.40123E+11: what a spreadsheet makes of a long code.
_MANGLED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNITS = re.compile(r"(?:米|公里|千米|km|m)$", re.IGNORECASE)
_WIDE = str.maketrans("０１２３４５６７８９．－＋，", "0123456789.-+,")


def line(text: str, limit: int = MAX_LINE) -> str:
    """One line as it will be stored: NFC, trimmed, without control characters."""
    if not (text.isprintable() and is_normalized("NFC", text)):
        text = _cleaned(clean_line, text)
    if len(text) > limit:
        raise BadValueError("too_long", limit=limit)
    return text


def prose(text: str) -> str:
    """Several lines as they will be stored."""
    if not (text.isprintable() and is_normalized("NFC", text)):
        text = _cleaned(clean_prose, text)
    if len(text) > MAX_PROSE:
        raise BadValueError("too_long", limit=MAX_PROSE)
    return text


def name(text: str) -> str:
    """A place name: one line of at most 60 characters without markup."""
    text = line(text, MAX_NAME)
    if _MARKUP.search(text):
        raise BadValueError("name_characters")
    return text


def names(text: str) -> tuple[str, ...]:
    """Several names in one cell, parted by 、 ； ， and the like, each once."""
    if text.isalnum():
        return (name(text),)
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(name(part) for part in parts if part))


def codes(text: str) -> tuple[str, ...]:
    """Identifiers of other registers, one a line or parted by 、 ； ;, each once.

    A slash or a comma may be part of one, so neither parts them.
    """
    parts = text.splitlines() if "\n" in text else _CODE_MARKS.split(text)
    found = tuple(dict.fromkeys(line(part.strip(), MAX_CODE) for part in parts if part.strip()))
    for one in found:
        if _MANGLED.fullmatch(one):
            raise BadValueError("code_mangled")
    if len(found) > MAX_CODES:
        raise BadValueError("too_many", limit=MAX_CODES)
    return found


def house_number(text: str) -> str:
    """A house number as it is compared and cast: 12-3 for １２－３号."""
    try:
        return plain_number(line(text))
    except ValueError as error:
        if isinstance(error, BadValueError):
            raise
        raise BadValueError("house_number") from error


def postcode(text: str) -> str:
    """Six digits."""
    digits = text.translate(_WIDE)
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        raise BadValueError("postcode")
    return digits


def day(text: str) -> str:
    """A whole day as 2026-11-23, also from 2026年11月23日, 2026/11/23 and 20261123; no time."""
    plain = text.translate(_WIDE).strip()
    plain = _CLOCK.sub("", plain)
    if len(plain) == 8 and plain.isascii() and plain.isdigit():
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = day_in(plain)
    if found is None or not _WHOLE_DAY.fullmatch(plain) or found.year < EARLIEST_YEAR:
        raise BadValueError("date_form")
    return found.isoformat()


_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_WHOLE_DAY = re.compile(r"\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?")


def sign_code(text: str) -> str:
    """The code printed on a sign, as it is stored; its check character catches a slip."""
    code = normal_code(line(text, 40))
    if not is_code(code):
        raise BadValueError("sign_code")
    return code


_UNKNOWN = frozenset(
    {"不详", "不明", "未知", "不清楚", "无", "unknown", "n/a", "-", "—", "－", "/"}
)


def body(text: str) -> str:
    """Who owns or keeps a sign; "" where the file says that nobody knows."""
    name_of = line(text, 120)
    return "" if name_of.casefold() in _UNKNOWN else name_of


def colour(text: str) -> str:
    """The colour of the letters on a sign; "" where the file says that nobody knows."""
    name_of = line(text, 40)
    return "" if name_of.casefold() in _UNKNOWN else name_of


def fen(text: str) -> int:
    """Yuan with at most two decimals, in fen; a sign of the currency is dropped."""
    plain = text.translate(_WIDE).strip().strip("¥￥元").strip()
    value = fen_of(plain)
    if value is None:
        raise BadValueError("sign_cost")
    return value


def _cleaned(clean: Callable[[str], str], text: str) -> str:
    try:
        return clean(text)
    except Wrong as wrong:
        character = str(wrong.text.params.get("code", "?"))
        raise BadValueError("control_character", character=character) from wrong


def number(text: str) -> float:
    """A finite number; 1,234.5 and full-width digits are read, a unit of metres is dropped."""
    try:
        value = float(text)
    except ValueError:
        value = _odd_number(text)
    if not math.isfinite(value):
        raise BadValueError("not_a_number")
    return value


def _odd_number(text: str) -> float:
    plain = text.translate(_WIDE).strip()
    scale = 1000.0 if plain.lower().endswith(("公里", "千米", "km")) else 1.0
    plain = _UNITS.sub("", plain).strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        return float(plain) * scale
    except ValueError:
        raise BadValueError("not_a_number") from None


def measure(text: str) -> float:
    """A length in metres, not negative."""
    value = number(text)
    if value < 0:
        raise BadValueError("negative")
    return value


def elevation(text: str) -> float:
    """Metres above sea level, between the lowest and the highest of the country."""
    value = number(text)
    if not -500 <= value <= 9000:
        raise BadValueError("out_of_range", low=-500, high=9000)
    return value


def count(text: str) -> int:
    """A whole number of things."""
    plain = text.translate(_WIDE)
    for unit in ("个", "块", "处"):
        plain = plain.removesuffix(unit)
    try:
        value = float(plain)
    except ValueError:
        raise BadValueError("not_a_count") from None
    if not (0 <= value <= 1_000_000 and value == int(value)):
        raise BadValueError("not_a_count")
    return int(value)


def place_code(text: str) -> str:
    """A place-name code of 20 digits (国家地名数据库代码编制规则)."""
    if len(text) == 20 and text.isascii() and text.isdigit():
        return text
    digits = _digits(text)
    if len(digits) != 20:
        raise BadValueError("code_form", length=len(digits))
    return digits


def category_code(text: str) -> str:
    """A category of GB/T 18521: five digits, or the four of a class."""
    digits = _digits(text)
    if not 4 <= len(digits) <= 5:
        raise BadValueError("category_form")
    return digits


def division_code(text: str) -> str:
    """A division's code of 6, 9 or 12 digits; the zeros of a longer form are dropped later."""
    digits = _digits(text)
    if len(digits) not in {2, 4, 6, 9, 12}:
        raise BadValueError("division_unknown", part=text[:40])
    return digits


def _digits(text: str) -> str:
    plain = text.translate(_WIDE).strip().lstrip("'")
    if _MANGLED.fullmatch(plain):
        raise BadValueError("code_mangled")
    plain = plain.replace(" ", "")
    if not (plain.isascii() and plain.isdigit()):
        raise BadValueError("not_a_number")
    return plain
