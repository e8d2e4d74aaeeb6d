"""Telling of a sign by its code, from the light page behind it; the list for who leads there."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.signage import services
from registry.signage.forms.hints import HintForm, HintQuery, HintsQuery, SettleHintForm
from registry.signage.models import Sign
from registry.signage.queries.hints import (
    HintsWanted,
    hint_by_receipt,
    hint_list,
    hint_row,
    hints_of_sign,
    told_by_code,
)
from registry.signage.rules.codes import is_code, is_plate_code, normal
from registry.signage.rules.hints import HINT_LABELS, OUTCOME_LABELS, HintKind, HintOutcome, is_far
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import words

_LABELS = {
    "kind": T("哪里不对"),
    "text": T("说明"),
    "distance_m": T("离登记位置多远（米）"),
    "contact": T("怎样联系您"),
    "outcome": T("处理结果"),
    "answer": T("答复"),
}


def _shared() -> dict[str, Any]:
    return {
        **words(),
        "field_labels": _LABELS,
        "hint_labels": HINT_LABELS,
        "hint_outcomes": OUTCOME_LABELS,
        "is_far": is_far,
    }


def told_of(session: Session, sign: Sign) -> dict[str, Any]:
    """What the page of a sign shows of it, to whoever leads there and to nobody else."""
    if not http.actor().may(Permission.REQUIRE_SIGN, sign.division_path):
        return {}
    return {
        "hints": hints_of_sign(session, sign.id),
        "hint_labels": HINT_LABELS,
        "hint_outcomes": OUTCOME_LABELS,
        "is_far": is_far,
    }


@blueprint.get("/s/<code>/problem")
@access.public
def hint_new(code: str) -> ResponseReturnValue:
    """The form for anybody: no account, no script."""
    query = parse(HintQuery, request.args)
    raw = {"kind": query.kind.value if query.kind else "", "distance_m": query.distance_m}
    return _new(code, raw=raw)


def _new(code: str, *, status: int = 200, **context: Any) -> Response:
    plain = normal(code)
    with http.reading() as session:
        is_whole = is_code(plain) or is_plate_code(plain)
        told = told_by_code(session, plain) if is_whole else None
    if told is None:
        raise NotFound("signage.unknown_code", T("没有登记过这个编码"))
    choices = [(kind.value, HINT_LABELS[kind]) for kind in HintKind]
    return http.page(
        "signage/hint_new.html", status=status, told=told, choices=choices, **context, **_shared()
    )


@blueprint.post("/s/<code>/problem")
@access.public
def hint_create(code: str) -> ResponseReturnValue:
    """Take in what anybody tells; answers with a receipt."""
    try:
        form = parse(HintForm, request.form)
        with http.working() as work:
            row = services.tell_hint(work, normal(code), form.said)
    except Invalid as invalid:
        return _new(code, status=422, raw=request.form, errors=invalid.fields)
    except Refused as problem:
        return _new(code, status=problem.status, raw=request.form, problem=problem)
    return http.see_other("signage.hint_show", receipt=row.receipt)


@blueprint.get("/s/receipts/<receipt>")
@access.public
def hint_show(receipt: str) -> ResponseReturnValue:
    """What came of it, for whoever holds the receipt; never who sent it."""
    with http.reading() as session:
        found = hint_by_receipt(session, receipt.strip().upper())
    if found is None:
        raise NotFound("signage.unknown_receipt", T("没有这个回执号"))
    return http.page("signage/hint_show.html", hint=found.hint, told=found.told, **_shared())


@blueprint.get("/signage/hints")
@access.requires(Permission.REQUIRE_SIGN)
def hint_index() -> ResponseReturnValue:
    """What was told of signs where the reader leads, the oldest first."""
    return _list(parse(HintsQuery, request.args))


def _list(query: HintsQuery, *, status: int = 200, **context: Any) -> Response:
    wanted = HintsWanted(query.state != "settled", query.kind, bool(query.far))
    with http.reading() as session:
        page = hint_list(session, http.actor(), wanted, query.after)
        rows = list(page.items)
        about = context.get("about", "")
        if about and about not in {row.hint.id for row in rows}:
            # What somebody wrote comes back, on whichever page of the list it was written.
            found = hint_row(session, http.actor(), about)
            rows = [found, *rows] if found else rows
    kept = _kept(query)
    return http.page(
        "signage/hint_list.html",
        status=status,
        active="desk",
        rows=rows,
        query=query,
        filtered={**kept, "after": query.after or None},
        choices=[(kind.value, HINT_LABELS[kind]) for kind in HintKind],
        results=[(one.value, OUTCOME_LABELS[one]) for one in HintOutcome],
        next_url=url_for("signage.hint_index", **kept, after=page.next) if page.next else None,
        first_url=url_for("signage.hint_index", **kept) if query.after else None,
        **context,
        **_shared(),
    )


def _kept(query: HintsQuery) -> dict[str, Any]:
    """The filter, for an address."""
    return {
        "state": query.state or None,
        "kind": query.kind.value if query.kind else None,
        "far": query.far or None,
    }


@blueprint.post("/signage/hints/<hint_id>")
@access.requires(Permission.REQUIRE_SIGN)
def hint_settle(hint_id: str) -> ResponseReturnValue:
    """Say what came of one; the list is shown as the address says, filtered as it was."""
    query = parse(HintsQuery, request.args)
    try:
        form = parse(SettleHintForm, request.form)
        with http.working() as work:
            services.settle_hint(work, hint_id, outcome=form.outcome, answer=form.answer)
    except Invalid as invalid:
        told: dict[str, Any] = {"raw": request.form, "errors": invalid.fields, "about": hint_id}
        return _list(query, status=422, **told)
    except Conflict as problem:
        return _list(query, status=problem.status, problem=problem)
    http.flash(T("已记下处理结果；反映的人凭回执号能看到答复"))
    return http.see_other("signage.hint_index", **_kept(query), after=query.after or None)
