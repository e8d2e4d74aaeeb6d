"""What comes from outside never reaches a driver, a column or a header that cannot hold it."""

from __future__ import annotations

import base64

import pytest

from registry.accounts.rules import normal_email
from registry.accounts.views import local_path
from registry.core.errors import Invalid
from registry.core.forms import Wrong, clean_line, clean_prose
from registry.core.paging import decode_cursor, encode_cursor


def forged(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%%%",
        "a",
        forged("[" * 5000),
        forged("{}"),
        forged('["one", "two", "three"]'),
        forged('["\\u0000", "x"]'),
        forged('["\\ud800", "x"]'),
        forged("[1e999, 1]"),
        forged("[NaN, 1]"),
        forged(f"[{2**63}, 1]"),
        forged("[true, 1]"),
        forged("[null, 1]"),
        forged("[[1], 1]"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused_as_a_field(cursor):
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor, 2)
    assert set(caught.value.fields) == {"after"}


def test_a_cursor_of_ours_comes_back():
    assert decode_cursor(encode_cursor("烔炀镇", 3, 0.5), 3) == ["烔炀镇", 3, 0.5]
    long = ("肥" * 300, "x" * 16)
    assert tuple(decode_cursor(encode_cursor(*long), 2)) == long


@pytest.mark.parametrize("clean", [clean_line, clean_prose])
def test_text_never_grows_by_being_cleaned(clean):
    with pytest.raises(Wrong):
        clean("\ufb2c" * 200)
    assert clean("e\u0301") == "é"


def test_an_address_never_outgrows_its_column():
    assert len(normal_email("İ" * 200)) == 200


@pytest.mark.parametrize(
    "target", ["/a\nb", "/\r\nX: 1", "/\t/evil.example", "/\x00", "/ok\u2028x", "/\ud800"]
)
def test_a_page_to_go_back_to_holds_no_line_break(target):
    assert local_path(target) == "/"
