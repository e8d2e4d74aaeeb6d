"""Pages of orders to makers: the list, a new one, one with its files, deliveries, cancellation."""

from __future__ import annotations

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
from registry.signage.forms.maker_orders import (
    DeliveryForm,
    MakerOrderForm,
    MakerOrdersQuery,
    OrderableQuery,
)
from registry.signage.forms.orders import CancelForm
from registry.signage.queries.maker_orders import (
    ORDERS,
    MakerOrderView,
    maker_order,
    maker_orders,
    to_order,
)
from registry.signage.rules.maker_sheet import size_words
from registry.signage.services.papers import ORDER
from registry.signage.views.blueprint import blueprint
from registry.signage.views.papers import make_short, paper_state, stored_paper
from registry.signage.views.proofs import base_url
from registry.signage.views.words import FIELD_LABELS, words

_LABELS = {**FIELD_LABELS, "sign": T("牌面"), "cancel_reason": T("取消的原因"), "note": T("说明")}


@blueprint.get("/signage/maker-orders")
@access.requires(Permission.SIGN_MAKE)
def maker_list() -> ResponseReturnValue:
    """Orders with their progress, newest first."""
    query = parse(MakerOrdersQuery, request.args)
    with http.reading() as session:
        rows = maker_orders(session, query.before)
    more = rows[-1].order.number if len(rows) == ORDERS else None
    return http.page("signage/maker_list.html", active="desk", rows=rows, more=more)


@blueprint.get("/signage/maker-orders/new")
@access.requires(Permission.SIGN_MAKE)
def maker_new() -> ResponseReturnValue:
    """Approved signs on no order, and the form of the order."""
    return _new(parse(OrderableQuery, request.args))


def _new(query: OrderableQuery, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        offered = to_order(session, http.actor(), query.county)
        counties = [(one.id, one.name) for one in places.counties(session)]
    context.setdefault("chosen", [one.sign.id for one in offered if one.is_ready])
    page = {**words(), "field_labels": _LABELS, **context}
    return http.page(
        "signage/maker_new.html",
        status=status,
        active="desk",
        query=query,
        offered=offered,
        counties=counties,
        **page,
    )


@blueprint.post("/signage/maker-orders")
@access.requires(Permission.SIGN_MAKE)
def maker_create() -> ResponseReturnValue:
    """Freeze an order; its files are made from what was frozen."""
    try:
        form = parse(MakerOrderForm, request.form)
        terms = services.Terms(form.maker, form.due_on, form.note)
        with http.working() as work:
            order = services.place_order(work, form.sign, terms, base_url())
    except Invalid as invalid:
        return _new(
            OrderableQuery(),
            status=422,
            chosen=request.form.getlist("sign"),
            raw=request.form,
            errors=invalid.fields,
        )
    make_short((ORDER, order.id), len(order.lines))
    http.flash(T("制作单已定，牌面和清单已冻结"))
    return http.see_other("signage.maker_show", order_id=order.id)


def _seen(session: Session, order_id: str) -> MakerOrderView:
    """The order, for somebody who may order wherever its signs are."""
    view = maker_order(session, order_id)
    if view is None:
        raise NotFound("signage.maker_order_unknown", T("没有这张制作单"))
    for path in view.paths:
        http.actor().require(Permission.SIGN_MAKE, path)
    return view


@blueprint.get("/signage/maker-orders/<order_id>")
@access.requires(Permission.SIGN_MAKE)
def maker_show(order_id: str) -> ResponseReturnValue:
    """One order as it was frozen, how far it is, and what may be done with it."""
    return _one(order_id)


def _one(order_id: str, *, status: int = 200, form: str = "", **context: Any) -> Response:
    with http.reading() as session:
        view = _seen(session, order_id)
        return http.page(
            "signage/maker_show.html",
            status=status,
            active="desk",
            view=view,
            signs={sign.id: sign for sign in view.signs},
            open={sign.id for sign in view.open},
            size_words=size_words,
            paper=paper_state(session, (ORDER, order_id), view.order.pdf_sha256),
            history=journal.history(session, ("maker_order", order_id), limit=20),
            form=form,
            **context,
            **{**words(), "field_labels": _LABELS},
        )


@blueprint.get("/signage/maker-orders/<order_id>/faces.pdf")
@access.requires(Permission.SIGN_MAKE)
def maker_pdf(order_id: str) -> ResponseReturnValue:
    """The list and every face at its true size, as it was frozen."""
    return _file(order_id, "pdf", "application/pdf")


@blueprint.get("/signage/maker-orders/<order_id>/list.csv")
@access.requires(Permission.SIGN_MAKE)
def maker_csv(order_id: str) -> ResponseReturnValue:
    """The list as it was frozen."""
    return _file(order_id, "csv", "text/csv")


def _file(order_id: str, kind: str, mimetype: str) -> Response:
    with http.reading() as session:
        order = _seen(session, order_id).order
    if order.cancelled_at is not None:
        raise NotFound("signage.maker_order_cancelled", T("这张制作单已经取消"))
    digest = order.pdf_sha256 if kind == "pdf" else order.csv_sha256
    return stored_paper(digest, mimetype, f"{T('制作单')}-{order.number}.{kind}")


@blueprint.post("/signage/maker-orders/<order_id>/files")
@access.requires(Permission.SIGN_MAKE)
def maker_paper(order_id: str) -> ResponseReturnValue:
    """Ask once more for files that could not be made."""
    with http.working() as work:
        services.ask_again(work, (ORDER, order_id), base_url())
    return http.see_other("signage.maker_show", order_id=order_id)


@blueprint.post("/signage/maker-orders/<order_id>/deliveries")
@access.requires(Permission.SIGN_MAKE)
def maker_deliver(order_id: str) -> ResponseReturnValue:
    """Say which signs came from the workshop."""
    try:
        form = parse(DeliveryForm, request.form)
        with http.working() as work:
            view = services.order_found(work, order_id)
            if view.plates is not None:
                services.deliver_plates(work, view.order, view.plates, form.made_on)
            else:
                services.deliver(work, order_id, form.sign, made_on=form.made_on, batch=form.batch)
    except Invalid as invalid:
        return _one(order_id, status=422, form="deliver", raw=request.form, errors=invalid.fields)
    of_plates = view.plates is not None
    done = T("已登记制作") if of_plates else T("已登记制作，外业队员的今日清单里已有这些标志")
    http.flash(done)
    return http.see_other("signage.maker_show", order_id=order_id)


@blueprint.post("/signage/maker-orders/<order_id>/cancellation")
@access.requires(Permission.SIGN_MAKE)
def maker_cancel(order_id: str) -> ResponseReturnValue:
    """Cancel the order with a reason."""
    try:
        form = parse(CancelForm, request.form)
        with http.working() as work:
            services.cancel_maker_order(
                work, order_id, reason=form.cancel_reason, seen_version=form.version
            )
    except Invalid as invalid:
        return _one(order_id, status=422, form="cancel", raw=request.form, errors=invalid.fields)
    http.flash(T("制作单已取消，没有交货的可以另行下单"))
    return http.see_other("signage.maker_show", order_id=order_id)
