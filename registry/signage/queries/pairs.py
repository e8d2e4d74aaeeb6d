"""Photos of one sign before and after, from its accepted reports."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.signage.models import FieldReport, Verification
from registry.signage.queries.reports import photos_of
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.pairing import pairs, shows
from registry.signage.rules.states import PhotoRole, ReportStatus, SignState

_REPORTS = 100
_PAIRS = 12


@dataclass(frozen=True, slots=True)
class Half:
    """One accepted report and its near photo."""

    report: FieldReport
    photo_id: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accepted reports of a sign that follow each other, the later one good.

    `is_repair`: the earlier one had found a fault.
    """

    before: Half
    after: Half
    is_repair: bool


def before_and_after(session: Session, sign_id: str) -> list[Pair]:
    """Pairs of near photos of a sign, newest first, at most twelve; by when they were taken."""
    statement = (
        select(FieldReport, Verification)
        .join(Verification, col(Verification.report_id) == col(FieldReport.id))
        .where(FieldReport.sign_id == sign_id, FieldReport.status == ReportStatus.ACCEPTED.value)
        .order_by(col(FieldReport.captured_at).desc(), col(FieldReport.id).desc())
        .limit(_REPORTS)
    )
    rows = list(session.exec(statement))[::-1]
    held = photos_of(session, [row.id for row, _ in rows])
    told = [
        (
            Half(row, held[row.id][PhotoRole.NEAR].photo_id),
            shows(ReportKind(row.kind), SignState(verdict.sign_state)),
        )
        for row, verdict in rows
        if PhotoRole.NEAR in held[row.id]
    ]
    return [Pair(*found) for found in pairs(told)[:_PAIRS]]
