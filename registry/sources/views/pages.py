"""Pages of documents: the list, one document with what is cited from it, new ones, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.sources import queries, services
from registry.sources.forms import SourceEditForm, SourceForm, SourceQuery, parse_source
from registry.sources.queries import SourceView
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
        page = queries.sources(
            session,
            query.q,
            source_type=query.source_type or "",
            grade=query.grade or "",
            after=query.after,
        )
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != "after" and value
    }
    raw = more.pop("raw", {})
    return http.page(
        "sources/source_list.html",
        active="places",
        page=page,
        raw=raw,
        asked=request.args,
        options=options(),
        chips=[
            (labels[kept[name]], url_for("sources.source_list", **{**kept, name: None}))
            for name, labels in (("source_type", SOURCE_TYPE_LABELS), ("grade", GRADE_LABELS))
            if name in kept
        ],
        may_add=http.actor().may(Permission.SOURCE_ADD),
        next_url=url_for("sources.source_list", **kept, after=page.next) if page.next else "",
        first_url=url_for("sources.source_list", **kept) if query.after else "",
        **more,
    )


def options() -> dict[str, Any]:
    """The choices of the form of a document."""
    return {"source_type": list(SOURCE_TYPE_LABELS.items()), "grade": list(GRADE_LABELS.items())}


@blueprint.get("/sources/<source_id>")
@access.public
def source_show(source_id: str) -> ResponseReturnValue:
    """One document, the passages cited from it, its files, and everything that rests on it."""
    is_staff = http.actor().may(Permission.DESK)
    with http.reading() as session:
        source = known_source(session, source_id)
        citations = queries.citations_of_source(session, source_id)
        found = queries.files_of_sources(session, [source_id], public_only=not is_staff)
        panels = http.runtime().panels.collect("source", session, http.actor(), source_id)
    return http.page(
        "sources/source_show.html",
        active="places",
        source=source,
        citations=citations,
        files=found[source_id],
        panels=panels,
        is_staff=is_staff,
        may_add=http.actor().may(Permission.SOURCE_ADD),
        may_edit=may_keep(http.actor(), source.created_by),
        editable={row.id for row in citations if may_keep(http.actor(), row.created_by)},
        keeps={row.id for row in found[source_id] if may_keep(http.actor(), row.created_by)},
    )


def known_source(session: Session, source_id: str) -> SourceView:
    """A document by an identifier from outside.

    Raises:
        NotFound: `sources.unknown`.
    """
    source = queries.source(session, source_id) if is_id(source_id) else None
    if source is None:
        raise NotFound("sources.unknown", T("没有这份文献来源"))
    return source


def may_keep(actor: Actor, created_by: str | None) -> bool:
    """Whether this person may correct what that person brought in."""
    if actor.may(Permission.PLACE_EDIT):
        return True
    own = created_by is not None and created_by == actor.id
    return own and actor.may(Permission.SOURCE_ADD)


@blueprint.post("/sources")
@access.requires(Permission.SOURCE_ADD)
def source_create() -> ResponseReturnValue:
    """Take in a document."""
    try:
        form = parse_source(SourceForm, request.form)
    except Invalid as invalid:
        return _list(status=422, raw=request.form, errors=invalid.fields)
    with http.working() as work:
        source = services.add_source(work, **form.values())
    http.flash(T("来源已登记"))
    return http.see_other("sources.source_show", source_id=source.id)


@blueprint.get("/sources/<source_id>/edit")
@access.requires(Permission.SOURCE_ADD)
def source_edit(source_id: str) -> ResponseReturnValue:
    """The form that corrects a document."""
    return _edit_form(source_id)


def _edit_form(
    source_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        source = known_source(session, source_id)
    shown = {name: getattr(source, name) or "" for name in SourceForm.model_fields}
    return http.page(
        "sources/source_edit.html",
        active="places",
        source=source,
        raw=raw or {**shown, "seen": services.version_of(source)},
        options=options(),
        **more,
    )


@blueprint.post("/sources/<source_id>/edit")
@access.requires(Permission.SOURCE_ADD)
def source_update(source_id: str) -> ResponseReturnValue:
    """Correct a document; old and new words stay in the journal."""
    try:
        form = parse_source(SourceEditForm, request.form)
        with http.working() as work:
            known_source(work.session, source_id)
            services.edit_source(
                work, source_id, form.values(), reason=form.reason, seen=form.seen or None
            )
    except Invalid as invalid:
        return _edit_form(source_id, status=422, raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        errors = {"form": [problem.message, *([problem.advice] if problem.advice else [])]}
        return _edit_form(source_id, status=problem.status, raw=request.form, errors=errors)
    http.flash(T("来源已更正"))
    return http.see_other("sources.source_show", source_id=source_id)
