"""The writes about findings with forms that succeed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from registry.core.actor import SYSTEM
from registry.core.work import Work
from registry.places.rules.finding import FindingKind
from registry.places.services.findings import NewFinding, raise_finding

WorkAs = Callable[..., AbstractContextManager[Work]]


def finding_acts(
    work_as: WorkAs, place_id: str, county_id: str
) -> dict[str, tuple[str, dict[str, str]]]:
    """Every write of findings by its endpoint: where it is sent, and a form that succeeds."""
    with work_as(SYSTEM) as work:
        new = NewFinding(FindingKind.MISMATCH, place_id, detail="村在东边，牌在西边")
        row = raise_finding(work, new)
    return {
        "places.finding_create": (
            "/places/findings",
            {
                "kind": "unnamed",
                "county": county_id,
                "other_name": "",
                "detail": "新修的路，没有名称",
                "lon": "117.3",
                "lat": "31.8",
            },
        ),
        "places.finding_gather": (
            "/places/searches/findings",
            {"kind": "unsigned", "county": county_id},
        ),
        "places.finding_settle": (
            f"/places/findings/{row.id}/steps",
            {"step": "dismiss", "reason": "看过现场", "version": "1"},
        ),
    }
