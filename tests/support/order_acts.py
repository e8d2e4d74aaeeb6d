"""The writes of work orders with forms that succeed."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.signage import services
from tests.support.signs import Stage

DUE = date(2099, 1, 31)


def order_of(stage: Stage, *signs: Any, crew: Any = None, **values: Any) -> Any:
    """An order to these signs, given by the steward to the crew of the cast."""
    with stage.work_as(stage.cast.steward) as work:
        given = {"crew_id": (crew or stage.cast.crew).id, "due_on": DUE, **values}
        return services.give_order(work, [sign.requirement_id for sign in signs], **given)


def order_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of work orders by its endpoint: where it is sent, and a form that succeeds."""
    crew = {"crew": stage.cast.crew.id, "due_on": DUE.isoformat()}
    one, two = (order_of(stage, stage.made()) for _ in range(2))
    version = {"version": "1"}
    return {
        "signage.order_create": (
            "/signage/orders",
            {
                "requirement": stage.made().requirement_id,
                "start_lon": "117.3",
                "start_lat": "31.8",
                "note": "先近后远",
                **crew,
            },
        ),
        "signage.order_divided": (
            "/signage/orders/division/orders",
            {"stops": stage.made().requirement_id, "note": "一队一片", **crew},
        ),
        "signage.order_reassign": (
            f"/signage/orders/{one.id}/crew",
            {"reason": "换人", **crew, **version},
        ),
        "signage.order_cancel": (
            f"/signage/orders/{two.id}/cancellation",
            {"cancel_reason": "改期", **version},
        ),
    }
