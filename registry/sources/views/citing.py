"""Pages of cited passages: one more from a document, and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.sources import queries, services
from registry.sources.forms import CitationEditForm, CitationForm, parse_citation
from registry.sources.queries import CitationView
from registry.sources.rules import GRADE_LABELS
from registry.sources.views.pages import blueprint, known_source


@blueprint.get("/sources/<source_id>/citations")
@access.requires(Permission.SOURCE_ADD)
def citation_new(source_id: str) -> ResponseReturnValue:
    """The form for one more passage."""
    return _form(source_id, None)


def _form(
    source_id: str,
    citation_id: str | None,
    *,
    raw: Mapping[str, Any] | None = None,
    **more: Any,
) -> ResponseReturnValue:
    with http.reading() as session:
        source = known_source(session, source_id)
        citation = None if citation_id is None else _known(session, source_id, citation_id)
    return http.page(
        "sources/citation_edit.html",
        active="places",
        source=source,
        citation=citation,
        raw=raw if raw is not None else _shown(citation),
        options={"grade": list(GRADE_LABELS.items())},
        **more,
    )


def _shown(citation: CitationView | None) -> dict[str, Any]:
    if citation is None:
        return {}
    shown = {name: getattr(citation, name) or "" for name in CitationForm.model_fields}
    return {**shown, "grade": citation.own_grade, "seen": services.version_of(citation)}


def _known(session: Session, source_id: str, citation_id: str) -> CitationView:
    citation = queries.citation(session, citation_id) if is_id(citation_id) else None
    if citation is None or citation.source_id != source_id:
        raise NotFound("sources.unknown_citation", T("没有这条引文"))
    return citation


@blueprint.post("/sources/<source_id>/citations")
@access.requires(Permission.SOURCE_ADD)
def citation_create(source_id: str) -> ResponseReturnValue:
    """Cite one more passage."""
    with http.reading() as session:
        grade = known_source(session, source_id).grade
    try:
        form = parse_citation(CitationForm, request.form, grade)
    except Invalid as invalid:
        return _form(source_id, None, status=422, raw=request.form, errors=invalid.fields)
    with http.working() as work:
        values = form.values()
        if form.inspected_on and not form.inspected_by:
            values["inspected_by"] = work.actor.name
        services.cite(work, source_id=source_id, **values)
    http.flash(T("引文已登记"))
    return http.see_other("sources.source_show", source_id=source_id, _anchor="citations")


@blueprint.get("/sources/<source_id>/citations/<citation_id>")
@access.requires(Permission.SOURCE_ADD)
def citation_edit(source_id: str, citation_id: str) -> ResponseReturnValue:
    """The form that corrects a passage."""
    return _form(source_id, citation_id)


@blueprint.post("/sources/<source_id>/citations/<citation_id>")
@access.requires(Permission.SOURCE_ADD)
def citation_update(source_id: str, citation_id: str) -> ResponseReturnValue:
    """Correct a passage; old and new words stay in the journal."""
    with http.reading() as session:
        grade = known_source(session, source_id).grade
        _known(session, source_id, citation_id)
    try:
        form = parse_citation(CitationEditForm, request.form, grade)
        with http.working() as work:
            services.edit_citation(
                work, citation_id, form.values(), reason=form.reason, seen=form.seen or None
            )
    except Invalid as invalid:
        return _form(source_id, citation_id, status=422, raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        errors = {"form": [problem.message, *([problem.advice] if problem.advice else [])]}
        return _form(source_id, citation_id, status=problem.status, raw=request.form, errors=errors)
    http.flash(T("引文已更正"))
    return http.see_other("sources.source_show", source_id=source_id, _anchor="citations")
