"""续传: a large attachment is declared, comes piece by piece, and is attached when it is whole."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from registry.core import journal
from registry.core.actor import Actor
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.pieces import held_octets, is_held
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import (
    Attachment,
    AttachmentPart,
    AttachmentUpload,
    Nomination,
)
from registry.heritage.rules.attachments import ACCEPTED_ENDINGS
from registry.heritage.services.attaching import AttachmentSaid, attach, require_attachable
from registry.heritage.services.drafting import require_editable
from registry.sources.rules import safe_name
from registry.sources.services import KeptFile

_MEGABYTE = 1_000_000


def declare_upload(
    work: Work,
    nomination_id: str,
    *,
    sha256: str,
    byte_size: int,
    file_name: str,
    said: AttachmentSaid,
    max_bytes: int,
) -> AttachmentUpload:
    """Say which file will come; declared again, it keeps the pieces that lie here.

    Everything that can be wrong before the bytes are here is told now.

    Raises:
        As `require_attachable`; Invalid also: fields `byte_size`, `file_name`. Conflict:
            `heritage.attachment_exists`.
    """
    nomination = require_attachable(work, nomination_id, said)
    _check_declared(byte_size, file_name, max_bytes)
    standing = queries.standing_attachments(work.session, nomination_id)
    if any(one.sha256 == sha256 for one in standing):
        raise Conflict("heritage.attachment_exists", T("这份申报已经有这个文件了"))
    row = queries.upload(work.session, nomination.id, sha256)
    if row is None:
        row = AttachmentUpload(
            **stamp(work),
            nomination_id=nomination_id,
            sha256=sha256,
            byte_size=byte_size,
            file_name=safe_name(file_name),
            said={},
            touched_at=work.at,
        )
    elif row.byte_size != byte_size:
        _drop_parts(work, row)
    row.byte_size, row.file_name = byte_size, safe_name(file_name)
    row.said, row.touched_at = asdict(said), work.at
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "heritage.upload_declared",
        ("nomination", nomination_id),
        after={"sha256": sha256, "size": byte_size},
    )
    return row


def _check_declared(byte_size: int, file_name: str, max_bytes: int) -> None:
    faults = {}
    if byte_size > max_bytes:
        faults["byte_size"] = [
            T(
                "文件约 %(size)d MB，超过了 %(limit)d MB 的上限",
                size=-(-byte_size // _MEGABYTE),
                limit=max_bytes // _MEGABYTE,
            )
        ]
    if file_name.rpartition(".")[2].lower() not in ACCEPTED_ENDINGS:
        faults["file_name"] = [T("接受的格式：%(formats)s", formats=", ".join(ACCEPTED_ENDINGS))]
    if faults:
        raise Invalid(faults)


def known_upload(
    session: Session, actor: Actor, nomination_id: str, sha256: str
) -> AttachmentUpload:
    """A declared file of this person's, where its dossier may still be written.

    Raises:
        NotFound: `heritage.unknown_upload`. Forbidden, Refused: as `update_draft`.
    """
    row = queries.upload(session, nomination_id, sha256)
    if row is None:
        raise NotFound("heritage.unknown_upload", T("没有申报要传这个文件，或已经传完、清除"))
    require_editable(session.get_one(Nomination, nomination_id), actor)
    return row


def check_upload_offset(parts: list[AttachmentPart], start_at: int) -> None:
    """Conflict `heritage.upload_offset` unless a piece begins where the held ones end."""
    offset = held_octets(parts)
    if start_at != offset:
        message = T("这个文件已收到 %(n)d 字节，请从那里接着传", n=offset)
        raise Conflict("heritage.upload_offset", message, stored={"offset": offset})


def add_upload_part(
    work: Work,
    nomination_id: str,
    sha256: str,
    *,
    start_at: int,
    byte_size: int,
    part_sha256: str,
) -> int:
    """Note a piece whose bytes are stored; how many octets of the file lie here now.

    The same piece again changes nothing.

    Raises:
        As `known_upload`; Conflict: `heritage.upload_offset`, with where to go on.
    """
    row = known_upload(work.session, work.actor, nomination_id, sha256)
    parts = queries.upload_parts(work.session, row.id)
    if is_held(parts, start_at, part_sha256):
        return held_octets(parts)
    check_upload_offset(parts, start_at)
    part = AttachmentPart(
        upload_id=row.id, start_at=start_at, byte_size=byte_size, part_sha256=part_sha256
    )
    try:
        # Two copies of one piece at once: the primary key decides.
        with work.session.begin_nested():
            work.session.add(part)
            work.session.flush()
    except IntegrityError:
        return held_octets(queries.upload_parts(work.session, row.id))
    row.touched_at = work.at
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "heritage.upload_part_received",
        ("nomination", nomination_id),
        after={"sha256": sha256, "start_at": start_at, "size": byte_size, "part": part_sha256},
    )
    return start_at + byte_size


def finish_upload(work: Work, nomination_id: str, sha256: str, kept: KeptFile) -> Attachment:
    """Attach a file that is whole, as it was declared; its pieces are forgotten.

    Raises:
        As `known_upload` and `attach`.
    """
    row = known_upload(work.session, work.actor, nomination_id, sha256)
    written = attach(work, nomination_id, kept, AttachmentSaid(**row.said))
    _forget(work, row)
    return written


def discard_upload(work: Work, nomination_id: str, sha256: str) -> None:
    """Forget a file that turned out not to be what was declared; it may be declared anew."""
    row = known_upload(work.session, work.actor, nomination_id, sha256)
    _forget(work, row)
    journal.record(
        work, "heritage.upload_discarded", ("nomination", nomination_id), after={"sha256": sha256}
    )


def drop_abandoned_uploads(work: Work, before: datetime) -> int:
    """Forget files of which nothing has come since a moment; the sweep then removes their blobs."""
    found = queries.abandoned_uploads(work.session, before)
    for row in found:
        _forget(work, row)
    if found:
        after = {"uploads": len(found)}
        journal.record(work, "heritage.uploads_dropped", ("store", "attachments"), after=after)
    return len(found)


def _forget(work: Work, row: AttachmentUpload) -> None:
    _drop_parts(work, row)
    work.session.delete(row)
    work.session.flush()


def _drop_parts(work: Work, row: AttachmentUpload) -> None:
    work.session.execute(delete(AttachmentPart).where(col(AttachmentPart.upload_id) == row.id))
