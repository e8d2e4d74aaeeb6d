"""Objections: sent by anybody, followed by their receipt, answered by the bureau."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.rules.notice import OUTCOME_LABELS
from registry.heritage.rules.reading import may_see_objectors
from registry.heritage.views.pages import WORDS, blueprint, readable_dossier
from registry.heritage.views.public import notice_page


@blueprint.post("/heritage/notices/<notice_id>/objections")
@access.public
def objection_create(notice_id: str) -> ResponseReturnValue:
    """Take in an objection from anybody; answers with a receipt."""
    try:
        form = parse(forms.ObjectionForm, request.form)
        with http.working() as work:
            objection = services.object_(work, notice_id, text=form.objection())
    except Invalid as invalid:
        return notice_page(notice_id, status=422, raw=request.form, errors=invalid.fields)
    except Refused as problem:
        return notice_page(notice_id, status=problem.status, raw=request.form, problem=problem)
    http.flash(T("已收到您的异议"))
    return http.see_other("heritage.objection_show", receipt=objection.receipt)


@blueprint.get("/heritage/receipts/<receipt>")
@access.public
def objection_show(receipt: str) -> ResponseReturnValue:
    """How an objection stands, for whoever holds its receipt; never who sent it."""
    with http.reading() as session:
        found = queries.receipt(session, receipt.strip().upper())
        if found is None:
            raise NotFound("heritage.unknown_receipt", T("没有这个回执号"))
        objection, notice = found
        return http.page(
            "heritage/objection_show.html",
            active="heritage",
            receipt=receipt.upper(),
            objection=objection,
            notice=notice,
        )


@blueprint.get("/heritage/objections/<objection_id>/answer")
@access.requires(Permission.ANSWER)
def answer_new(objection_id: str) -> ResponseReturnValue:
    """The objection in full, and the form to answer it."""
    return _answer_page(objection_id)


def _answer_page(
    objection_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    actor = http.actor()
    with http.reading() as session:
        found = queries.objection_place(session, objection_id)
        if found is None:
            raise NotFound("heritage.unknown_objection", T("没有这条异议"))
        notice_id, nomination_id = found
        file = readable_dossier(session, nomination_id, actor).nomination
        own, where = file.compiler_id, file.division_path
        if not may_see_objectors(actor, compiler_id=own, division_path=where):
            raise Forbidden("heritage.confidential", T("您不能查看异议人的信息"))
        objections = queries.confidential_objections(session, nomination_id)
        objection = next(view for view in objections if view.id == objection_id)
        return http.page(
            "heritage/answer_new.html",
            status=status,
            active="heritage",
            objection=objection,
            notice=queries.notice(session, notice_id),
            file=file,
            outcomes=[(outcome.value, label) for outcome, label in OUTCOME_LABELS.items()],
            raw=raw or {},
            errors=errors or {},
            problem=problem,
            **WORDS,
        )


@blueprint.post("/heritage/objections/<objection_id>/answer")
@access.requires(Permission.ANSWER)
def answer_create(objection_id: str) -> ResponseReturnValue:
    """Answer an objection."""
    try:
        form = parse(forms.AnswerForm, request.form)
        with http.working() as work:
            objection = services.answer(
                work,
                objection_id,
                outcome=form.outcome,
                text=form.answer,
                public_summary=form.public_summary,
            )
    except Invalid as invalid:
        return _answer_page(objection_id, status=422, raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        return _answer_page(objection_id, status=409, raw=request.form, problem=problem)
    http.flash(T("答复已登记，并在公示页公开"))
    return http.see_other("heritage.nomination_show", nomination_id=objection.nomination_id)
