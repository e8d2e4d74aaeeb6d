"""What is declared and what is held of reports that still come in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, or_, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import DeclaredPhoto, FieldReport, PhotoPart, Sign
from registry.signage.queries.scope import within
from registry.signage.rules.states import ReportStatus


def declared_of(session: Session, report_id: str) -> dict[str, DeclaredPhoto]:
    """The photos that a report declares, by role; near before far."""
    statement = select(DeclaredPhoto).where(DeclaredPhoto.report_id == report_id)
    rows = session.exec(statement.order_by(col(DeclaredPhoto.role).desc()))
    return {row.role: row for row in rows}


def parts_of(session: Session, report_id: str, sha256: str) -> list[PhotoPart]:
    """The pieces of one photo in order."""
    statement = (
        select(PhotoPart)
        .where(PhotoPart.report_id == report_id, PhotoPart.sha256 == sha256)
        .order_by(col(PhotoPart.start_at))
    )
    return list(session.exec(statement))


def offsets_of(session: Session, report_id: str) -> dict[str, int]:
    """How many octets lie here of each photo that came in part, by its digest."""
    statement = (
        select(PhotoPart.sha256, func.sum(PhotoPart.byte_size))
        .where(PhotoPart.report_id == report_id)
        .group_by(PhotoPart.sha256)
    )
    return {digest: int(octets) for digest, octets in session.exec(statement)}


def is_part(session: Session, digest: str) -> bool:
    """Whether a blob is a piece of a photo whose rest is still to come."""
    statement = select(PhotoPart.report_id).where(PhotoPart.part_sha256 == digest)
    return session.exec(statement.limit(1)).first() is not None


def is_arrived(session: Session, digest: str) -> bool:
    """Whether a blob is a photo that a phone was told is held, opened by now or not."""
    statement = select(DeclaredPhoto.report_id).where(
        DeclaredPhoto.sha256 == digest, col(DeclaredPhoto.arrived_at).is_not(None)
    )
    return session.exec(statement.limit(1)).first() is not None


def unopened_uses(session: Session, sha256: str) -> list[tuple[FieldReport, Sign]]:
    """Reports that hold these very bytes and whose photos are still to be opened, oldest first."""
    statement = (
        select(FieldReport, Sign)
        .join(DeclaredPhoto, col(DeclaredPhoto.report_id) == col(FieldReport.id))
        .join(Sign, col(Sign.id) == col(FieldReport.sign_id))
        .where(
            DeclaredPhoto.sha256 == sha256,
            col(DeclaredPhoto.arrived_at).is_not(None),
            FieldReport.status == ReportStatus.INCOMPLETE.value,
            col(FieldReport.withdrawn_at).is_(None),
        )
        .order_by(col(FieldReport.received_at))
    )
    return [(row, sign) for row, sign in session.exec(statement)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many photos of a report are held, of how many."""

    held: int
    declared: int


def progress_of(session: Session, report_ids: Collection[str]) -> dict[str, Progress]:
    """Held and declared photos of these reports."""
    if not report_ids:
        return {}
    statement = (
        select(DeclaredPhoto.report_id, func.count(col(DeclaredPhoto.arrived_at)), func.count())
        .where(col(DeclaredPhoto.report_id).in_(report_ids))
        .group_by(DeclaredPhoto.report_id)
    )
    found = {ident: Progress(held, declared) for ident, held, declared in session.exec(statement)}
    return {each: found.get(each, Progress(0, 0)) for each in report_ids}


def reports_incomplete(session: Session, actor: Actor, limit: int = 100) -> list[FieldReport]:
    """Reports in this person's divisions whose photos are not all here and opened; oldest first."""
    statement = (
        select(FieldReport)
        .where(
            FieldReport.status == ReportStatus.INCOMPLETE.value,
            col(FieldReport.withdrawn_at).is_(None),
            or_(
                within(FieldReport.division_path, actor, Permission.VERIFY),
                within(FieldReport.division_path, actor, Permission.DESK),
            ),
        )
        .order_by(col(FieldReport.received_at), col(FieldReport.id))
        .limit(limit)
    )
    return list(session.exec(statement))


def reports_withdrawn(session: Session, actor: Actor, limit: int = 50) -> list[FieldReport]:
    """Reports in this person's divisions that were withdrawn, the last one first."""
    statement = (
        select(FieldReport)
        .where(
            col(FieldReport.withdrawn_at).is_not(None),
            within(FieldReport.division_path, actor, Permission.DESK),
        )
        .order_by(col(FieldReport.withdrawn_at).desc(), col(FieldReport.id))
        .limit(limit)
    )
    return list(session.exec(statement))
