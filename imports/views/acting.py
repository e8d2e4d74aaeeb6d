"""What a person does with a run: checks it, decides its rows, writes it, takes it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, BinaryIO, cast

from flask import request
from flask.typing import ResponseReturnValue

from imports import services
from imports.forms import DecisionForm, PaperForm, ReasonForm
from imports.rules.outcome import Decision, RunState
from imports.views.pages import blueprint, known_run
from imports.views.showing import CLASH, show, tab_of
from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, Refused, TooLarge
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.photos import services as photos
from registry.sources import services as sources
from registry.sources.rules import FileRole

_SCAN_MAX_BYTES = 50_000_000
_BODY_LIMIT = _SCAN_MAX_BYTES + 1_000_000
_View = Callable[..., ResponseReturnValue]


def _for_who_comes_second(view: _View) -> _View:
    """An act that somebody else was before is answered by the run's own page: how it stands now."""

    @wraps(view)
    def answered(run_id: str, **values: Any) -> ResponseReturnValue:
        try:
            return view(run_id, **values)
        except Conflict as clash:
            return show(run_id, status=CLASH, clash=clash)

    return answered


@blueprint.post("/imports/<run_id>/check")
@access.requires(Permission.PLACE_EDIT)
@_for_who_comes_second
def run_check(run_id: str) -> ResponseReturnValue:
    """Ask for the dry run, again."""
    with http.working() as work:
        services.ask_check(work, run_id)
    return http.see_other("imports.run_show", run_id=run_id)


@blueprint.post("/imports/<run_id>/apply")
@access.requires(Permission.PLACE_EDIT)
@_for_who_comes_second
def run_apply(run_id: str) -> ResponseReturnValue:
    """Ask for the run to be written, or to go on after it was stopped."""
    with http.working() as work:
        services.ask_apply(work, run_id)
    return http.see_other("imports.run_show", run_id=run_id)


@blueprint.post("/imports/<run_id>/stop")
@access.requires(Permission.PLACE_EDIT)
@_for_who_comes_second
def run_stop(run_id: str) -> ResponseReturnValue:
    """Stop what is being done with the run."""
    with http.reading() as session:
        writes = known_run(session, run_id).state in {RunState.APPLYING, RunState.UNDOING}
    with http.working() as work:
        services.stop(work, run_id)
    whole = T("已停下：手上的一小批写完为止，后面的不再动")
    http.flash(whole if writes else T("已停下"), "warn")
    return http.see_other("imports.run_show", run_id=run_id)


@blueprint.post("/imports/<run_id>/cancel")
@access.requires(Permission.PLACE_EDIT)
@_for_who_comes_second
def run_cancel(run_id: str) -> ResponseReturnValue:
    """Give the run up before anything of it is written."""
    with http.working() as work:
        services.cancel(work, run_id)
    services.forget_file(http.runtime(), run_id)
    http.flash(T("这个批次已取消，登记没有改变"))
    return http.see_other("imports.run_list")


@blueprint.post("/imports/<run_id>/undo")
@access.requires(Permission.PLACE_EDIT)
@_for_who_comes_second
def run_undo(run_id: str) -> ResponseReturnValue:
    """Ask for the run to be taken back."""
    try:
        form = parse(ReasonForm, request.form)
    except Invalid as invalid:
        return show(run_id, status=422, raw=request.form, errors=invalid.fields)
    with http.working() as work:
        services.ask_undo(work, run_id, reason=form.reason)
    return http.see_other("imports.run_show", run_id=run_id)


@blueprint.post("/imports/<run_id>/rows/<int:number>")
@access.requires(Permission.PLACE_EDIT)
@_for_who_comes_second
def row_decide(run_id: str, number: int) -> ResponseReturnValue:
    """Decide a row in conflict, or all in the same case, and come back to where it stood."""
    try:
        form = parse(DecisionForm, request.form)
        with http.working() as work:
            if form.alike and form.decision is not Decision.NONE:
                count = services.decide_alike(work, run_id, number, form.decision, form.place_id)
                http.flash(T("同样情况的 %(n)d 行都这样定了", n=count))
            else:
                services.decide_row(work, run_id, number, form.decision, form.place_id)
    except Invalid as invalid:
        return show(run_id, status=422, row=number, raw=request.form, errors=invalid.fields)
    except Refused as refused:
        said = [refused.message, *([refused.advice] if refused.advice else [])]
        return show(run_id, status=422, row=number, raw=request.form, errors={"choice": said})
    return http.see_other(
        "imports.run_show",
        run_id=run_id,
        outcome=tab_of(request.form),
        after=request.form.get("after") or None,
        _anchor=f"row-{number}",
    )


@blueprint.post("/imports/<run_id>/paper")
@access.requires(Permission.PLACE_EDIT)
@access.body_limit(_BODY_LIMIT)
@_for_who_comes_second
def paper_record(run_id: str) -> ResponseReturnValue:
    """Record the declassification paper of this file: its scan is stored first, then the row."""
    with http.reading() as session:
        known_run(session, run_id)
    http.actor().require(Permission.PLACE_EDIT, "")
    try:
        form = parse(PaperForm, request.form)
        digest = _scan()
        with http.working() as work:
            services.record_paper(
                work, run_id, number=form.number, issuer=form.issuer, sha256=digest
            )
            services.ask_check(work, run_id)
    except Invalid as invalid:
        return show(run_id, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, TooLarge) as problem:
        errors = {"file": [problem.message, *([problem.advice] if problem.advice else [])]}
        return show(run_id, status=problem.status, raw=request.form, errors=errors)
    http.flash(T("解密依据已登记"))
    return http.see_other("imports.run_show", run_id=run_id)


def _scan() -> str:
    """The digest of the scan that was sent, kept as files of sources are."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": [T("请选择一个文件")]})
    runtime = http.runtime()
    prepared = sources.prepare_file(
        runtime.store,
        cast("BinaryIO", sent.stream),
        file_name=sent.filename,
        role=FileRole.PAPER,
        max_bytes=_SCAN_MAX_BYTES,
        photo_limits=photos.limits_of(runtime.settings),
    )
    return prepared.sha256
