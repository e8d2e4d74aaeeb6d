"""Pages of the dated steps of a name: one entered, one read, corrected, taken back."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http, language
from registry.places import queries as places
from registry.places.rules import NameKind
from registry.signage.forms.steps import CorrectForm, StepForm, StepQuery, StepReasonForm
from registry.signage.queries.steps import GONE, step, steps_of
from registry.signage.rules.naming_day import day_in
from registry.signage.rules.steps import (
    BASIS_HINTS,
    BY_HAND,
    STEP_LABELS,
    STEP_MEANINGS,
    NewStep,
    Step,
)
from registry.signage.services.steps import correct_step, mark_step, withdraw_step
from registry.signage.views.blueprint import blueprint
from registry.signage.views.overview import known_place

_LABELS: dict[str, Text] = {
    "step": T("步骤"),
    "on": T("日期"),
    "basis": T("依据"),
    "note": T("说明"),
    "reason": T("更正的原因"),
    "withdraw_reason": T("撤回的原因"),
    "row_version": T("版本"),
}


@blueprint.get("/places/<place_id>/steps/new")
@access.requires(Permission.PLACE_EDIT)
def step_new(place_id: str) -> ResponseReturnValue:
    """The form for a step of a name; a naming comes with what the name's own paper says."""
    wanted = parse(StepQuery, request.args).step
    raw: dict[str, Any] = {"step": wanted.value} if wanted else {}
    with http.reading() as session:
        known_place(session, place_id)
        proposed = _paper(session, place_id) if wanted is Step.NAMED else {}
    return _new(place_id, raw=raw | proposed, proposed=bool(proposed))


def _paper(session: Session, place_id: str) -> dict[str, str]:
    """Basis and day of the naming, where the standard name has a paper of approval."""
    dossier = places.known_dossier(session, place_id)
    name = next((one for one in dossier.names if one.name_kind == NameKind.STANDARD), None)
    if name is None or not name.approval_document:
        return {}
    day = day_in(name.approval_document) or day_in(name.verbatim)
    basis = f"{language.say(name.approval_label)} {name.approval_document}"
    return {"basis": basis[:300], "on": day.isoformat() if day else ""}


def _new(place_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        card = known_place(session, place_id)
        views = steps_of(session, [card])[place_id]
    return http.page(
        "signage/step_new.html",
        status=status,
        active="places",
        place=card,
        gone=card.status in GONE,
        steps=views,
        choices=[(one.value, STEP_LABELS[one]) for one in BY_HAND],
        hints=[(STEP_LABELS[one], STEP_MEANINGS[one], BASIS_HINTS[one]) for one in BY_HAND],
        field_labels=_LABELS,
        **context,
    )


@blueprint.post("/places/<place_id>/steps")
@access.requires(Permission.PLACE_EDIT)
def step_create(place_id: str) -> ResponseReturnValue:
    """Enter a step, or the form again with all errors."""
    try:
        form = parse(StepForm, request.form)
        with http.working() as work:
            row = mark_step(work, place_id, form.said)
    except Invalid as invalid:
        return _new(place_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("%(step)s已登记", step=STEP_LABELS[form.step]))
    return http.see_other("places.place_show", place_id=row.place_id, _anchor="steps")


@blueprint.get("/signage/steps/<step_id>")
@access.requires(Permission.DESK)
def step_show(step_id: str) -> ResponseReturnValue:
    """One entry with its basis and its past, and the forms to correct it or take it back."""
    return _show(step_id)


def _show(step_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        row = step(session, step_id)
        if row is None:
            raise NotFound("signage.step_unknown", T("没有这一条步骤登记"))
        card = known_place(session, row.place_id)
        earlier = step(session, row.replaces_id) if row.replaces_id else None
        may = http.actor().may(Permission.PLACE_EDIT, card.division_path)
        holds = row.withdrawn_at is None
        page = {
            "row": row,
            "earlier": earlier,
            "place": card,
            "label": STEP_LABELS[Step(row.step)],
            "hint": BASIS_HINTS[Step(row.step)],
            "may_withdraw": may and holds,
            "may_correct": may
            and holds
            and row.name == card.standard_name
            and card.status not in GONE,
            "history": journal.history(session, ("name_step", row.id), limit=20),
        }
    shown = {"on": row.marked_on, "basis": row.basis, "note": row.note}
    return http.page(
        "signage/step_show.html",
        status=status,
        active="places",
        field_labels=_LABELS,
        **page,
        **{"raw": shown, **context},
    )


@blueprint.post("/signage/steps/<step_id>/corrections")
@access.requires(Permission.PLACE_EDIT)
def step_correct(step_id: str) -> ResponseReturnValue:
    """Enter it anew with another day, basis or note; the earlier entry stays to be read."""
    try:
        form = parse(CorrectForm, request.form)
        with http.working() as work:
            said = NewStep(Step.NAMED, form.on, form.basis, form.note)
            row = correct_step(
                work, step_id, said, reason=form.reason, seen_version=form.row_version
            )
    except Invalid as invalid:
        return _show(step_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已更正；从前登记的留作记录"))
    return http.see_other("signage.step_show", step_id=row.id)


@blueprint.post("/signage/steps/<step_id>/withdrawal")
@access.requires(Permission.PLACE_EDIT)
def step_withdraw(step_id: str) -> ResponseReturnValue:
    """Take it back, with a reason."""
    try:
        form = parse(StepReasonForm, request.form)
        with http.working() as work:
            withdraw_step(work, step_id, reason=form.withdraw_reason, seen_version=form.row_version)
    except Invalid as invalid:
        shown = {"raw": request.form} if "on" in request.form else {}
        return _show(
            step_id,
            status=422,
            errors=invalid.fields,
            withdrawing=request.form.get("withdraw_reason", ""),
            **shown,
        )
    http.flash(T("已撤回"))
    return http.see_other("signage.step_show", step_id=step_id)
