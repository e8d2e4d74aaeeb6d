"""One run: what it is doing, what each of its rows will become or became, how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from imports import queries, services
from imports.forms import RowsQuery
from imports.profiles import PROFILES
from imports.queries import RunView
from imports.rules.outcome import LIST_OUTCOME_LABELS, OUTCOME_LABELS, Outcome, RunState
from imports.services.entering import LONG
from imports.views import shown, shown_lists
from imports.views.pages import blueprint, known_run
from imports.views.standing import JOB_LABELS, standing
from registry.accounts.rules import Permission
from registry.core.forms import parse
from registry.core.paging import decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.edge import access, http
from registry.jobs import queries as jobs
from registry.places import queries as place_queries
from registry.places.queries import PlaceCard
from registry.places.queries.matching import created_by_import

#: The status of a page that answers whoever came second.
CLASH = 409
ROWS_PER_PAGE = 30
_CREATED = 100
_JOB_STEPS = {"imports.check": "check", "imports.apply": "apply", "imports.undo": "done"}
_DECISIONS = {"create": T("定为新增"), "use": T("定为已有的地名"), "skip": T("定为跳过")}
_STEPS = {
    RunState.CHECKING: "check",
    RunState.CHECKED: "check",
    RunState.APPLYING: "apply",
    RunState.APPLIED: "done",
    RunState.UNDOING: "done",
    RunState.UNDONE: "done",
}
_UNDOABLE = frozenset({RunState.APPLIED, RunState.APPLYING})
WITH_ROWS = frozenset({RunState.CHECKED, RunState.APPLIED, RunState.UNDONE})
#: Left half way: what was done so far is shown.
_PARTLY = frozenset({RunState.APPLYING, RunState.UNDOING})


class Created(NamedTuple):
    """Places that a run created, each with the row it came from."""

    places: list[tuple[int, PlaceCard]]
    next_url: str | None


@blueprint.get("/imports/<run_id>")
@access.requires(Permission.PLACE_EDIT)
def run_show(run_id: str) -> ResponseReturnValue:
    """A run as it stands now; one that nothing was done with yet leads to its columns."""
    with http.reading() as session:
        run = known_run(session, run_id)
        job = jobs.latest(session, services.SUBJECT, run.id, http.runtime().clock.now())
    if run.state == RunState.UPLOADED and (job is None or not job.is_open):
        return http.see_other("imports.mapping_edit", run_id=run.id)
    return show(run_id)


def show(
    run_id: str, *, status: int = 200, row: int | None = None, **more: Any
) -> ResponseReturnValue:
    """The page of a run; `more` are a refused form's texts and errors, `row` whose form it was."""
    query = parse(RowsQuery, request.args if request.method == "GET" else {})
    if row is not None:
        query = RowsQuery(outcome=tab_of(request.form), after=encode_cursor(row - 1))
    with http.reading() as session:
        run = known_run(session, run_id)
        how = standing(session, run)
        job = how.open_job
        with_rows = run.state in WITH_ROWS or (how.stalled and run.state in _PARTLY)
        rows = _rows(session, run, query) if with_rows and job is None else None
        last_act = queries.last_act(session, run.id) if status == CLASH else None
    return http.page(
        "imports/run_show.html",
        status=status,
        active="desk",
        run=run,
        badge=how.badge,
        shipped={profile.name for profile in PROFILES},
        decision_labels=_DECISIONS if run.notice is None else shown_lists.DECISIONS,
        notice_rows=shown_lists.notice_rows(run),
        told=shown_lists.told(run, "list_count") if run.notice is not None else [],
        other_lines=next(iter(shown_lists.told(run, "other_lines")), None),
        step=_JOB_STEPS[job.kind] if job else _STEPS.get(run.state, "mapping"),
        job_label=JOB_LABELS[job.kind] if job else None,
        facts=shown.fact_words(run),
        shift=shown.shift_words(run),
        job=job,
        waits_for_search=run.state == RunState.APPLYING and ((job and job.total) or 0) > LONG,
        stalled=how.stalled,
        so_far=shown.so_far_words(run) if how.stalled else None,
        not_done=how.not_done,
        failure=how.failure,
        file_gone=how.file_gone,
        last_act=last_act,
        shows_rows=rows is not None,
        wrong_row=row,
        size=shown.size_words(run.file_size),
        may_remap=run.state in {RunState.CHECKED, RunState.FAILED} and job is None,
        may_undo=(run.state in _UNDOABLE or run.has_kept) and job is None,
        may_record_paper=_may_record_paper(run),
        **(rows or {}),
        **more,
    )


