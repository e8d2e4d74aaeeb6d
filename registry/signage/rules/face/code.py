"""The QR code of a sign as one path of squares."""

from __future__ import annotations

from functools import lru_cache

import segno

_QUIET = 2


@lru_cache(maxsize=512)
def grid(url: str) -> tuple[tuple[int, ...], ...]:
    """The modules of the code of an address (error level M): 1 is dark; no quiet zone."""
    return tuple(
        tuple(int(bool(dark)) for dark in row)
        for row in segno.make(url, error="m", micro=False).matrix
    )


@lru_cache(maxsize=512)
def qr_path(url: str) -> tuple[str, int]:
    """The dark modules as one SVG path with a quiet zone of 2, and the side in modules."""
    modules = grid(url)
    parts = [
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(modules)
        for x, dark in enumerate(row)
        if dark
    ]
    return "".join(parts), len(modules) + 2 * _QUIET
