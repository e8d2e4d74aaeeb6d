"""Desk pages of a sign: its proof sheet, the decision on it, manufacture, removal."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.signage import queries, services
from registry.signage.forms import MadeForm, ProofDecisionForm, ProofForm, ReasonForm
from registry.signage.models import Sign
from registry.signage.queries.keeping import interval_of, keeping_history
from registry.signage.queries.maker_orders import held_by_order
from registry.signage.queries.proofing import drawing_of, proofed
from registry.signage.queries.sampling import samples_of_sign
from registry.signage.rules.face import Face
from registry.signage.rules.keeping import Keeping, yuan_of
from registry.signage.views.blueprint import blueprint
from registry.signage.views.hints import told_of
from registry.signage.views.overview import known_place
from registry.signage.views.overview import show as show_requirement
from registry.signage.views.review import may_read_report
from registry.signage.views.words import words

_STAFF = (Permission.DESK, Permission.REQUIRE_SIGN)


@blueprint.post("/signage/requirements/<requirement_id>/proof")
@access.requires(Permission.PROOF_PREPARE)
def proof_create(requirement_id: str) -> ResponseReturnValue:
    """Draw up a proof; each difference from the approved text is named at its field."""
    try:
        form = parse(ProofForm, request.form)
        with http.working() as work:
            sign = services.prepare_proof(
                work,
                requirement_id,
                text_hanzi=form.text_hanzi,
                text_roman=form.text_roman,
                ground=form.ground,
                format_id=form.format or None,
                arrows=form.arrows,
            )
    except Invalid as invalid:
        return show_requirement(
            requirement_id, status=422, form="proof", raw=request.form, errors=invalid.fields
        )
    http.flash(T("校样已出，等另一位同事审定"))
    return http.see_other("signage.sign_show", sign_id=sign.id)


def base_url() -> str:
    """What the address in the QR of a sign begins with, without a slash at the end."""
    return (http.runtime().settings.public_url or request.url_root).rstrip("/")


def face_of(session: Session, sign: Sign) -> Face:
    """The drawn face of a sign in its format, its QR leading to the sign's own page."""
    one = proofed(session, [sign])[sign.id]
    return drawing_of(sign, one.face, one.form, base_url())


@blueprint.get("/signage/signs/<sign_id>")
@access.requires(*_STAFF)
def sign_show(sign_id: str) -> ResponseReturnValue:
    """A sign from its proof to its verification, with what may be done next."""
    return show(sign_id)


def _kept_of(sign: Sign) -> dict[str, Any]:
    """What the form of a sign's keeping shows before anything was typed."""
    cost = yuan_of(sign.cost_fen) if sign.cost_fen is not None else ""
    said = {one.name: getattr(sign, one.name) for one in fields(Keeping)}
    return {"cost": cost, **{name: _typed(value) for name, value in said.items()}}


def _typed(value: Any) -> Any:
    """A truth as the choices of a form have it."""
    return str(value).lower() if isinstance(value, bool) else value


def show(sign_id: str, *, status: int = 200, form: str = "", **context: Any) -> Response:
    """The page of a sign; `form` says which of its forms the errors belong to."""
    with http.reading() as session:
        sign = queries.sign(session, sign_id)
        if sign is None:
            raise NotFound("signage.sign_unknown", T("没有这块标志"))
        card = known_place(session, sign.place_id)
        reports = queries.reports_of_sign(session, sign.id)
        due = queries.requirement(session, sign.requirement_id) if sign.requirement_id else None
        return http.page(
            "signage/sign_show.html",
            status=status,
            active="desk",
            sign=sign,
            place=card,
            requirement=due,
            proof=proofed(session, [sign])[sign.id],
            successor=queries.successor_of(session, sign),
            on_order=held_by_order(session, [sign.id]).get(sign.id),
            reports=reports,
            verdicts=queries.verdicts_of(session, [row.id for row in reports]),
            before_and_after=queries.before_and_after(session, sign.id),
            may_read=lambda row: may_read_report(http.actor(), row.division_path),
            face=face_of(session, sign),
            history=journal.history(session, ("sign", sign.id), limit=30),
            keeping=_kept_of(sign),
            keepings=keeping_history(session, sign.id),
            interval=interval_of(session, sign),
            samples=samples_of_sign(session, sign.id),
            **told_of(session, sign),
            yuan_of=yuan_of,
            today=china_date(http.runtime().clock.now()),
            form=form,
            **context,
            **words(),
        )


