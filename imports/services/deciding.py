"""One word for many rows: everything in conflict for the same reason is decided alike."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import col, select

from imports.models import ImportRow, ImportRun
from imports.rules.outcome import Decision, Outcome, RunState
from imports.rules.problems import PROBLEMS, Problem, Weight
from imports.services.runs import decide_row, known_run, may_create, require_state
from registry.core import journal
from registry.core.errors import Refused
from registry.core.text import T
from registry.core.work import Work

_CHUNK = 500
Case = tuple[tuple[str, ...], str]


def decide_alike(
    work: Work, run_id: str, number: int, decision: Decision | str, place_id: str | None = None
) -> int:
    """Decide a row, and every undecided row in the same case; how many rows it was in all.

    The same case: the same findings that make it a conflict, and as many candidates (none, one,
    several). `use` takes each row's own single candidate, so it cannot be said of several.

    Raises:
        As `decide_row`. Refused: `imports.several_candidates`.
    """
    chosen = Decision(decision)
    first = decide_row(work, run_id, number, chosen, place_id)
    run = known_run(work, run_id)
    require_state(run, RunState.CHECKED)
    case = case_of(first)
    if chosen is Decision.USE and case[1] != "one":
        raise Refused(
            "imports.several_candidates",
            T("有几个候选的行要逐行选定"),
            advice=T("请只定这一行"),
        )
    alike = [row for row in _undecided(work, run_id) if case_of(row) == case]
    if chosen is Decision.CREATE:
        alike = [row for row in alike if may_create(run, row)]
    _write(work, run, alike, chosen)
    return 1 + len(alike)


def case_of(row: ImportRow) -> Case:
    """Why a row is in conflict, apart from the names in it."""
    codes = {one["code"] for one in row.problems if _is_conflict(one)}
    found = candidates_of(row)
    return tuple(sorted(codes)), ("none", "one")[len(found)] if len(found) < 2 else "several"


def _is_conflict(data: dict[str, object]) -> bool:
    params = data.get("params")
    problem = Problem("", "", str(data["code"]), dict(params) if isinstance(params, dict) else {})
    return problem.weight is not Weight.NOTE or problem.code not in PROBLEMS


def candidates_of(row: ImportRow) -> list[str]:
    """The places a row may be: the one it was matched with, or those it was compared to."""
    found = [match["place_id"] for match in row.matches]
    return list(dict.fromkeys([*([row.place_id] if row.place_id else []), *found]))


def _undecided(work: Work, run_id: str) -> Iterator[ImportRow]:
    after = 0
    while True:
        rows = work.session.exec(
            select(ImportRow)
            .where(
                ImportRow.run_id == run_id,
                ImportRow.outcome == Outcome.CONFLICT.value,
                ImportRow.decision == Decision.NONE.value,
                col(ImportRow.number) > after,
            )
            .order_by(col(ImportRow.number))
            .limit(_CHUNK)
        ).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1].number


def _write(work: Work, run: ImportRun, rows: list[ImportRow], decision: Decision) -> None:
    if not rows:
        return
    for row in rows:
        row.decision = decision.value
        row.decided_place_id = candidates_of(row)[0] if decision is Decision.USE else None
        work.session.add(row)
    work.session.flush()
    ends = [rows[0].number, rows[-1].number]
    after = {"decision": decision.value, "rows": len(rows), "ends": ends}
    journal.record(work, "imports.rows_decided", ("import_run", run.id), after=after)
