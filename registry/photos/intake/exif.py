"""Reading EXIF with Pillow: orientation, and what the photo claims of its time and place."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from PIL import ExifTags, Image

from registry.photos.rules.evidence import claimed_position, claimed_time, plain_text

_UPRIGHT = 1


class Claims(NamedTuple):
    """What the metadata says; nothing in it is verified."""

    orientation: int = _UPRIGHT
    taken_at: datetime | None = None
    taken_at_text: str = ""
    position: tuple[float, float] | None = None


def read_claims(picture: Image.Image) -> Claims:
    """The claims of one opened picture; broken or hostile metadata claims nothing."""
    try:
        exif = picture.getexif()
        taken = _folder(exif, ExifTags.IFD.Exif)
        gps = _folder(exif, ExifTags.IFD.GPSInfo)
        text = plain_text(taken.get(ExifTags.Base.DateTimeOriginal))
        offset = plain_text(taken.get(ExifTags.Base.OffsetTimeOriginal))
        return Claims(
            orientation=_orientation(exif.get(ExifTags.Base.Orientation)),
            taken_at=claimed_time(text, offset),
            taken_at_text=f"{text}{offset}" if text else "",
            position=claimed_position(
                gps.get(ExifTags.GPS.GPSLatitude),
                gps.get(ExifTags.GPS.GPSLatitudeRef),
                gps.get(ExifTags.GPS.GPSLongitude),
                gps.get(ExifTags.GPS.GPSLongitudeRef),
            ),
        )
    except Exception:  # noqa: BLE001 - a parser fed hostile bytes may raise anything
        return Claims()


def _folder(exif: Image.Exif, ifd: ExifTags.IFD) -> dict[int, Any]:
    # One broken folder must not take the other with it.
    try:
        return dict(exif.get_ifd(ifd))
    except Exception:  # noqa: BLE001 - as above
        return {}


def _orientation(value: object) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else _UPRIGHT
