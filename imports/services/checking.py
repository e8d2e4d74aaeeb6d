"""The dry run: what would become of every row, with nothing written but the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlmodel import Session, col, delete, select

from imports import queries
from imports.models import ImportRow, ImportRun
from imports.queries import RunView
from imports.readers import SourceRow, Table
from imports.rules.mapping import checked_mapping
from imports.rules.matching import Plan
from imports.rules.outcome import Decision, Outcome, RunState
from imports.services.collecting import seldom_collecting
from imports.services.files import opened
from imports.services.planners import planner_of
from imports.services.planning import Planner, as_row
from imports.services.runs import known_run, require_state
from imports.services.seen import Seen, remembering
from registry.core import journal
from registry.core.actor import Actor
from registry.core.datum import Gcj02Detector, Wgs84Point
from registry.core.errors import NotFound, Problem
from registry.core.failure import failure_of, packed_failure
from registry.core.text import T
from registry.runtime import Runtime

#: Rows of the report that are kept; what comes after is counted.
MOST_ROWS = 100_000
_BATCH = 1000
_ASKED = frozenset({Outcome.CONFLICT.value})
_ASKED_OF_LISTS = _ASKED | {Outcome.CREATE.value, Outcome.UPDATE.value}
_PLAIN = frozenset({Outcome.CREATE, Outcome.UNCHANGED})

Progress = Callable[[int, int | None], None]
R = TypeVar("R")


def silent(_done: int, _total: int | None) -> None:
    """Progress that nobody wants to hear of."""


def batches(rows: Iterable[R], size: int) -> Iterator[list[R]]:
    """The rows in lists of this size."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


