"""Forms of those who keep the gazetteer: further names, positions, and what all forms share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, Refused
from registry.core.geo import Position, gcj02_suspect
from registry.core.text import T
from registry.core.work import Work
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.rules import (
    APPROVAL_BASIS_LABELS,
    DATUM_LABELS,
    NAME_KIND_LABELS,
    POSITION_METHOD_LABELS,
    NameKind,
)
from registry.places.views.showing import blueprint
from registry.places.views.stale import Shower, shown_again
from registry.sources import queries as source_queries

__all__ = ["blueprint"]


@blueprint.get("/places/<place_id>/names")
@access.requires(Permission.PLACE_EDIT)
def name_new(place_id: str) -> ResponseReturnValue:
    """The form for a further name."""
    return _name_form(place_id)


def _name_form(place_id: str, **more: Any) -> ResponseReturnValue:
    return name_fields_page("places/name_new.html", place_id, **more)


def name_fields_page(
    template: str, place_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    """A form with what is known of a name, and the search for the passage it rests on."""
    kinds = [item for item in NAME_KIND_LABELS.items() if item[0] is not NameKind.STANDARD]
    options = {"name_kind": kinds, "approval_basis": list(APPROVAL_BASIS_LABELS.items())}
    with http.reading() as session:
        citing = source_queries.find_citations(session, raw or {})
    return form_page(
        template,
        place_id,
        raw=raw,
        options=options,
        citing=citing,
        find_action=request.path,
        **more,
    )


@blueprint.post("/places/<place_id>/names")
@access.requires(Permission.PLACE_EDIT)
def name_create(place_id: str) -> ResponseReturnValue:
    """Add a further name; the button that searches for a passage writes nothing."""

    def write(work: Work) -> None:
        form = forms.parse_name(request.form)
        fields = {"text", "roman_toned", "from_verbatim", "to_verbatim", *forms.FACTS}
        name = services.NewName(**form.model_dump(include=fields), years=form.years)
        services.add_name(work, place_id, name)

    if "find_citation" in request.form:
        return _name_form(place_id, raw=request.form)
    return written(place_id, write, _name_form, T("名称已加上，按它也能找到这个地名"))


@blueprint.get("/places/<place_id>/position")
@access.requires(Permission.PLACE_EDIT)
def position_new(place_id: str) -> ResponseReturnValue:
    """The form for a position."""
    return _position_form(place_id)


def _position_form(place_id: str, **more: Any) -> ResponseReturnValue:
    options = {
        "method": list(POSITION_METHOD_LABELS.items()),
        "datum": list(DATUM_LABELS.items()),
    }
    return form_page("places/position_new.html", place_id, options=options, **more)


@blueprint.post("/places/<place_id>/position")
@access.requires(Permission.PLACE_EDIT)
def position_create(place_id: str) -> ResponseReturnValue:
    """Say where a place is; a likely map shift is told, never corrected."""
    suspects: list[int] = []

    def write(work: Work) -> None:
        form = forms.parse_position(request.form)
        here = Position(form.lon, form.lat, form.accuracy_m)
        card = queries.place_card(work.session, place_id)
        if card is not None and card.lon is not None and card.lat is not None:
            suspects.append(gcj02_suspect(Position(card.lon, card.lat), here))
        services.locate(
            work,
            place_id,
            here,
            source=form.source,
            method=form.method,
            datum=form.datum,
            original_coord=form.original_coord,
            seen_version=form.seen_version,
        )

    answer = written(place_id, write, _position_form, T("位置已保存"))
    if any(suspects):
        http.flash(T("新位置与原位置之差很像“火星坐标”的偏移，请核对来源；没有替您改动"), "warn")
    return answer


def written(
    place_id: str, write: Callable[[Work], None], show: Shower, done: Any
) -> ResponseReturnValue:
    """One unit of work; where refused, the same form with the person's text and all errors."""
    try:
        with http.working() as work:
            write(work)
    except Invalid as invalid:
        return show(place_id, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, Conflict) as problem:
        return shown_again(place_id, problem, show)
    http.flash(done)
    return http.see_other("places.place_show", place_id=place_id)


def form_page(
    template: str, place_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    """A form about one place."""
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
    return http.page(
        template,
        active="places",
        place=dossier,
        raw=raw or {},
        back=url_for("places.place_show", place_id=place_id),
        **more,
    )
