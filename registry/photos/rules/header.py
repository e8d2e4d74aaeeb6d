"""What a picture's own header says, read without decoding a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.photos.rules.faults import Fault, FaultError


class Format(StrEnum):
    """The picture formats that are taken in: what phones and browsers send."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"


@dataclass(frozen=True, slots=True)
class Header:
    """Format, stored size in pixels, and `end`: the offset just after the picture's last byte."""

    format: Format
    width: int
    height: int
    end: int


def checked(found: Format, size: tuple[int, int] | None, end: int) -> Header:
    """Make a Header; a picture without an area is refused as broken."""
    if size is None or min(size) < 1:
        raise FaultError(Fault.BROKEN)
    return Header(found, size[0], size[1], end)
