"""Work orders as they are read: one with its stops and progress, a list, what may be put on one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.geo import Position
from registry.signage.models import FieldReport, Sign, SignRequirement, WorkOrder, WorkOrderItem
from registry.signage.queries.scope import within
from registry.signage.queries.signs import live_signs_of, target_of
from registry.signage.rules.states import REPORTABLE, ReportStatus, SignState
from registry.signage.rules.visiting import MAX_STOPS

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


def work_orders(session: Session, limit: int = 60) -> list[OrderView]:
    """Orders, newest first, each with its progress."""
    ids = session.exec(select(WorkOrder.id).order_by(col(WorkOrder.number).desc()).limit(limit))
    return [view for ident in ids.all() if (view := work_order(session, ident)) is not None]


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
    session: Session, actor: Actor, wanted: StopsWanted
) -> list[tuple[SignRequirement, Sign]]:
    """Positions with a sign that a crew can photograph, on no order, those due first in front."""
    taken = select(WorkOrderItem.requirement_id).where(col(WorkOrderItem.live).is_(True))
    statement = (
        select(SignRequirement, Sign)
        .join(Sign, col(Sign.requirement_id) == col(SignRequirement.id))
        .where(
            col(Sign.state).in_(list(REPORTABLE)),
            col(SignRequirement.id).not_in(taken),
            within(SignRequirement.division_path, actor, Permission.REQUIRE_SIGN),
        )
    )
    if wanted.county:
        statement = statement.where(SignRequirement.county_id == wanted.county)
    if wanted.sign_type:
        statement = statement.where(SignRequirement.sign_type == wanted.sign_type)
    if wanted.state is not None:
        statement = statement.where(Sign.state == wanted.state.value)
    if wanted.due_by is not None:
        statement = statement.where(col(SignRequirement.due_on) <= wanted.due_by)
    due = col(SignRequirement.due_on)
    statement = statement.order_by(due.is_(None), due, col(SignRequirement.id)).limit(MAX_STOPS)
    return list(session.exec(statement).all())
