"""Undoing a run: earlier states come back, new places are withdrawn; what was used since stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from imports import queries
from imports.models import ImportRow, ImportRun
from imports.queries import RunView
from imports.rules.outcome import LEFT, Outcome, RowState, RunState
from imports.services.checking import Progress, silent
from imports.services.list_applying import take_back
from imports.services.runs import known_run, require_state, require_undoable
from imports.services.signs import give_back, is_of_sign
from registry.core import journal
from registry.core.actor import Actor
from registry.core.errors import NotFound, Problem
from registry.core.handlers import StoppedError
from registry.core.text import T
from registry.core.work import Work
from registry.places.queries import matching as known
from registry.places.queries.past import last_numbers
from registry.places.services.past import restore
from registry.places.services.withdrawing import WHY_KEPT, withdraw
from registry.runtime import Runtime
from registry.signage.services.doorplates import withdraw_doorplates
from registry.signage.services.steps import withdraw_steps_of_run

_RESTORED, _WITHDRAWN = 50, 500


def undo(
    runtime: Runtime,
    run_id: str,
    actor: Actor,
    progress: Progress = silent,
    *,
    reason: str = "",
) -> RunView:
    """Take a run back. May run again after it was killed: it goes on.

    Places that the run changed go back to the state kept before, unless somebody has changed them
    since; places that it created are withdrawn, unless somebody has changed or used them. Each row
    of the report says what became of it, and why.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`.
    """
    with runtime.database.read() as session:
        wanted = queries.run(session, run_id)
    if wanted is not None and wanted.notice is not None:
        return take_back(runtime, run_id, actor, reason=reason)
    run = _begin(runtime, run_id, actor, reason)
    basis = f"撤回导入：{run.source_title}" + (f"：{reason}" if reason else "")
    done = 0
    total = sum(run.done.get(one, 0) for one in ("update", "create"))
    for some in (_restore_some, _withdraw_some, *_TAKING_BACK):
        while (number := some(runtime, run_id, actor, basis)) is not None:
            done += number
            progress(done, total)
    return _finish(runtime, run_id, actor)


def _begin(runtime: Runtime, run_id: str, actor: Actor, reason: str) -> RunView:
    with runtime.write(actor) as work:
        row = known_run(work, run_id)
        require_undoable(row)
        if row.state != RunState.UNDOING:
            if row.state == RunState.UNDONE:
                _take_up_again(work.session, row)
            row.state = RunState.UNDOING.value
            row.cursor = 0
            work.session.add(row)
            work.session.flush()
            journal.record(
                work,
                "imports.undo_started",
                ("import_run", run_id),
                before={"done": row.done},
                reason=reason,
            )
        found = queries.run(work.session, run_id)
    if found is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    return found


def _take_up_again(session: Session, run: ImportRun) -> None:
    """What the last undoing kept or could not is to be looked at once more, with nothing said."""
    again = (RowState.KEPT.value, RowState.FAILED.value)
    session.execute(
        update(ImportRow)
        .where(col(ImportRow.run_id) == run.id, col(ImportRow.state).in_(again))
        .values(state=RowState.APPLIED.value, note="")
    )
    session.expire_all()
    run.done = {name: n for name, n in run.done.items() if name not in LEFT}


def _held(work: Work, run_id: str) -> ImportRun:
    run = known_run(work, run_id)
    if run.state != RunState.UNDOING:
        raise StoppedError
    return run


def _restore_some(runtime: Runtime, run_id: str, actor: Actor, basis: str) -> int | None:
    """Put some changed places back, the last rows of the file first; None where none is left."""
    with runtime.write(actor) as work:
        run = _held(work, run_id)
        rows = _changed(work.session, run_id)
        if not rows:
            return None
        counts: Counter[str] = Counter()
        for row in rows:
            state, note = _restored(work, run_id, row, basis)
            row.state, row.note = state.value, note[:300]
            counts[f"undo_{state.value}"] += 1
            work.session.add(row)
        _count(work, run, counts)
        numbers = [rows[-1].number, rows[0].number]
        after = {"rows": numbers, "counts": dict(counts)}
        subject = ("import_run", run_id)
        journal.record(work, "imports.rows_undone", subject, after=after, reason=basis)
    return len(rows)


def _changed(session: Session, run_id: str) -> list[ImportRow]:
    statement = (
        select(ImportRow)
        .where(
            ImportRow.run_id == run_id,
            ImportRow.outcome == Outcome.UPDATE.value,
            ImportRow.state == RowState.APPLIED.value,
        )
        .order_by(col(ImportRow.number).desc())
        .limit(_RESTORED)
    )
    return list(session.exec(statement))


def _restored(work: Work, run_id: str, row: ImportRow, basis: str) -> tuple[RowState, str]:
    if is_of_sign(row.draft):
        return give_back(work, row.draft, basis)
    if row.past_number is None or row.place_id is None:
        # The other half of a twin that this run created: it goes when that place goes.
        return RowState.REVERSED, ""
    last = last_numbers(work.session, [row.place_id]).get(row.place_id)
    place = known.known_places(work.session, [row.place_id]).get(row.place_id)
    if place is None or place.merged_into is not None:
        return RowState.KEPT, WHY_KEPT["merged"].msgid
    if last != row.past_number and not _own_restore(work.session, run_id, row, last):
        return RowState.KEPT, WHY_KEPT["edited"].msgid
    try:
        restore(work, row.place_id, row.past_number, reason=basis, import_run_id=run_id)
    except Problem as problem:
        return RowState.FAILED, f"{problem.code}: {problem.message}"
    return RowState.REVERSED, ""


def _own_restore(session: Session, run_id: str, row: ImportRow, last: int | None) -> bool:
    """Whether all that came after this row's change is this run's own undoing of later rows."""
    statement = select(ImportRow.number).where(
        ImportRow.run_id == run_id,
        ImportRow.place_id == row.place_id,
        ImportRow.state == RowState.REVERSED.value,
        col(ImportRow.number) > row.number,
    )
    reversed_since = len(session.exec(statement).all())
    # Each later row of this run kept one state when it was applied and one when it was undone.
    return last is not None and last == (row.past_number or 0) + 2 * reversed_since


def _withdraw_some(runtime: Runtime, run_id: str, actor: Actor, basis: str) -> int | None:
    with runtime.write(actor) as work:
        run = _held(work, run_id)
        created = known.created_by_import(work.session, run_id, run.cursor, _WITHDRAWN)
        if not created:
            return None
        numbers = {place_id: number for number, place_id in created}
        result = withdraw(work, list(numbers), run_id=run_id, basis=basis)
        _tell_kept(work.session, run_id, numbers, result.kept)
        counts = Counter(undo_reversed=len(result.taken), undo_kept=len(result.kept))
        run.cursor = max(numbers.values())
        _count(work, run, counts)
        after: dict[str, Any] = {
            "rows": [min(numbers.values()), run.cursor],
            "counts": dict(counts),
        }
        if result.kept:
            after["kept"] = result.kept
        if result.taken:
            after["ends"] = [result.taken[0], result.taken[-1]]
        subject = ("import_run", run_id)
        journal.record(work, "imports.places_withdrawn", subject, after=after, reason=basis)
    return len(created)


def _plates_of(work: Work, run: ImportRun, _basis: str) -> list[int]:
    return withdraw_doorplates(work, run.id, run.cursor, _WITHDRAWN)


def _steps_of(work: Work, run: ImportRun, basis: str) -> list[int]:
    return withdraw_steps_of_run(work, run.id, run.cursor, _WITHDRAWN, reason=basis)


def _take_back_rows(
    runtime: Runtime,
    run_id: str,
    actor: Actor,
    basis: str,
    *,
    some: Callable[[Work, ImportRun, str], list[int]],
    verb: str,
) -> int | None:
    """Take back some doorplates or steps of the run; None where none is left.

    `some` withdraws them and gives the numbers of their rows, `verb` is what the journal calls it.
    """
    with runtime.write(actor) as work:
        run = _held(work, run_id)
        rows = some(work, run, basis)
        if not rows:
            return None
        run.cursor = rows[-1]
        _count(work, run, Counter(undo_reversed=len(rows)))
        after = {"rows": [rows[0], rows[-1]], "counts": {"undo_reversed": len(rows)}}
        journal.record(work, verb, ("import_run", run_id), after=after, reason=basis)
    return len(rows)


_TAKING_BACK = (
    partial(_take_back_rows, some=_plates_of, verb="imports.doorplates_withdrawn"),
    partial(_take_back_rows, some=_steps_of, verb="imports.steps_withdrawn"),
)


def _tell_kept(
    session: Session, run_id: str, numbers: dict[str, int], kept: dict[str, str]
) -> None:
    """A row of the report for each place that was left, with the reason."""
    own = {numbers[one]: (one, why) for one, why in kept.items() if one in numbers}
    if not own:
        return
    here = select(ImportRow.number).where(
        ImportRow.run_id == run_id, col(ImportRow.number).in_(list(own))
    )
    known_rows = set(session.exec(here))
    for number in known_rows:
        session.execute(
            update(ImportRow)
            .where(col(ImportRow.run_id) == run_id, col(ImportRow.number) == number)
            .values(state=RowState.KEPT.value, note=WHY_KEPT[own[number][1]].msgid)
        )
    fresh = [_kept_row(run_id, number, *own[number]) for number in own if number not in known_rows]
    if fresh:
        session.execute(insert(ImportRow), fresh)


def _kept_row(run_id: str, number: int, place_id: str, why: str) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "number": number,
        "outcome": Outcome.CREATE.value,
        "name": "",
        "place_id": place_id,
        "draft": {},
        "diff": [],
        "matches": [],
        "problems": [],
        "decision": "",
        "decided_place_id": None,
        "state": RowState.KEPT.value,
        "past_number": None,
        "note": WHY_KEPT[why].msgid,
    }


def _count(work: Work, run: ImportRun, counts: Counter[str]) -> None:
    run.done = dict(Counter(run.done) + counts)
    work.session.add(run)
    work.session.flush()


def _finish(runtime: Runtime, run_id: str, actor: Actor) -> RunView:
    with runtime.write(actor) as work:
        row = known_run(work, run_id)
        require_state(row, RunState.UNDOING)
        row.state, row.undone_at = RunState.UNDONE.value, work.at
        row.row_version += 1
        work.session.add(row)
        work.session.flush()
        journal.record(work, "imports.undone", ("import_run", run_id), after={"done": row.done})
        found = queries.run(work.session, run_id)
    if found is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    return found
