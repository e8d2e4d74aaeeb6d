"""How people write a coordinate: digits of any width, degrees in Chinese or in symbols, marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.core.datum.fault import CoordinateFault
from registry.core.text import T

#: Longer than any coordinate, and what the original may take in its column.
LONGEST = 200

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans(
    {
        **{chr(code): chr(plain) for code, plain in _WIDE.items()},
        **dict.fromkeys("\u3000\u00a0\u2009\u202f\t\r\n", " "),
        **dict.fromkeys("，、", ","),
        **dict.fromkeys("º˚⁰度", "°"),
        **dict.fromkeys("′’‘´ʹ`分", "'"),
        **dict.fromkeys("″”“ʺ〃秒", '"'),
        **dict.fromkeys("−–—", "-"),
        "\ufeff": "",
        "；": ";",
        "：": ":",
    }
)
_LON_WORD = re.compile(r"longitude|long|lng|lon|经度", re.IGNORECASE)
_LAT_WORD = re.compile(r"latitude|lat|纬度", re.IGNORECASE)
_EAST_WORD = re.compile(r"横坐标|东坐标|easting", re.IGNORECASE)
_NORTH_WORD = re.compile(r"纵坐标|北坐标|northing", re.IGNORECASE)

_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]\d{1,2})?"
_SIDE = "东经|西经|北纬|南纬|[EWNS]"
_ANGLE = rf"""(?P<degrees>{_NUMBER})
    (?:\s*°\s*(?:(?P<minutes>\d+(?:\.\d+)?)\s*'\s*(?:(?P<seconds>\d+(?:\.\d+)?)
        (?:\s*"|(?![\d.]|\s*°)))?)?)?"""
_FLAGS = re.VERBOSE | re.IGNORECASE
# E117.283N31.861 and 117.283E31.861N: where the first mark stands says where the others belong.
_MARKED_BEFORE = re.compile(
    rf"(?P<before>{_SIDE})?[\s:=]*{_ANGLE}\s*(?P<after>[EWNS](?![A-Za-z])(?!\s*[\d:=]))?", _FLAGS
)
_MARKED_AFTER = re.compile(rf"(?P<before>(?!))?{_ANGLE}\s*(?P<after>{_SIDE})?", _FLAGS)
_BEGINS_WITH_MARK = re.compile(rf"[\s(\[]*(?:{_SIDE})", re.IGNORECASE)
_DASHED = re.compile(r"(?<![\d.])(\d{1,3})[-: ](\d{1,2})[-: ](\d{1,2}(?:\.\d+)?)(?![\d.°'-])")
_TWICE = re.compile(
    r"(?:(?P<lon>东经|西经|[EW])[\s:=]*[EW]|(?P<lat>北纬|南纬|[NS])[\s:=]*[NS])(?=[\s:=]*\d)"
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LEFT_OVER = re.compile(r"[\s,;:/|()\[\]{}=]|POINT(?:\s*Z)?", re.IGNORECASE)
_SIDES = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S"}


@dataclass(frozen=True, slots=True)
class Value:
    """One number as written: its value, and the axis it names ("lon", "lat" or "")."""

    number: float
    axis: str = ""


def values(text: str) -> list[Value]:
    """All coordinates written in a text, in order.

    Raises:
        CoordinateFault: letters or signs that no coordinate has, minutes or seconds of 60 or more,
            a text longer than LONGEST.
    """
    if len(text) > LONGEST:
        raise CoordinateFault("coordinate.too_long", T("这一格太长，不是坐标"))
    plain = _plain(text)
    grouped = _grouped(plain)
    if grouped is not None:
        return grouped
    found, rest, last = [], [], 0
    pattern = _MARKED_BEFORE if _BEGINS_WITH_MARK.match(plain) else _MARKED_AFTER
    for match in pattern.finditer(plain):
        rest.append(plain[last : match.start()])
        last = match.end()
        found.append(_value(match))
    rest.append(plain[last:])
    if _LEFT_OVER.sub("", "".join(rest)):
        raise unreadable(text)
    return found


def unreadable(text: str) -> CoordinateFault:
    """The refusal of a text that is no coordinate."""
    return CoordinateFault(
        "coordinate.unreadable", T("读不懂这个坐标：%(text)s", text=text.strip()[:60])
    )


def _plain(text: str) -> str:
    """The text with one kind of each sign, and one letter for each axis."""
    plain = _LAT_WORD.sub(" N ", _LON_WORD.sub(" E ", text))
    plain = _NORTH_WORD.sub(" ", _EAST_WORD.sub(" ", plain))
    plain = plain.translate(_SIGNS).replace("''", '"')
    plain = re.sub(r"(?<=\d)。(?=\d)", ".", plain)
    # X and Y say nothing of the order: northing is X on Chinese sheets and Y on screens.
    plain = re.sub(r"(?<![A-Za-z])[XY]\s*[:=]", " ", plain, flags=re.IGNORECASE)
    # 117-16-58.8 and 117:16:58.8, as survey tables write degrees, minutes and seconds.
    plain = _DASHED.sub(r"\1°\2'\3" + '"', plain)
    # An axis said twice (东经E117, 经度:E117) is said once.
    return _TWICE.sub(lambda twice: twice["lon"] or twice["lat"], plain)


def _grouped(plain: str) -> list[Value] | None:
    """Thousands groups: 3,526,474.25 alone, or two such numbers apart by a blank or semicolon."""
    parts = [part for part in re.split(r"[\s;/|]+", plain.strip()) if part]
    if not 1 <= len(parts) <= 2 or not any(_GROUPED.fullmatch(part) for part in parts):
        return None
    if not all(_GROUPED.fullmatch(part) or re.fullmatch(_NUMBER, part) for part in parts):
        return None
    return [Value(float(part.replace(",", ""))) for part in parts]


def _value(match: re.Match[str]) -> Value:
    side = (match["before"] or match["after"] or "").upper()
    side = _SIDES.get(side, side)
    number = _degrees(match)
    if side in {"W", "S"}:
        number = -number
    return Value(number, "lon" if side in {"E", "W"} else "lat" if side else "")


def _degrees(match: re.Match[str]) -> float:
    degrees = float(match["degrees"])
    if match["minutes"] is None:
        return degrees
    minutes, seconds = float(match["minutes"]), float(match["seconds"] or 0)
    fraction = not degrees.is_integer() or (match["seconds"] and not minutes.is_integer())
    if minutes >= 60 or seconds >= 60 or fraction:
        raise CoordinateFault(
            "coordinate.degrees_minutes_seconds",
            T("度分秒写得不对：分和秒都要小于 60，只有最后一项可以有小数"),
        )
    return (abs(degrees) + minutes / 60 + seconds / 3600) * (-1 if degrees < 0 else 1)
