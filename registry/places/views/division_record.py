"""Pages for those who keep the list of divisions: what one became, and what was recorded wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.places import services
from registry.places.forms.division import (
    DIRECTION_LABELS,
    ChangeForm,
    Direction,
    WithdrawalForm,
)
from registry.places.queries.division_changes import division_of_change, resolve_division
from registry.places.queries.divisions import division
from registry.places.rules.division import DIVISION_CHANGE_LABELS
from registry.places.views.divisions import show_division
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]

_LABELS = {
    "direction": T("这个政区怎样了"),
    "happened_on": T("哪一天"),
    "change_kind": T("什么变更"),
    "other": T("另一个政区"),
    "basis": T("依据"),
    "note": T("说明"),
    "ends": T("到此为止"),
}


@blueprint.get("/divisions/<division_id>/changes/new")
@access.requires(Permission.PLACE_EDIT)
def change_new(division_id: str) -> ResponseReturnValue:
    """The form in which a change of a division is recorded."""
    return _form(division_id, {})


def _form(division_id: str, raw: Mapping[str, Any], **more: Any) -> ResponseReturnValue:
    http.actor().require(Permission.PLACE_EDIT, "")
    with http.reading() as session:
        view = division(session, division_id) if is_id(division_id) else None
    if view is None:
        raise NotFound("places.division_unknown", T("没有这个政区"))
    return http.page(
        "places/division_change_new.html",
        status=422 if more else 200,
        active="places",
        view=view,
        raw=raw or {"direction": Direction.BECAME.value},
        directions=[(key.value, label) for key, label in DIRECTION_LABELS.items()],
        change_kinds=[(key.value, label) for key, label in DIVISION_CHANGE_LABELS.items()],
        labels=_LABELS,
        **more,
    )


@blueprint.post("/divisions/<division_id>/changes")
@access.requires(Permission.PLACE_EDIT)
def change_create(division_id: str) -> ResponseReturnValue:
    """Record a change of a division, or show the form again with all that is wrong."""
    try:
        form = parse(ChangeForm, request.form)
        ends = (division_id, _other(form))
        before, after = ends if form.direction is Direction.BECAME else ends[::-1]
        with http.working() as work:
            services.record_division_change(
                work,
                on=form.happened_on,
                kind=form.change_kind,
                before_id=before,
                after_id=after,
                basis=form.basis,
                note=form.note,
                ends_before=form.ends,
            )
    except Invalid as invalid:
        return _form(division_id, request.form, errors=invalid.fields)
    http.flash(T("已记下这次变更"))
    return http.see_other("places.division_show", division_id=division_id)


def _other(form: ChangeForm) -> str | None:
    """The other division as it is written: a name, a path or a code that means one division."""
    if not form.other:
        return None
    with http.reading() as session:
        found = resolve_division(session, form.other, None)
    if len(found) == 1:
        return found[0].then.id
    if not found:
        raise Invalid({"other": [T("没有这个政区，请写全路径或代码")]})
    raise Invalid({"other": [T("有 %(n)d 个这样的政区，请写全路径或代码", n=len(found))]})


@blueprint.post("/division-changes/<change_id>/withdrawal")
@access.requires(Permission.PLACE_EDIT)
def change_withdraw(change_id: str) -> ResponseReturnValue:
    """Withdraw a change that was recorded by mistake."""
    with http.reading() as session:
        about = division_of_change(session, change_id)
    if about is None:
        raise NotFound("places.change_unknown", T("没有这次变更"))
    try:
        form = parse(WithdrawalForm, request.form)
        with http.working() as work:
            services.withdraw_division_change(work, change_id, reason=form.reason)
    except Invalid as invalid:
        return show_division(
            about, status=422, raw=request.form, errors=invalid.fields, wrong=change_id
        )
    http.flash(T("已撤回这次变更，记录还在"))
    return http.see_other("places.division_show", division_id=about)
