"""The review desk in the order of evidence, and what reviewers made of each check."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from registry.core.actor import Actor
from registry.signage.models import FieldReport, PhotoCheck, ReportComment, Sign, Verification
from registry.signage.queries.reports import photos_of, reports_waiting, seen_in
from registry.signage.queries.signs import signs_by_id
from registry.signage.rules.kinds import ReportKind, SignFamily
from registry.signage.rules.lanes import Found, Lane, flags, lane_of, plate_box
from registry.signage.rules.overturns import Judged, Overturn, overturns
from registry.signage.rules.states import PhotoRole, SignStep
from registry.signage.rules.validity import judge, read_by_reviewer, step_for

MOST_WAITING = 500
_ORDER = list(Lane)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits for a verdict, and how much looking it asks for."""

    report: FieldReport
    sign: Sign
    lane: Lane
    flags: int


def outcome_of(report: FieldReport, sign: Sign) -> SignStep | None:
    """What accepting a report would make of its sign, were all that is left to look at in order."""
    seen = read_by_reviewer(seen_in(report), hanzi=sign.text_hanzi, roman=sign.text_roman)
    validity = judge(
        seen,
        hanzi=sign.text_hanzi,
        roman=sign.text_roman,
        family=SignFamily(sign.family),
        place_ok=True,
    )
    return step_for(ReportKind(report.kind), validity, SignFamily(sign.family))


def lanes_of(session: Session, reports: Collection[FieldReport]) -> dict[str, Waiting]:
    """The lane of each of these reports, by its id, from what the checks found."""
    signs = signs_by_id(session, [row.sign_id for row in reports])
    found: dict[str, dict[str, tuple[str, str]]] = {row.id: {} for row in reports}
    # Columns, not rows: a thousand reports have seventeen checks each.
    statement = select(
        PhotoCheck.report_id, PhotoCheck.check_key, PhotoCheck.result, PhotoCheck.reason
    ).where(col(PhotoCheck.report_id).in_(list(found)))
    for report_id, key, result, reason in session.exec(statement) if found else ():
        found[report_id][key] = (result, reason)
    return {row.id: _waiting(row, signs[row.sign_id], found[row.id]) for row in reports}


def _waiting(row: FieldReport, sign: Sign, found: Found) -> Waiting:
    # A position that another application gave stands in no circle.
    claims_good = outcome_of(row, sign) is SignStep.VERIFY and not row.mock_position
    lane = lane_of(found, claims_good=claims_good)
    return Waiting(row, sign, lane, flags(found))


def plates_of(session: Session, report_ids: Collection[str]) -> dict[str, list[float]]:
    """Where the plate stands in the near photo of these reports, where it was read."""
    measured: dict[str, dict[str, dict[str, Any]]] = {ident: {} for ident in report_ids}
    statement = select(PhotoCheck).where(
        col(PhotoCheck.report_id).in_(list(measured)),
        col(PhotoCheck.check_key).in_(["reading", "letters"]),
    )
    for check in session.exec(statement) if measured else ():
        measured[check.report_id][check.check_key] = check.measured
    boxes = {ident: plate_box(found) for ident, found in measured.items()}
    return {ident: box for ident, box in boxes.items() if box is not None}


def reports_by_evidence(session: Session, actor: Actor) -> list[Waiting]:
    """What this person may verify: fast lane first, then by the number of flags, oldest first.

    Of more than five hundred that wait, the five hundred oldest.
    """
    rows = reports_waiting(session, actor, limit=MOST_WAITING)
    lanes = lanes_of(session, rows)
    waiting = [lanes[row.id] for row in rows]
    # The sort is stable, and the rows came oldest first.
    return sorted(waiting, key=lambda each: (_ORDER.index(each.lane), each.flags))


def comments_of(session: Session, report_ids: Collection[str]) -> dict[str, list[ReportComment]]:
    """What was said about these reports, oldest first."""
    found: dict[str, list[ReportComment]] = {ident: [] for ident in report_ids}
    statement = (
        select(ReportComment)
        .where(col(ReportComment.report_id).in_(list(found)))
        .order_by(col(ReportComment.at), col(ReportComment.id))
    )
    for row in session.exec(statement) if found else ():
        found[row.report_id].append(row)
    return found


def earlier_photos(session: Session, report: FieldReport, limit: int = 3) -> list[FieldReport]:
    """Earlier reports on the same sign that hold a near photo, newest first."""
    statement = (
        select(FieldReport)
        .where(
            FieldReport.sign_id == report.sign_id,
            FieldReport.id != report.id,
            FieldReport.received_at < report.received_at,
        )
        .order_by(col(FieldReport.received_at).desc(), col(FieldReport.id).desc())
        .limit(limit)
    )
    rows = list(session.exec(statement))
    held = photos_of(session, [row.id for row in rows])
    return [row for row in rows if PhotoRole.NEAR in held[row.id]]


def judged_checks(session: Session, since: datetime) -> list[Overturn]:
    """What became of the checks of all reports decided since a moment, by check and version.

    Checks made after the verdict are left out: no reviewer had them before their eyes.
    """
    columns = (
        PhotoCheck.check_key,
        PhotoCheck.version,
        PhotoCheck.result,
        Verification.verdict,
        Verification.reason_code,
        Verification.sign_state,
    )
    statement = (
        select(*columns, func.count())  # type: ignore[call-overload]
        .join(Verification, col(Verification.report_id) == col(PhotoCheck.report_id))
        .where(col(Verification.at) >= since, col(PhotoCheck.checked_at) <= col(Verification.at))
        .group_by(*columns)
        .order_by(*columns)
    )
    return overturns(Judged(*row) for row in session.exec(statement))
