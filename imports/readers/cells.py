"""The text of one cell: numbers and dates as people write them, and what is wrong with a text."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from imports.readers.table import SourceRow

#: A sheet keeps fifteen digits of a number; the rest of a longer code is lost.
EXACT_BELOW: Final = 1e15
_MANGLED: Final = re.compile(r"\s*[+-]?\d(?:\.\d+)?[Ee]\+\d{1,3}\s*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PROBLEM_VALUE_CHARS: Final = 200


def number_text(value: float) -> str:
    """A number of a sheet as it is shown there: whole without ".0", fifteen digits, no exponent.

    From 1E15 on digits are lost, so the exponent is kept: it makes the loss visible.
    """
    if math.isnan(value) or math.isinf(value):
        return ""
    if abs(value) >= EXACT_BELOW:
        digits, exponent = f"{value:.14E}".split("E")
        return f"{digits.rstrip('0').rstrip('.')}E{exponent}"
    if value.is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def value_text(value: Any) -> str:
    """Any value a decoder gives, as text: dates ISO, nothing as "", nested values as JSON."""
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else json.dumps(value, ensure_ascii=False, default=str)


def _datetime_text(value: dt.datetime) -> str:
    is_midnight = value.time() == dt.time()
    return value.date().isoformat() if is_midnight else value.isoformat(sep=" ")


def _int_text(value: int) -> str:
    # Turning an endless number into decimals takes quadratic time.
    return str(value) if value.bit_length() < 256 else hex(value)


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    str: str,
    type(None): lambda _: "",
    bool: lambda value: "true" if value else "false",
    int: _int_text,
    float: number_text,
    bytes: bytes.hex,
    dt.datetime: _datetime_text,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    dt.timedelta: str,
}


def clean(text: str, cell_chars: int) -> tuple[str, str]:
    """The text as it may be kept, and the code of what is wrong with it ("" for nothing)."""
    if len(text) > cell_chars:
        return "", "cell_too_long"
    if "\0" in text:
        return text.replace("\0", ""), "nul_removed"
    if _SURROGATE.search(text):
        return _SURROGATE.sub("\ufffd", text), "bad_bytes"
    if "\ufffd" in text:
        return text, "bad_bytes"
    if "+" in text and _MANGLED.fullmatch(text):
        return text, "mangled_number"
    return text, ""


def _is_plain(text: str, cell_chars: int) -> bool:
    """Whether nothing can be wrong with any cell of the row that was joined to this text."""
    return (
        len(text) <= cell_chars
        and "\0" not in text
        and "+" not in text
        and "\ufffd" not in text
        and not _SURROGATE.search(text)
    )


def shown(text: str) -> str:
    """A value for a problem list: short, without NUL or halves of characters."""
    start = text[:_PROBLEM_VALUE_CHARS].replace("\0", "")
    return _SURROGATE.sub("\ufffd", start)


def checked_row(
    number: int,
    texts: Iterable[str],
    columns: Sequence[str],
    cell_chars: int,
    geometry: str | None = None,
) -> SourceRow:
    """A row whose every cell has been looked at; `texts` are as many as the columns."""
    texts = tuple(texts)
    if _is_plain("".join(texts), cell_chars):
        return SourceRow(number, texts, geometry, ())
    cells: list[str] = []
    problems: list[tuple[str, str, str]] = []
    for column, text in zip(columns, texts, strict=True):
        kept, code = clean(text, cell_chars)
        cells.append(kept)
        if code:
            problems.append((column, shown(text), code))
    return SourceRow(number, tuple(cells), geometry, tuple(problems))
