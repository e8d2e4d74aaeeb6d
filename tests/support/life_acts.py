"""The writes about signs that stand, with forms that succeed: samples, keeping, inspections."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from registry.core.actor import ANONYMOUS
from registry.core.clock import china_date
from registry.signage import services
from registry.signage.queries.sampling import sample
from registry.signage.rules.hints import HintKind
from registry.signage.rules.keeping import Keeping
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.sampling import commitment
from registry.signage.services.proofs import sign_found
from tests.support.signs import HERE, Stage

DUE = date(2099, 1, 31)
_SEEDS = itertools.count(1000)


def sample_of(stage: Stage, **terms: Any) -> Any:
    """A sample of natural villages, drawn by the steward; its frame lies nowhere."""
    given = {"stratum": "settlement", "seed": f"test-{next(_SEEDS)}", **terms}
    if "half_width" not in given:
        given.setdefault("size", 1)
    wanted = services.SampleTerms(**given)
    with stage.work_as(stage.cast.steward) as work:
        draft = services.draft_sample(work, wanted)
        return services.draw_sample(work, wanted, commitment(draft.text))


def seen_again(stage: Stage, number: int, turn: int = 1, **changes: Any) -> Any:
    """A report of today on a drawn sign, accepted."""
    with stage.work_as(stage.cast.steward) as work:
        unit = sample(work.session, number).units[turn - 1]
        values = {"kind": ReportKind.EXISTING_GOOD, "captured_at": work.at, **changes}
    receipt = stage.sent(unit.sign, **values)
    return stage.judged(receipt)


def sample_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of samples by its endpoint: where it is sent, and a form that succeeds."""
    # All that can be drawn is drawn, so that no chance decides which of the town's signs it is.
    mine = stage.verified()
    second = sample_of(stage, half_width=0.01)
    stage.judged(stage.sent(mine, kind=ReportKind.EXISTING_GOOD, captured_at=second.created_at))
    first, third = (sample_of(stage, half_width=0.01) for _ in range(2))
    with stage.work_as(stage.cast.steward) as work:
        due = china_date(work.at) + timedelta(days=30)
    return {
        "signage.sample_create": (
            "/signage/samples",
            {"stratum": "settlement", "size": "1", "seed": "2026-11-29-7", "note": "年检"},
        ),
        "signage.sample_unreachable": (
            f"/signage/samples/{first.number}/unreachable",
            {"unit": mine.requirement_id, "reason": "修路封闭"},
        ),
        "signage.sample_order": (
            f"/signage/samples/{first.number}/orders",
            {"crew": stage.cast.crew.id, "due_on": due.isoformat()},
        ),
        "signage.sample_close": (f"/signage/samples/{second.number}/closure", {"version": "1"}),
        "signage.sample_cancel": (
            f"/signage/samples/{third.number}/cancellation",
            {"cancel_reason": "范围选错", "version": "1"},
        ),
    }


def keeping_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write about who keeps signs and when they are due again, with forms that succeed."""
    sign = stage.made()
    with stage.work_as(stage.cast.steward) as work:
        version = sign_found(work, sign.id).row_version
    due = stage.verified()
    with stage.work_as(stage.cast.steward) as work:
        seen = sign_found(work, due.id).row_version
        kept = Keeping(next_check_on=china_date(work.at) + timedelta(days=7))
        services.keep_sign(work, due.id, kept, seen_version=seen)
    return {
        "signage.sign_keep": (
            f"/signage/signs/{sign.id}/keeping",
            {
                "owner": "肥东县民政局",
                "maintainer": "肥东县城管局",
                "installed_on": "",
                "installer": "某某公司",
                "body_type": "箱形",
                "material": "铝",
                "colour_text": "黄",
                "reflective": "true",
                "lit": "false",
                "warranty_to": "2098-01-01",
                "cost": "1280.50",
                "next_check_on": "",
                "reason": "移交书 3 号",
                "row_version": str(version),
            },
        ),
        "signage.sign_hand_over": (
            "/signage/unowned",
            {"sign": stage.made().id, "owner": "城管局", "maintainer": "路灯所", "reason": "移交"},
        ),
        "signage.interval_set": (
            "/signage/check-intervals",
            {"sign_type": "village", "days": "365", "basis": "年度工作计划"},
        ),
        "signage.due_order": (
            "/signage/due/orders",
            {
                "requirement": due.requirement_id,
                "crew": stage.cast.crew.id,
                "due_on": DUE.isoformat(),
                "start_lon": "117.3",
                "start_lat": "31.8",
                "note": "年检",
            },
        ),
    }


def neighbour_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """The writes about traffic signs beside ours, with forms that succeed."""
    ours = stage.verified()
    with stage.work_as(stage.cast.steward) as work:
        words = {"hanzi": "龙城庄", "roman": "Longcheng Village"}
        village = stage.land.village_id
        other = services.note_traffic_sign(work, village, position=HERE, **words)
    return {
        "signage.traffic_create": (
            f"/places/{stage.land.village_id}/traffic-signs",
            {
                "text_hanzi": "龙城村",
                "text_roman": "Longcheng Village",
                "lon": str(HERE.lon),
                "lat": str(HERE.lat),
                "owner": "交警支队",
                "seen_on": "2026-01-01",
            },
        ),
        "signage.disagreement_settle": (
            f"/signage/disagreements/{other.id}/{ours.id}",
            {"step": "referred", "party": "交警支队", "reason": "函 7 号"},
        ),
    }


def hint_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write about what anybody tells of a sign, with forms that succeed."""
    sign = stage.made()
    with stage.work_as(ANONYMOUS) as work:
        told = services.tell_hint(work, sign.code, services.HintText(HintKind.COVERED))
    return {
        "signage.hint_create": (
            f"/s/{sign.code}/problem",
            {"kind": "elsewhere", "text": "搬到路口了", "distance_m": "1200", "contact": "0551"},
        ),
        "signage.hint_settle": (
            f"/signage/hints/{told.id}",
            {"outcome": "sent", "answer": "已派人去看"},
        ),
    }
