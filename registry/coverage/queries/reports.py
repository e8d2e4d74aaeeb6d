"""Monthly reports as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_, tuple_
from sqlmodel import Session, col, select

from registry.core.actor import Actor
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.coverage.models import CoverageReport, RateSnapshot

_FILES = ("pdf_sha256", "xlsx_sha256")


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with the number of its snapshot."""

    row: CoverageReport
    snapshot: int


def report_of(
    session: Session, snapshot_id: str, scope: str, scope_id: str, language: str
) -> CoverageReport | None:
    """The report of this snapshot, scope and language, if it was asked for."""
    return session.exec(
        select(CoverageReport).where(
            CoverageReport.snapshot_id == snapshot_id,
            CoverageReport.scope == scope,
            CoverageReport.scope_id == scope_id,
            CoverageReport.language == language,
        )
    ).one_or_none()


def report(session: Session, report_id: str) -> ReportView | None:
    """One report."""
    row = session.get(CoverageReport, report_id)
    if row is None:
        return None
    return ReportView(row, session.get_one(RateSnapshot, row.snapshot_id).number)


def reports(
    session: Session, actor: Actor, permission: str, *, after: str | None = None, limit: int = 40
) -> Page[ReportView]:
    """Reports of the places somebody answers for, newest month first.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = (
        select(CoverageReport, RateSnapshot.number)
        .join(RateSnapshot, col(RateSnapshot.id) == col(CoverageReport.snapshot_id))
        .order_by(col(CoverageReport.created_at).desc(), col(CoverageReport.id).desc())
        .limit(limit + 1)
    )
    held = actor.scopes.get(permission, ())
    if not actor.is_system and "" not in held:
        statement = statement.where(or_(*map(_under, held), false()))
    if after:
        last = session.get(CoverageReport, str(decode_cursor(after, 1)[0]))
        if last is not None:
            at = tuple_(col(CoverageReport.created_at), col(CoverageReport.id))
            statement = statement.where(at < tuple_(last.created_at, last.id))
    found = [ReportView(row, number) for row, number in session.exec(statement)]
    more = encode_cursor(found[limit - 1].row.id) if len(found) > limit else None
    return Page(found[:limit], more)


def _under(path: str) -> ColumnElement[bool]:
    own: Any = col(CoverageReport.division_path)
    return or_(own == path, own.startswith(path + "/", autoescape=True))


def is_report_file(session: Session, digest: str) -> bool:
    """Whether a blob is a file of a report."""
    statement = select(CoverageReport.id).where(
        or_(*(col(getattr(CoverageReport, name)) == digest for name in _FILES))
    )
    return session.exec(statement.limit(1)).first() is not None
