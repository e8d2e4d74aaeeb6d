"""What is covered on photos: versions, the copies of each, and the copies as first derived."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from registry.photos.models import Photo, PhotoRedaction

_KEYS = (
    PhotoRedaction.before_large_key,
    PhotoRedaction.before_small_key,
    PhotoRedaction.large_key,
    PhotoRedaction.small_key,
)


class Copies(NamedTuple):
    """Where a large and a small copy lie in the store."""

    large: str
    small: str


def redactions_of(session: Session, photo_id: str) -> list[PhotoRedaction]:
    """All versions of a photo's covers, oldest first."""
    statement = select(PhotoRedaction).where(PhotoRedaction.photo_id == photo_id)
    return list(session.exec(statement.order_by(col(PhotoRedaction.version))))


def copies_at(photo: Photo, versions: Iterable[PhotoRedaction], version: int) -> Copies | None:
    """The copies of one version; 0: as first derived, without any cover. None: no such version."""
    known = list(versions)
    if version == 0:
        first = known[0] if known else None
        if first is None:
            return Copies(photo.large_key, photo.small_key)
        return Copies(first.before_large_key, first.before_small_key)
    found = [row for row in known if row.version == version]
    return Copies(found[0].large_key, found[0].small_key) if found else None


def first_copies(session: Session, photo: Photo) -> Copies:
    """The copies as they were first derived: what checks and further covers begin from."""
    return copies_at(photo, redactions_of(session, photo.id), 0) or Copies(
        photo.large_key, photo.small_key
    )


def covered_digests(session: Session, photo_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """The digests of these photos' other copies, by photo, then by what they are called."""
    found: dict[str, dict[str, str]] = {}
    statement = select(PhotoRedaction).where(col(PhotoRedaction.photo_id).in_(list(photo_ids)))
    for row in session.exec(statement.order_by(col(PhotoRedaction.version))):
        named = found.setdefault(row.photo_id, {})
        if row.version == 1:
            named |= {
                "large without cover": row.before_large_key,
                "small without cover": row.before_small_key,
            }
        named[f"large of cover {row.version}"] = row.large_key
        named[f"small of cover {row.version}"] = row.small_key
    return found


def in_redaction(session: Session, digest: str) -> bool:
    """Whether any version of any cover needs the blob under this digest."""
    statement = select(PhotoRedaction.id).where(or_(*(col(key) == digest for key in _KEYS)))
    return session.exec(statement.limit(1)).first() is not None
