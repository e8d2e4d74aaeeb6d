"""Keyset paging: the last page costs what the first one costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.core.errors import Invalid
from registry.core.text import T

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some items and, where there are more, the cursor that continues after them."""

    items: Sequence[M]
    next: str | None = None


def encode_cursor(*key: str | float) -> str:
    """An opaque cursor for a sort key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[str | int | float]:
    """The sort key of a cursor.

    Raises:
        Invalid: field `after`, where the cursor was not made by this program.
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        key = None
    if (
        not isinstance(key, list)
        or len(key) != length
        or not all(isinstance(part, str | int | float) for part in key)
    ):
        raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]})
    return key
