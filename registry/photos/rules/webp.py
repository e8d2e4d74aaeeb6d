"""The WebP container, walked chunk by chunk as RFC 9649 lays it out."""

from __future__ import annotations

from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header, checked

_FIRST_CHUNK = 12
_ANIMATION_FLAG = 0x02
_MAX_CHUNKS = 4096


def read_webp(data: bytes) -> Header:
    """Read size and end of a WebP; one with the animation flag or an animation frame is animated.

    The largest of the canvas and the bitstreams counts, so that neither can understate the other.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise FaultError(Fault.TRUNCATED)
    sizes: list[tuple[int, int]] = []
    position = _FIRST_CHUNK
    for _ in range(_MAX_CHUNKS):
        if position + 8 > end:
            return checked(Format.WEBP, max(sizes, key=_area, default=None), end)
        kind = data[position : position + 4]
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        body = data[position + 8 : position + 8 + min(length, 16)]
        position += 8 + length + length % 2
        if position - length % 2 > end:
            raise FaultError(Fault.TRUNCATED)
        if kind in {b"ANIM", b"ANMF"} or (kind == b"VP8X" and _is_animated(body)):
            raise FaultError(Fault.ANIMATED)
        size = _chunk_size(kind, body)
        if size is not None:
            sizes.append(size)
    raise FaultError(Fault.BROKEN)


def _is_animated(extended_header: bytes) -> bool:
    return bool(int.from_bytes(extended_header[:1], "big") & _ANIMATION_FLAG)


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]


def _chunk_size(kind: bytes, body: bytes) -> tuple[int, int] | None:
    """Width and height that one chunk declares, or None where it declares none."""
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8 ":
        width = int.from_bytes(body[6:8], "little") & 0x3FFF
        return width, int.from_bytes(body[8:10], "little") & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None
