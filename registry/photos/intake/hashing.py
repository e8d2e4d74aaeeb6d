"""Perceptual hashes: 64 bits that stay nearly the same when a photo is recompressed or shrunk."""

from __future__ import annotations

import numpy as np
from PIL import Image

_SIDE = 32
_KEPT = 8

# Rows of the type-II discrete cosine transform, lowest frequencies first.
_COSINES = np.cos(
    np.pi * np.arange(_KEPT)[:, None] * (2 * np.arange(_SIDE)[None, :] + 1) / (2 * _SIDE)
)


def phash(picture: Image.Image) -> str:
    """16 hexadecimal digits: which of the 8 x 8 lowest frequencies lie above their median."""
    grey = picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    # Rounded, or the arithmetic's own noise would fill the hash of an empty wall with chance.
    spectrum = np.round(_COSINES @ np.asarray(grey, dtype=np.float64) @ _COSINES.T, 6)
    return _hex(spectrum > np.median(spectrum))


def dhash(picture: Image.Image) -> str:
    """16 hexadecimal digits: where each of 8 x 8 cells is brighter than its left neighbour."""
    grey = picture.convert("L").resize((_KEPT + 1, _KEPT), Image.Resampling.LANCZOS)
    cells = np.asarray(grey, dtype=np.int16)
    return _hex(cells[:, 1:] > cells[:, :-1])


def _hex(bits: np.ndarray) -> str:
    return np.packbits(bits.flatten()).tobytes().hex()
