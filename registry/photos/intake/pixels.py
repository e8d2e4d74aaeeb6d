"""From a judged file to pixels: decoded, shrunk, set upright, in sRGB, encoded without metadata."""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from registry.photos.rules.header import Format, Header
from registry.photos.rules.limits import LARGE_EDGE, SMALL_EDGE

_QUALITY: Final = {LARGE_EDGE: 82, SMALL_EDGE: 78}
_PROFILE_MAX = 1024 * 1024
_STRIP = 128
_WHITE: Final = (255, 255, 255)

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One public copy: JPEG bytes without any metadata."""

    content: bytes
    width: int
    height: int


def open_picture(data: bytes, header: Header) -> Image.Image:
    """Open without decoding, by the plugin of the sniffed format and no other."""
    stream = io.BytesIO(data)
    if header.format is Format.JPEG:
        # The plain JPEG plugin reads the first picture of an MPO and ignores the rest.
        return JpegImagePlugin.JpegImageFile(stream)
    if header.format is Format.PNG:
        return PngImagePlugin.PngImageFile(stream)
    if header.format is Format.WEBP:
        return WebPImagePlugin.WebPImageFile(stream)
    # 27 MB of codecs: only where they are needed.
    import pillow_heif

    picture: Image.Image = pillow_heif.HeifImageFile(stream)  # type: ignore[no-untyped-call]
    return picture


def decode(picture: Image.Image) -> str:
    """Decode in place, a JPEG at the smallest scale that still holds the large copy.

    Returns the SHA-256 of the pixels as stored (before any turning), so that two files that differ
    only in metadata are found to be the same picture.
    """
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        # The box must have the picture's own shape, or libjpeg decodes at full size.
        picture.draft("RGB", fit(picture.size, LARGE_EDGE))
    picture.load()
    hasher = hashlib.sha256(f"{picture.mode} {picture.width} {picture.height} ".encode())
    # In strips: all the pixels as one string would double the memory that a large photo takes.
    for top in range(0, picture.height, _STRIP):
        bottom = min(top + _STRIP, picture.height)
        hasher.update(picture.crop((0, top, picture.width, bottom)).tobytes())
    return hasher.hexdigest()


def shrink(picture: Image.Image, orientation: int) -> Image.Image:
    """At most LARGE_EDGE on its longer side, upright, RGB in sRGB, on white where transparent."""
    profile = picture.info.get("icc_profile")
    small = _resizable(picture)
    size = fit(small.size, LARGE_EDGE)
    if size != small.size:
        small = small.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    small = _in_srgb(_on_white(small), profile)
    # Turned after shrinking: a quarter of the pixels to move.
    return small.transpose(_TURNS[orientation]) if orientation in _TURNS else small


def encode(picture: Image.Image, edge: int) -> tuple[Copy, Image.Image]:
    """A JPEG copy at most `edge` long, and the picture it was made from."""
    size = fit(picture.size, edge)
    if size != picture.size:
        # By a whole number first (1600 to 320 wholly): exact, and four times as fast.
        picture = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0)
    # Pillow carries comments and profiles from `info` into what it saves.
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, format="JPEG", quality=_QUALITY[edge])
    return Copy(out.getvalue(), picture.width, picture.height), picture


def fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """A size of the same shape whose longer side is at most `edge` pixels; never enlarged."""
    longest = max(size)
    if longest <= edge:
        return size
    width, height = (max(1, round(side * edge / longest)) for side in size)
    return width, height


def _resizable(picture: Image.Image) -> Image.Image:
    """The picture in a mode that shrinks smoothly."""
    if picture.mode.startswith("I"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in {"P", "PA", "LA", "La", "RGBa"} or "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    sheet = Image.new("RGB", picture.size, _WHITE)
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Colours moved to sRGB, since the copy carries no profile (phones record Display P3)."""
    if not isinstance(profile, bytes) or not 0 < len(profile) <= _PROFILE_MAX:
        return picture
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        is_rgb = source.profile.xcolor_space.strip() == "RGB"
        if is_rgb and "sRGB" not in ImageCms.getProfileDescription(source):
            target = ImageCms.createProfile("sRGB")
            moved = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            return moved if moved is not None else picture
    return picture


# A file that ends early is an error, whatever else has been loaded into this process.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# The limit on pixels is checked before a plugin is chosen; Pillow's own would only warn.
Image.MAX_IMAGE_PIXELS = None