@dataclass(slots=True)
class Tally:
    """What was found so far."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    #: Every row of a published list is shown, those without a question too.
    keeps_all: bool = False
    detector: Gcj02Detector = field(default_factory=Gcj02Detector)

    def add(self, plan: Plan) -> None:
        """Count one row."""
        counts = self.counts
        counts[plan.outcome.value] += 1
        if plan.draft.is_secret:
            counts["secret"] += 1
            return
        if plan.draft.problems:
            counts["problems"] += len(plan.draft.problems)
        place, point = plan.place, plan.draft.point
        if plan.draft.fields.get("house_number"):
            # A door lies somewhere on its road: the distance says nothing about the datum.
            return
        if point and place and place.lon is not None and place.lat is not None:
            known = Wgs84Point(place.lon, place.lat)
            self.detector.add_pair(known, Wgs84Point(point.lon, point.lat))

    def rows(self, run_id: str, plans: Iterable[Plan]) -> list[dict[str, Any]]:
        """The rows of the report among these, within the limit."""
        found = []
        for plan in plans:
            if plan.outcome in _PLAIN and not plan.draft.problems and not self.keeps_all:
                continue
            if self.kept >= MOST_ROWS:
                self.counts["unkept"] += 1
                continue
            self.kept += 1
            found.append({**EMPTY_ROW, **as_row(plan), "run_id": run_id})
        return found


EMPTY_ROW: dict[str, Any] = {
    "name": "",
    "place_id": None,
    "draft": {},
    "diff": [],
    "matches": [],
    "problems": [],
    "decision": Decision.NONE.value,
    "decided_place_id": None,
    "state": "planned",
    "past_number": None,
    "note": "",
}


def check(runtime: Runtime, run_id: str, actor: Actor, progress: Progress = silent) -> RunView:
    """Read the whole file and say what would become of every row.

    Writes the counts and the rows that a person may want to see, nothing else. May run again
    after it was stopped: it starts over. What a person had decided about rows stays.

    Raises:
        Forbidden, NotFound: as `runs.known_run`. Conflict: `imports.state`.
        Refused: `imports.…`, where the file cannot be read; the run says so.
    """
    run, decided = _begin(runtime, run_id, actor)
    try:
        with opened(runtime, run) as table:
            checked_mapping(run.column_mapping, table.columns)
            with seldom_collecting(), remembering() as seen:
                tally = _walk(runtime, run, table, actor, progress, decided, seen)
            facts = [
                {"code": one.code, "text": one.text.msgid, "params": one.text.params}
                for one in table.facts
            ]
            return _finish(runtime, run, actor, tally, {"facts": facts, "format": table.format})
    except Problem as problem:
        _fail(runtime, run_id, actor, problem)
        raise


def _begin(
    runtime: Runtime, run_id: str, actor: Actor
) -> tuple[RunView, dict[int, tuple[str, str | None]]]:
    with runtime.write(actor) as work:
        row = known_run(work, run_id)
        require_state(row, RunState.UPLOADED, RunState.CHECKED, RunState.CHECKING, RunState.FAILED)
        decided = _decided(work.session, run_id)
        work.session.exec(delete(ImportRow).where(col(ImportRow.run_id) == run_id))
        row.state, row.counts, row.failure, row.total = RunState.CHECKING.value, {}, {}, None
        work.session.add(row)
        work.session.flush()
        run = queries.run(work.session, run_id)
    if run is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    return run, decided


def _decided(session: Session, run_id: str) -> dict[int, tuple[str, str | None]]:
    statement = select(ImportRow.number, ImportRow.decision, ImportRow.decided_place_id).where(
        ImportRow.run_id == run_id, ImportRow.decision != Decision.NONE.value
    )
    return {number: (said, place) for number, said, place in session.exec(statement)}


def _walk(
    runtime: Runtime,
    run: RunView,
    table: Table,
    actor: Actor,
    progress: Progress,
    decided: dict[int, tuple[str, str | None]],
    seen: Seen,
) -> Tally:
    tally, done = Tally(keeps_all=run.notice is not None), 0
    askable = _ASKED if run.notice is None else _ASKED_OF_LISTS
    with runtime.database.read() as session:
        planner = planner_of(session, run, table, actor, runtime)
    pending: list[dict[str, Any]] = []
    for batch in batches(table.rows(), _BATCH):
        plans = _planned(runtime, planner, batch, seen)
        for plan in plans:
            tally.add(plan)
        for row in tally.rows(run.id, plans):
            said = decided.get(row["number"])
            if said is not None and row["outcome"] in askable:
                row["decision"], row["decided_place_id"] = said
            pending.append(row)
        done += len(batch)
        if len(pending) >= _BATCH:
            _keep(runtime, actor, run.id, pending)
            pending = []
        progress(done, table.total)
    _keep(runtime, actor, run.id, pending)
    tally.counts["rows"] = done
    return tally


def _planned(runtime: Runtime, planner: Planner, batch: list[SourceRow], seen: Seen) -> list[Plan]:
    drafts = planner.drafts(batch)
    with runtime.database.read() as session:
        return planner.plan(session, drafts, seen)


def _keep(runtime: Runtime, actor: Actor, run_id: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    with runtime.write(actor) as work:
        require_state(known_run(work, run_id), RunState.CHECKING)
        work.session.execute(insert(ImportRow), rows)


def _finish(
    runtime: Runtime, run: RunView, actor: Actor, tally: Tally, found: dict[str, Any]
) -> RunView:
    facts = [*found["facts"], *_shift_fact(tally.detector)]
    with runtime.write(actor) as work:
        row = known_run(work, run.id)
        require_state(row, RunState.CHECKING)
        row.state, row.checked_at = RunState.CHECKED.value, work.at
        row.counts, row.total = dict(tally.counts), tally.counts["rows"]
        row.facts, row.format, row.row_version = facts, found["format"], row.row_version + 1
        work.session.add(row)
        work.session.flush()
        after = {"counts": row.counts, "profile": row.profile}
        journal.record(work, "imports.checked", ("import_run", run.id), after=after)
        made = queries.run(work.session, run.id)
    return made or run


def _shift_fact(detector: Gcj02Detector) -> list[dict[str, Any]]:
    """What the offsets of all rows together say: a batch shifted as commercial maps are."""
    cluster = detector.result()
    if cluster is None:
        return []
    text = T(
        "%(pairs)d 个已有位置的地名里，这批坐标一致偏移约 %(metres)d 米、方位 %(azimuth)d 度，"
        "像是 %(kind)s 偏移（%(times)d 次）；请核对坐标系，没有改动任何坐标",
        pairs=cluster.pairs,
        metres=round(cluster.distance_m),
        azimuth=round(cluster.azimuth_deg),
        kind="BD-09" if cluster.kind == "bd09" else "GCJ-02",
        times=abs(cluster.times),
    )
    return [{"code": "shift_suspect", "text": text.msgid, "params": text.params}]


def _fail(runtime: Runtime, run_id: str, actor: Actor, problem: Problem) -> None:
    # Whoever took the run away in the meantime has the last word.
    with suppress(Problem), runtime.write(actor) as work:
        row: ImportRun = known_run(work, run_id)
        require_state(row, RunState.CHECKING)
        row.state = RunState.FAILED.value
        row.failure = packed_failure(failure_of(problem))
        work.session.add(row)
        work.session.flush()
        journal.record(work, "imports.failed", ("import_run", run_id), after={"code": problem.code})
