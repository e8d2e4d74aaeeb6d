"""Many positions at once: a preview of who goes where on which day, then all orders in one act."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid
from registry.core.forms import parse
from registry.core.geo import Position
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.places import queries as places
from registry.signage import services
from registry.signage.forms.orders import DividedForm, DivideQuery
from registry.signage.models import Sign, SignRequirement
from registry.signage.queries.orders import offered_count, offered_stops, stops_by_id
from registry.signage.queries.signs import target_of
from registry.signage.rules.choosing import picture_of
from registry.signage.rules.dividing import MOST_DIVIDED, Planned, divide, given_out, groups_needed
from registry.signage.rules.kinds import TYPE_LABELS
from registry.signage.rules.states import REPORTABLE, SIGN_LABELS
from registry.signage.rules.visiting import order_of_visit, way_length_m
from registry.signage.views.blueprint import blueprint
from registry.signage.views.crews import crews_of
from registry.signage.views.orders import stops_wanted
from registry.signage.views.words import words

Rows = dict[str, tuple[SignRequirement, Sign]]


class _Row(NamedTuple):
    """An order of the preview as somebody sent it; `due_on` may be no day."""

    stops: tuple[str, ...]
    crew_id: str
    due_on: str


Previewed = Sequence[Planned | _Row]
_LABELS = {
    "crew": T("负责人"),
    "first_on": T("第一天"),
    "size": T("一张多少个点位"),
    "stops": T("点位"),
    "due_on": T("期限"),
    "note": T("说明"),
}


@blueprint.get("/signage/orders/division")
@access.requires(Permission.REQUIRE_SIGN)
def order_divide() -> ResponseReturnValue:
    """What fits the filter, divided among crews and days; nothing is written."""
    return _page(parse(DivideQuery, request.args))


def _page(
    query: DivideQuery, *, status: int = 200, planned: Previewed = (), **context: Any
) -> Response:
    wanted = stops_wanted(query)
    with http.reading() as session:
        crews = crews_of(session)
        chosen = [ident for ident, _name in crews if ident in query.crew]
        if planned:
            wanted_ids = [ident for one in planned for ident in one.stops if is_id(ident)]
            rows = stops_by_id(session, wanted_ids)
        else:
            actor = http.actor()
            found = offered_stops(session, actor, wanted, most=MOST_DIVIDED, to_do=True)
            rows = {row.id: (row, sign) for row, sign in found}
            planned = _planned(query, chosen, rows)
        return http.page(
            "signage/order_divide.html",
            status=status,
            active="desk",
            query=query,
            chosen=chosen,
            crews=crews,
            orders=[_shown(one, rows) for one in planned],
            picture=_picture(session, planned, rows),
            number=len(rows),
            matching=offered_count(session, http.actor(), wanted, to_do=True),
            most=MOST_DIVIDED,
            counties=[(row.id, row.name) for row in places.counties(session)],
            sign_types=[(key.value, label) for key, label in TYPE_LABELS.items()],
            states=[(state.value, SIGN_LABELS[state][1]) for state in sorted(REPORTABLE)],
            **{"raw": {}, "errors": {}, "problem": None, **context},
            **{**words(), "field_labels": _LABELS},
        )


def _planned(query: DivideQuery, crews: Sequence[str], rows: Rows) -> list[Planned]:
    if not rows or not crews:
        return []
    groups = divide(_where(rows), groups_needed(len(rows), query.size))
    first = query.first_on or china_date(http.runtime().clock.now())
    days = given_out(len(groups), crews, first)
    where = _where(rows)
    return [
        Planned(tuple(order_of_visit({key: where[key] for key in part})), crew, day)
        for part, (crew, day) in zip(groups, days, strict=True)
    ]


def _where(rows: Rows) -> dict[str, Position | None]:
    return {key: target_of(sign, row) for key, (row, sign) in rows.items()}


def _shown(one: Planned | _Row, rows: Rows) -> dict[str, Any]:
    """An order of the preview: how many stops, how long a way, from where to where."""
    known = [rows[key] for key in one.stops if key in rows]
    way = [where for row, sign in known if (where := target_of(sign, row)) is not None]
    return {
        "plan": one,
        "number": len(one.stops),
        "metres": way_length_m(way),
        "unplaced": len(known) - len(way),
        "first": known[0][0].place_name if known else "",
        "last": known[-1][0].place_name if known else "",
    }


def _picture(session: Session, planned: Previewed, rows: Rows) -> dict[str, Any] | None:
    """Each order as its way with its number, and the names of the counties."""
    where = {key: spot for key, spot in _where(rows).items() if spot is not None}
    frame = picture_of([(one.lon, one.lat) for one in where.values()])
    if frame is None or not planned:
        return None
    ways = []
    for turn, one in enumerate(planned, start=1):
        dots = [
            frame.place(key, where[key].lon, where[key].lat) for key in one.stops if key in where
        ]
        if dots:
            middle = dots[len(dots) // 2]
            ways.append((turn, dots, " ".join(f"{dot.x},{dot.y}" for dot in dots), middle))
    counties = [
        (row.name, frame.place(row.id, row.label_lon, row.label_lat))
        for row in places.counties(session)
        if row.label_lon is not None and row.label_lat is not None
        if frame.box.holds(row.label_lon, row.label_lat)
    ]
    return {"frame": frame, "ways": ways, "counties": counties}


def _sent() -> list[_Row]:
    """The preview as it was sent, so that nobody has to divide again for one wrong day."""
    lists = (request.form.getlist(name) for name in ("stops", "crew", "due_on"))
    return [
        _Row(tuple(stops.split()), crew, due)
        for stops, crew, due in zip_longest(*lists, fillvalue="")
    ]


@blueprint.post("/signage/orders/division/orders")
@access.requires(Permission.REQUIRE_SIGN)
def order_divided() -> ResponseReturnValue:
    """Give all orders of the preview, or the preview again with what is wrong."""
    try:
        form = parse(DividedForm, request.form)
        with http.working() as work:
            orders = services.give_orders(work, form.planned, note=form.note)
    except Invalid as invalid:
        again: dict[str, Any] = {"status": 422, "errors": invalid.fields, "raw": request.form}
        return _page(DivideQuery(), planned=_sent(), **again)
    except Conflict as problem:
        again = {"status": problem.status, "problem": problem, "raw": request.form}
        return _page(DivideQuery(), planned=_sent(), **again)
    http.flash(T("已派 %(n)d 张派工单", n=len(orders)))
    return http.see_other("signage.order_list")
