"""Handing in the list of a notice: what the notice is, and its file or its words."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO, cast

from flask import request
from flask.typing import ResponseReturnValue

from imports import services
from imports.forms import CandidatesForm
from imports.views.pages import blueprint
from registry.accounts.rules import Permission
from registry.core.errors import Invalid, Problem, Refused, TooLarge
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.heritage.rules.candidates import LIST_KIND_LABELS, LIST_LABELS
from registry.sources.rules import safe_name

BODY_LIMIT = 21_000_000
LABELS: dict[str, Text] = {
    "kind": T("名单的种类"),
    "title": T("标题"),
    "document_no": T("文号"),
    "issuer": T("发布机关"),
    "published_on": T("公示开始日或公布日"),
    "ends_on": T("公示截止日"),
    "url": T("网址"),
    "list_key": T("哪个名录"),
    "list_name": T("别的名录"),
    "heritage_class": T("名录类别"),
    "batch": T("批次"),
    "text": T("名单"),
    "file": T("文件"),
}


@blueprint.get("/imports/new/candidates")
@access.requires(Permission.DECIDE)
def candidates_new() -> ResponseReturnValue:
    """The form for the list of a notice."""
    return _form()


def _form(**more: Any) -> ResponseReturnValue:
    return http.page(
        "imports/candidates_new.html",
        active="desk",
        kinds=list(LIST_KIND_LABELS.items()),
        lists=list(LIST_LABELS.items()),
        limit=services.LIST_BYTES // 1_000_000,
        labels=LABELS,
        **more,
    )


@blueprint.post("/imports/new/candidates")
@access.requires(Permission.DECIDE)
@access.body_limit(BODY_LIMIT)
def candidates_create() -> ResponseReturnValue:
    """Take in a list: read first, kept then, and checked row by row before anything is written."""
    try:
        form = parse(CandidatesForm, request.form)
        notice = form.notice()
        content, name = _content(form)
        http.actor().require(Permission.PLACE_EDIT, "")
        file = services.take_list_file(http.runtime(), content, file_name=name, notice=notice)
        with http.working() as work:
            run_id = services.start_list(work, file).id
            if file.mapping is not None:
                services.ask_check(work, run_id)
    except Problem as problem:
        return _refused(problem)
    if file.mapping is None:
        http.flash(T("认不出名称在哪一列，请指明"), "warn")
        return http.see_other("imports.mapping_edit", run_id=run_id)
    return http.see_other("imports.run_show", run_id=run_id)


def _content(form: CandidatesForm) -> tuple[BinaryIO, str]:
    """The bytes that were handed in and what they are called: a file, or the pasted words."""
    sent = request.files.get("file")
    if sent is not None and sent.filename and not form.text:
        return cast("BinaryIO", sent.stream), safe_name(sent.filename)
    if form.text and (sent is None or not sent.filename):
        return BytesIO(form.text.encode("utf-8")), f"{form.title}.txt"[-200:]
    raise Invalid({"file": [T("请选择一个文件，或者把名单粘贴在下面；两样只用一样")]})


def _refused(problem: Problem) -> ResponseReturnValue:
    """The form again with what is wrong, everything that was typed kept."""
    if isinstance(problem, Invalid):
        return _form(status=422, raw=request.form, errors=problem.fields)
    if not isinstance(problem, Refused | TooLarge):
        raise problem
    field = "kind" if problem.code == "imports.other_kind" else _where()
    errors: Mapping[str, Any] = {
        field: [problem.message, *([problem.advice] if problem.advice else [])]
    }
    return _form(status=problem.status, raw=request.form, errors=errors)


def _where() -> str:
    return "text" if request.form.get("text") else "file"
