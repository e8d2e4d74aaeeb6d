"""Pieces of a large original: kept as blobs, end to end, until the last one comes."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from registry.core import journal
from registry.core.errors import Conflict
from registry.core.pieces import held_octets, is_held
from registry.core.text import T
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import FieldReport, PhotoPart


def add_part(
    work: Work, row: FieldReport, sha256: str, *, start_at: int, byte_size: int, part_sha256: str
) -> int:
    """Note a piece whose bytes are stored; how many octets of the photo lie here now.

    Conflict `signage.report_withdrawn`, or `signage.photo_offset` where the piece does not begin
    where the last one ended; the answer's `stored` says where that is. The same piece again changes
    nothing.
    """
    check_not_withdrawn(row)
    held = queries.photos_of(work.session, [row.id])[row.id].values()
    if sha256 in {each.sha256 for each in held}:
        # Another request brought the whole photo meanwhile.
        return start_at + byte_size
    parts = queries.parts_of(work.session, row.id, sha256)
    if is_held(parts, start_at, part_sha256):
        return held_octets(parts)
    check_offset(parts, start_at)
    part = PhotoPart(
        report_id=row.id,
        sha256=sha256,
        start_at=start_at,
        byte_size=byte_size,
        part_sha256=part_sha256,
        at=work.at,
    )
    try:
        # Two copies of one piece at once: the primary key decides.
        with work.session.begin_nested():
            work.session.add(part)
            work.session.flush()
    except IntegrityError:
        return held_octets(queries.parts_of(work.session, row.id, sha256))
    journal.record(
        work,
        "signage.photo_part_received",
        ("field_report", row.id),
        after={"photo": sha256, "start_at": start_at, "byte_size": byte_size, "part": part_sha256},
    )
    return start_at + byte_size


def check_not_withdrawn(row: FieldReport) -> None:
    """Conflict `signage.report_withdrawn` where somebody has let go of this report."""
    if row.withdrawn_at is not None:
        raise Conflict(
            "signage.report_withdrawn",
            T("这份上报已撤回：%(reason)s", reason=row.withdraw_reason),
            advice=T("标志要另拍一次，再报一份新的"),
            stored={"status": row.shown_status},
        )


def check_offset(parts: list[PhotoPart], start_at: int) -> None:
    """Conflict `signage.photo_offset` unless a piece begins where the held ones end."""
    offset = held_octets(parts)
    if start_at != offset:
        raise Conflict(
            "signage.photo_offset",
            T("这张照片已收到 %(n)d 字节，请从那里接着传", n=offset),
            stored={"offset": offset},
        )


def drop_parts(work: Work, report_id: str, sha256: str) -> None:
    """Forget the pieces of a photo; the sweep removes their blobs."""
    work.session.execute(
        delete(PhotoPart).where(
            col(PhotoPart.report_id) == report_id, col(PhotoPart.sha256) == sha256
        )
    )


def discard_parts(work: Work, row: FieldReport, sha256: str) -> None:
    """Forget pieces that do not add up to what was declared, so that the photo starts anew."""
    drop_parts(work, row.id, sha256)
    journal.record(
        work, "signage.photo_parts_discarded", ("field_report", row.id), after={"photo": sha256}
    )
