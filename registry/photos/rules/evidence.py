"""What a photo claims about its time and place, read from EXIF values as *claims*, never as facts.

Source: EXIF 2.32 (CIPA DC-008) for tags, rationals, hemisphere letters and offsets. An absurd claim
counts as absent: it must neither break the intake nor put a photo at 0 N 0 E.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

CHINA_STANDARD_TIME: Final = timezone(timedelta(hours=8))
"""The one legal time in Hefei: assumed where a camera states no offset."""

_TIME: Final = re.compile(r"(\d{4})[:\-](\d\d)[:\-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")
_TEXT_MAX = 40
_EARLIEST_YEAR = 1990
_PARTS = 3
_SIXTY = 60


def plain_text(value: object) -> str:
    """A tag's text, decoded, without unprintable characters and padding, at most 40 characters."""
    raw = value.decode("ascii", "replace") if isinstance(value, bytes) else value
    if not isinstance(raw, str):
        return ""
    return "".join(mark for mark in raw[: 4 * _TEXT_MAX] if mark.isprintable()).strip()[:_TEXT_MAX]


def claimed_time(taken: str, offset: str) -> datetime | None:
    """The moment (aware, UTC) that `DateTimeOriginal` and `OffsetTimeOriginal` claim.

    Without an offset China Standard Time is assumed; an impossible offset or date gives None.
    """
    match = _TIME.fullmatch(taken)
    zone = _zone(offset)
    if match is None or zone is None:
        return None
    try:
        moment = datetime(*(int(part) for part in match.groups()), tzinfo=zone)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.year >= _EARLIEST_YEAR else None


def _zone(offset: str) -> timezone | None:
    """The zone an offset text names; None outside -12:00 to +14:00, the offsets in use on earth."""
    if not offset:
        return CHINA_STANDARD_TIME
    match = _OFFSET.fullmatch(offset)
    if match is None or int(match[3]) >= _SIXTY:
        return None
    minutes = int(match[2]) * _SIXTY + int(match[3])
    signed = -minutes if match[1] == "-" else minutes
    return timezone(timedelta(minutes=signed)) if -12 * _SIXTY <= signed <= 14 * _SIXTY else None


def claimed_position(
    latitude: object, latitude_ref: object, longitude: object, longitude_ref: object
) -> tuple[float, float] | None:
    """(lon, lat) in WGS 84 degrees as the GPS tags claim, or None where they claim nothing usable.

    Each coordinate is degrees, minutes, seconds with a hemisphere letter. 0/0 is what phones write
    when they strip the position, so it is no claim.
    """
    lat = _degrees(latitude, plain_text(latitude_ref).upper(), "N", "S", 90.0)
    lon = _degrees(longitude, plain_text(longitude_ref).upper(), "E", "W", 180.0)
    if lat is None or lon is None or (lat == 0.0 and lon == 0.0):
        return None
    return round(lon, 7), round(lat, 7)


def _degrees(value: object, letter: str, plus: str, minus: str, limit: float) -> float | None:
    """Decimal degrees of one coordinate, or None."""
    if letter not in {plus, minus} or not isinstance(value, list | tuple) or len(value) != _PARTS:
        return None
    parts = [_number(part) for part in value]
    # A second of exactly 60 is what rounding makes of 59.99996, so it stands.
    if not all(0.0 <= part <= top for part, top in zip(parts, (limit, 60.0, 60.0), strict=True)):
        return None
    total = parts[0] + parts[1] / 60.0 + parts[2] / 3600.0
    if total > limit:
        return None
    return -total if letter == minus else total


def _number(value: object) -> float:
    """A rational as a float; NaN (which fails every comparison) where it is none."""
    if isinstance(value, str | bytes):
        return math.nan
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return math.nan
