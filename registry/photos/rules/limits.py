"""What one photo may cost - bytes, pixels, memory, time - and how large its public copies are."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000
"""Sizes are shown to people in decimal megabytes, as their phones show them."""

LARGE_EDGE = 1600
SMALL_EDGE = 320
"""Longest edges, in pixels, of the two public copies."""

LARGE_LEAST = 1440
"""Where decoding at a scale of eighths ends between this and LARGE_EDGE, that is the large copy."""

DERIVATION_VERSION = 2
"""Raised whenever the same original would give other copies, hashes or pixel digests."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds held while one photo is taken in.

    `bytes` and `pixels` are checked before anything is decoded; `memory_bytes`,
    `cpu_seconds` and `wall_seconds` bound the child process which decodes it;
    `wait_seconds` is how long an upload may queue for a free child.
    """

    bytes: int = 40 * MEGABYTE
    pixels: int = 60_000_000
    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 40.0
    wait_seconds: float = 30.0
