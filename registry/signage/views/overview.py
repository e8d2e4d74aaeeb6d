"""Desk pages of a required position: it, a new one, where it is, exemption."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.geo import Position
from registry.core.text import T
from registry.edge import access, http
from registry.places.queries import PlaceCard, place_card
from registry.signage import queries, services
from registry.signage.forms import ExemptForm, MoveForm, ReasonForm, RequirementForm
from registry.signage.rules.kinds import PRIORITY_LABELS
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import options, words

PLANNED = ("side", "priority", "responsible_org", "body_type", "due_on")
_STAFF = (Permission.DESK, Permission.REQUIRE_SIGN)


def known_place(session: Any, place_id: str) -> PlaceCard:
    """The card of a place, or NotFound."""
    card = place_card(session, place_id)
    if card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    return card


@blueprint.get("/places/<place_id>/sign-requirements/new")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_new(place_id: str) -> ResponseReturnValue:
    """The form for a new required position of a place."""
    with http.reading() as session:
        card = known_place(session, place_id)
    raw = {"lon": card.lon, "lat": card.lat, "tolerance_m": 30, "priority": "normal"}
    return _new(place_id, raw=raw)


def _new(place_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        card = known_place(session, place_id)
        existing = queries.requirements_of_place(session, place_id)
    return http.page(
        "signage/requirement_new.html",
        status=status,
        active="desk",
        place=card,
        existing=existing,
        priorities=options(PRIORITY_LABELS),
        **context,
        **words(),
    )


@blueprint.post("/places/<place_id>/sign-requirements")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_create(place_id: str) -> ResponseReturnValue:
    """Require a sign, or the form again with all errors."""
    try:
        form = parse(RequirementForm, request.form)
        with http.working() as work:
            row = services.require_sign(
                work,
                place_id=place_id,
                sign_type=form.sign_type,
                position=form.position,
                basis=form.basis,
                tolerance_m=form.tolerance_m,
                position_role=form.position_role,
                planned=form.planned.columns(),
            )
    except Invalid as invalid:
        return _new(place_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已列入应设点位"))
    return http.see_other("signage.requirement_show", requirement_id=row.id)


@blueprint.get("/signage/requirements/<requirement_id>")
@access.requires(*_STAFF)
def requirement_show(requirement_id: str) -> ResponseReturnValue:
    """One required position, its sign, and what may be done next."""
    return show(requirement_id)


def show(requirement_id: str, *, status: int = 200, form: str = "", **context: Any) -> Response:
    """The page of a position; `form` says which of its forms the errors belong to."""
    with http.reading() as session:
        row = queries.requirement(session, requirement_id)
        if row is None:
            raise NotFound("signage.requirement_unknown", T("没有这个应设点位"))
        card = known_place(session, row.place_id)
        (drawable,) = queries.candidates(session, [row])
        wording = drawable.wording
        return http.page(
            "signage/requirement_show.html",
            status=status,
            active="desk",
            requirement=row,
            place=card,
            sign=queries.live_sign_of(session, row.id),
            suggested={
                "text_hanzi": wording.hanzi,
                "text_roman": wording.roman,
                "ground": drawable.ground.value,
            },
            drawable=drawable,
            where={"lon": row.lon, "lat": row.lat, "tolerance_m": row.tolerance_m},
            planned={name: getattr(row, name) for name in PLANNED},
            priorities=options(PRIORITY_LABELS),
            today=china_date(http.runtime().clock.now()),
            history=journal.history(session, ("sign_requirement", row.id), limit=20),
            form=form,
            **context,
            **words(),
        )


@blueprint.post("/signage/requirements/<requirement_id>/position")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_move(requirement_id: str) -> ResponseReturnValue:
    """Set or move the position."""
    try:
        form = parse(MoveForm, request.form)
        with http.working() as work:
            services.place_requirement(
                work,
                requirement_id,
                position=Position(form.lon, form.lat),
                tolerance_m=form.tolerance_m,
                reason=form.reason,
            )
    except Invalid as invalid:
        return show(
            requirement_id, status=422, form="move", raw=request.form, errors=invalid.fields
        )
    http.flash(T("点位已更新"))
    return http.see_other("signage.requirement_show", requirement_id=requirement_id)


@blueprint.post("/signage/requirements/<requirement_id>/exemption")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_exempt(requirement_id: str) -> ResponseReturnValue:
    """Exempt a position with reason and paper."""
    try:
        form = parse(ExemptForm, request.form)
        with http.working() as work:
            services.exempt(
                work,
                requirement_id,
                reason=form.exempt_reason,
                paper=form.exempt_paper,
                until=form.exempt_until,
                approver=form.exempt_approver,
            )
    except Invalid as invalid:
        return show(
            requirement_id, status=422, form="exempt", raw=request.form, errors=invalid.fields
        )
    http.flash(T("已列为免设，理由和文件随时可查"))
    return http.see_other("signage.requirement_show", requirement_id=requirement_id)


@blueprint.post("/signage/requirements/<requirement_id>/exemption/end")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_restore(requirement_id: str) -> ResponseReturnValue:
    """Put an exempted position back."""
    try:
        form = parse(ReasonForm, request.form)
        with http.working() as work:
            services.lift_exemption(work, requirement_id, reason=form.reason)
    except Invalid as invalid:
        return show(
            requirement_id, status=422, form="restore", raw=request.form, errors=invalid.fields
        )
    http.flash(T("已恢复为应设点位"))
    return http.see_other("signage.requirement_show", requirement_id=requirement_id)
