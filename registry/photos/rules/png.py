"""The PNG container, walked chunk by chunk as the W3C PNG specification lays it out."""

from __future__ import annotations

from typing import Final

from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header, checked

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK_OVERHEAD = 12
_HEADER_LENGTH = 13
_MAX_CHUNKS = 100_000


def read_png(data: bytes) -> Header:
    """Read size and end of a PNG; an APNG of more than one frame is refused as animated."""
    position = len(SIGNATURE)
    size: tuple[int, int] | None = None
    for _ in range(_MAX_CHUNKS):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        body = position + 8
        position += _CHUNK_OVERHEAD + length
        if position > len(data):
            raise FaultError(Fault.TRUNCATED)
        if size is None:
            size = _image_size(kind, data[body : body + length])
        elif kind == b"acTL" and int.from_bytes(data[body : body + 4], "big") > 1:
            raise FaultError(Fault.ANIMATED)
        elif kind == b"IEND":
            return checked(Format.PNG, size, position)
    raise FaultError(Fault.BROKEN)


def _image_size(kind: bytes, body: bytes) -> tuple[int, int]:
    """Width and height from the first chunk, which must be IHDR."""
    if kind != b"IHDR" or len(body) != _HEADER_LENGTH:
        raise FaultError(Fault.BROKEN)
    return int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
