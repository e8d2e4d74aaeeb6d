"""The writes of placement rules with forms that succeed, on a village of their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from registry.core.actor import SYSTEM
from registry.core.ids import stable_id
from registry.core.work import Work
from registry.coverage import services as coverage
from registry.coverage.rules.reporting import month_of
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.rules.kinds import SignType
from registry.signage.rules.placement import PlacementRule, Way

WorkAs = Callable[..., AbstractContextManager[Work]]

RULE = PlacementRule(
    "site", "村口", Way.SITE, ("natural_village",), SignType.VILLAGE, "测试办法第一条"
)
#: A new edition as a person would type it.
EDITION = {
    "code": "bureau",
    "edition": "2027",
    "title": "本市设标规则",
    "title_en": "Rules of this city",
    "issuer": "民政局",
    "legal_basis": "地名管理办法",
    "document": "1 号",
    "issued_on": "2026-01-01",
    "note": "试行",
    "rule0_key": "ends",
    "rule0_title": "两端",
    "rule0_way": "both_ends",
    "rule0_kinds": "road",
    "rule0_road_classes": "主干道",
    "rule0_sign_type": "street",
    "rule0_count": "1",
    "rule0_tolerance_m": "30",
    "rule0_basis": "第二条",
    "rule1_key": "infill",
    "rule1_title": "加设",
    "rule1_way": "spacing",
    "rule1_kinds": "road",
    "rule1_sign_type": "street",
    "rule1_count": "1",
    "rule1_spacing_m": "300",
    "rule1_after": "ends",
    "rule1_tolerance_m": "30",
    "rule1_basis": "第三条",
}


def placing_acts(work_as: WorkAs, county_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of placement by its endpoint: where it is sent, and a form that succeeds."""
    with work_as(SYSTEM) as work:
        services.ship_rule_sets(work)
        given = services.Edition("test", "1", "测试规则", "测试局", "测试办法", [RULE])
        row = services.add_edition(work, given)
        services.adopt_rule_set(work, row.id, reason="局务会")
        spot = places.NewPosition(117.5, 31.7, "gnss", "测试")
        village = places.NewPlace(
            "natural_village", county_id, [places.NewName("应设村")], position=spot
        )
        place_id = places.add_place(work, village)
        services.propose_positions(work, [place_id])
        (proposal,) = queries.open_proposals_of(work.session, place_id)
        one, another = (
            services.require_sign(
                work, place_id=place_id, sign_type=SignType.VILLAGE, position=None, basis="规则"
            ).id
            for _ in range(2)
        )
        month = month_of(coverage.take_snapshot(work).taken_at)
    example = stable_id("rule-set", "hefei", "2009")
    paper = {
        "reason": "现场看过",
        "exempt_reason": "在建",
        "exempt_paper": "3 号",
        "exempt_approver": "处长",
        "exempt_until": "2099-01-01",
    }
    return {
        "signage.rule_set_create": (f"/signage/rules/{example}/editions", EDITION),
        "signage.rule_set_adopt": (f"/signage/rules/{example}/adoption", {"reason": "局务会"}),
        "signage.proposal_decide": (
            "/signage/proposal-decisions",
            {"action": "exempt", "proposal": proposal.id, "from": "list", **paper},
        ),
        "signage.proposal_compute": ("/signage/proposal-computations", {"in_county": county_id}),
        "coverage.snapshot_create": ("/coverage/snapshots", {"note": "月报"}),
        "coverage.target_create": (
            "/coverage/targets",
            {"stratum": "road", "due_on": "2030-12-31", "basis": "规划"},
        ),
        "coverage.report_create": (
            "/coverage/reports",
            {"month": month, "scope": f"county:{county_id}", "language": "zh-CN"},
        ),
        **_planning_acts(one, another),
        "signage.plan_compute": (f"/places/{place_id}/sign-plan", {}),
    }


def _planning_acts(one: str, another: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is planned of two positions, of one by itself and of another in a list."""
    return {
        "signage.requirement_plan": (
            f"/signage/requirements/{one}/planning",
            {
                "side": "村口左侧",
                "priority": "high",
                "responsible_org": "城管局",
                "body_type": "箱形",
                "due_on": "2099-01-01",
                "reason": "年度计划",
                "row_version": "1",
            },
        ),
        "signage.requirement_plan_many": (
            "/signage/requirement-planning",
            {
                "requirement": another,
                "priority": "low",
                "responsible_org": "城管局",
                "due_on": "2099-01-01",
                "reason": "年度计划",
            },
        ),
    }
