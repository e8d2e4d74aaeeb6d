"""Pages of documents: the list, one document with what is cited from it, the form for a new one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.sources import queries, services
from registry.sources.forms import SourceForm, SourceQuery
from registry.sources.rules import GRADE_LABELS, SOURCE_TYPE_LABELS

blueprint = Blueprint("sources", __name__)


@blueprint.get("/sources")
@access.public
def source_list() -> ResponseReturnValue:
    """The documents by title."""
    return _list()


def _list(**more: Any) -> ResponseReturnValue:
    query = parse(SourceQuery, request.args)
    with http.reading() as session:
        page = queries.sources(session, query.q, after=query.after)
    kept: dict[str, Any] = {"q": query.q} if query.q else {}
    raw = more.pop("raw", request.args)
    return http.page(
        "sources/source_list.html",
        active="places",
        page=page,
        raw=raw,
        q=query.q,
        options={
            "source_type": list(SOURCE_TYPE_LABELS.items()),
            "grade": list(GRADE_LABELS.items()),
        },
        may_add=http.actor().may(Permission.SOURCE_ADD),
        next_url=url_for("sources.source_list", **kept, after=page.next) if page.next else "",
        first_url=url_for("sources.source_list", **kept) if query.after else "",
        **more,
    )


@blueprint.get("/sources/<source_id>")
@access.public
def source_show(source_id: str) -> ResponseReturnValue:
    """One document and the passages cited from it."""
    with http.reading() as session:
        source = queries.source(session, source_id) if is_id(source_id) else None
        if source is None:
            raise NotFound("sources.unknown", T("没有这份文献来源"))
        citations = queries.citations_of_source(session, source_id)
    return http.page(
        "sources/source_show.html", active="places", source=source, citations=citations
    )


@blueprint.post("/sources")
@access.requires(Permission.SOURCE_ADD)
def source_create() -> ResponseReturnValue:
    """Take in a document."""
    try:
        form = parse(SourceForm, request.form)
    except Invalid as invalid:
        return _list(status=422, raw=request.form, errors=invalid.fields)
    with http.working() as work:
        source = services.add_source(work, **form.values())
    http.flash(T("来源已登记"))
    return http.see_other("sources.source_show", source_id=source.id)
