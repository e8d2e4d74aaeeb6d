"""Site visits: the report, its corrections, its photographs, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.queries import Dossier, VisitView
from registry.heritage.rules import Status
from registry.heritage.rules.reading import TAKING_PART
from registry.heritage.rules.visits import AMENDABLE, PHOTO_ENDINGS, VISITORS
from registry.heritage.views.attaching import stream_file
from registry.heritage.views.pages import (
    WORDS,
    blueprint,
    may_visit_now,
    readable_dossier,
    takes_part_now,
)
from registry.photos import services as photos

#: One photograph and the words around it; the photos' own limits are asked beside it.
BODY_LIMIT = 60_000_000


@blueprint.get("/heritage/nominations/<nomination_id>/visits/new")
@access.requires(*VISITORS)
def visit_new(nomination_id: str) -> ResponseReturnValue:
    """The form for a visit to a place whose file is under review."""
    return _form_page(nomination_id)


def _form_page(
    nomination_id: str,
    *,
    visit_id: str = "",
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    """The form of a report: for a new visit, or of one that is corrected."""
    actor = http.actor()
    with http.reading() as session:
        dossier = readable_dossier(session, nomination_id, actor)
        view = next((one for one in dossier.visits if one.visit.id == visit_id), None)
        if visit_id:
            _require_mine(view, dossier)
        elif not problem and not may_visit_now(actor, dossier):
            raise Forbidden("heritage.not_yours_to_visit", T("这份申报现在不由您实地核查"))
        return http.page(
            "heritage/visit_new.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            view=view,
            criteria=[row.criterion for row in dossier.rows],
            today=china_date(http.runtime().clock.now()),
            raw=(_typed(view) if view else {}) if raw is None else raw,
            errors=errors or {},
            problem=problem,
            **WORDS,
        )


def _typed(view: VisitView) -> dict[str, Any]:
    last = view.report
    seen = {f"seen-{key}": words for key, words in last.observations.items()}
    return {**last.model_dump(), **seen, "shared": "1" if last.shared else ""}


def _require_mine(view: VisitView | None, dossier: Dossier) -> None:
    if view is None or not view.is_mine or not view.in_full:
        raise Forbidden("heritage.not_visitor", T("只有去核查的人可以这样做"))
    if not _is_amendable(dossier):
        raise Forbidden("heritage.visit_frozen", T("公示以后核查报告是定稿，不能再改"))


def _is_amendable(dossier: Dossier) -> bool:
    return Status(dossier.nomination.status) in AMENDABLE


def _criteria(dossier: Dossier) -> list[str]:
    return [row.criterion.key for row in dossier.rows]


@blueprint.post("/heritage/nominations/<nomination_id>/visits")
@access.requires(*VISITORS)
def visit_create(nomination_id: str) -> ResponseReturnValue:
    """Record a visit; its photographs are laid beside it on its page."""
    with http.reading() as session:
        dossier = readable_dossier(session, nomination_id, http.actor())
    try:
        said = forms.visit_said(request.form, _criteria(dossier), forms.SeenForm)
        seen = parse(forms.SeenForm, request.form).seen_version
        with http.working() as work:
            visit = services.record_visit(work, nomination_id, said=said, seen_version=seen)
    except Invalid as invalid:
        return _form_page(nomination_id, status=422, raw=request.form, errors=invalid.fields)
    except (Conflict, Refused) as told:
        return _form_page(nomination_id, status=told.status, raw=request.form, problem=told)
    http.flash(T("核查报告已记下，现在可以放上照片"))
    return http.see_other("heritage.visit_show", visit_id=visit.id)


@blueprint.get("/heritage/visits/<visit_id>")
@access.requires(*TAKING_PART)
def visit_show(visit_id: str) -> ResponseReturnValue:
    """One visit: the report with its earlier versions, the photographs, and what can be done."""
    return _page(visit_id)


def _page(
    visit_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    actor = http.actor()
    with http.reading() as session:
        dossier, view = _readable(session, visit_id)
        free = takes_part_now(actor, dossier) and view.is_standing and _is_amendable(dossier)
        return http.page(
            "heritage/visit_show.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            view=view,
            may_amend=free and view.is_mine,
            may_withdraw=free and (view.is_mine or _is_bureau(dossier)),
            accept=",".join(f".{ending}" for ending in PHOTO_ENDINGS),
            raw=raw or {},
            errors=errors or {},
            problem=problem,
            **WORDS,
        )


def _is_bureau(dossier: Dossier) -> bool:
    """Whether this person is of the bureau where the file belongs."""
    return http.actor().may(Permission.DECIDE, dossier.nomination.division_path)


def _readable(session: Session, visit_id: str) -> tuple[Dossier, VisitView]:
    """A visit with its dossier for this person; a withheld one answers as an unknown one."""
    nomination_id = queries.visit_file(session, visit_id) if is_id(visit_id) else None
    if nomination_id is None:
        raise _unknown()
    dossier = readable_dossier(session, nomination_id, http.actor())
    found = next((one for one in dossier.visits if one.visit.id == visit_id), None)
    if found is None:
        raise _unknown()
    return dossier, found


def _unknown() -> NotFound:
    return NotFound("heritage.unknown_visit", T("没有这次实地核查"))


@blueprint.get("/heritage/visits/<visit_id>/edit")
@access.requires(*VISITORS)
def visit_edit(visit_id: str) -> ResponseReturnValue:
    """The form for a correction, filled with the report as it stands."""
    with http.reading() as session:
        dossier, _view = _readable(session, visit_id)
    return _form_page(dossier.nomination.id, visit_id=visit_id)


@blueprint.post("/heritage/visits/<visit_id>/edit")
@access.requires(*VISITORS)
def visit_update(visit_id: str) -> ResponseReturnValue:
    """Write the report anew beside the earlier one."""
    with http.reading() as session:
        dossier, _view = _readable(session, visit_id)
    own: dict[str, Any] = {
        "nomination_id": dossier.nomination.id,
        "visit_id": visit_id,
        "raw": request.form,
    }
    try:
        said = forms.visit_said(request.form, _criteria(dossier), forms.CorrectionForm)
        why = parse(forms.CorrectionForm, request.form)
        with http.working() as work:
            services.correct_visit(
                work,
                visit_id,
                said=said,
                reason=why.correction_reason,
                seen_number=why.seen_number,
            )
    except Invalid as invalid:
        return _form_page(**own, status=422, errors=invalid.fields)
    except (Conflict, Refused) as told:
        return _form_page(**own, status=told.status, problem=told)
    http.flash(T("报告已更正，原来的一版留在下面"))
    return http.see_other("heritage.visit_show", visit_id=visit_id)


@blueprint.post("/heritage/visits/<visit_id>/withdraw")
@access.requires(*VISITORS)
def visit_withdraw(visit_id: str) -> ResponseReturnValue:
    """Take a visit back; it stays to be read and counts for nothing."""
    with http.reading() as session:
        _readable(session, visit_id)
    try:
        form = parse(forms.VisitWithdrawForm, request.form)
        with http.working() as work:
            services.withdraw_visit(work, visit_id, reason=form.withdraw_reason)
    except Invalid as invalid:
        raw = {**request.form.to_dict(), "withdrawing": visit_id}
        return _page(visit_id, status=422, raw=raw, errors=invalid.fields)
    except (Conflict, Refused) as told:
        return _page(visit_id, status=told.status, problem=told)
    http.flash(T("核查已撤下，报告留着备查"))
    return http.see_other("heritage.visit_show", visit_id=visit_id)


@blueprint.post("/heritage/visits/<visit_id>/photos")
@access.requires(*VISITORS)
@access.body_limit(BODY_LIMIT)
def visit_photo_create(visit_id: str) -> ResponseReturnValue:
    """Take in a photograph: examined and stored outside the unit of work, then one row."""
    with http.reading() as session:
        _dossier, view = _readable(session, visit_id)
        if not view.is_mine:
            raise Forbidden("heritage.not_visitor", T("只有去核查的人可以这样做"))
    try:
        caption, sent = _photo_sent()
        runtime = http.runtime()
        kept = services.keep_visit_photo(
            runtime.store,
            sent,
            file_name=request.files["file"].filename or "",
            max_bytes=BODY_LIMIT,
            photo_limits=photos.limits_of(runtime.settings),
        )
        with http.working() as work:
            services.add_visit_photo(work, visit_id, kept, caption=caption)
    except Invalid as invalid:
        return _page(visit_id, status=422, raw=request.form, errors=invalid.fields)
    except (Conflict, Refused) as told:
        return _page(visit_id, status=told.status, raw=request.form, problem=told)
    http.flash(T("照片已收下"))
    return http.see_other("heritage.visit_show", visit_id=visit_id)


def _photo_sent() -> tuple[str, BinaryIO]:
    faults: dict[str, Sequence[Text]] = {}
    caption = ""
    try:
        caption = parse(forms.VisitPhotoForm, request.form).caption
    except Invalid as invalid:
        faults.update(invalid.fields)
    found = request.files.get("file")
    if found is None or not found.filename:
        faults["file"] = [T("请选择一个文件")]
    if faults or found is None:
        raise Invalid(faults)
    return caption, cast("BinaryIO", found.stream)


@blueprint.post("/heritage/visit-photos/<photo_id>/withdraw")
@access.requires(*VISITORS)
def visit_photo_withdraw(photo_id: str) -> ResponseReturnValue:
    """Take a photograph back."""
    with http.reading() as session:
        row = queries.visit_photo_row(session, photo_id) if is_id(photo_id) else None
        if row is None:
            raise NotFound("heritage.unknown_visit_photo", T("没有这张核查照片"))
        _readable(session, row.visit_id)
    try:
        form = parse(forms.VisitWithdrawForm, request.form)
        with http.working() as work:
            services.withdraw_visit_photo(work, photo_id, reason=form.withdraw_reason)
    except Invalid as invalid:
        raw = {**request.form.to_dict(), "withdrawing": photo_id}
        return _page(row.visit_id, status=422, raw=raw, errors=invalid.fields)
    except (Conflict, Refused) as told:
        return _page(row.visit_id, status=told.status, problem=told)
    http.flash(T("照片已撤下，留着备查"))
    return http.see_other("heritage.visit_show", visit_id=row.visit_id)


@blueprint.get("/heritage/visit-photos/<photo_id>/files/<variant>")
@access.requires(*TAKING_PART)
def visit_photo_show(photo_id: str, variant: str) -> ResponseReturnValue:
    """A photograph: the original for those who review, else what is shared, without metadata."""
    missing = NotFound("heritage.unknown_visit_photo", T("没有这张核查照片"))
    with http.reading() as session:
        row = queries.visit_photo_row(session, photo_id) if is_id(photo_id) else None
        if row is None:
            raise missing
        _dossier, view = _readable(session, row.visit_id)
        if not view.in_full and (variant == "original" or row.withdrawn_at is not None):
            raise missing
    blobs = {
        "original": row.sha256,
        "copy": row.public_sha256,
        "preview": row.preview_sha256,
    }
    if variant not in blobs:
        raise missing
    return stream_file(row, blobs[variant])
