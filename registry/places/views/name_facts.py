"""Forms that correct what is known of a name, and that take off one entered by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.core.work import Work
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.forms.years import as_written
from registry.places.queries.dossier import NameView
from registry.places.rules import NameKind
from registry.places.views.editing import form_page, name_fields_page, written
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]


def _named(place_id: str, name_id: str) -> NameView:
    with http.reading() as session:
        names = queries.known_dossier(session, place_id).names
    found = next((name for name in names if name.id == name_id), None)
    if found is None:
        raise NotFound("places.name_unknown", T("没有这个名称"))
    return found


@blueprint.get("/places/<place_id>/names/<name_id>/edit")
@access.requires(Permission.PLACE_EDIT)
def name_edit(place_id: str, name_id: str) -> ResponseReturnValue:
    """The form that corrects a name's kind, time, ground, scripts and source."""
    return _edit_form(place_id, name_id)


def _edit_form(
    place_id: str, name_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    name = _named(place_id, name_id)
    return name_fields_page(
        "places/name_edit.html",
        place_id,
        name=name,
        is_standard=name.name_kind == NameKind.STANDARD,
        raw=raw if raw is not None else _fields(name),
        **more,
    )


def _fields(name: NameView) -> dict[str, Any]:
    """A name as its form shows it; years as people write them."""
    same = (
        *("name_kind", "from_verbatim", "to_verbatim", "years_computed_by", "approval_basis"),
        *("approval_document", "minority_text", "minority_language", "orthography_note"),
    )
    return {
        **{field: getattr(name, field) for field in same},
        "year_from_min": as_written(name.years.from_min),
        "year_from_max": as_written(name.years.from_max),
        "year_to_min": as_written(name.years.to_min),
        "year_to_max": as_written(name.years.to_max),
        "citation_id": name.citation.id if name.citation else "",
        "reading_audio": name.audio.id if name.audio else "",
    }


@blueprint.post("/places/<place_id>/names/<name_id>/edit")
@access.requires(Permission.PLACE_EDIT)
def name_update(place_id: str, name_id: str) -> ResponseReturnValue:
    """Correct a name; the button that searches for a passage writes nothing."""

    def again(place_id: str, **more: Any) -> ResponseReturnValue:
        return _edit_form(place_id, name_id, **more)

    def write(work: Work) -> None:
        form = forms.parse_name_edit(request.form)
        services.correct_name(
            work,
            place_id,
            name_id,
            form.facts(),
            reason=form.reason,
            seen_version=form.seen_version,
        )

    if "find_citation" in request.form:
        return again(place_id, raw=request.form)
    return written(place_id, write, again, T("名称已更正；改前的内容保留在变更记录里"))


@blueprint.get("/places/<place_id>/names/<name_id>/remove")
@access.requires(Permission.PLACE_EDIT)
def name_removal(place_id: str, name_id: str) -> ResponseReturnValue:
    """The form that takes a name off."""
    return _removal_form(place_id, name_id)


def _removal_form(place_id: str, name_id: str, **more: Any) -> ResponseReturnValue:
    name = _named(place_id, name_id)
    return form_page("places/name_remove.html", place_id, name=name, **more)


@blueprint.post("/places/<place_id>/names/<name_id>/remove")
@access.requires(Permission.PLACE_EDIT)
def name_remove(place_id: str, name_id: str) -> ResponseReturnValue:
    """Take off a name that was entered by mistake."""

    def again(place_id: str, **more: Any) -> ResponseReturnValue:
        return _removal_form(place_id, name_id, **more)

    def write(work: Work) -> None:
        form = parse(forms.NameRemovalForm, request.form)
        services.remove_name(
            work, place_id, name_id, reason=form.reason, seen_version=form.seen_version
        )

    return written(place_id, write, again, T("名称已去掉；变更记录里还查得到"))
