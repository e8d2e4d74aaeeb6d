"""Applying a run batch by batch, each with its place in the file: it goes on where it was."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlmodel import Session, col, delete, select

from imports import queries
from imports.models import ImportRow, ImportRun
from imports.queries import RunView
from imports.readers import SourceRow, Table
from imports.rules.draft import PlaceDraft
from imports.rules.matching import Plan
from imports.rules.outcome import Decision, Outcome, RowState, RunState
from imports.rules.problems import Weight
from imports.services.checking import EMPTY_ROW, Progress, batches, silent
from imports.services.citing import cite_run
from imports.services.collecting import seldom_collecting
from imports.services.doorplates import create_doorplates
from imports.services.entering import Entering, make_room
from imports.services.files import opened
from imports.services.forgetting import FILE_GONE, forget_file
from imports.services.list_applying import take_in
from imports.services.planners import planner_of
from imports.services.planning import Planner, as_row
from imports.services.runs import known_run, require_state
from imports.services.seen import Seen
from imports.services.signs import write_signs
from imports.services.steps import create_steps
from registry.core import journal
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.handlers import StoppedError
from registry.core.text import T
from registry.core.work import Work
from registry.places.services.bulk import Arrivals
from registry.places.services.supplementing import Supplement, supplement
from registry.runtime import Runtime

#: Rows a unit: what every unit costs counts for little, and others wait half a second at the most.
BATCH = 1000


def apply(
    runtime: Runtime,
    run_id: str,
    actor: Actor,
    progress: Progress = silent,
    *,
    batch: int = BATCH,
) -> RunView:
    """Write what the dry run announced. May run again after it was killed: it goes on.

    Each batch of rows, its place in the file, its counts and its journal entry are one unit.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`.
        StoppedError: another worker goes on with the run.
    """
    with runtime.database.read() as session:
        wanted = queries.run(session, run_id)
    if wanted is not None and wanted.notice is not None:
        taken = take_in(runtime, run_id, actor, progress)
        forget_file(runtime, taken.id)
        return taken
    run = _begin(runtime, run_id, actor)
    with opened(runtime, run) as table:
        with runtime.database.read() as session:
            planner = planner_of(session, run, table, actor, runtime)
        entering = Entering(runtime, actor, run.total or table.total)
        entering.finish()
        try:
            with seldom_collecting():
                _walk(runtime, run, table, planner, progress, batch, entering)
        except StoppedError:
            entering.finish()
            raise
        entering.finish()
    return _finish(runtime, run_id, actor)


def _begin(runtime: Runtime, run_id: str, actor: Actor) -> RunView:
    with runtime.write(actor) as work:
        row = known_run(work, run_id)
        require_state(row, RunState.CHECKED, RunState.APPLYING)
        if not runtime.store.exists(row.file_sha256):
            # Before the run is said to be under way: it would stay half way for ever.
            raise NotFound("imports.file_gone", FILE_GONE)
        if row.state == RunState.CHECKED:
            row.state, row.cursor, row.done = RunState.APPLYING.value, 0, {}
            cite_run(work, row)
            work.session.add(row)
            work.session.flush()
            after = {"counts": row.counts, "source_id": row.source_id}
            journal.record(work, "imports.apply_started", ("import_run", run_id), after=after)
        found = queries.run(work.session, run_id)
    if found is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    return found


def _walk(
    runtime: Runtime,
    run: RunView,
    table: Table,
    planner: Planner,
    progress: Progress,
    size: int,
    entering: Entering,
) -> None:
    total = run.total or table.total
    cursor, done = run.cursor, sum(run.done.get(one.value, 0) for one in Outcome)
    for rows in batches(table.rows(after=cursor), size):
        waiting = rows
        while waiting:
            cursor, taken, names = _write(runtime, run, planner, waiting, cursor, entering)
            waiting = waiting[taken:]
            done += taken
            entering.count(names)
            progress(done, total)


def _write(
    runtime: Runtime,
    run: RunView,
    planner: Planner,
    rows: list[SourceRow],
    cursor: int,
    entering: Entering,
) -> tuple[int, int, int]:
    """One unit of work: the new cursor, how many of the rows it dealt with, how many it made."""
    drafts = planner.drafts(rows)
    with runtime.write(planner.actor) as work:
        make_room(work)
        row = known_run(work, run.id)
        if row.state != RunState.APPLYING or row.cursor != cursor:
            raise StoppedError
        batch = _Batch(work, run, row, planner, entering.is_late)
        plans = planner.plan(work.session, drafts, Seen())
        plans = plans[: _before_clash(plans)]
        batch.write(plans, rows)
        last = rows[len(plans) - 1].number
        row.cursor = last
        row.done = dict(Counter(row.done) + batch.counts)
        work.session.add(row)
        work.session.flush()
        _record(work, run, rows[0].number, last, batch)
    return last, len(plans), len(batch.created)


def _before_clash(plans: Sequence[Plan]) -> int:
    """How many rows can be written at once.

    A twin of a place that this same batch changes waits for the next one, so that it is compared
    with what will stand there then.
    """
    changed: set[str] = set()
    for index, plan in enumerate(plans):
        if plan.outcome is Outcome.UPDATE and plan.place is not None:
            if plan.place.id in changed:
                return index
            changed.add(plan.place.id)
    return len(plans)


def _record(work: Work, run: RunView, first: int, last: int, batch: _Batch) -> None:
    digest = hashlib.sha256("\n".join(batch.created).encode()).hexdigest()
    after: dict[str, Any] = {"rows": [first, last], "counts": dict(batch.counts)}
    if batch.created:
        ends = [batch.created[0], batch.created[-1]]
        after |= {"created": len(batch.created), "ends": ends, "ids_sha256": digest}
    if batch.updated:
        after["updated"] = batch.updated
    if batch.passages:
        after["passages"] = batch.passages
    journal.record(work, "imports.rows_applied", ("import_run", run.id), after=after)


@dataclass(slots=True)
class _Batch:
    """What one unit writes: places, additions, rows of the report."""

    work: Work
    run: RunView
    row: ImportRun
    planner: Planner
    is_late: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    passages: int = 0

    def write(self, plans: Sequence[Plan], rows: Sequence[SourceRow]) -> None:
        """Write everything, counting outcomes as they turned out."""
        said = _said(self.work.session, self.run.id, rows[0].number, rows[len(plans) - 1].number)
        if self.run.column_mapping.of_signs:
            self._write_signs(plans, said)
            return
        settled = [self._settled(plan, said.get(plan.draft.number)) for plan in plans]
        arrivals = Arrivals(
            self.work,
            run_id=self.run.id,
            citation_id=self.row.citation_id,
            source=self.run.source_title,
            divisions=self.planner.facts,
        )
        written = (plan.draft for plan in settled if plan.outcome in _WRITTEN)
        if self.run.column_mapping.of_places:
            self.passages = self.planner.passages.cite(self.work, self.row, written)
        places = self._create(arrivals, settled)
        numbers = self._update(arrivals, settled)
        self._keep_rows(settled, said, places, numbers)

    def _write_signs(self, plans: Sequence[Plan], said: Mapping[int, _Said]) -> None:
        """Rows about signs: what the dry run refused stays refused."""
        for plan in plans:
            told = said.get(plan.draft.number)
            if told is not None and told.outcome == Outcome.REJECTED:
                plan.outcome = Outcome.REJECTED
        self.updated = write_signs(self.work, plans, self.run)
        self._keep_rows(plans, said, {}, {})

    def _settled(self, plan: Plan, said: _Said | None) -> Plan:
        """The plan with what a person decided; what was in question and not decided stays so."""
        if said is None or said.outcome != Outcome.CONFLICT:
            return plan
        decision = Decision(said.decision)
        draft = plan.draft
        is_place = self.run.column_mapping.of_places
        if decision is Decision.CREATE and is_place and _can_stand(draft):
            return Plan(draft, Outcome.CREATE)
        if decision is Decision.USE and said.place_id:
            found = self.planner.decided(self.work.session, draft, said.place_id)
            if found is not None:
                return found
        plan.outcome = Outcome.CONFLICT
        return plan

    def _create(self, arrivals: Arrivals, plans: Sequence[Plan]) -> dict[int, str]:
        if self.run.column_mapping.of_doorplates:
            self.created, standing = create_doorplates(self.work, self.planner, self.row, plans)
            return standing
        if self.run.column_mapping.of_steps:
            self.created, standing = create_steps(self.work, self.planner, self.row, plans)
            return standing
        new = [plan.draft for plan in plans if plan.outcome is Outcome.CREATE]
        if not new:
            return {}
        arrivals.knows({draft.division_id for draft in new})
        places = {draft.number: arrivals.take(draft) for draft in new}
        arrivals.write(terms_later=self.is_late)
        self.created = list(places.values())
        return places

    def _update(self, arrivals: Arrivals, plans: Sequence[Plan]) -> dict[str, int]:
        items = [
            Supplement(
                place_id=plan.place.id,
                division_id=plan.place.division_id,
                kind=plan.place.kind,
                version=plan.place.row_version,
                row=plan.draft,
                columns=plan.change.columns,
                facts=plan.change.facts,
                names=plan.change.names,
                claims=plan.change.claims,
                with_point=plan.change.has_point,
                with_shape=plan.change.has_shape,
            )
            for plan in plans
            if plan.outcome is Outcome.UPDATE and plan.place is not None
        ]
        reason = f"导入：{self.run.source_title}"
        numbers = supplement(self.work, arrivals, items, run_id=self.run.id, reason=reason)
        self.updated = list(numbers)
        return numbers

    def _keep_rows(
        self,
        plans: Sequence[Plan],
        said: Mapping[int, _Said],
        places: dict[int, str],
        numbers: dict[str, int],
    ) -> None:
        kept = []
        for plan in plans:
            self.counts[plan.outcome.value] += 1
            if plan.draft.is_secret:
                self.counts["secret"] += 1
            if plan.outcome in {Outcome.CREATE, Outcome.UNCHANGED} and not plan.draft.problems:
                continue
            row = as_row(plan)
            if plan.outcome is Outcome.UPDATE:
                row["place_id"] = plan.place_id or places.get(plan.joins or 0)
                row["past_number"] = numbers.get(plan.place_id or "")
                if not self.run.column_mapping.of_signs:
                    row["draft"] = {}
            elif plan.outcome is Outcome.CREATE:
                row["place_id"], row["draft"] = places[plan.draft.number], {}
            row["state"] = _STATES[plan.outcome].value
            kept.append(row)
        _replace(self.work.session, self.run.id, kept, said)


_WRITTEN = frozenset({Outcome.CREATE, Outcome.UPDATE})
_STATES = {
    Outcome.CREATE: RowState.APPLIED,
    Outcome.UPDATE: RowState.APPLIED,
    Outcome.UNCHANGED: RowState.SKIPPED,
    Outcome.CONFLICT: RowState.SKIPPED,
    Outcome.REJECTED: RowState.SKIPPED,
}


def _can_stand(draft: PlaceDraft) -> bool:
    has_all = bool(draft.name and draft.kind and draft.division_id)
    return has_all and draft.weight is not Weight.ERROR


class _Said(NamedTuple):
    """What the report has of a row: its outcome, and what a person decided."""

    outcome: str
    decision: str
    place_id: str | None


def _said(session: Session, run_id: str, first: int, last: int) -> dict[int, _Said]:
    """The rows of the report among these; of each no more than is asked here."""
    statement = select(
        ImportRow.number, ImportRow.outcome, ImportRow.decision, ImportRow.decided_place_id
    ).where(ImportRow.run_id == run_id, col(ImportRow.number).between(first, last))
    return {number: _Said(*told) for number, *told in session.exec(statement)}


def _replace(
    session: Session,
    run_id: str,
    rows: Sequence[dict[str, Any]],
    said: Mapping[int, _Said],
) -> None:
    """Put rows into the report in place of what the dry run had said of them."""
    if not rows:
        return
    connection = session.connection()
    if before := [row["number"] for row in rows if row["number"] in said]:
        connection.execute(
            delete(ImportRow).where(
                col(ImportRow.run_id) == run_id, col(ImportRow.number).in_(before)
            )
        )
    made = []
    for row in rows:
        _, decision, place_id = said.get(row["number"], _UNSAID)
        told = {"decision": decision, "decided_place_id": place_id}
        made.append({**EMPTY_ROW, **told, **row, "run_id": run_id})
    connection.execute(insert(ImportRow), made)


_UNSAID = _Said("", "", None)


def _finish(runtime: Runtime, run_id: str, actor: Actor) -> RunView:
    with runtime.write(actor) as work:
        row = known_run(work, run_id)
        require_state(row, RunState.APPLYING)
        row.state, row.applied_at = RunState.APPLIED.value, work.at
        row.row_version += 1
        work.session.add(row)
        work.session.flush()
        journal.record(work, "imports.applied", ("import_run", run_id), after={"done": row.done})
        found = queries.run(work.session, run_id)
    if found is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    forget_file(runtime, found.id)
    return found
