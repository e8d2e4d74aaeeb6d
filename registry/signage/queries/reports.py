"""Field reports as they are read: the queue, a crew member's own, uses of a photo."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import FieldReport, ReportPhoto, Sign, Verification
from registry.signage.queries.scope import within
from registry.signage.rules.kinds import Condition, Defect, ReportKind
from registry.signage.rules.states import EXAMINING, ReportStatus
from registry.signage.rules.validity import Seen

COMES_BACK = (ReportStatus.NEEDS_MORE, ReportStatus.REJECTED)
"""The reviewer asks for another report of the same sign."""
ON_ITS_WAY = (ReportStatus.INCOMPLETE, EXAMINING, ReportStatus.RECEIVED)
"""Shown status of what was sent and has no verdict yet, unless a photo of it is damaged."""
DECIDED = (ReportStatus.ACCEPTED, *COMES_BACK)
"""A reviewer has said something."""


def report(session: Session, report_id: str) -> FieldReport | None:
    """One report."""
    return session.get(FieldReport, report_id)


def report_by_client_id(session: Session, client_id: str) -> FieldReport | None:
    """The report stored under the identifier the phone made."""
    statement = select(FieldReport).where(FieldReport.client_id == client_id)
    return session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def photos_of(session: Session, report_ids: Collection[str]) -> dict[str, dict[str, ReportPhoto]]:
    """The photos of these reports: by report, then by role (near, far)."""
    found: dict[str, dict[str, ReportPhoto]] = {ident: {} for ident in report_ids}
    if report_ids:
        statement = select(ReportPhoto).where(col(ReportPhoto.report_id).in_(report_ids))
        for row in session.exec(statement):
            found[row.report_id][row.role] = row
    return found


def reports_waiting(session: Session, actor: Actor, limit: int = 100) -> list[FieldReport]:
    """What this person may verify: received, in scope, not sent by themselves; oldest first."""
    statement = (
        select(FieldReport)
        .where(
            FieldReport.status == ReportStatus.RECEIVED.value,
            within(FieldReport.division_path, actor, Permission.VERIFY),
        )
        .order_by(col(FieldReport.received_at), col(FieldReport.id))
        .limit(limit)
    )
    if actor.id is not None:
        reporter = col(FieldReport.reporter_id)
        statement = statement.where(or_(reporter.is_(None), reporter != actor.id))
    return list(session.exec(statement))


def my_reports(session: Session, actor: Actor, limit: int = 30) -> list[FieldReport]:
    """What this person sent, newest first."""
    statement = (
        select(FieldReport)
        .where(FieldReport.reporter_id == actor.id)
        .order_by(col(FieldReport.received_at).desc(), col(FieldReport.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def reports_of_sign(session: Session, sign_id: str, limit: int = 50) -> list[FieldReport]:
    """Reports on one sign, newest first."""
    statement = (
        select(FieldReport)
        .where(FieldReport.sign_id == sign_id)
        .order_by(col(FieldReport.received_at).desc(), col(FieldReport.id).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def verdict_of(session: Session, report_id: str) -> Verification | None:
    """The verdict on a report, where there is one."""
    return verdicts_of(session, [report_id]).get(report_id)


def verdicts_of(session: Session, report_ids: Collection[str]) -> dict[str, Verification]:
    """The verdicts on these reports, by report."""
    if not report_ids:
        return {}
    statement = select(Verification).where(col(Verification.report_id).in_(report_ids))
    return {row.report_id: row for row in session.exec(statement)}


def seen_in(row: FieldReport) -> Seen:
    """What a stored report says it saw, as values of their kinds."""
    return Seen(
        kind=ReportKind(row.kind),
        condition=Condition(row.condition),
        defects=frozenset(Defect(code) for code in row.defects),
        hanzi=row.observed_hanzi,
        roman=row.observed_roman,
    )


@dataclass(frozen=True, slots=True)
class PhotoUse:
    """Where the same picture was used before."""

    report: FieldReport
    sign: Sign
    photo: ReportPhoto


def photo_uses(
    session: Session, *, sha256: Collection[str], pixel_sha256: Collection[str]
) -> list[PhotoUse]:
    """Reports that hold the same bytes or the same pixels, oldest first.

    Rejected reports are left out: a photo sent for the wrong sign may be sent again for the right
    one.
    """
    same = or_(
        col(ReportPhoto.sha256).in_(sha256),
        col(ReportPhoto.pixel_sha256).in_([digest for digest in pixel_sha256 if digest]),
    )
    statement = (
        select(FieldReport, Sign, ReportPhoto)
        .join(ReportPhoto, col(ReportPhoto.report_id) == col(FieldReport.id))
        .join(Sign, col(Sign.id) == col(FieldReport.sign_id))
        .where(same, FieldReport.status != ReportStatus.REJECTED.value)
        .order_by(col(FieldReport.received_at))
    )
    return [PhotoUse(*row) for row in session.exec(statement)]
