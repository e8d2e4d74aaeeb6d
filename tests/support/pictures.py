"""Pictures made at test time: honest photos with chosen metadata, and the hostile corpus."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
import pillow_heif
from PIL import ExifTags, Image

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (30, 60, 200), (245, 245, 245)


@cache
def scene(width: int = 640, height: int = 480, seed: int = 1) -> Image.Image:
    """A picture with soft shapes and a little noise, different for each seed."""
    chance = np.random.default_rng(seed)
    coarse = Image.fromarray(chance.integers(0, 255, (9, 12, 3), dtype=np.uint8))
    soft = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), dtype=np.int16)
    noisy = soft + chance.normal(0, 3, soft.shape).astype(np.int16)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def quarters(width: int = 640, height: int = 480) -> Image.Image:
    """Red and green above blue and white: each corner tells which way is up."""
    picture = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for colour, corner in (
        (RED, (0, 0)),
        (GREEN, (half[0], 0)),
        (BLUE, (0, half[1])),
        (WHITE, half),
    ):
        picture.paste(colour, (*corner, corner[0] + half[0], corner[1] + half[1]))
    return picture


def exif(
    *,
    taken: str = "",
    offset: str = "",
    position: tuple[Any, Any] | None = None,
    refs: tuple[str, str] = ("N", "E"),
    orientation: int | None = None,
) -> Image.Exif:
    """Metadata of a phone; `position` is (latitude, longitude), each as three rationals."""
    made = Image.Exif()
    made[ExifTags.Base.Make] = "Telephone"
    if orientation is not None:
        made[ExifTags.Base.Orientation] = orientation
    details = made.get_ifd(ExifTags.IFD.Exif)
    if taken:
        details[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    if position is not None:
        gps = made.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = refs
        gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLongitude] = position
    return made


#: 31°30'18.36" N 117°30'10.8" E: the ancient town of Sanhe, about.
SANHE = ((31.0, 30.0, 18.36), (117.0, 30.0, 10.8))
SANHE_LON_LAT = (117.503, 31.5051)


def phone_exif(**changes: Any) -> Image.Exif:
    """What an honest phone writes."""
    told = {"taken": "2026:05:01 09:30:00", "offset": "+08:00", "position": SANHE}
    return exif(**{**told, **changes})


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of a picture in a format Pillow writes."""
    out = io.BytesIO()
    picture.save(out, format=kind, **options)
    return out.getvalue()


def jpeg(picture: Image.Image | None = None, **options: Any) -> bytes:
    """A JPEG."""
    return saved(picture or scene(), "JPEG", **{"quality": 88, **options})


def png(picture: Image.Image | None = None, **options: Any) -> bytes:
    """A PNG."""
    return saved(picture or scene(), "PNG", **options)


def webp(picture: Image.Image | None = None, **options: Any) -> bytes:
    """A WebP."""
    return saved(picture or scene(), "WEBP", **options)


def heic(picture: Image.Image | None = None, **options: Any) -> bytes:
    """A HEIC, as iPhones write it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(picture or scene()).save(out, quality=60, **options)
    return out.getvalue()


def mpo() -> bytes:
    """Two JPEGs in one file, as phones write them: the photo first."""
    return saved(quarters(), "MPO", save_all=True, append_images=[scene(160, 120)])


def animated(kind: str) -> bytes:
    """Three frames."""
    frames = [scene(80, 60, seed) for seed in (2, 3)]
    return saved(scene(80, 60), kind, save_all=True, append_images=frames, duration=100)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def png_of(width: int, height: int, body: bytes, depth: int = 1, colour: int = 0) -> bytes:
    """A PNG put together by hand: its header may promise what its body does not hold."""
    header = struct.pack("!IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


@cache
def bomb(side: int = 50_000) -> bytes:
    """A few hundred kilobytes that unpack to billions of pixels."""
    row = b"\0" * (1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row * 500) for _ in range(side // 500))
    return png_of(side, side, packed + packer.flush())


@cache
def scan_bomb(side: int = 7700, scans: int = 2000) -> bytes:
    """Half a megabyte that makes a decoder pass over all blocks of a picture thousands of times."""
    grey = jpeg(Image.new("RGB", (side, side), (9, 9, 9)), progressive=True, quality=50)
    last = grey[grey.rfind(b"\xff\xda") : -2]
    return grey[:-2] + last * scans + grey[-2:]


def archive(name: str = "payload.txt") -> bytes:
    """A small ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr(name, "payload")
    return out.getvalue()


