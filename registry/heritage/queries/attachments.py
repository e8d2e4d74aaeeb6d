"""Files of dossiers: what pages, notices, archives and the sweep need of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.core.text import Text
from registry.heritage.models import (
    Attachment,
    AttachmentPart,
    AttachmentPast,
    AttachmentUpload,
    Notice,
)
from registry.heritage.rules.attachments import LICENCE_LABELS, Licence

_BATCH = 500


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a dossier as it is told."""

    id: str
    nomination_id: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    public_sha256: str
    preview_sha256: str
    caption: str
    licence: str
    licence_label: Text
    shows_people: bool
    consent: str
    serves: str
    public: bool
    added_by_name: str
    added_at: datetime
    version: int
    withdrawn_at: datetime | None
    withdrawn_by_name: str
    withdrawn_reason: str

    @property
    def public_digest(self) -> str:
        """The blob that everybody may have once the file is shown."""
        return self.public_sha256 or self.sha256


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """The blobs of one file, by what they are."""

    id: str
    file_name: str
    blobs: dict[str, str]


def attachments_of(session: Session, nomination_id: str) -> list[AttachmentView]:
    """All files of a dossier in the order they came, those that were taken back too."""
    statement = select(Attachment).where(Attachment.nomination_id == nomination_id)
    order = (col(Attachment.created_at), col(Attachment.id))
    return [_view(row) for row in session.exec(statement.order_by(*order))]


def standing_attachments(session: Session, nomination_id: str) -> list[AttachmentView]:
    """The files that are in a dossier now."""
    return [one for one in attachments_of(session, nomination_id) if one.withdrawn_at is None]


def attachment(session: Session, attachment_id: str) -> AttachmentView | None:
    """One file, or None."""
    row = attachment_row(session, attachment_id)
    return None if row is None else _view(row)


def attachment_row(session: Session, attachment_id: str) -> Attachment | None:
    """One file as it is stored now."""
    return session.get(Attachment, attachment_id, populate_existing=True)


def attachment_past(
    session: Session, attachment_ids: Sequence[str]
) -> dict[str, list[AttachmentPast]]:
    """What was said of files before it was corrected, by file, the latest words first."""
    statement = (
        select(AttachmentPast)
        .where(col(AttachmentPast.attachment_id).in_(list(attachment_ids)))
        .order_by(col(AttachmentPast.attachment_id), col(AttachmentPast.number).desc())
    )
    found: dict[str, list[AttachmentPast]] = {}
    for row in session.exec(statement):
        found.setdefault(row.attachment_id, []).append(row)
    return found


def attachment_facts(found: Sequence[AttachmentView]) -> list[dict[str, Any]]:
    """Files as plain data: what a notice freezes and a vote is about.

    Of a file that is not public there is what identifies it, and no words: those may name people.
    Who agreed to be shown is in neither.
    """
    return [
        {
            "id": one.id,
            "sha256": one.sha256,
            "size": one.size,
            "media_type": one.media_type,
            "serves": one.serves,
            "public": one.public,
            **({"caption": one.caption, "licence": one.licence} if one.public else {}),
        }
        for one in found
    ]


def is_shown(session: Session, found: AttachmentView, now: datetime | None = None) -> bool:
    """Whether a file is for everybody: public, still there, and in a notice that has begun.

    Without `now` any notice counts: for a dossier that was decided on, each has long begun.
    """
    if not found.public or found.withdrawn_at is not None:
        return False
    statement = select(Notice.snapshot).where(Notice.nomination_id == found.nomination_id)
    if now is not None:
        statement = statement.where(col(Notice.starts_at) <= now)
    return any(
        frozen["id"] == found.id
        for snapshot in session.exec(statement)
        for frozen in json.loads(snapshot).get("attachments", ())
    )


def is_attachment(session: Session, digest: str) -> bool:
    """Whether a file of a dossier, or a piece of one that still comes, lies under this digest."""
    whole = select(Attachment.id).where(
        or_(
            col(Attachment.sha256) == digest,
            col(Attachment.public_sha256) == digest,
            col(Attachment.preview_sha256) == digest,
        )
    )
    piece = select(AttachmentPart.upload_id).where(AttachmentPart.part_sha256 == digest)
    return any(session.exec(one.limit(1)).first() is not None for one in (whole, piece))


def stored_attachments(session: Session) -> Iterator[StoredAttachment]:
    """Every file with its blobs, in order of id, in batches: for the walk that proves them."""
    last = ""
    while True:
        statement = select(Attachment).where(col(Attachment.id) > last).order_by(col(Attachment.id))
        batch = list(session.exec(statement.limit(_BATCH)))
        for row in batch:
            last = row.id
            blobs = {"original": row.sha256}
            if row.public_sha256:
                blobs |= {"copy": row.public_sha256, "preview": row.preview_sha256}
            yield StoredAttachment(row.id, row.file_name, blobs)
        if len(batch) < _BATCH:
            return


def upload(session: Session, nomination_id: str, sha256: str) -> AttachmentUpload | None:
    """A declared file that is still to come."""
    statement = select(AttachmentUpload).where(
        AttachmentUpload.nomination_id == nomination_id, AttachmentUpload.sha256 == sha256
    )
    return session.exec(statement).first()


def uploads_of(session: Session, nomination_id: str) -> list[tuple[AttachmentUpload, int]]:
    """Files of a dossier that came in part, with the octets that lie here."""
    statement = (
        select(AttachmentUpload)
        .where(AttachmentUpload.nomination_id == nomination_id)
        .order_by(col(AttachmentUpload.created_at), col(AttachmentUpload.id))
    )
    return [
        (row, sum(part.byte_size for part in upload_parts(session, row.id)))
        for row in session.exec(statement)
    ]


def upload_parts(session: Session, upload_id: str) -> list[AttachmentPart]:
    """The pieces of one file in order."""
    statement = (
        select(AttachmentPart)
        .where(AttachmentPart.upload_id == upload_id)
        .order_by(col(AttachmentPart.start_at))
    )
    return list(session.exec(statement))


def abandoned_uploads(session: Session, before: datetime) -> list[AttachmentUpload]:
    """Files of which nothing has come since a moment."""
    statement = select(AttachmentUpload).where(col(AttachmentUpload.touched_at) < before)
    return list(session.exec(statement.order_by(col(AttachmentUpload.id))))


def _view(row: Attachment) -> AttachmentView:
    said = row.model_dump(exclude={"created_at", "created_by", "simulated"})
    label = LICENCE_LABELS[Licence(row.licence)]
    return AttachmentView(**said, licence_label=label, added_at=row.created_at)
