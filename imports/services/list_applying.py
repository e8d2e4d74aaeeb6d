"""Writing a published list as candidates, and taking it back: one transaction each, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import Session, col, delete, select

from imports import queries
from imports.models import ImportRow, ImportRun
from imports.queries import RunView
from imports.readers import SourceRow
from imports.rules.listing import listed_name
from imports.rules.matching import Plan
from imports.rules.notice import Notice
from imports.rules.outcome import Decision, Outcome, RowState, RunState
from imports.services.checking import EMPTY_ROW, Progress, silent
from imports.services.citing import cite_run
from imports.services.files import opened
from imports.services.list_planning import ListPlanner, notice_list
from imports.services.planning import as_row
from imports.services.runs import known_run, require_state
from imports.services.seen import Seen
from registry.core import journal
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries as heritage
from registry.heritage import services as heritage_services
from registry.heritage.rules import ListedName
from registry.places import queries as place_queries
from registry.places.rules import EntityStatus
from registry.runtime import Runtime


def take_in(runtime: Runtime, run_id: str, actor: Actor, progress: Progress = silent) -> RunView:
    """Write the candidates that the dry run announced, as a person decided about them.

    The rows are compared once more with what is there now. All is one transaction: list, records,
    rows of the report, journal; a worker killed before its end leaves the run as it was checked.

    Raises:
        Forbidden: needs `heritage.decide` everywhere. NotFound: as `runs.known_run`.
        Conflict: `imports.state`.
    """
    run = _known(runtime, run_id)
    with opened(runtime, run) as table:
        rows = list(table.rows())
        with runtime.write(actor) as work:
            row = known_run(work, run_id)
            require_state(row, RunState.CHECKED)
            data_dir, now = runtime.settings.data_dir, runtime.clock.now()
            planner = ListPlanner(work.session, run, table, actor, data_dir, now)
            written = _Taking(work, run, row, planner)
            written.write(rows)
    progress(len(rows), len(rows))
    return _known(runtime, run_id)


def _known(runtime: Runtime, run_id: str) -> RunView:
    with runtime.database.read() as session:
        found = queries.run(session, run_id)
    if found is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    return found


@dataclass(slots=True)
class _Taking:
    """One unit of work: what becomes of each row, and the report about it."""

    work: Work
    run: RunView
    row: ImportRun
    planner: ListPlanner
    counts: Counter[str] = field(default_factory=Counter)

    def write(self, rows: list[SourceRow]) -> None:
        """Take in what is to be taken in, and say of every row what became of it."""
        session = self.work.session
        plans = self.planner.plan(session, self.planner.drafts(rows), Seen())
        said = _said(session, self.run.id)
        wanted = {
            plan.draft.number: entry
            for plan in plans
            if (entry := self._wanted(plan, said.get(plan.draft.number))) is not None
        }
        source_id = self._cite() if wanted else None
        notice = notice_list(self.run, self.planner.notice, source_id)
        taken = heritage_services.take_in_list(self.work, notice, list(wanted.values()))
        self._report(plans, said, taken)
        self._finish(taken)

    def _wanted(self, plan: Plan, said: tuple[str, str | None] | None) -> ListedName | None:
        """The entry a row becomes; None where nothing of it is taken in."""
        notice: Notice = self.planner.notice
        decision = Decision(said[0]) if said else Decision.NONE
        if decision is Decision.SKIP or plan.outcome is Outcome.REJECTED:
            return None
        if decision is Decision.USE and said and said[1]:
            return self._used(plan, said[1])
        if decision is Decision.CREATE and plan.outcome is not Outcome.UNCHANGED:
            return listed_name(plan.draft, notice, None)
        if plan.outcome in {Outcome.CREATE, Outcome.UPDATE}:
            return listed_name(plan.draft, notice, plan.place_id)
        return None

    def _used(self, plan: Plan, place_id: str) -> ListedName | None:
        card = place_queries.place_card(self.work.session, place_id)
        if card is None or card.merged_into or card.status == EntityStatus.WITHDRAWN:
            plan.outcome = Outcome.CONFLICT
            plan.draft.tell("", plan.draft.name, "gone_meanwhile")
            return None
        return listed_name(plan.draft, self.planner.notice, place_id)

    def _cite(self) -> str | None:
        cite_run(self.work, self.row)
        return self.row.source_id

    def _report(
        self,
        plans: list[Plan],
        said: dict[int, tuple[str, str | None]],
        taken: heritage_services.TakenIn,
    ) -> None:
        session, run_id = self.work.session, self.run.id
        session.exec(delete(ImportRow).where(col(ImportRow.run_id) == run_id))
        session.expire_all()
        for plan in plans:
            number = plan.draft.number
            decision, place_id = said.get(number, ("", None))
            record = taken.added.get(number) or taken.cited.get(number)
            if record is not None:
                plan.draft.listed["candidate_id"] = record
                plan.outcome = Outcome.CREATE if number in taken.added else Outcome.UPDATE
            elif number in taken.same:
                plan.outcome = Outcome.UNCHANGED
            told = {"decision": decision, "decided_place_id": place_id, "run_id": run_id}
            row = {**EMPTY_ROW, **as_row(plan), **told}
            row["state"] = (RowState.SKIPPED if record is None else RowState.APPLIED).value
            is_left = record is None and decision == Decision.SKIP.value
            self.counts["skipped" if is_left else plan.outcome.value] += 1
            if plan.draft.is_secret:
                self.counts["secret"] += 1
            session.add(ImportRow(**row))
        session.flush()

    def _finish(self, taken: heritage_services.TakenIn) -> None:
        row = self.row
        row.state, row.applied_at = RunState.APPLIED.value, self.work.at
        row.done, row.row_version = dict(self.counts), row.row_version + 1
        self.work.session.add(row)
        self.work.session.flush()
        after = {"done": row.done, "candidate_list": taken.list_id}
        journal.record(self.work, "imports.applied", ("import_run", row.id), after=after)


def _said(session: Session, run_id: str) -> dict[int, tuple[str, str | None]]:
    """What a person decided, by the number of the row."""
    statement = select(ImportRow.number, ImportRow.decision, ImportRow.decided_place_id).where(
        ImportRow.run_id == run_id, ImportRow.decision != Decision.NONE.value
    )
    return {number: (decision, place) for number, decision, place in session.exec(statement)}


def take_back(runtime: Runtime, run_id: str, actor: Actor, *, reason: str) -> RunView:
    """Take back a list that was written: what only it named is a candidate no longer.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`. Invalid: no reason.
    """
    with runtime.write(actor) as work:
        row = known_run(work, run_id)
        require_state(row, RunState.APPLIED)
        before = {"done": row.done}
        listed = heritage.list_of_run(work.session, run_id)
        gone = 0
        if listed is not None:
            gone = heritage_services.withdraw_list(work, listed.id, basis=reason or "撤回导入")
        for one in work.session.exec(
            select(ImportRow).where(
                ImportRow.run_id == run_id, ImportRow.state == RowState.APPLIED.value
            )
        ):
            one.state = RowState.REVERSED.value
            work.session.add(one)
        row.state, row.undone_at = RunState.UNDONE.value, work.at
        row.done = {**row.done, "undo_reversed": gone}
        row.row_version += 1
        work.session.add(row)
        work.session.flush()
        subject = ("import_run", run_id)
        after = {"done": row.done}
        journal.record(work, "imports.undone", subject, before=before, after=after, reason=reason)
    return _known(runtime, run_id)
