"""Cursors come back as they were made; foreign ones are refused with the field."""

from __future__ import annotations

import pytest

from registry.core.errors import Invalid
from registry.core.paging import decode_cursor, encode_cursor


def test_a_cursor_round_trips() -> None:
    assert decode_cursor(encode_cursor(3, "烔炀镇", "id"), 3) == [3, "烔炀镇", "id"]


@pytest.mark.parametrize("cursor", ["", "!!!", "bnVsbA", "W10", "烔", encode_cursor(1)])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor, 2)
    assert list(caught.value.fields) == ["after"]
