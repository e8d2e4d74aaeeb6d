"""What other pages show of importing: where a place came from, and runs that wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from imports.models import ImportRow, ImportRun
from imports.queries.runs import RunView, views
from imports.rules.outcome import Outcome, RowState, RunState
from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.panels import DeskItem
from registry.core.text import T, Text
from registry.jobs import queries as jobs
from registry.places.queries.matching import known_places
from registry.sources.queries import sources_by_id

SUBJECT = "import_run"
_MOST_WAITING = 50
_BUSY = (RunState.CHECKING, RunState.APPLYING, RunState.UNDOING)
_WAITS: dict[RunState, Text] = {
    RunState.CHECKED: T("导入等待确认"),
    RunState.FAILED: T("导入的文件没有读成"),
    **dict.fromkeys(_BUSY, T("导入停在中途")),
}


def desk(session: Session, actor: Actor, now: datetime) -> list[DeskItem]:
    """Runs that wait for this person: to be confirmed, to be mended, or stopped on the way."""
    if not actor.may(Permission.PLACE_EDIT):
        return []
    statement = (
        select(ImportRun)
        .where(col(ImportRun.state).in_([state.value for state in _WAITS]))
        .order_by(col(ImportRun.created_at).desc(), col(ImportRun.id).desc())
        .limit(_MOST_WAITING)
    )
    found = views(session, list(session.exec(statement)))
    return [
        DeskItem(
            _WAITS[run.state],
            run.file_name,
            "imports.run_show",
            {"run_id": run.id},
            since=run.checked_at or run.created_at,
        )
        for run in found
        if actor.may(Permission.PLACE_EDIT, run.division_path)
        and not _is_worked_on(session, run, now)
    ]


def _is_worked_on(session: Session, run: RunView, now: datetime) -> bool:
    job = jobs.latest(session, SUBJECT, run.id, now)
    return job is not None and job.is_open


def place_panel(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """Which rows of which files made and changed a place, newest first; None where none did.

    Staff read file, row and person too; everybody the row, the day and the document with its
    holder and licence (decision 0017).
    """
    place = known_places(session, [place_id]).get(place_id)
    changed = select(ImportRow).where(
        ImportRow.place_id == place_id,
        ImportRow.outcome == Outcome.UPDATE.value,
        ImportRow.state == RowState.APPLIED.value,
    )
    rows: dict[str, int | None] = {one.run_id: one.number for one in session.exec(changed)}
    if place is not None and place.import_run_id:
        rows[place.import_run_id] = place.import_row
    if not rows:
        return None
    found = session.exec(select(ImportRun).where(col(ImportRun.id).in_(list(rows)))).all()
    newest = sorted(views(session, list(found)), key=lambda one: one.created_at, reverse=True)
    sources = sources_by_id(session, [one.source_id for one in newest if one.source_id])
    return {
        "is_staff": actor.may(Permission.DESK),
        "items": [
            {
                "run": one,
                "row": rows[one.id],
                "source": sources.get(one.source_id or ""),
                "may_open": actor.may(Permission.PLACE_EDIT, one.division_path),
            }
            for one in newest
        ],
    }


def source_panel(session: Session, actor: Actor, source_id: str) -> Mapping[str, Any] | None:
    """For staff: the file and run that a document came in by; None for everybody else."""
    if not actor.may(Permission.DESK):
        return None
    found = session.exec(select(ImportRun).where(ImportRun.source_id == source_id)).all()
    if not found:
        return None
    return {
        "items": [
            {"run": one, "may_open": actor.may(Permission.PLACE_EDIT, one.division_path)}
            for one in views(session, list(found))
        ]
    }
