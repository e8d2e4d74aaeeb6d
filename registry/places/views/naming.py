"""New names before they are given: the check by the rules, registering, renaming with a preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, Problem
from registry.core.forms import Wrong, clean_name, parse
from registry.core.text import T
from registry.core.work import Work
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.queries.division_changes import resolve_division
from registry.places.queries.divisions import path_texts
from registry.places.queries.homonyms import NameReport, name_report, scope_text
from registry.places.rules import ENTITY_STATUS_LABELS, PLACE_KIND_LABELS
from registry.places.rules.lifecycle import BEGINNINGS
from registry.places.rules.naming import SEVERITY_LABELS
from registry.places.rules.naming_scope import LIKENESS_LABELS
from registry.places.services.rowing import MAX_NAME
from registry.places.views.editing import form_page, written
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]


@blueprint.get("/places/name-check")
@access.requires(Permission.DESK)
def naming_new() -> ResponseReturnValue:
    """Check a proposed name: spelling, homonyms, findings with their articles."""
    if not any(request.args.get(name) for name in ("name", "kind", "division")):
        return _check_page()
    try:
        asked = parse(forms.NameCheckQuery, request.args)
        with http.reading() as session:
            report = _asked_report(session, asked)
    except Invalid as invalid:
        return _check_page(status=422, raw=request.args, errors=invalid.fields)
    return _check_page(raw=request.args, report=report)


def _asked_report(session: Session, asked: forms.NameCheckQuery) -> NameReport:
    division_id = _meant(session, asked.division)
    return name_report(session, name=asked.name, kind=asked.kind, division_id=division_id)


def _meant(session: Session, words: str) -> str:
    """The division of today that somebody wrote: 石塘镇, 肥东县石塘镇, 340122, or an identifier.

    Raises:
        Invalid: field `division`: none, several (each written out whole), or one that has gone.
    """
    if queries.division(session, words) is not None:
        return words
    found = [one for one in resolve_division(session, words) if not one.rest]
    living = [one.then for one in found if one.then.valid_to is None]
    if len(living) == 1:
        return living[0].id
    if living:
        texts = "；".join(path_texts(session, [one.id for one in living]).values())
        raise Invalid({"division": [T("这样写可能是：%(choices)s；请写明上级政区", choices=texts)]})
    if found:
        now = "、".join(one.division.name for each in found for one in each.now)
        gone = T("“%(words)s”已经撤销，今为%(now)s", words=words, now=now or "—")
        raise Invalid({"division": [gone]})
    raise Invalid(
        {"division": [T("没有政区“%(words)s”，请从列出的政区中选，或写全称", words=words)]}
    )


def _check_page(*, report: NameReport | None = None, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        choices = queries.scope_choices(session, http.actor(), "")["choices"]
    # After a refused registration the form stays, whatever was wrong with it.
    may_register = http.actor().may(
        Permission.PLACE_EDIT, report.division_path if report else None
    ) and (report is not None or request.method == "POST")
    return http.page(
        "places/name_check.html",
        active="places",
        **_told(report),
        may_register=may_register,
        kinds=list(PLACE_KIND_LABELS.items()),
        beginnings=[(status, ENTITY_STATUS_LABELS[status]) for status in BEGINNINGS],
        divisions=[name for _, name in choices],
        **_written_division(report, more),
    )


def _written_division(report: NameReport | None, more: dict[str, Any]) -> dict[str, Any]:
    """What the page is given, the division in words where the address had its identifier."""
    raw = more.get("raw")
    if raw is None or report is None:
        return more
    with http.reading() as session:
        text = path_texts(session, [report.division_id]).get(report.division_id, "")
    return {**more, "raw": {**raw, "division": text}}


@blueprint.post("/places/name-check/register")
@access.requires(Permission.PLACE_EDIT)
def naming_create() -> ResponseReturnValue:
    """Register a newly approved name; what the rules forbid needs a reason beside the approval."""
    report = None
    try:
        form = parse(forms.NamingForm, request.form)
        with http.reading() as session:
            report = _asked_report(session, form)
        row = services.NewPlace(
            kind=form.kind,
            division_id=report.division_id,
            names=[services.NewName(form.name)],
            entity_status=form.entity_status,
        )
        with http.working() as work:
            place_id = services.name_place(
                work, row, basis=form.basis, override_reason=form.override_reason
            )
    except Invalid as invalid:
        return _check_page(status=422, raw=request.form, errors=invalid.fields, report=report)
    except Problem as problem:
        texts = [problem.message, *([problem.advice] if problem.advice else [])]
        return _check_page(
            status=problem.status, raw=request.form, errors={"form": texts}, report=report
        )
    http.flash(T("已登记新地名，拼写待审定"))
    return http.see_other("places.place_show", place_id=place_id)


@blueprint.get("/places/<place_id>/rename")
@access.requires(Permission.PLACE_EDIT)
def rename_new(place_id: str) -> ResponseReturnValue:
    """The form for a new standard name."""
    return _rename_form(place_id)


def _rename_form(
    place_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    """With what the rules say about the name that is in it, where one is."""
    report = _rename_report(place_id, str((raw or {}).get("new_text") or ""))
    return form_page("places/name_rename.html", place_id, raw=raw, **_told(report), **more)


def _told(report: NameReport | None) -> dict[str, Any]:
    """What the panel of findings is given."""
    return {
        "report": report,
        "scope": scope_text(report) if report else "",
        "severities": SEVERITY_LABELS,
        "likenesses": LIKENESS_LABELS,
    }


def _rename_report(place_id: str, written_name: str) -> NameReport | None:
    try:
        name = clean_name(written_name)
    except Wrong:
        return None
    if not name or len(name) > MAX_NAME:
        return None
    with http.reading() as session:
        card = queries.place_card(session, place_id)
        if card is None:
            return None
        return name_report(
            session,
            name=name,
            kind=card.kind,
            division_id=card.division_id,
            place_id=place_id,
        )


@blueprint.post("/places/<place_id>/rename")
@access.requires(Permission.PLACE_EDIT)
def rename_create(place_id: str) -> ResponseReturnValue:
    """Rename; refused for a protected name without a protection measure (条例 art. 25).

    With the button 先检查 nothing is written: the form comes back with what the rules say.
    """
    if request.form.get("preview"):
        return _rename_form(place_id, raw=request.form)

    def write(work: Work) -> None:
        form = forms.parse_rename(request.form)
        services.rename(work, place_id, **form.model_dump())

    return written(place_id, write, _rename_form, T("已更名，原来的名称保留为曾用名"))
