"""Photo rows: by id, by digest, and all of them in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, or_, select

from registry.photos.models import Photo
from registry.photos.queries.redactions import covered_digests, in_redaction

_BATCH = 500


def photo(session: Session, photo_id: str) -> Photo | None:
    """One photo, or None."""
    return session.get(Photo, photo_id)


def photos(session: Session, photo_ids: Iterable[str]) -> dict[str, Photo]:
    """Photos by id; ids that are unknown are left out."""
    wanted = list(photo_ids)
    if not wanted:
        return {}
    return {row.id: row for row in session.exec(select(Photo).where(col(Photo.id).in_(wanted)))}


def by_digest(session: Session, sha256: str) -> list[Photo]:
    """All photos with these very bytes or, given a pixel digest, these pixels; oldest first."""
    same = or_(col(Photo.sha256) == sha256, col(Photo.pixel_sha256) == sha256)
    return list(session.exec(select(Photo).where(same).order_by(col(Photo.id))))


def digests(session: Session) -> Iterator[tuple[str, dict[str, str]]]:
    """Every photo's id and the digests under which its blobs lie, by name, in order of id.

    Read in batches, so that a walk which takes hours holds neither memory nor a cursor.
    """
    last = ""
    while True:
        columns = (Photo.id, Photo.sha256, Photo.large_key, Photo.small_key)
        statement = select(*columns).where(col(Photo.id) > last).order_by(col(Photo.id))
        batch = session.exec(statement.limit(_BATCH)).all()
        others = covered_digests(session, [row[0] for row in batch])
        for last, original, large, small in batch:
            named = {"original": original, "large": large, "small": small}
            yield last, {**named, **others.get(last, {})}
        if len(batch) < _BATCH:
            return


def in_use(session: Session, digest: str) -> bool:
    """Whether any photo's blob lies under this digest, earlier and uncovered copies too."""
    statement = select(Photo.id).where(
        or_(
            col(Photo.sha256) == digest,
            col(Photo.large_key) == digest,
            col(Photo.small_key) == digest,
        )
    )
    if session.exec(statement.limit(1)).first() is not None:
        return True
    return in_redaction(session, digest)