def halved(content: bytes) -> bytes:
    """The first half: what a broken connection leaves."""
    return content[: len(content) // 2]


def riff(kind: bytes, body: bytes) -> bytes:
    """A WebP container of one chunk."""
    chunk = kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


#: Every file here is refused with the code beside it.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "photos.empty"),
    "text": (lambda: b"not a picture, whatever its name says", "photos.not_an_image"),
    "zeros": (lambda: bytes(5000), "photos.not_an_image"),
    "first bytes only": (lambda: b"\xff\xd8\xff", "photos.truncated"),
    "svg": (
        lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        "photos.type_not_accepted",
    ),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj\n", "photos.type_not_accepted"),
    "zip": (archive, "photos.type_not_accepted"),
    "gif": (lambda: saved(scene(80, 60), "GIF"), "photos.type_not_accepted"),
    "animated gif": (lambda: animated("GIF"), "photos.type_not_accepted"),
    "gif and script": (
        lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
        "photos.type_not_accepted",
    ),
    "bmp": (lambda: saved(scene(80, 60), "BMP"), "photos.type_not_accepted"),
    "tiff": (lambda: saved(scene(80, 60), "TIFF"), "photos.type_not_accepted"),
    "avif": (lambda: saved(scene(80, 60), "AVIF"), "photos.type_not_accepted"),
    "video": (
        lambda: b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(900),
        "photos.type_not_accepted",
    ),
    "truncated jpeg": (lambda: halved(jpeg()), "photos.truncated"),
    "truncated progressive jpeg": (lambda: halved(jpeg(progressive=True)), "photos.truncated"),
    "jpeg without its last byte": (lambda: jpeg()[:-1], "photos.truncated"),
    "truncated png": (lambda: halved(png()), "photos.truncated"),
    "truncated webp": (lambda: halved(webp()), "photos.truncated"),
    "truncated heic": (lambda: halved(heic()), "photos.truncated"),
    "png whose pixels break off": (
        lambda: png_of(640, 480, zlib.compress(np.random.default_rng(4).bytes(81 * 480))[:20_000]),
        "photos.broken",
    ),
    "png with rubbish for pixels": (lambda: png_of(640, 480, b"rubbish" * 90), "photos.broken"),
    "png without area": (lambda: png_of(0, 480, b""), "photos.broken"),
    "webp without pixels": (lambda: riff(b"XXXX", b"abc"), "photos.broken"),
    "webp with rubbish for pixels": (
        lambda: riff(b"VP8 ", b"\x10\0\0\x9d\x01\x2a\x80\0\x60\0" + b"rubbish" * 40),
        "photos.broken",
    ),
    "jpeg without a frame": (lambda: b"\xff\xd8\xff\xd9", "photos.broken"),
    "jpeg of countless segments": (
        lambda: b"\xff\xd8" + b"\xff\xfe\0\x02" * 5000 + b"\xff\xd9",
        "photos.broken",
    ),
    "heic without an image": (
        lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat",
        "photos.broken",
    ),
    "heic sequence": (
        lambda: b"\0\0\0\x18ftyphevc\0\0\0\0msf1hevc" + bytes(100),
        "photos.animated",
    ),
    "animated webp": (lambda: animated("WEBP"), "photos.animated"),
    "animated png": (lambda: animated("PNG"), "photos.animated"),
    "decompression bomb": (bomb, "photos.too_many_pixels"),
    "jpeg of thousands of scans": (scan_bomb, "photos.bomb"),
    "png of forty megapixels": (lambda: bomb(6400), "photos.too_many_pixels"),
    "jpeg that claims 65 535 squared": (
        lambda: jpeg().replace(struct.pack("!HH", 480, 640), b"\xff\xff\xff\xff", 1),
        "photos.too_many_pixels",
    ),
    "jpeg and zip": (lambda: jpeg() + archive(), "photos.polyglot"),
    "png and zip": (lambda: png() + archive(), "photos.polyglot"),
    "webp and zip": (lambda: webp() + archive(), "photos.polyglot"),
    "heic and zip": (lambda: heic() + archive(), "photos.polyglot"),
    "zip hidden in a comment": (
        lambda: jpeg(comment=archive()) + b"PK\x05\x06" + bytes(4) + b"\1\0\1\0" + bytes(10),
        "photos.polyglot",
    ),
    "jpeg and pdf": (lambda: jpeg(comment=b"%PDF-1.4 1 0 obj"), "photos.polyglot"),
    "jpeg and pdf behind": (lambda: jpeg() + b"\n%PDF-1.4\n", "photos.polyglot"),
    "jpeg and page": (lambda: jpeg() + b"<HTML><script>alert(1)</script>", "photos.polyglot"),
    "png and php": (lambda: png() + b"<?php system($_GET[0]);", "photos.polyglot"),
    "jpeg and program": (lambda: jpeg() + b"\0\0\x7fELF\2\1\1", "photos.polyglot"),
}


