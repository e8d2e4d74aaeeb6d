"""Letting go of a report whose photos will never come: it stays, and says so, with the reason."""

from __future__ import annotations

from sqlalchemy import delete
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import Actor
from registry.core.errors import Conflict, NotFound
from registry.core.text import T
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import FieldReport, PhotoPart
from registry.signage.rules.states import EXAMINING, ReportStatus


def report_to_withdraw(session: Session, actor: Actor, report_id: str) -> FieldReport:
    """A report that this person sent, or whose sender they lead there.

    Raises NotFound `signage.report_unknown` for any other.
    """
    row = queries.report(session, report_id)
    if row is None or not (
        (actor.id is not None and row.reporter_id == actor.id)
        or actor.may(Permission.REQUIRE_SIGN, row.division_path)
    ):
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    return row


def withdraw_report(work: Work, report_id: str, *, reason: str) -> FieldReport:
    """Withdraw an incomplete report, or one with a damaged photo; what it holds stays.

    Its identifier is never free again. Repeating it changes nothing, not even the reason.

    Raises:
        NotFound: `signage.report_unknown`, as `report_to_withdraw`.
        Conflict: `signage.report_whole`: all its photos are here, a reviewer decides.
    """
    row = report_to_withdraw(work.session, work.actor, report_id)
    if row.withdrawn_at is not None:
        return row
    if row.status != ReportStatus.INCOMPLETE or row.shown_status == EXAMINING:
        raise Conflict(
            "signage.report_whole",
            T("这份上报的照片已经齐了，不能撤回，由审核人核验"),
            stored={"status": row.status},
        )
    row.withdrawn_at, row.withdrawn_by = work.at, work.actor.id
    row.withdrawn_name, row.withdraw_reason = work.actor.name, reason
    work.session.add(row)
    work.session.execute(delete(PhotoPart).where(col(PhotoPart.report_id) == row.id))
    work.session.flush()
    journal.record(
        work,
        "signage.report_withdrawn",
        ("field_report", row.id),
        before={"status": row.status},
        after={"held": _held(work.session, row.id)},
        reason=reason,
    )
    return row


def _held(session: Session, report_id: str) -> list[str]:
    declared = queries.declared_of(session, report_id)
    return sorted(role for role, each in declared.items() if each.arrived_at is not None)
