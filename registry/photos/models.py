"""The tables of photos: what was measured of each original, where its bytes lie, its covers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.photos.rules import DERIVATION_VERSION, Format, RedactionReason

_SHA256 = 64
_HASH64 = 16


class Photo(Row, table=True):
    """照片: one photo as it was received.

    The original lies in the blob store under `sha256`, the two public copies under `large_key` and
    `small_key`. The same bytes may be received for two reports: that is to be found, not forbidden,
    so the digests are indexed and not unique. `taken_at`, `exif_lon` and `exif_lat` (WGS 84) are
    what the file claims, and evidence of nothing by themselves; `taken_at_text` is the claim word
    for word. `width` and `height` are those of the upright original. `is_public` says whether
    visitors may see the copies; nobody is served the original.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint(states_sql("format", Format), name="format"),
        CheckConstraint("(exif_lon IS NULL) = (exif_lat IS NULL)", name="position"),
        CheckConstraint("byte_size > 0 AND width > 0 AND height > 0", name="size"),
    )

    sha256: str = Field(max_length=_SHA256, index=True)
    pixel_sha256: str = Field(max_length=_SHA256, index=True)
    phash: str = Field(max_length=_HASH64)
    dhash: str = Field(max_length=_HASH64)
    format: str = Field(max_length=8)
    width: int
    height: int
    byte_size: int
    taken_at: datetime | None = None
    taken_at_text: str = Field(default="", max_length=80)
    exif_lon: float | None = None
    exif_lat: float | None = None
    large_key: str = Field(max_length=_SHA256, index=True)
    large_width: int
    large_height: int
    small_key: str = Field(max_length=_SHA256, index=True)
    small_width: int
    small_height: int
    is_public: bool = False
    derivation_version: int = DERIVATION_VERSION


class PhotoRedaction(Row, table=True):
    """遮盖: one version of what is covered on a photo's copies; triggers refuse UPDATE and DELETE.

    A version is the whole set of `regions` (rectangles and strokes of the brush, as parts of the
    upright picture), always covered on the copies as they were first derived: those before version
    1. `restores` names the earlier version that this one goes back to, 0 being the copies without
    any cover. The keys tell which copies were shown until then and since.
    """

    __tablename__ = "photo_redaction"
    __table_args__ = (
        UniqueConstraint("photo_id", "version"),
        CheckConstraint(states_sql("reason", RedactionReason), name="reason"),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("restores IS NULL OR restores < version", name="restores"),
    )

    photo_id: str = Field(foreign_key="photo.id", max_length=LENGTH)
    version: int
    regions: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    reason: str = Field(max_length=8)
    note: str = Field(default="", max_length=500)
    restores: int | None = None
    by_id: str | None = Field(default=None, max_length=LENGTH)
    by_name: str = Field(default="", max_length=120)
    at: datetime
    before_large_key: str = Field(max_length=_SHA256, index=True)
    before_small_key: str = Field(max_length=_SHA256, index=True)
    large_key: str = Field(max_length=_SHA256, index=True)
    small_key: str = Field(max_length=_SHA256, index=True)
