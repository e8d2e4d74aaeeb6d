"""The polyphone desk: spellings that wait for a person, and the table of local readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.queries import doubts
from registry.places.queries.readings import local_readings
from registry.places.rules.romanise import shipped_readings
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]

Errors = Mapping[str, Sequence[Text]]


@blueprint.get("/places/readings")
@access.requires(Permission.DESK)
def reading_queue() -> ResponseReturnValue:
    """Names whose spelling is in doubt, some at a time."""
    return _queue(parse(forms.QueueQuery, request.args))


def _queue(
    query: forms.QueueQuery,
    *,
    status: int = 200,
    wrong: str = "",
    errors: Errors | None = None,
    raw: Mapping[str, Any] | None = None,
) -> ResponseReturnValue:
    """`wrong`: the name whose form was refused, with its `errors` and what was written in `raw`."""
    with http.reading() as session:
        counties = queries.counties(session)
        chosen = next((item for item in counties if query.county in {item.id, item.code}), None)
        if query.county and chosen is None:
            raise Invalid({"county": [T("没有这个县区，请从列表中选择")]})
        county_id = chosen.id if chosen else None
        page = doubts.doubtful_names(session, county_id=county_id, after=query.after)
        counts = doubts.doubt_counts(session, county_id)
        waiting = doubts.waiting_readings(session)
        items = list(page.items)
        if wrong and wrong not in {item.name_id for item in items}:
            # It was settled meanwhile, or stands on another page: its own form comes first.
            own = doubts.doubtful_name(session, wrong)
            items = [own, *items] if own else items
        done = doubts.doubtful_name(session, query.done) if query.done else None
    kept: dict[str, Any] = query.model_dump(include={"county", "basis"}, exclude_defaults=True)
    return http.page(
        "places/reading_queue.html",
        status=status,
        active="places",
        items=items,
        counts=counts,
        waiting=waiting,
        counties=[(county.code, county.name) for county in counties],
        query=query,
        wrong=next((item for item in items if item.name_id == wrong), None),
        done=done,
        errors=errors or {},
        raw=raw or {},
        me=http.actor().id,
        may_edit=http.actor().may(Permission.PLACE_EDIT),
        next_url=url_for("places.reading_queue", **kept, after=page.next) if page.next else "",
        first_url=url_for("places.reading_queue", **kept) if query.after else "",
    )


@blueprint.post("/places/readings/names/<name_id>")
@access.requires(Permission.PLACE_EDIT)
def reading_decide(name_id: str) -> ResponseReturnValue:
    """Approve a spelling from the desk and stay at the same place of the list."""
    query = parse(forms.QueueQuery, request.args)
    try:
        form = parse(forms.QueueSpellingForm, request.form)
        toned = form.seen_toned if request.form.get("keep") else form.toned
        with http.working() as work:
            services.approve_roman(
                work, name_id, toned=toned, basis=form.basis, seen_toned=form.seen_toned
            )
    except (Invalid, Refused, Conflict, Forbidden) as problem:
        return _queue(
            query,
            status=problem.status,
            wrong=name_id,
            errors=_errors(problem),
            raw=request.form,
        )
    kept: dict[str, Any] = query.model_dump(exclude_defaults=True)
    kept |= {"basis": form.basis, "done": name_id}
    return http.see_other("places.reading_queue", **kept)


def _errors(problem: Problem) -> Errors:
    """By field; what is about the whole form under `form`."""
    if isinstance(problem, Invalid):
        return problem.fields
    return {"form": [problem.message, *([problem.advice] if problem.advice else [])]}


@blueprint.get("/places/readings/table")
@access.requires(Permission.DESK)
def reading_table() -> ResponseReturnValue:
    """The local readings that wait, count, and were retired; the shipped ones; a form."""
    return _table()


def _table(
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Errors | None = None,
    wrong: str = "",
) -> ResponseReturnValue:
    """`wrong`: the row whose form was refused; otherwise errors are those of the form below."""
    with http.reading() as session:
        rows = local_readings(session)
        choices = queries.scope_choices(session, http.actor(), "")["choices"]
    actor = http.actor()
    return http.page(
        "places/reading_table.html",
        status=status,
        active="places",
        rows=rows,
        shipped=list(shipped_readings().values()),
        divisions=[(path.rpartition("/")[2], name) for path, name in choices],
        deciders={row.id for row in rows if actor.may(Permission.PLACE_EDIT, row.division_path)},
        me=actor.id,
        may_propose=actor.may(Permission.SOURCE_ADD),
        raw=raw or {},
        errors=errors or {},
        wrong=wrong,
    )


@blueprint.post("/places/readings/table")
@access.requires(Permission.SOURCE_ADD)
def reading_create() -> ResponseReturnValue:
    """Propose a local reading."""
    try:
        form = parse(forms.ReadingForm, request.form)
        with http.working() as work:
            services.propose_reading(
                work,
                hanzi=form.hanzi,
                toned=form.toned,
                basis=form.basis,
                division_id=form.division,
            )
    except (Invalid, Conflict, Forbidden, NotFound) as problem:
        return _table(status=problem.status, raw=request.form, errors=_errors(problem))
    http.flash(T("读音已提出，等另一个人审定"))
    return http.see_other("places.reading_table")


@blueprint.post("/places/readings/<reading_id>/approve")
@access.requires(Permission.PLACE_EDIT)
def reading_approve(reading_id: str) -> ResponseReturnValue:
    """Let a proposed reading count."""
    return _judged(reading_id, approve=True)


@blueprint.post("/places/readings/<reading_id>/retire")
@access.requires(Permission.PLACE_EDIT)
def reading_retire(reading_id: str) -> ResponseReturnValue:
    """Take a reading out of use, or refuse a proposed one."""
    return _judged(reading_id, approve=False)


def _judged(reading_id: str, *, approve: bool) -> ResponseReturnValue:
    try:
        if approve:
            seen = parse(forms.VersionForm, request.form)
            with http.working() as work:
                marked = services.approve_reading(work, reading_id, **seen.model_dump())
        else:
            form = parse(forms.RetireReadingForm, request.form)
            with http.working() as work:
                marked = services.retire_reading(work, reading_id, **form.model_dump())
    except (Invalid, Refused, Conflict) as problem:
        return _table(
            status=problem.status,
            wrong=reading_id,
            errors=_errors(problem),
            raw=request.form,
        )
    if marked:
        http.flash(T("读音表已更新，%(n)d 个名称的疑问标记随之改变", n=marked))
    else:
        http.flash(T("读音表已更新，没有名称受影响"))
    return http.see_other("places.reading_table")
