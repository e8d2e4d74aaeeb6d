"""Which characters the shipped fonts can draw, read from the fonts' own tables."""

from __future__ import annotations

import struct
from functools import cache
from importlib import resources
from pathlib import Path

#: Drawn with the regular face; what that lacks comes from the traditional one.
FACES = ("RegistrySans-Regular.otf", "RegistrySansTraditional-Regular.otf")


def folder() -> Path:
    """Where the shipped fonts lie."""
    return Path(str(resources.files("registry"))) / "fonts"


@cache
def drawable() -> frozenset[int]:
    """The code points that the shipped fonts have glyphs for."""
    found: set[int] = set()
    for name in FACES:
        found |= code_points((folder() / name).read_bytes())
    return frozenset(found)


def undrawable(text: str) -> set[str]:
    """The characters of a text that would come out as empty boxes."""
    return {char for char in text if char not in "\n\t " and ord(char) not in drawable()}


@cache
def printable() -> frozenset[int]:
    """`drawable`, with the fonts of other scripts: what a list on paper can show."""
    found = set(drawable())
    for path in folder().glob("*.?tf"):
        found |= code_points(path.read_bytes())
    return frozenset(found)


def code_points(font: bytes) -> set[int]:
    """The code points in the `cmap` table of an OpenType font (formats 4 and 12)."""
    at = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, at + 2)
    found: set[int] = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">I", font, at + 4 + 8 * number + 4)
        (kind,) = struct.unpack_from(">H", font, at + offset)
        if kind == 4:
            found |= _segments(font, at + offset)
        elif kind == 12:
            found |= _groups(font, at + offset)
    return found


def _table(font: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == wanted:
            return int(offset)
    raise ValueError(f"the font has no table {wanted.decode()}")


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found


def _segments(font: bytes, at: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + twice)
    # 0xFFFF closes the table and is no character.
    return {
        code
        for first, last in zip(starts, ends, strict=True)
        for code in range(first, last + 1)
        if code != 0xFFFF
    }
