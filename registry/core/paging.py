"""Keyset paging: the last page costs what the first one costs."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from registry.core.errors import Invalid
from registry.core.text import T

M = TypeVar("M")

LONGEST_CURSOR = 2000
"""Characters: a title of 300 Hanzi fits; nested brackets of many more exhaust the stack."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some items and, where there are more, the cursor that continues after them."""

    items: Sequence[M]
    next: str | None = None


def encode_cursor(*key: str | float) -> str:
    """An opaque cursor for a sort key."""
    return (
        base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")
    )


def decode_cursor(cursor: str, length: int) -> list[str | int | float]:
    """The sort key of a cursor.

    Raises:
        Invalid: field `after`, where the cursor was not made by this program.
    """
    key = _loaded(cursor) if len(cursor) <= LONGEST_CURSOR else None
    if not isinstance(key, list) or len(key) != length or not all(map(_is_storable, key)):
        raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]})
    return key


def decode_moment_cursor(cursor: str) -> tuple[datetime, str]:
    """The sort key (moment, identifier) of a cursor; the moment in UTC.

    Raises:
        Invalid: as `decode_cursor`.
    """
    moment, last = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(moment)).astimezone(UTC), str(last)
    except (ValueError, OverflowError) as error:
        raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]}) from error


def _loaded(cursor: str) -> object:
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return None


def _is_storable(part: object) -> bool:
    # What no database driver takes, no cursor of ours holds: NUL, lone surrogates, numbers of more
    # than 63 bits and those that are not finite.
    if isinstance(part, str):
        return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in part)
    if isinstance(part, bool) or not isinstance(part, int | float):
        return False
    return math.isfinite(part) and abs(part) < 1 << 63
