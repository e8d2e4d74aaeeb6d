"""Work orders as they are read: one with its stops and progress, a list, what may be put on one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.boxes import Box
from registry.core.geo import Position
from registry.signage.models import FieldReport, Sign, SignRequirement, WorkOrder, WorkOrderItem
from registry.signage.queries.scope import within
from registry.signage.queries.signs import live_signs_of, target_of
from registry.signage.rules.states import REPORTABLE, ReportStatus, SignState
from registry.signage.rules.visiting import MAX_STOPS

ORDERS = 40
_SENT = (ReportStatus.RECEIVED.value, ReportStatus.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class OrderStop:
    """One position of an order: its turn, its sign, whether it was reported and verified since."""

    turn: int
    requirement: SignRequirement
    sign: Sign | None
    target: Position | None
    reported: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with its stops in their order of visit."""

    order: WorkOrder
    stops: tuple[OrderStop, ...]

    @property
    def reported(self) -> int:
        """Stops that a report came from since the order was given."""
        return sum(stop.reported for stop in self.stops)

    @property
    def verified(self) -> int:
        """Stops whose report was accepted since the order was given."""
        return sum(stop.verified for stop in self.stops)


@dataclass(frozen=True, slots=True)
class StopsWanted:
    """Which positions to offer for an order; empty means all."""

    county: str = ""
    sign_type: str = ""
    state: SignState | None = None
    due_by: date | None = None
    box: Box | None = None


class OfferedPoint(NamedTuple):
    """A position that may be put on an order, for the picture to choose from."""

    requirement_id: str
    name: str
    lon: float
    lat: float


def work_order(session: Session, order_id: str) -> OrderView | None:
    """One order."""
    row = session.get(WorkOrder, order_id)
    if row is None:
        return None
    statement = (
        select(WorkOrderItem, SignRequirement)
        .join(SignRequirement, col(SignRequirement.id) == col(WorkOrderItem.requirement_id))
        .where(WorkOrderItem.order_id == order_id)
        .order_by(col(WorkOrderItem.turn))
    )
    items = session.exec(statement).all()
    signs = live_signs_of(session, [requirement.id for _item, requirement in items])
    said = _reports_since(session, row, [sign.id for sign in signs.values()])
    stops = []
    for item, requirement in items:
        sign = signs.get(requirement.id)
        states = said.get(sign.id, set()) if sign else set()
        stops.append(
            OrderStop(
                item.turn,
                requirement,
                sign,
                target_of(sign, requirement) if sign else None,
                reported=bool(states),
                verified=ReportStatus.ACCEPTED.value in states,
            )
        )
    return OrderView(row, tuple(stops))


def _reports_since(
    session: Session, order: WorkOrder, sign_ids: Collection[str]
) -> dict[str, set[str]]:
    statement = select(FieldReport.sign_id, FieldReport.status).where(
        col(FieldReport.sign_id).in_(sign_ids),
        FieldReport.received_at >= order.created_at,
        col(FieldReport.status).in_(_SENT),
    )
    found: dict[str, set[str]] = {}
    for sign_id, status in session.exec(statement):
        found.setdefault(sign_id, set()).add(status)
    return found


def work_orders(session: Session, before: int | None = None) -> list[OrderView]:
    """Forty orders, newest first, each with its progress; those with a smaller number."""
    statement = select(WorkOrder.id)
    if before is not None:
        statement = statement.where(WorkOrder.number < before)
    ids = session.exec(statement.order_by(col(WorkOrder.number).desc()).limit(ORDERS))
    return [view for ident in ids.all() if (view := work_order(session, ident)) is not None]


def orders_under_way(session: Session, actor: Actor, limit: int = 20) -> list[OrderView]:
    """The newest orders with stops that are not verified yet, where the actor leads."""
    statement = (
        select(WorkOrder.id)
        .where(col(WorkOrder.cancelled_at).is_(None))
        .order_by(col(WorkOrder.number).desc())
        .limit(limit)
    )
    views = [view for ident in session.exec(statement) if (view := work_order(session, ident))]
    return [
        view
        for view in views
        if view.verified < len(view.stops)
        and any(
            actor.may(Permission.REQUIRE_SIGN, stop.requirement.division_path)
            for stop in view.stops
        )
    ]


def last_order_number(session: Session) -> int:
    """The number of the newest order; 0 before the first."""
    return session.exec(select(func.max(WorkOrder.number))).one() or 0


