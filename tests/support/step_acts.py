"""The writes about the dated steps of names, with forms that succeed."""

from __future__ import annotations

from typing import Any

from registry.places import services as places
from registry.places.services import NewName, NewPlace
from registry.signage.rules.steps import NewStep, Step
from registry.signage.services.steps import mark_step
from tests.support.signs import NOON, Stage

DAY = NOON.date()


def step_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of steps by its endpoint: where it is sent, and a form that succeeds."""
    with stage.work_as(stage.cast.steward) as work:
        village = places.add_place(
            work, NewPlace("natural_village", stage.land.county_id, [NewName("步庄")])
        )
        named = mark_step(work, village, NewStep(Step.NAMED, DAY, "地名办〔2026〕1号"))
        listed = mark_step(work, village, NewStep(Step.LISTED, DAY, "信息库 1"))
    form = {"on": DAY.isoformat(), "basis": "天地图，搜索可见", "note": ""}
    return {
        "signage.step_create": (f"/places/{village}/steps", {"step": "mapped", **form}),
        "signage.step_correct": (
            f"/signage/steps/{named.id}/corrections",
            {**form, "basis": "地名办〔2026〕2号", "reason": "文号抄错", "row_version": "1"},
        ),
        "signage.step_withdraw": (
            f"/signage/steps/{listed.id}/withdrawal",
            {"withdraw_reason": "还没有入库", "row_version": "1"},
        ),
    }
