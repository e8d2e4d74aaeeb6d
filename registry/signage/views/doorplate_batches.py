"""Pages of proofs of doorplates: the list, a new batch, one with its faces, what is decided."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http, language
from registry.places import queries as places
from registry.signage import services
from registry.signage.forms.doorplate_batches import (
    DoorBatchesQuery,
    DoorBatchQuery,
    OrderPlatesForm,
    PlatesForm,
    PlatesQuery,
    ReturnPlatesForm,
    WithdrawPlatesForm,
)
from registry.signage.models import SignFormat
from registry.signage.queries.doorplate_batches import (
    BATCHES,
    SHOWN,
    DoorItem,
    door_batch,
    door_batches,
    door_formats,
    door_items,
    plated_divisions,
    plates_to_proof,
    road_groups,
)
from registry.signage.queries.proofing import form_of
from registry.signage.rules.doorplate_faces import (
    MOST_PLATES,
    SIDE_LABELS,
    Side,
    door_face,
)
from registry.signage.rules.doorplates import written
from registry.signage.rules.face import Face
from registry.signage.rules.states import ProofOutcome
from registry.signage.services.papers import ORDER, SHEET
from registry.signage.views.blueprint import blueprint
from registry.signage.views.doorplates import plate_faces
from registry.signage.views.overview import known_place
from registry.signage.views.papers import make_short, paper_state, stored_paper
from registry.signage.views.proof_batches import OUTCOMES
from registry.signage.views.proofs import base_url
from registry.signage.views.words import words

_MAY_SEE = (Permission.PROOF_PREPARE, Permission.PROOF_APPROVE, Permission.SIGN_MAKE)
_PREVIEW = 6
_LABELS = {
    "place": T("道路、村或小区"),
    "division": T("区划"),
    "first": T("门牌号从"),
    "last": T("门牌号到"),
    "side": T("单双号"),
    "format": T("规格"),
    "note": T("给审定人的话"),
    "plate": T("门牌"),
    "reason": T("退回的原因"),
    "withdraw_reason": T("收回的原因"),
    "maker": T("厂家"),
    "due_on": T("期限"),
}


@blueprint.get("/signage/doorplate-batches")
@access.requires(*_MAY_SEE)
def door_batch_list() -> ResponseReturnValue:
    """Batches of doorplates with what became of them, newest first."""
    query = parse(DoorBatchesQuery, request.args)
    with http.reading() as session:
        rows = door_batches(session, query.before)
    more = rows[-1].batch.number if len(rows) == BATCHES else None
    return http.page(
        "signage/door_batch_list.html",
        active="desk",
        rows=rows,
        more=more,
        outcome_labels=OUTCOMES,
    )


@blueprint.get("/signage/doorplate-batches/new")
@access.requires(Permission.PROOF_PREPARE)
def door_batch_new() -> ResponseReturnValue:
    """Which doorplates are to be proofed: by road, by number, by division; how they would look."""
    return _new(parse(PlatesQuery, request.args))


def _new(query: PlatesQuery | PlatesForm, *, status: int = 200, **context: Any) -> Response:
    wanted = query.wanted
    with http.reading() as session:
        card = known_place(session, query.place) if query.place else None
        known = door_formats(session)
        chosen = next((one for one in known if one.id == query.format), known[0] if known else None)
        is_asked = bool(query.place or query.division)
        found = plates_to_proof(session, http.actor(), wanted) if is_asked else []
        numbers = plated_divisions(session)
        offered = [
            (one.id, f"{one.name}（{numbers[one.id]}）")
            for one in places.divisions(session, list(numbers)).values()
        ]
        return http.page(
            "signage/door_batch_new.html",
            status=status,
            active="desk",
            query=query,
            place=card,
            divisions=offered,
            formats=known,
            chosen=chosen,
            sides=[(key.value, label) for key, label in SIDE_LABELS.items() if key is not Side.ALL],
            is_asked=is_asked,
            number=min(len(found), MOST_PLATES),
            has_more=len(found) > MOST_PLATES,
            most=MOST_PLATES,
            sketches=plate_faces(session, found[:_PREVIEW], chosen),
            field_labels=_LABELS,
            **{"raw": {}, "errors": {}, "problem": None, **context},
        )


@blueprint.post("/signage/doorplate-batches")
@access.requires(Permission.PROOF_PREPARE)
def door_batch_create() -> ResponseReturnValue:
    """Send what was looked at to a second person."""
    form = parse(PlatesForm, request.form)
    try:
        with http.working() as work:
            sent = services.send_plates(
                work,
                form.wanted,
                format_id=form.format,
                seen=form.seen,
                base_url=base_url(),
                note=form.note,
            )
    except Invalid as invalid:
        return _new(form, status=422, raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        return _new(form, status=problem.status, raw=request.form, problem=problem)
    make_short((SHEET, sent.id), form.seen)
    http.flash(T("已送审，等另一位同事审定"))
    return http.see_other("signage.door_batch_show", batch_id=sent.id)


@blueprint.get("/signage/doorplate-batches/<batch_id>")
@access.requires(*_MAY_SEE)
def door_batch_show(batch_id: str) -> ResponseReturnValue:
    """A batch: its roads beside what is approved, sixty faces a page, what may be done with it."""
    return _one(batch_id, parse(DoorBatchQuery, request.args).after or 0)


def _one(
    batch_id: str, after: int = 0, *, status: int = 200, form: str = "", **context: Any
) -> Response:
    actor = http.actor()
    with http.reading() as session:
        view = door_batch(session, batch_id)
        if view is None:
            raise NotFound("signage.batch_unknown", T("没有这一批校样"))
        items = door_items(session, batch_id, after=after, limit=SHOWN + 1)
        shown, batch = items[:SHOWN], view.batch
        is_open = view.order is None and batch.outcome in {"waiting", "approved"}
        is_own = batch.created_by == actor.id
        where = batch.division_path
        may_decide = is_open and not is_own and actor.may(Permission.PROOF_APPROVE, where)
        return http.page(
            "signage/door_batch_show.html",
            status=status,
            active="desk",
            view=view,
            roads=road_groups(session, batch_id),
            items=shown,
            faces={one.plate.id: _face(one, view.form) for one in shown},
            written=written,
            is_own=is_own and batch.outcome == ProofOutcome.WAITING,
            may_decide=may_decide,
            may_withdraw=is_open and actor.may(Permission.PROOF_PREPARE, where),
            may_order=is_open
            and batch.outcome == ProofOutcome.APPROVED
            and actor.may(Permission.SIGN_MAKE, where),
            paper=paper_state(session, (SHEET, batch_id), batch.sheet_sha256),
            may_ask=actor.may(Permission.PROOF_PREPARE, where),
            after=after,
            next_url=_page_url(batch_id, shown[-1].item.turn) if len(items) > SHOWN else None,
            first_url=_page_url(batch_id, None) if after else None,
            outcome_labels=OUTCOMES,
            history=journal.history(session, ("doorplate_batch", batch_id), limit=20),
            form=form,
            **{"raw": {}, "errors": {}, "problem": None, **context},
            **{**words(), "field_labels": _LABELS},
        )


def _page_url(batch_id: str, after: int | None) -> str:
    return url_for("signage.door_batch_show", batch_id=batch_id, after=after)


def _face(one: DoorItem, form: SignFormat) -> Face:
    return door_face(one.said, form_of(form), base_url())


@blueprint.get("/signage/doorplate-batches/<batch_id>/sheet.pdf")
@access.requires(*_MAY_SEE)
def door_batch_pdf(batch_id: str) -> ResponseReturnValue:
    """The whole batch as a proof sheet, many faces to a page, as it was sent."""
    with http.reading() as session:
        view = door_batch(session, batch_id)
        if view is None:
            raise NotFound("signage.batch_unknown", T("没有这一批校样"))
        name = language.say(T("门牌校样第 %(n)d 批", n=view.batch.number))
        digest = view.batch.sheet_sha256
    return stored_paper(digest, "application/pdf", f"{name}.pdf")


@blueprint.post("/signage/doorplate-batches/<batch_id>/sheet")
@access.requires(Permission.PROOF_PREPARE)
def door_batch_paper(batch_id: str) -> ResponseReturnValue:
    """Ask once more for a proof sheet that could not be made."""
    try:
        with http.working() as work:
            services.ask_again(work, (SHEET, batch_id), base_url())
    except Conflict as problem:
        return _one(batch_id, status=problem.status, problem=problem)
    return http.see_other("signage.door_batch_show", batch_id=batch_id)


@blueprint.post("/signage/doorplate-batches/<batch_id>/returns")
@access.requires(Permission.PROOF_APPROVE)
def door_batch_return(batch_id: str) -> ResponseReturnValue:
    """Send the ticked doorplates back with a reason."""
    after = parse(DoorBatchQuery, request.args).after or 0
    form = parse(ReturnPlatesForm, request.form)
    try:
        with http.working() as work:
            services.return_plates(work, batch_id, form.plate, reason=form.reason)
    except Invalid as invalid:
        return _one(
            batch_id, after, status=422, form="return", raw=request.form, errors=invalid.fields
        )
    except (Conflict, Forbidden) as problem:
        return _one(batch_id, after, status=problem.status, problem=problem)
    http.flash(T("已退回 %(n)d 块", n=len(set(form.plate))))
    return http.see_other("signage.door_batch_show", batch_id=batch_id, after=after or None)


@blueprint.post("/signage/doorplate-batches/<batch_id>/approval")
@access.requires(Permission.PROOF_APPROVE)
def door_batch_approve(batch_id: str) -> ResponseReturnValue:
    """Approve everything that was not returned."""
    try:
        with http.working() as work:
            services.approve_plates(work, batch_id)
    except (Conflict, Forbidden, Refused) as problem:
        return _one(batch_id, status=problem.status, problem=problem)
    http.flash(T("这一批已审定，可以交厂家"))
    return http.see_other("signage.door_batch_show", batch_id=batch_id)


@blueprint.post("/signage/doorplate-batches/<batch_id>/withdrawal")
@access.requires(Permission.PROOF_PREPARE)
def door_batch_withdraw(batch_id: str) -> ResponseReturnValue:
    """Take the batch back with a reason."""
    try:
        form = parse(WithdrawPlatesForm, request.form)
        with http.working() as work:
            services.withdraw_plates(work, batch_id, reason=form.withdraw_reason)
    except Invalid as invalid:
        return _one(batch_id, status=422, form="withdraw", raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        return _one(batch_id, status=problem.status, problem=problem)
    http.flash(T("已收回，这些门牌可以重新送审"))
    return http.see_other("signage.door_batch_show", batch_id=batch_id)


@blueprint.post("/signage/doorplate-batches/<batch_id>/order")
@access.requires(Permission.SIGN_MAKE)
def door_batch_order(batch_id: str) -> ResponseReturnValue:
    """Freeze the order of an approved batch with its files."""
    try:
        form = parse(OrderPlatesForm, request.form)
        terms = services.Terms(form.maker, form.due_on, form.note)
        with http.working() as work:
            order = services.order_plates(work, batch_id, terms, base_url())
    except Invalid as invalid:
        return _one(batch_id, status=422, form="order", raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        return _one(batch_id, status=problem.status, problem=problem)
    make_short((ORDER, order.id), len(order.lines))
    http.flash(T("制作单已定，牌面和清单已冻结"))
    return http.see_other("signage.maker_show", order_id=order.id)
