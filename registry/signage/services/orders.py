"""Work orders: give one to a crew, hand it to another crew, cancel it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.accounts import queries as accounts
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.geo import Position, position_fault
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import Sign, SignRequirement, WorkOrder, WorkOrderItem
from registry.signage.queries.orders import (
    items_of,
    last_order_number,
    live_orders_of,
    work_order,
)
from registry.signage.queries.signs import target_of
from registry.signage.rules.dividing import Planned
from registry.signage.rules.states import REPORTABLE
from registry.signage.rules.visiting import MAX_STOPS, order_of_visit
from registry.signage.services.moving import taken


def give_order(
    work: Work,
    requirement_ids: Sequence[str],
    *,
    crew_id: str,
    due_on: date,
    start: Position | None = None,
    note: str = "",
) -> WorkOrder:
    """Send a crew to these positions by a day, in the order of visit that `order_of_visit` gives.

    Raises:
        Invalid: every wrong field at once: no position or more than sixty, one without a sign that
            can be photographed, a day that has passed, a start outside China, a person who may not
            report in one of the divisions.
        Forbidden: a position outside the actor's divisions.
        Conflict: `signage.on_other_order` where another order already holds a position.
    """
    rows = [queries.requirement(work.session, ident) for ident in dict.fromkeys(requirement_ids)]
    found = [row for row in rows if row is not None]
    for row in found:
        work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
    signs = queries.live_signs_of(work.session, [row.id for row in found])
    faults = _faults(work, rows, signs, due_on, start)
    crew_name = _crew(work, found, crew_id, faults)
    if faults:
        raise Invalid(faults)
    _refuse_taken(work, found)
    order = WorkOrder(
        number=last_order_number(work.session) + 1,
        crew_id=crew_id,
        crew_name=crew_name,
        due_on=due_on,
        note=note,
        start_lon=start.lon if start else None,
        start_lat=start.lat if start else None,
        **stamp(work),
    )
    work.session.add(order)
    work.session.flush()
    turns = order_of_visit({row.id: target_of(signs[row.id], row) for row in found}, start)
    work.session.add_all(
        WorkOrderItem(order_id=order.id, requirement_id=ident, turn=number)
        for number, ident in enumerate(turns, start=1)
    )
    work.session.flush()
    after = {**order.model_dump(exclude={"created_at", "created_by"}), "requirements": turns}
    journal.record(work, "signage.order_given", ("work_order", order.id), after=after, reason=note)
    return order


def give_orders(work: Work, planned: Sequence[Planned], *, note: str = "") -> list[WorkOrder]:
    """Give several orders, as many positions were divided; all of them or none.

    Raises:
        As `give_order`, with the turn of the order in each word; Invalid where there is none.
    """
    if not planned:
        raise Invalid({"stops": [T("请至少选一个点位")]})
    orders: list[WorkOrder] = []
    faults: dict[str, list[Text]] = {}
    for turn, one in enumerate(planned, start=1):
        try:
            given = give_order(work, one.stops, crew_id=one.crew_id, due_on=one.due_on, note=note)
        except Invalid as invalid:
            for name, texts in invalid.fields.items():
                field = "stops" if name == "requirement" else name
                said = [T("第 %(n)d 张：%(said)s", n=turn, said=text) for text in texts]
                faults.setdefault(field, []).extend(said)
        else:
            orders.append(given)
    if faults:
        raise Invalid(faults)
    return orders


def _faults(
    work: Work,
    rows: Sequence[SignRequirement | None],
    signs: Mapping[str, Sign],
    due_on: date,
    start: Position | None,
) -> dict[str, list[Text]]:
    faults: dict[str, list[Text]] = {}
    if not rows:
        faults["requirement"] = [T("请至少选一个点位")]
    elif len(rows) > MAX_STOPS:
        faults["requirement"] = [T("一张派工单最多 %(n)d 个点位，请分成几张", n=MAX_STOPS)]
    else:
        for row in rows:
            if row is None:
                faults.setdefault("requirement", []).append(T("没有这个应设点位"))
            elif row.id not in signs or signs[row.id].state not in REPORTABLE:
                words = T("“%(name)s”还没有做好的标志，没有可拍的", name=row.place_name)
                faults.setdefault("requirement", []).append(words)
    if due_on < china_date(work.at):
        faults["due_on"] = [T("期限已经过去，请写今天或以后的日期")]
    fault = position_fault(start.lon, start.lat) if start else None
    if fault is not None:
        faults["start_lon"] = [fault]
    return faults


def _crew(
    work: Work, rows: Sequence[SignRequirement], crew_id: str, faults: dict[str, list[Text]]
) -> str:
    """The name of the person who answers for the crew; a fault where they may not report there."""
    person = accounts.person(work.session, crew_id)
    actor = accounts.actor(work.session, crew_id)
    if person is None or actor is None:
        faults["crew"] = [T("请从列出的选项中选择")]
        return ""
    beyond = [row for row in rows if not actor.may(Permission.REPORT, row.division_path)]
    if beyond:
        faults["crew"] = [
            T(
                "这个人不能在“%(name)s”上报，请换人，或请管理员先给他授权",
                name=beyond[0].place_name,
            )
        ]
    return person.name


def _refuse_taken(work: Work, rows: Sequence[SignRequirement]) -> None:
    """One position, one crew; a stop that was verified is free again."""
    held = live_orders_of(work.session, [row.id for row in rows])
    for order_id in {order.id for order in held.values()}:
        view = work_order(work.session, order_id)
        done = [stop.requirement.id for stop in view.stops if stop.verified] if view else []
        _release(work, order_id, done)
        held = {key: order for key, order in held.items() if key not in done}
    if not held:
        return
    ident, order = min(held.items(), key=lambda pair: pair[1].number)
    name = next(row.place_name for row in rows if row.id == ident)
    raise Conflict(
        "signage.on_other_order",
        T(
            "“%(name)s”已在第 %(number)d 号派工单上，由%(crew)s负责",
            name=name,
            number=order.number,
            crew=order.crew_name,
        ),
        advice=T("先改派或取消那张派工单，或者在这张里去掉这个点位"),
    )


def _release(work: Work, order_id: str, requirement_ids: Sequence[str]) -> None:
    work.session.execute(
        update(WorkOrderItem)
        .where(
            col(WorkOrderItem.order_id) == order_id,
            col(WorkOrderItem.requirement_id).in_(requirement_ids),
        )
        .values(live=False)
        .execution_options(synchronize_session="fetch")
    )


def reassign_order(
    work: Work, order_id: str, *, crew_id: str, due_on: date, reason: str, seen_version: int
) -> WorkOrder:
    """Hand an order to another crew, or give the same one another day.

    Raises:
        NotFound: `signage.order_unknown`. Forbidden: a position outside the actor's divisions.
        Invalid: no reason, a day that has passed, a person who may not report there.
        Conflict: `signage.order_cancelled`, `signage.changed_meanwhile`.
    """
    order, rows = _open(work, order_id)
    faults: dict[str, list[Text]] = {}
    name = _crew(work, rows, crew_id, faults)
    if due_on < china_date(work.at):
        faults["due_on"] = [T("期限已经过去，请写今天或以后的日期")]
    if not reason.strip():
        faults["reason"] = [T("请填写这一项")]
    if faults:
        raise Invalid(faults)
    values = {"crew_id": crew_id, "crew_name": name, "due_on": due_on}
    _set(work, order, "signage.order_reassigned", values, reason, seen_version)
    return order


def cancel_order(work: Work, order_id: str, *, reason: str, seen_version: int) -> WorkOrder:
    """Cancel an order with a reason; its positions are free for another.

    Raises:
        NotFound, Forbidden, Conflict: as in `reassign_order`. Invalid: without a reason.
    """
    order, _rows = _open(work, order_id)
    if not reason.strip():
        raise Invalid({"cancel_reason": [T("请写明取消的原因")]})
    values = {"cancelled_at": work.at, "cancel_reason": reason}
    _set(work, order, "signage.order_cancelled", values, reason, seen_version)
    _release(work, order.id, [item.requirement_id for item in items_of(work.session, order.id)])
    return order


def _open(work: Work, order_id: str) -> tuple[WorkOrder, list[SignRequirement]]:
    view = work_order(work.session, order_id)
    if view is None:
        raise NotFound("signage.order_unknown", T("没有这张派工单"))
    rows = [stop.requirement for stop in view.stops]
    for row in rows:
        work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
    if view.order.cancelled_at is not None:
        raise Conflict("signage.order_cancelled", T("这张派工单已经取消"))
    return view.order, rows


def _set(
    work: Work,
    order: WorkOrder,
    verb: str,
    values: Mapping[str, Any],
    reason: str,
    seen_version: int,
) -> None:
    was = {name: getattr(order, name) for name in values}
    statement = (
        update(WorkOrder)
        .where(col(WorkOrder.id) == order.id, col(WorkOrder.row_version) == seen_version)
        .values(**values, row_version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise taken()
    work.session.refresh(order)
    subject = ("work_order", order.id)
    journal.record(work, verb, subject, before=was, after=dict(values), reason=reason)
