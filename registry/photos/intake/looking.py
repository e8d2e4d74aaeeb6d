"""What a second look at a small public copy tells, long after intake."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import ImageOps, ImageStat, JpegImagePlugin

from registry.photos.intake.hashing import dhash, phash


@dataclass(frozen=True, slots=True)
class Look:
    """Mean brightness of 255, and the perceptual hashes of the picture as a mirror shows it."""

    brightness: float
    mirrored_phash: str
    mirrored_dhash: str


def look_at(content: bytes) -> Look:
    """Decode a copy that this program encoded itself; OSError where it is broken."""
    with JpegImagePlugin.JpegImageFile(io.BytesIO(content)) as picture:
        picture.load()
        mirrored = ImageOps.mirror(picture)
        mean = ImageStat.Stat(picture.convert("L")).mean[0]
    return Look(float(mean), phash(mirrored), dhash(mirrored))
