"""The spelling of one name: what the rules propose, what is stored, a person's approval."""

from __future__ import annotations

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
from registry.places.queries import doubts
from registry.places.views.editing import form_page, written
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]


@blueprint.get("/places/<place_id>/spelling")
@access.requires(Permission.PLACE_EDIT)
def spelling_new(place_id: str) -> ResponseReturnValue:
    """The form that approves the spelling of a name: of the standard one unless `name` asks."""
    return _spelling_form(place_id)


def _spelling_form(place_id: str, **more: Any) -> ResponseReturnValue:
    asked = request.form.get("name_id") or request.args.get("name") or ""
    return _name_form(place_id, asked, **more)


def _name_form(place_id: str, name_id: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        names = {name.id: name for name in dossier.names}
        # A form that comes back wrong in every field is still about this place.
        standard = dossier.names[0] if not name_id or more.get("errors") else None
        shown = names.get(name_id, standard)
        doubt = doubts.doubtful_name(session, shown.id) if shown else None
    if doubt is None:
        raise NotFound("places.name_unknown", T("没有这个名称"))
    return form_page(
        "places/name_spelling.html",
        place_id,
        name=doubt,
        others=[name for name in dossier.names if name.id != doubt.name_id],
        me=http.actor().id,
        **more,
    )


@blueprint.post("/places/<place_id>/spelling")
@access.requires(Permission.PLACE_EDIT)
def spelling_create(place_id: str) -> ResponseReturnValue:
    """Approve a spelling: from here on it is data and no proposal."""

    def write(work: Work) -> None:
        form = parse(forms.RomanForm, request.form)
        services.approve_roman(
            work,
            _own(work, place_id, form.name_id),
            toned=form.toned,
            basis=form.basis,
            seen_toned=form.seen_toned,
        )

    return written(place_id, write, _spelling_form, T("拼写已审定"))


@blueprint.post("/places/<place_id>/names/<name_id>/parts")
@access.requires(Permission.PLACE_EDIT)
def name_divide(place_id: str, name_id: str) -> ResponseReturnValue:
    """Say which part of a name is the specific and which the generic."""

    def write(work: Work) -> None:
        form = parse(forms.PartsForm, request.form)
        parts = services.NameParts(form.specific, form.generic, form.absorbed)
        own = _own(work, place_id, name_id)
        services.divide_name(work, own, parts, reason=form.reason)

    def again(place_id: str, **more: Any) -> ResponseReturnValue:
        return _name_form(place_id, name_id, **more)

    return written(place_id, write, again, T("专名和通名已改"))


def _own(work: Work, place_id: str, name_id: str) -> str:
    """The id of a name of this place, the standard one where none is asked for."""
    names = queries.known_dossier(work.session, place_id).names
    if not name_id:
        return names[0].id
    if name_id not in {name.id for name in names}:
        raise NotFound("places.name_unknown", T("没有这个名称"))
    return name_id
