"""The JPEG container, walked marker by marker as ITU-T T.81 annex B lays it out."""

from __future__ import annotations

import re
from typing import Final

from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header, checked

_END_OF_IMAGE = 0xD9
_BARE_MARKERS: Final = frozenset({0x01, 0xD8})
_FRAME_MARKERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA
_MAX_SEGMENTS = 4096
# A progressive photo has about ten scans. Each costs a pass over all blocks of the picture, even
# where it holds next to nothing, so that a small file of thousands would take minutes.
_MAX_SCANS = 64

# Inside entropy-coded data FF is followed by 00 (stuffing) or a restart marker. No quantifier: a
# file of nothing but FF bytes must cost one pass, not a quadratic search.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def read_jpeg(data: bytes) -> Header:
    """Read size and end of the first picture (an MPO holds several; phones put the photo first).

    Truncated where no end-of-image marker is reached, broken where a segment is impossible, a bomb
    where there are more scans than any camera writes.
    """
    size: tuple[int, int] | None = None
    position, scans = 2, 0
    for _ in range(_MAX_SEGMENTS):
        marker = _MARKER.search(data, position)
        if marker is None:
            raise FaultError(Fault.TRUNCATED)
        kind, position = data[marker.end() - 1], marker.end()
        if kind == _END_OF_IMAGE:
            return checked(Format.JPEG, size, position)
        if kind in _BARE_MARKERS:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if position + max(length, 2) > len(data):
            raise FaultError(Fault.TRUNCATED)
        if length < 2:
            raise FaultError(Fault.BROKEN)
        scans += kind == _START_OF_SCAN
        if scans > _MAX_SCANS:
            raise FaultError(Fault.BOMB)
        if kind in _FRAME_MARKERS and size is None:
            size = _frame_size(data[position + 2 : position + length])
        position += length
    raise FaultError(Fault.BROKEN)


def _frame_size(frame: bytes) -> tuple[int, int]:
    """Width and height from a frame header's body: precision, height, width, components."""
    return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")
