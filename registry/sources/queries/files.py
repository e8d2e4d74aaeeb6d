"""Files of sources: what pages and archives need of them, and every blob they keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from registry.core.text import Text
from registry.sources.models import SourceFile
from registry.sources.rules import FILE_ROLE_LABELS, FileRole

_BATCH = 500


@dataclass(frozen=True, slots=True)
class SourceFileView:
    """A file of a source. `public_sha256` is the copy without metadata, where there is one."""

    id: str
    source_id: str
    role: str
    role_label: Text
    file_name: str
    media_type: str
    size: int
    sha256: str
    caption: str
    licence: str
    consent: str
    retrieved_on: date | None
    public: bool
    public_sha256: str
    preview_sha256: str
    created_at: datetime
    created_by: str | None
    simulated: bool

    @property
    def public_digest(self) -> str:
        """The blob that everybody may have once the file is public."""
        return self.public_sha256 or self.sha256


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The blobs of one file, by what they are."""

    id: str
    file_name: str
    blobs: dict[str, str]


def source_file(session: Session, file_id: str) -> SourceFileView | None:
    """One file, or None."""
    row = session.get(SourceFile, file_id)
    return None if row is None else _view(row)


def files_of_sources(
    session: Session, source_ids: Iterable[str], *, public_only: bool = False
) -> dict[str, list[SourceFileView]]:
    """The files of documents by document, in the order they came; only public ones if asked."""
    wanted = list(dict.fromkeys(source_ids))
    found: dict[str, list[SourceFileView]] = defaultdict(list)
    if not wanted:
        return found
    statement = select(SourceFile).where(col(SourceFile.source_id).in_(wanted))
    if public_only:
        statement = statement.where(col(SourceFile.public).is_(True))
    order = (col(SourceFile.created_at), col(SourceFile.id))
    for row in session.exec(statement.order_by(*order)):
        found[row.source_id].append(_view(row))
    return found


def stored_files(session: Session) -> Iterator[StoredFile]:
    """Every file with its blobs, in order of id, in batches: for the walk that proves them."""
    last = ""
    while True:
        statement = select(SourceFile).where(col(SourceFile.id) > last).order_by(col(SourceFile.id))
        batch = list(session.exec(statement.limit(_BATCH)))
        for row in batch:
            last = row.id
            blobs = {"original": row.sha256}
            if row.public_sha256:
                blobs |= {"copy": row.public_sha256, "preview": row.preview_sha256}
            yield StoredFile(row.id, row.file_name, blobs)
        if len(batch) < _BATCH:
            return


def is_stored(session: Session, digest: str) -> bool:
    """Whether a file of a source lies in the store under this digest."""
    statement = select(SourceFile.id).where(
        or_(
            col(SourceFile.sha256) == digest,
            col(SourceFile.public_sha256) == digest,
            col(SourceFile.preview_sha256) == digest,
        )
    )
    return session.exec(statement.limit(1)).first() is not None


def file_with_digest(session: Session, source_id: str, digest: str) -> str | None:
    """The file of a source that has these very bytes."""
    statement = select(SourceFile.id).where(
        SourceFile.source_id == source_id, SourceFile.sha256 == digest
    )
    return session.exec(statement).first()


def _view(row: SourceFile) -> SourceFileView:
    return SourceFileView(
        id=row.id,
        source_id=row.source_id,
        role=row.role,
        role_label=FILE_ROLE_LABELS[FileRole(row.role)],
        file_name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        caption=row.caption,
        licence=row.licence,
        consent=row.consent,
        retrieved_on=row.retrieved_on,
        public=row.public,
        public_sha256=row.public_sha256,
        preview_sha256=row.preview_sha256,
        created_at=row.created_at,
        created_by=row.created_by,
        simulated=row.simulated,
    )
