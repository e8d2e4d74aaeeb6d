"""The HEIF container, walked box by box as ISO/IEC 23008-12 lays it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header, checked

STILL_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
SEQUENCE_BRANDS: Final = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
_MAX_BOXES = 4096
_FULL_BOX = 4


def read_heif(data: bytes) -> Header:
    """Read size and end of a HEIC; one that declares itself an image sequence is animated.

    The size is the largest extent of any image in the file, tiles and thumbnails included:
    whatever the decoder chooses can only be smaller.
    """
    if data[8:12] in SEQUENCE_BRANDS:
        raise FaultError(Fault.ANIMATED)
    sizes: list[tuple[int, int]] = []
    end = 0
    for kind, body, stop in _boxes(data, 0, len(data)):
        if kind == b"meta":
            sizes.extend(_extents(data, body + _FULL_BOX, stop))
        end = stop
    return checked(Format.HEIC, max(sizes, key=lambda size: size[0] * size[1], default=None), end)


def _extents(data: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Every image extent (`ispe`) under iprp/ipco within a meta box."""
    for kind, body, end in _boxes(data, start, stop):
        if kind in {b"iprp", b"ipco"}:
            yield from _extents(data, body, end)
        elif kind == b"ispe":
            width = int.from_bytes(data[body + 4 : body + 8], "big")
            yield width, int.from_bytes(data[body + 8 : body + 12], "big")


def _boxes(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, offset of the body, offset after the box) of each box between two offsets.

    Stops quietly before bytes that cannot be a box: they are a trailer, which polyglot.py judges.
    """
    position = start
    for _ in range(_MAX_BOXES):
        kind = data[position + 4 : position + 8]
        if position + 8 > stop or not (kind.isascii() and kind.decode("ascii").isprintable()):
            return
        length, body = int.from_bytes(data[position : position + 4], "big"), position + 8
        if length == 1:
            length, body = int.from_bytes(data[body : body + 8], "big"), body + 8
        end = stop if length == 0 else position + length
        if end > stop:
            raise FaultError(Fault.TRUNCATED)
        if end < body:
            raise FaultError(Fault.BROKEN)
        yield kind, body, end
        position = end
    raise FaultError(Fault.BROKEN)
