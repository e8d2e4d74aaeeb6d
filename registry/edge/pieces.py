"""What a request says of a piece of a file: where it begins, and its digest."""

from __future__ import annotations

import base64
import binascii

from werkzeug.http import parse_content_range_header, parse_dict_header


def piece_start(content_range: str, length: int, size: int) -> int:
    """The first octet of a piece by its `Content-Range: bytes first-last/size` (RFC 9110, 14.4).

    `length` is how many octets the body has, `size` how many the file was declared with.

    Raises:
        ValueError: it is no such header, or does not go with the body or the file.
    """
    asked = parse_content_range_header(content_range)
    if (
        asked is None
        or asked.units != "bytes"
        or asked.start is None
        or asked.stop is None
        or asked.length != size
        or asked.stop - asked.start != length
        or length == 0
    ):
        raise ValueError(content_range)
    return asked.start


def said_digest(content_digest: str) -> str:
    """The SHA-256 in a `Content-Digest: sha-256=:…:` (RFC 9530), as 64 hexadecimal digits.

    Raises:
        ValueError: there is none in it.
    """
    value = parse_dict_header(content_digest).get("sha-256") or ""
    if not (value.startswith(":") and value.endswith(":") and len(value) > 2):
        raise ValueError(content_digest)
    try:
        raw = base64.b64decode(value[1:-1], validate=True)
    except binascii.Error as error:
        raise ValueError(content_digest) from error
    return raw.hex()