def tab_of(form: Mapping[str, str]) -> Any:
    """The rows among which the form of a row stood."""
    named = form.get("outcome")
    return named if named in set(Outcome) else Outcome.CONFLICT.value


def _may_record_paper(run: RunView) -> bool:
    actor = http.actor()
    everywhere = actor.may(Permission.PLACE_EDIT, "") and actor.may(Permission.DECIDE)
    return run.state == RunState.CHECKED and everywhere


def _rows(session: Session, run: RunView, query: RowsQuery) -> dict[str, Any]:
    """What the part of the page about rows needs."""
    is_list = run.notice is not None
    labels = LIST_OUTCOME_LABELS if is_list else OUTCOME_LABELS
    words = shown_lists if is_list else shown
    tally = [(one, label, run.counts.get(one, 0)) for one, label in labels.items()]
    undecided = queries.undecided(session, run.id)
    outcome = query.outcome or _first(run)
    page = queries.rows(session, run.id, outcome=outcome, limit=ROWS_PER_PAGE, after=query.after)
    created = not is_list and run.state in _UNDOABLE and outcome == Outcome.CREATE
    return {
        "tally": tally,
        "total": sum(count for _, _, count in tally),
        "outcome": outcome,
        "after": query.after,
        "row_tabs": _tabs(run),
        "rows": shown.shown_rows(session, run, page.items),
        "next_url": _rows_url(run, outcome, page.next) if page.next else None,
        "first_url": _rows_url(run, outcome) if query.after else None,
        "undecided": undecided,
        "created": _created(session, run, query.after) if created else None,
        "may_decide": run.state == RunState.CHECKED,
        "plan": words.plan_words(run, undecided),
        "writes": shown.writes(run, undecided),
        "result": words.result_words(run),
    }


def _first(run: RunView) -> str:
    """The tab to open: what needs a person first."""
    if run.state != RunState.CHECKED:
        return "done"
    order = (Outcome.CONFLICT, Outcome.REJECTED, Outcome.UPDATE, Outcome.CREATE)
    return next((one for one in order if run.counts.get(one)), Outcome.CREATE)


def _tabs(run: RunView) -> list[tuple[str, Text, str, int | None]]:
    tabs: list[tuple[str, Text, str, int | None]] = []
    if run.state != RunState.CHECKED:
        tabs.append(("done", T("写入的和还原的"), _rows_url(run, "done"), None))
    is_list = run.notice is not None
    labels = LIST_OUTCOME_LABELS if is_list else OUTCOME_LABELS
    kept = [one for one in Outcome if is_list or one is not Outcome.UNCHANGED]
    return tabs + [(one, labels[one], _rows_url(run, one), run.counts.get(one, 0)) for one in kept]


def _rows_url(run: RunView, outcome: str, after: str | None = None) -> str:
    return url_for(
        "imports.run_show", run_id=run.id, outcome=str(outcome), after=after, _anchor="rows"
    )


def _created(session: Session, run: RunView, after: str | None) -> Created:
    """A page of the places that the run created, with the address of the next."""
    last = decode_cursor(after, 1)[0] if after else 0
    found = created_by_import(session, run.id, last if isinstance(last, int) else 0, _CREATED + 1)
    listed = found[:_CREATED]
    cards = place_queries.place_cards(session, [place_id for _, place_id in listed])
    onward = encode_cursor(listed[-1][0]) if len(found) > _CREATED else None
    return Created(
        [(number, cards[place_id]) for number, place_id in listed],
        _rows_url(run, Outcome.CREATE, onward) if onward else None,
    )


@blueprint.get("/imports/<run_id>/progress")
@access.requires(Permission.PLACE_EDIT)
def run_progress(run_id: str) -> ResponseReturnValue:
    """How far the run's background work has come, for the page's script."""
    with http.reading() as session:
        run = known_run(session, run_id)
        job = jobs.latest(session, services.SUBJECT, run.id, http.runtime().clock.now())
    return jsonify(
        run_state=run.state,
        open=job is not None and job.is_open,
        state=job.state if job else "",
        done=job.done if job else 0,
        total=job.total if job else None,
        rate=job.rate_per_s if job else None,
        seconds_left=job.seconds_left if job else None,
    )