def _sixteen_bit() -> bytes:
    ramp = np.linspace(0, 65535, 640 * 480).reshape(480, 640).astype(np.uint16)
    return png(Image.fromarray(ramp))


#: Every file here is unusual, and accepted as the format beside it.
UNUSUAL: dict[str, tuple[Callable[[], bytes], str]] = {
    "jpeg": (jpeg, "jpeg"),
    "progressive jpeg": (lambda: jpeg(progressive=True), "jpeg"),
    "grey jpeg": (lambda: jpeg(scene().convert("L")), "jpeg"),
    "cmyk jpeg": (lambda: jpeg(scene().convert("CMYK")), "jpeg"),
    "jpeg with restart markers": (lambda: jpeg(restart_marker_blocks=4), "jpeg"),
    "mpo": (mpo, "jpeg"),
    "motion photo": (lambda: jpeg() + b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40, "jpeg"),
    "jpeg with a maker's trailer": (
        lambda: jpeg() + b"SEFH\x6b\0\0\0" + bytes(60) + b"SEFT",
        "jpeg",
    ),
    "jpeg with padding": (lambda: jpeg() + bytes(4096), "jpeg"),
    "png": (png, "png"),
    "one-bit png": (lambda: png(scene().convert("1")), "png"),
    "sixteen-bit png": (_sixteen_bit, "png"),
    "palette png": (lambda: png(scene().convert("P")), "png"),
    "palette png with transparency": (
        lambda: png(scene().convert("P"), transparency=bytes([0, 120, 255])),
        "png",
    ),
    "rgb png with a transparent colour": (lambda: png(quarters(), transparency=RED), "png"),
    "grey png with alpha": (lambda: png(scene().convert("LA")), "png"),
    "transparent png": (lambda: png(scene().convert("RGBA")), "png"),
    "interlaced size of one": (lambda: png(Image.new("RGB", (1, 1), RED)), "png"),
    "webp": (webp, "webp"),
    "lossless webp": (lambda: webp(lossless=True), "webp"),
    "transparent webp": (lambda: webp(scene().convert("RGBA")), "webp"),
    "webp with metadata": (lambda: webp(exif=phone_exif()), "webp"),
    "heic": (heic, "heic"),
    "very long picture": (lambda: jpeg(scene(6000, 3)), "jpeg"),
}


def china_time(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment by the clock on the wall in Hefei."""
    from registry.core.clock import CHINA

    return datetime(year, month, day, hour, minute, tzinfo=CHINA)
