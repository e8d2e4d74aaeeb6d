"""Pages for those who keep the gazetteer: facts of a place, its shape, its end and return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, Refused
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.queries import PlaceDossier, PlaceFilter
from registry.places.queries.details import columns_of
from registry.places.queries.division_changes import resolve_division
from registry.places.queries.divisions import path_texts
from registry.places.rules import (
    DATUM_LABELS,
    DIRECTION_LABELS,
    ENTITY_STATUS_LABELS,
    LEGAL_KIND_LABELS,
    PLACE_KIND_LABELS,
    POSITION_METHOD_LABELS,
    STORED_AS_IS,
    EntityStatus,
)
from registry.places.rules.details import EDITABLE
from registry.places.rules.fields import PLACE_LABELS, SECRECY_LABELS
from registry.places.rules.lifecycle import next_states
from registry.places.rules.shape import MAX_CHARACTERS
from registry.places.services import NewGeometry
from registry.places.views.showing import blueprint, drawing_of
from registry.places.views.stale import Shower, Texts, shown_again

__all__ = ["blueprint"]

# UTF-8 takes up to three bytes for what stands in a file of coordinates.
_MAX_BYTES = 3 * MAX_CHARACTERS


@blueprint.get("/places/<place_id>/details")
@access.requires(Permission.PLACE_EDIT)
def details_edit(place_id: str) -> ResponseReturnValue:
    """The form of the data dictionary, filled in with what stands there."""
    return _details_form(place_id)


def _details_form(
    place_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        values = raw if raw is not None else _present(session, dossier)
    now = EntityStatus(dossier.card.status)
    options = {
        "kind": list(PLACE_KIND_LABELS.items()),
        "legal_kind": list(LEGAL_KIND_LABELS.items()),
        "entity_status": [
            (state, ENTITY_STATUS_LABELS[state])
            for state in dict.fromkeys([now, *next_states(now)])
        ],
        "direction": list(DIRECTION_LABELS.items()),
        "secrecy": list(SECRECY_LABELS.items()),
    }
    return _page("places/place_edit.html", dossier, raw=values, options=options, **more)


def _present(session: Session, dossier: PlaceDossier) -> dict[str, Any]:
    columns = columns_of(session, dossier.card.id)
    return _worded(session, columns | {"division_id": dossier.division.id})


def _worded(session: Session, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a place as the form writes them."""
    values = {name: columns[name] for name in EDITABLE}
    measures = ("length_m", "width_m", "elevation_m")
    values |= {name: f"{values[name]:g}" for name in measures if values[name] is not None}
    values["other_codes"] = "\n".join(values["other_codes"])
    here = columns["division_id"]
    values["division"] = path_texts(session, [here]).get(here, "")
    values["parent"] = values["parent_place_id"] or ""
    return values


def _form_texts(session: Session, columns: Mapping[str, Any]) -> dict[str, str]:
    """The same as a browser sends it: nothing where there is nothing, 1 for a box with a tick."""
    sent = {None: "", False: "", True: "1"}
    found = _worded(session, columns)
    return {
        name: sent[value] if value is None or isinstance(value, bool) else str(value)
        for name, value in found.items()
    }


@blueprint.post("/places/<place_id>/details")
@access.requires(Permission.PLACE_EDIT)
def details_update(place_id: str) -> ResponseReturnValue:
    """Change facts; what stood before is kept."""
    kept: list[int | None] = []

    def write(work: Work) -> None:
        form = forms.parse_details(request.form)
        changes = form.changes() | _looked_up(work.session, place_id, form)
        kept.append(
            services.amend(
                work, place_id, changes, reason=form.reason, seen_version=form.seen_version
            )
        )

    refused = _refused(place_id, write, _details_form, _form_texts)
    if refused is not None:
        return refused
    http.flash(T("已保存；改前的内容保留在变更记录里") if any(kept) else T("没有改动"))
    return http.see_other("places.place_show", place_id=place_id)


def _looked_up(session: Session, place_id: str, form: forms.DetailsForm) -> dict[str, object]:
    """The division and the parent place that people name in words or by number.

    Raises:
        Invalid: both at once.
    """
    found: dict[str, object] = {}
    faults: dict[str, list[Text]] = {}
    card = queries.place_card(session, place_id)
    here = card.division_id if card else ""
    if form.division != path_texts(session, [here]).get(here):
        division_id, fault = _division(session, form.division)
        found["division_id"] = division_id
        faults |= {"division": [fault]} if fault else {}
    parent_id, fault = _parent(session, form.parent)
    found["parent_place_id"] = parent_id
    faults |= {"parent": [fault]} if fault else {}
    if faults:
        raise Invalid(faults)
    return found


def _division(session: Session, text: str) -> tuple[str, Text | None]:
    today = china_date(http.runtime().clock.now())
    found = resolve_division(session, text, today)
    living = [item.then for item in found if item.then.valid_to is None and not item.rest]
    if len(living) == 1:
        return living[0].id, None
    if living:
        return "", T("有 %(n)d 个政区叫这个名字，请写出上级", n=len(living))
    return "", T("没有这个政区；请写现在的名称，例如 合肥市 · 肥东县 · 石塘镇")


