"""Bad input of signage and coverage by its doors: the field and the remedy named, nothing written.

Counters that were tampered with are found in test_coverage_recounts.py and by the command line in
test_coverage_pages.py; hostile photos of crews are in test_web_bad_input.py.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.ids import stable_id
from registry.coverage.services import take_snapshot
from registry.places import services as places
from registry.places.services.geometry import NewGeometry, set_geometry
from registry.signage import queries, services
from tests.integration.signage.test_signage_placement import edition
from tests.support.order_acts import DUE, order_of
from tests.support.placing_acts import EDITION
from tests.support.proof_acts import face_fields
from tests.support.signs import text_of

HEFEI = stable_id("rule-set", "hefei", "2009")
PAST = "2020-01-01"
TEXT = {"text_hanzi": "龙城村", "text_roman": "LONGCHENGCUN", "ground": "blue"}
LINE = {"type": "LineString", "coordinates": [[117.28, 31.86], [117.29, 31.86]]}


@dataclass(frozen=True)
class Bad:
    """One thing that somebody sends, and how it is refused."""

    sentence: str
    path: str
    said: dict[str, Any] = field(default_factory=dict)
    status: int = 422
    field: str = ""
    words: tuple[str, ...] = ()
    method: str = "POST"


@pytest.fixture
def scene(stage, land, work_as, cast, seen):
    """Identifiers of what bad input is sent about, by short names."""
    due, free, held = stage.requirement(), stage.made(), stage.made(land.road_id)
    order_of(stage, held)
    with work_as(cast.steward) as work:
        services.ship_rule_sets(work)
        row = services.add_edition(work, edition())
        services.adopt_rule_set(work, row.id, reason="局务会")
        set_geometry(work, land.road_id, NewGeometry(json.dumps(LINE), "digitised", "测试图"))
        services.propose_positions(work, [land.road_id])
    proposal = seen(queries.open_proposals_of, land.road_id)[0].id
    with work_as(SYSTEM) as work:
        take_snapshot(work, note="月报")
        places.retire(work, land.other_id, on=date(2026, 1, 1), basis="整体搬迁")
    return {
        "due": due.id,
        "free": free.requirement_id,
        "held": held.requirement_id,
        "gone": land.other_id,
        "other": cast.other_crew.id,
        "proposal": proposal,
    }


def bad_faces(at: dict[str, str]) -> list[Bad]:
    """Texts that are not the approved ones, by the form of one face and of a batch."""
    proof = f"/signage/requirements/{at['due']}/proof"
    wrong, road = {**TEXT, "text_hanzi": "龙成村"}, {**TEXT, "text_roman": "LONGCHENG RD"}
    batch = face_fields(at["due"], hanzi="龙成村")
    batch_road = face_fields(at["due"], roman="LONGCHENG RD")
    says = ("第 2 处应为“城”，写成了“成”",)
    generic = ("不用英文通名",)
    return [
        Bad("text differs", proof, wrong, field="text_hanzi", words=says),
        Bad("text differs", "/signage/proof-batches", batch, field="hanzi", words=says),
        Bad("Rd", proof, road, field="text_roman", words=generic),
        Bad("Rd", "/signage/proof-batches", batch_road, field="roman", words=generic),
    ]


def bad_plans(at: dict[str, str]) -> list[Bad]:
    """The other sentences of the list of bad input, each by every door that takes such a thing."""
    exempt = f"/signage/requirements/{at['due']}/exemption"
    new = f"/places/{at['gone']}/sign-requirements"
    rules = f"/signage/rules/{HEFEI}/editions"
    due = {"sign_type": "village", "lon": "117.28", "lat": "31.86", "tolerance_m": "30"}
    order = {"requirement": at["held"], "crew": at["other"], "due_on": DUE.isoformat()}
    late = {**order, "requirement": at["free"], "due_on": PAST}
    paper = {"action": "exempt", "proposal": at["proposal"], "exempt_reason": "在建"}
    return [
        Bad(
            "vanished place",
            new,
            {**due, "basis": "规则"},
            words=("已经合并或消失", "凭文件列为免设"),
        ),
        Bad("deletion", f"/places/{at['gone']}", status=405, method="DELETE"),
        Bad("deletion", f"/api/v1/places/{at['gone']}", status=405, method="DELETE"),
        Bad(
            "negative spacing",
            rules,
            {**EDITION, "rule1_spacing_m": "-300", "rule1_after": "infill"},
            field="rule1_spacing_m",
        ),
        Bad(
            "cycle",
            rules,
            {**EDITION, "rule1_spacing_m": "300", "rule1_after": "infill"},
            field="rule1_after",
            words=("成了循环",),
        ),
        Bad("no paper", exempt, {"exempt_reason": "在建"}, field="exempt_paper"),
        Bad("no paper", "/signage/proposal-decisions", paper, field="exempt_paper"),
        Bad(
            "target in the past",
            "/coverage/targets",
            {"stratum": "road", "due_on": PAST, "basis": "规划"},
            field="due_on",
        ),
        Bad("due in the past", "/signage/orders", late, field="due_on"),
        Bad(
            "two crews",
            "/signage/orders",
            order,
            status=409,
            words=("第 1 号派工单", "先改派或取消那张派工单"),
        ),
    ]


def test_bad_input_is_refused_at_each_door_with_field_and_remedy(client, sign_in, scene, seen):
    sign_in(client, "steward")
    before, wrong = seen(journal.verify), []
    for bad in (*bad_faces(scene), *bad_plans(scene)):
        answer = client.open(bad.path, method=bad.method, data=bad.said)
        page = html.unescape(text_of(answer))
        lacks = [word for word in bad.words if word not in page]
        if bad.field and f'id="error-{bad.field}' not in page:
            lacks.append(bad.field)
        if answer.status_code != bad.status or lacks:
            wrong.append((bad.sentence, bad.path, answer.status_code, lacks))
        assert "Traceback" not in page
    assert wrong == []
    assert seen(journal.verify) == before


def test_a_reason_left_out_is_told_at_the_top_and_leads_to_its_field(client, sign_in, stage):
    sign, row = stage.made(), stage.requirement(stage.land.other_id)
    with stage.work_as(stage.cast.steward) as work:
        services.exempt(work, row.id, reason="在建", paper="东政〔2026〕9号")
    sign_in(client, "steward")
    for address in (
        f"/signage/signs/{sign.id}/removal",
        f"/signage/requirements/{row.id}/exemption/end",
    ):
        answer = client.post(address, data={"reason": ""})
        page = text_of(answer)
        assert answer.status_code == 422, address
        (summary,) = re.findall(r'<div class="error-summary".*?</div>', page, re.DOTALL)
        assert 'href="#field-reason"' in summary
