"""Pages of work orders: the list, a new one, one with its progress, its sheet for printing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.places import queries as places
from registry.signage import services
from registry.signage.forms.orders import (
    CancelForm,
    OrderForm,
    OrdersQuery,
    ReassignForm,
    StopsQuery,
)
from registry.signage.models import Sign, SignRequirement, WorkOrder
from registry.signage.queries.orders import (
    ORDERS,
    OrderView,
    StopsWanted,
    offered_count,
    offered_points,
    offered_stops,
    work_order,
    work_orders,
)
from registry.signage.rules.choosing import picture_of
from registry.signage.rules.face import qr_path
from registry.signage.rules.kinds import TYPE_LABELS
from registry.signage.rules.states import REPORTABLE, SIGN_LABELS, SignState
from registry.signage.rules.visiting import draw_way
from registry.signage.views.blueprint import blueprint
from registry.signage.views.crews import crews_of
from registry.signage.views.words import words

MOST_DOTS = 3000
"""Dots that a cheap phone still draws at once; those due first."""

_MAY_SEE = (Permission.REQUIRE_SIGN, Permission.REPORT)


@blueprint.get("/signage/orders")
@access.requires(Permission.REQUIRE_SIGN)
def order_list() -> ResponseReturnValue:
    """Orders with their progress, newest first."""
    query = parse(OrdersQuery, request.args)
    with http.reading() as session:
        rows = work_orders(session, query.before)
    more = rows[-1].order.number if len(rows) == ORDERS else None
    return http.page("signage/order_list.html", active="desk", rows=rows, more=more)


@blueprint.get("/signage/orders/new")
@access.requires(Permission.REQUIRE_SIGN)
def order_new() -> ResponseReturnValue:
    """The positions that fit the filter, all of them ticked, and the form of the order."""
    return _new()


def _new(*, status: int = 200, chosen: list[str] | None = None, **context: Any) -> Response:
    query = StopsQuery() if status == 422 else parse(StopsQuery, request.args)
    wanted = stops_wanted(query)
    with http.reading() as session:
        offered = offered_stops(session, http.actor(), wanted)
        return http.page(
            "signage/order_new.html",
            status=status,
            active="desk",
            offered=offered,
            offered_count=offered_count(session, http.actor(), wanted),
            picture=_picture(session, wanted),
            chosen=chosen if chosen is not None else _due(offered),
            query=query,
            counties=[(row.id, row.name) for row in places.counties(session)],
            sign_types=[(key.value, label) for key, label in TYPE_LABELS.items()],
            states=[(state.value, SIGN_LABELS[state][1]) for state in sorted(REPORTABLE)],
            crews=crews_of(session),
            **context,
            **words(),
        )


def stops_wanted(query: StopsQuery) -> StopsWanted:
    """Which positions a filter asks for."""
    sign_type = query.sign_type.value if query.sign_type else ""
    return StopsWanted(query.county, sign_type, query.state, query.due_by, query.bbox)


def _picture(session: Session, wanted: StopsWanted) -> dict[str, Any] | None:
    """Every position that fits the rest of the filter as a dot, and the names of the counties."""
    points = offered_points(session, http.actor(), wanted, MOST_DOTS)
    picture = picture_of([(one.lon, one.lat) for one in points])
    if picture is None:
        return None
    counties = [
        (row.name, picture.place(row.id, row.label_lon, row.label_lat))
        for row in places.counties(session)
        if row.label_lon is not None and row.label_lat is not None
        if picture.box.holds(row.label_lon, row.label_lat)
    ]
    dots = [(picture.place(one.requirement_id, one.lon, one.lat), one.name) for one in points]
    return {"frame": picture, "dots": dots, "counties": counties, "most": MOST_DOTS}


def _due(offered: Iterable[tuple[SignRequirement, Sign]]) -> list[str]:
    """What is marked to begin with: all but what is verified and only due for another look."""
    return [row.id for row, sign in offered if sign.state != SignState.VERIFIED]


def given_order() -> WorkOrder:
    """Give the order of the form that was sent, from whichever page.

    Raises:
        Invalid: as the form and `services.give_order`.
    """
    form = parse(OrderForm, request.form)
    with http.working() as work:
        return services.give_order(
            work,
            form.requirement,
            crew_id=form.crew,
            due_on=form.due_on,
            start=form.start,
            note=form.note,
        )


@blueprint.post("/signage/orders")
@access.requires(Permission.REQUIRE_SIGN)
def order_create() -> ResponseReturnValue:
    """Give the order, or the form again with all errors and everything that was chosen."""
    try:
        order = given_order()
    except Invalid as invalid:
        chosen = request.form.getlist("requirement")
        return _new(status=422, chosen=chosen, raw=request.form, errors=invalid.fields)
    http.flash(T("已派工，这些标志会排在外业队清单的最前面"))
    return http.see_other("signage.order_show", order_id=order.id)


def _seen(session: Session, order_id: str) -> OrderView:
    """The order for whoever gives orders where its positions lie, or was given it."""
    view = work_order(session, order_id)
    if view is None:
        raise NotFound("signage.order_unknown", T("没有这张派工单"))
    actor = http.actor()
    if view.order.crew_id != actor.id:
        for stop in view.stops:
            actor.require(Permission.REQUIRE_SIGN, stop.requirement.division_path)
    return view


@blueprint.get("/signage/orders/<order_id>")
@access.requires(*_MAY_SEE)
def order_show(order_id: str) -> ResponseReturnValue:
    """One order: its stops in their order, its progress, and what may be done with it."""
    return _one(order_id)


def _one(order_id: str, *, status: int = 200, form: str = "", **context: Any) -> Response:
    with http.reading() as session:
        view = _seen(session, order_id)
        return http.page(
            "signage/order_show.html",
            status=status,
            active="desk",
            view=view,
            way=_way(view),
            crews=crews_of(session),
            history=journal.history(session, ("work_order", order_id), limit=20),
            form=form,
            **context,
            **words(),
        )


def _way(view: OrderView) -> Any:
    return draw_way([(stop.turn, stop.target) for stop in view.stops if stop.target is not None])


@blueprint.get("/signage/orders/<order_id>/sheet")
@access.requires(*_MAY_SEE)
def order_sheet(order_id: str) -> ResponseReturnValue:
    """The order on paper: the sketch, then each stop with its approved text, code and QR."""
    base = (http.runtime().settings.public_url or request.url_root).rstrip("/")
    with http.reading() as session:
        view = _seen(session, order_id)
        if view.order.cancelled_at is not None:
            raise NotFound("signage.order_cancelled", T("这张派工单已经取消"))
        codes = {
            stop.sign.id: qr_path(f"{base}/s/{stop.sign.code}")
            for stop in view.stops
            if stop.sign is not None
        }
        return http.page(
            "signage/order_sheet.html",
            active="desk",
            view=view,
            way=_way(view),
            codes=codes,
            **words(),
        )


@blueprint.post("/signage/orders/<order_id>/crew")
@access.requires(Permission.REQUIRE_SIGN)
def order_reassign(order_id: str) -> ResponseReturnValue:
    """Another crew or another day."""
    try:
        form = parse(ReassignForm, request.form)
        with http.working() as work:
            services.reassign_order(
                work,
                order_id,
                crew_id=form.crew,
                due_on=form.due_on,
                reason=form.reason,
                seen_version=form.version,
            )
    except Invalid as invalid:
        return _one(order_id, status=422, form="crew", raw=request.form, errors=invalid.fields)
    http.flash(T("已改派"))
    return http.see_other("signage.order_show", order_id=order_id)


@blueprint.post("/signage/orders/<order_id>/cancellation")
@access.requires(Permission.REQUIRE_SIGN)
def order_cancel(order_id: str) -> ResponseReturnValue:
    """Cancel the order with a reason."""
    try:
        form = parse(CancelForm, request.form)
        with http.working() as work:
            services.cancel_order(
                work, order_id, reason=form.cancel_reason, seen_version=form.version
            )
    except Invalid as invalid:
        return _one(order_id, status=422, form="cancel", raw=request.form, errors=invalid.fields)
    http.flash(T("派工单已取消，里面的点位可以另派"))
    return http.see_other("signage.order_show", order_id=order_id)