def _parent(session: Session, text: str) -> tuple[str | None, Text | None]:
    if not text:
        return None, None
    last = text.rstrip("/").rpartition("/")[2]
    if is_id(last):
        known = queries.place_card(session, last) is not None
        return last, None if known else T("没有这个上级地名")
    hits = queries.search(session, PlaceFilter(q=text), 20).items
    same = [hit.card.id for hit in hits if hit.card.standard_name == text]
    if len(same) == 1:
        return same[0], None
    if same:
        return None, T("有 %(n)d 个地名叫这个名字，请填它的编号或网址", n=len(same))
    return None, T("没有这个上级地名")


@blueprint.get("/places/<place_id>/shape")
@access.requires(Permission.PLACE_EDIT)
def shape_edit(place_id: str) -> ResponseReturnValue:
    """The form for a shape."""
    return _shape_form(place_id)


def _shape_form(place_id: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
    options = {
        "method": list(POSITION_METHOD_LABELS.items()),
        "datum": [item for item in DATUM_LABELS.items() if item[0] in STORED_AS_IS],
    }
    drawing = drawing_of(dossier)
    return _page("places/place_shape.html", dossier, options=options, drawing=drawing, **more)


@blueprint.post("/places/<place_id>/shape")
@access.requires(Permission.PLACE_EDIT)
def shape_update(place_id: str) -> ResponseReturnValue:
    """Give a place a shape, or take it away."""

    def write(work: Work) -> None:
        raw = {**request.form.to_dict(), **_uploaded(request.files.get("file"))}
        form = forms.parse_shape(raw)
        given = None
        if not form.remove and form.method is not None and form.datum is not None:
            given = NewGeometry(
                form.geojson, form.method, form.source, form.datum, accuracy_m=form.accuracy_m
            )
        services.set_geometry(
            work, place_id, given, reason=form.reason, seen_version=form.seen_version
        )

    refused = _refused(place_id, write, _shape_form)
    if refused is not None:
        return refused
    http.flash(T("图形已保存；改前的图形保留在变更记录里"))
    return http.see_other("places.place_show", place_id=place_id)


def _uploaded(file: FileStorage | None) -> dict[str, str]:
    """The content of the file, where one was sent; it goes before what was pasted."""
    if file is None or not file.filename:
        return {}
    content = file.stream.read(_MAX_BYTES + 1)
    try:
        return {"geojson": content.decode("utf-8-sig")}
    except UnicodeDecodeError as error:
        raise Invalid({"file": [T("这不是 GeoJSON，请检查有没有复制完整")]}) from error


@blueprint.get("/places/<place_id>/status")
@access.requires(Permission.PLACE_EDIT)
def status_edit(place_id: str) -> ResponseReturnValue:
    """The forms for the end of a place and for its return."""
    return _status_form(place_id)


def _status_form(place_id: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
    return _page("places/place_status.html", dossier, **more)


@blueprint.post("/places/<place_id>/retire")
@access.requires(Permission.PLACE_EDIT)
def place_retire(place_id: str) -> ResponseReturnValue:
    """Say that a place is no more."""

    def write(work: Work) -> None:
        form = parse(forms.RetireForm, request.form)
        services.retire(
            work, place_id, on=form.on, basis=form.basis, seen_version=form.seen_version
        )

    refused = _refused(place_id, write, _status_form)
    if refused is not None:
        return refused
    http.flash(T("已记为消失；名称作为历史地名保留，照样可以查到"))
    return http.see_other("places.place_show", place_id=place_id)


@blueprint.post("/places/<place_id>/reopen")
@access.requires(Permission.PLACE_EDIT)
def place_reopen(place_id: str) -> ResponseReturnValue:
    """Say that a place is there after all."""

    def write(work: Work) -> None:
        form = parse(forms.ReopenForm, request.form)
        services.reopen(work, place_id, basis=form.basis, seen_version=form.seen_version)

    refused = _refused(place_id, write, _status_form)
    if refused is not None:
        return refused
    http.flash(T("已恢复为现存"))
    return http.see_other("places.place_show", place_id=place_id)


def _refused(
    place_id: str, write: Callable[[Work], None], show: Shower, texts: Texts | None = None
) -> ResponseReturnValue | None:
    """One unit of work; where refused, the same form with the person's text and all errors."""
    try:
        with http.working() as work:
            write(work)
    except Invalid as invalid:
        return show(place_id, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, Conflict) as problem:
        return shown_again(place_id, problem, show, texts)
    return None


def _page(template: str, dossier: PlaceDossier, **more: Any) -> ResponseReturnValue:
    return http.page(
        template,
        active="places",
        place=dossier,
        labels=PLACE_LABELS,
        back=url_for("places.place_show", place_id=dossier.card.id),
        **more,
    )
