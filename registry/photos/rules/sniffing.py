"""Which format a file is, told by its bytes: names and declared types are never believed."""

from __future__ import annotations

from typing import Final

from registry.photos.rules.faults import Fault, FaultError
from registry.photos.rules.header import Format, Header
from registry.photos.rules.heif import SEQUENCE_BRANDS, STILL_BRANDS, read_heif
from registry.photos.rules.jpeg import read_jpeg
from registry.photos.rules.limits import MEGABYTE, Limits
from registry.photos.rules.png import SIGNATURE, read_png
from registry.photos.rules.polyglot import is_polyglot
from registry.photos.rules.webp import read_webp

_READERS: Final = {
    Format.JPEG: read_jpeg,
    Format.PNG: read_png,
    Format.WEBP: read_webp,
    Format.HEIC: read_heif,
}

# Formats worth naming to the person, so that the message can say "this is a PDF".
_NAMED: Final = (
    (b"GIF8", "GIF"),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"8BPS", "PSD"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\x00\x00\x01\x00", "ICO"),
)
_TEXT_WINDOW = 1024


def check_size(byte_size: int, limits: Limits) -> None:
    """Refuse an empty file and one above the byte limit."""
    if byte_size == 0:
        raise FaultError(Fault.EMPTY)
    if byte_size > limits.bytes:
        # Rounded up: a file just above 40 MB must not be told that "40 MB is more than 40 MB".
        raise FaultError(
            Fault.TOO_LARGE, size=-(-byte_size // MEGABYTE), limit=max(1, limits.bytes // MEGABYTE)
        )


def sniff(data: bytes) -> Format:
    """The format told by the first bytes; FaultError where it is not one of ours, or no image."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(SIGNATURE):
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[4:8] == b"ftyp":
        return _sniff_boxes(data)
    for magic, name in _NAMED:
        if data.startswith(magic):
            raise FaultError(Fault.TYPE_NOT_ACCEPTED, format=name)
    if b"<svg" in data[:_TEXT_WINDOW].lower():
        raise FaultError(Fault.TYPE_NOT_ACCEPTED, format="SVG")
    raise FaultError(Fault.NOT_AN_IMAGE)


def _sniff_boxes(data: bytes) -> Format:
    """Tell HEIC from AVIF and video, which share the container, by the brands in the first box."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, length - 3, 4))}
    if brands & {b"avif", b"avis"}:
        raise FaultError(Fault.TYPE_NOT_ACCEPTED, format="AVIF")
    if data[8:12] in STILL_BRANDS | SEQUENCE_BRANDS or brands & (STILL_BRANDS - {b"mif1"}):
        return Format.HEIC
    raise FaultError(Fault.TYPE_NOT_ACCEPTED, format="MP4")


def read_header(data: bytes, limits: Limits) -> Header:
    """Check what can be checked before a pixel is decoded: size, type, frames, area, contents.

    Raises FaultError with the first fault. Costs one pass over the bytes at the most.
    """
    check_size(len(data), limits)
    header = _READERS[sniff(data)](data)
    check_area(header.width, header.height, header.format, limits)
    if is_polyglot(data, header.end):
        raise FaultError(Fault.POLYGLOT)
    return header


def check_area(width: int, height: int, kind: Format, limits: Limits) -> None:
    """Refuse a picture of more pixels than the limit of its format."""
    allowed = limits.pixels_of(kind)
    if width * height > allowed:
        raise FaultError(
            Fault.TOO_MANY_PIXELS,
            pixels=-(-width * height // 1_000_000),
            limit=max(1, allowed // 1_000_000),
        )