@blueprint.get("/signage/signs/<sign_id>/proof.svg")
@access.requires(*_STAFF, Permission.REPORT)
def proof_svg(sign_id: str) -> ResponseReturnValue:
    """The face as an SVG picture, without any script."""
    with http.reading() as session:
        sign = queries.sign(session, sign_id)
        if sign is None or not sign.text_hanzi:
            raise NotFound("signage.sign_unknown", T("没有这块标志"))
        face = face_of(session, sign)
    body = render_template("signage/proof_face.svg", face=face)
    response = make_response(body)
    response.mimetype = "image/svg+xml"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/signage/signs/<sign_id>/proof")
@access.requires(Permission.PROOF_APPROVE)
def proof_decide(sign_id: str) -> ResponseReturnValue:
    """Approve a proof or send it back."""
    try:
        form = parse(ProofDecisionForm, request.form)
        with http.working() as work:
            if form.approve:
                services.approve_proof(work, sign_id, seen_version=form.row_version)
            else:
                services.return_proof(
                    work, sign_id, reason=form.reason, seen_version=form.row_version
                )
    except Invalid as invalid:
        return show(sign_id, status=422, form="decide", raw=request.form, errors=invalid.fields)
    http.flash(T("校样已审定，可以制作") if form.approve else T("校样已退回"))
    return http.see_other("signage.sign_show", sign_id=sign_id)


@blueprint.post("/signage/signs/<sign_id>/proof/withdrawal")
@access.requires(Permission.PROOF_PREPARE)
def proof_withdraw(sign_id: str) -> ResponseReturnValue:
    """Take a proof back to the drawing board with a reason."""
    try:
        form = parse(ReasonForm, request.form)
        with http.working() as work:
            sign = services.withdraw_proof(work, sign_id, reason=form.reason)
    except Invalid as invalid:
        return show(sign_id, status=422, form="withdraw", raw=request.form, errors=invalid.fields)
    http.flash(T("校样已收回，可以重新出"))
    if sign.requirement_id is None:
        return http.see_other("signage.sign_show", sign_id=sign_id)
    return http.see_other("signage.requirement_show", requirement_id=sign.requirement_id)


@blueprint.post("/signage/signs/<sign_id>/made")
@access.requires(Permission.SIGN_MAKE)
def sign_make(sign_id: str) -> ResponseReturnValue:
    """Say that the plate was made."""
    try:
        form = parse(MadeForm, request.form)
        with http.working() as work:
            services.mark_made(
                work, sign_id, maker=form.maker, batch=form.batch, made_on=form.made_on
            )
    except Invalid as invalid:
        return show(sign_id, status=422, form="made", raw=request.form, errors=invalid.fields)
    http.flash(T("已登记制作，外业队员的今日清单里已有这块标志"))
    return http.see_other("signage.sign_show", sign_id=sign_id)


@blueprint.post("/signage/signs/<sign_id>/removal")
@access.requires(Permission.REQUIRE_SIGN)
def sign_remove(sign_id: str) -> ResponseReturnValue:
    """Take a sign out of service."""
    try:
        form = parse(ReasonForm, request.form)
        with http.working() as work:
            services.remove_sign(work, sign_id, reason=form.reason)
    except Invalid as invalid:
        return show(sign_id, status=422, form="remove", raw=request.form, errors=invalid.fields)
    http.flash(T("标志已撤除，编码和记录永久保留"))
    return http.see_other("signage.sign_show", sign_id=sign_id)
