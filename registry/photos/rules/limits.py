"""What one photo may cost - bytes, pixels, memory, time - and how large its public copies are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from registry.photos.rules.header import Format

MEGABYTE = 1_000_000
"""Sizes are shown to people in decimal megabytes, as their phones show them."""

LARGE_EDGE = 1600
SMALL_EDGE = 320
"""Longest edges, in pixels, of the two public copies."""

LARGE_LEAST = 1440
"""Where decoding at a scale of eighths ends between this and LARGE_EDGE, that is the large copy."""

DERIVATION_VERSION = 2
"""Raised whenever the same original would give other copies, hashes or pixel digests."""


_WHOLE: Final = {
    Format.HEIC: Fraction(5, 6),
    Format.PNG: Fraction(1, 2),
    Format.WEBP: Fraction(1, 3),
}
"""Parts of the limit on pixels: only a JPEG is decoded at a reduced scale, the others take 8 to 16
bytes a pixel. 5/6 of 60 million is what the largest HEIC cameras make."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds held while one photo is taken in.

    `bytes` and `pixels` (of a JPEG; `pixels_of` the others) are checked before anything is decoded;
    `memory_bytes` above what it has at rest (some 50 MB), `cpu_seconds` and `wall_seconds` bound
    the child process which decodes it, so that no file costs more than 512 MB and five seconds;
    `wait_seconds` is how long an upload may queue for a free child.
    """

    bytes: int = 40 * MEGABYTE
    pixels: int = 60_000_000
    memory_bytes: int = 448 * 1024 * 1024
    cpu_seconds: int = 4
    wall_seconds: float = 8.0
    wait_seconds: float = 30.0

    def pixels_of(self, kind: Format) -> int:
        """How many pixels a picture of this format may have."""
        return int(self.pixels * _WHOLE.get(kind, 1))
