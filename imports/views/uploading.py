"""Handing in a file or a pasted list: its bytes go to the store first, then there is a run."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO, cast

from flask import request
from flask.typing import ResponseReturnValue

from imports import services
from imports.forms import FileForm, ListForm
from imports.readers.faults import too_large
from imports.views.pages import blueprint, division_choices
from registry.accounts.rules import Permission
from registry.core.errors import Invalid, Problem, Refused, TooLarge
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.sources.rules import SOURCE_TYPE_LABELS, safe_name
from registry.storage import digest_of

# The most that the setting `import_max_mb` may be, and the form around it.
BODY_LIMIT = 2_010_000_000


@blueprint.get("/imports/new")
@access.requires(Permission.PLACE_EDIT)
def run_new() -> ResponseReturnValue:
    """The form for a file."""
    return _form("file")


@blueprint.get("/imports/new/list")
@access.requires(Permission.PLACE_EDIT)
def list_new() -> ResponseReturnValue:
    """The form for a pasted list."""
    return _form("list")


def _form(which: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        divisions = division_choices(session)
    return http.page(
        "imports/run_new.html",
        active="desk",
        which=which,
        divisions=divisions,
        source_types=list(SOURCE_TYPE_LABELS.items()),
        limit=http.runtime().settings.import_max_mb,
        **more,
    )


@blueprint.post("/imports")
@access.requires(Permission.PLACE_EDIT)
@access.body_limit(BODY_LIMIT)
def run_create() -> ResponseReturnValue:
    """Take in a file."""
    sent = request.files.get("file")
    try:
        form = parse(FileForm, request.form)
        if sent is None or not sent.filename:
            raise Invalid({"file": [T("请选择一个文件")]})
        run_id = _start(cast("BinaryIO", sent.stream), safe_name(sent.filename), form)
    except Problem as problem:
        return _refused("file", problem)
    return http.see_other("imports.mapping_edit", run_id=run_id)


@blueprint.post("/imports/new/list")
@access.requires(Permission.PLACE_EDIT)
def list_create() -> ResponseReturnValue:
    """Take in a pasted list, as a file of text like any other."""
    try:
        form = parse(ListForm, request.form)
        content = BytesIO(form.text.encode("utf-8"))
        run_id = _start(content, f"{form.source_title or '批次名单'}.txt"[:200], form)
    except Problem as problem:
        return _refused("text", problem)
    return http.see_other("imports.mapping_edit", run_id=run_id)


def _refused(field: str, problem: Problem) -> ResponseReturnValue:
    """The form again with what is wrong, everything that was typed kept."""
    if not isinstance(problem, Invalid | Refused | TooLarge):
        raise problem
    errors: Mapping[str, Any]
    if isinstance(problem, Invalid):
        errors = problem.fields
    else:
        errors = {field: [problem.message, *([problem.advice] if problem.advice else [])]}
    which = "list" if field == "text" else "file"
    return _form(which, status=problem.status, raw=request.form, errors=errors)


def _start(stream: BinaryIO, file_name: str, form: FileForm) -> str:
    """Keep the bytes, then write the run: bytes before row, the reading outside of any unit."""
    runtime = http.runtime()
    size = _checked_size(stream, services.limits_of(runtime.settings).file_bytes)
    digest = digest_of(stream)
    stream.seek(0)
    runtime.store.put(digest, stream)
    with http.working() as work:
        run = services.start_run(
            work,
            file_name=file_name,
            sha256=digest,
            size=size,
            division_id=form.division_id,
            source=form.model_dump(include=set(FileForm.model_fields) - {"division_id"}),
        )
    return run.id


def _checked_size(stream: BinaryIO, limit: int) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size == 0:
        raise Refused(
            "imports.empty_file", T("文件是空的"), advice=T("请检查文件能否打开，再重新选择")
        )
    if size > limit:
        told = too_large(size, limit)
        raise TooLarge(told.code, told.message, advice=told.advice)
    return size