def live_orders_of(session: Session, requirement_ids: Collection[str]) -> dict[str, WorkOrder]:
    """The order that holds each of these positions now, by position."""
    statement = (
        select(WorkOrderItem.requirement_id, WorkOrder)
        .join(WorkOrder, col(WorkOrder.id) == col(WorkOrderItem.order_id))
        .where(
            col(WorkOrderItem.requirement_id).in_(requirement_ids),
            col(WorkOrderItem.live).is_(True),
        )
    )
    return dict(session.exec(statement).all())


def items_of(session: Session, order_id: str) -> list[WorkOrderItem]:
    """The rows of an order."""
    return list(session.exec(select(WorkOrderItem).where(WorkOrderItem.order_id == order_id)))


def offered_stops(
    session: Session,
    actor: Actor,
    wanted: StopsWanted,
    *,
    most: int = MAX_STOPS,
    to_do: bool = False,
) -> list[tuple[SignRequirement, Sign]]:
    """Positions with a sign that a crew can photograph, on no order, those due first in front.

    With `to_do`, those with a verified sign only where that state was asked for: they are due for
    another look at most.
    """
    due = col(SignRequirement.due_on)
    statement = _offered(select(SignRequirement, Sign), actor, wanted, to_do=to_do)
    statement = statement.order_by(due.is_(None), due, col(SignRequirement.id)).limit(most)
    return list(session.exec(statement).all())


def offered_count(
    session: Session, actor: Actor, wanted: StopsWanted, *, to_do: bool = False
) -> int:
    """How many positions there are of which `offered_stops` gives the first."""
    counted = select(func.count()).select_from(SignRequirement)
    return int(session.exec(_offered(counted, actor, wanted, to_do=to_do)).one())


def stops_by_id(
    session: Session, requirement_ids: Collection[str]
) -> dict[str, tuple[SignRequirement, Sign]]:
    """These positions with their living signs, by position; what has none is left out."""
    signs = live_signs_of(session, requirement_ids)
    statement = select(SignRequirement).where(col(SignRequirement.id).in_(list(signs)))
    return {row.id: (row, signs[row.id]) for row in session.exec(statement)}


def offered_points(
    session: Session, actor: Actor, wanted: StopsWanted, most: int
) -> list[OfferedPoint]:
    """Where they lie, wherever that is known: what is asked of a box is left out.

    A box is drawn on the picture of all, so that another one can be drawn beside it. At most so
    many, those due first.
    """
    lon, lat = _where()
    asked = select(SignRequirement.id, SignRequirement.place_name, lon, lat)
    due = col(SignRequirement.due_on)
    statement = _offered(asked, actor, replace(wanted, box=None)).where(lon.is_not(None))
    statement = statement.order_by(due.is_(None), due, col(SignRequirement.id)).limit(most)
    return [OfferedPoint(*row) for row in session.exec(statement)]


def _where() -> tuple[Any, Any]:
    """Longitude and latitude of a stop: where its sign was verified, else where it is due."""
    return (
        func.coalesce(Sign.lon, SignRequirement.lon),
        func.coalesce(Sign.lat, SignRequirement.lat),
    )


def _offered(asked: Any, actor: Actor, wanted: StopsWanted, *, to_do: bool = False) -> Any:
    """A question about requirements, narrowed to those that may be put on an order."""
    taken = select(WorkOrderItem.requirement_id).where(col(WorkOrderItem.live).is_(True))
    statement = asked.join(Sign, col(Sign.requirement_id) == col(SignRequirement.id)).where(
        col(Sign.state).in_(list(REPORTABLE)),
        col(SignRequirement.id).not_in(taken),
        within(SignRequirement.division_path, actor, Permission.REQUIRE_SIGN),
    )
    if wanted.county:
        statement = statement.where(SignRequirement.county_id == wanted.county)
    if wanted.sign_type:
        statement = statement.where(SignRequirement.sign_type == wanted.sign_type)
    if wanted.state is not None:
        statement = statement.where(Sign.state == wanted.state.value)
    elif to_do:
        statement = statement.where(Sign.state != SignState.VERIFIED.value)
    if wanted.due_by is not None:
        statement = statement.where(col(SignRequirement.due_on) <= wanted.due_by)
    if wanted.box is not None:
        lon, lat = _where()
        statement = statement.where(
            lon.between(wanted.box.west, wanted.box.east),
            lat.between(wanted.box.south, wanted.box.north),
        )
    return statement
