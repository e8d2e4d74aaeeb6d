"""Pages of snapshots: frozen by the steward, read, downloaded and compared by anybody."""

from __future__ import annotations

import json
from datetime import date

import pytest

from registry.core.actor import SYSTEM
from registry.coverage import services
from registry.places import services as places
from tests.support.signs import land, seen, stage, text_of

__all__ = ["land", "seen", "stage"]


@pytest.fixture
def frozen(client, stage, work_as, land):
    """Two snapshots; between them a name was signed and another one ended."""
    with work_as(SYSTEM) as work:
        services.take_snapshot(work, note="第一份")
    stage.verified()
    with work_as(SYSTEM) as work:
        places.retire(work, land.other_id, on=date(2026, 1, 1), basis="整体搬迁")
        services.take_snapshot(work, note="第二份")
    return client


def test_a_visitor_reads_a_snapshot_with_its_definition_and_downloads(frozen):
    text = text_of(frozen.get("/coverage/snapshots/2"))
    assert "应设标的 1 个地名中，1 个已有核验合格的标志" in text
    for word in ("已设但不合格", "各管理主体", "check_rates.py", "不相加", "免设文件"):
        assert word in text
    assert "岱山村" in text_of(frozen.get("/coverage/snapshots/1?stratum=settlement"))
    assert frozen.get("/coverage/snapshots/9").status_code == 404


def test_the_files_are_what_the_hash_says(frozen):
    import hashlib

    sheet = frozen.get("/coverage/snapshots/2.csv").data
    body = json.loads(frozen.get("/coverage/snapshots/2.json").data)
    assert hashlib.sha256(sheet).hexdigest() == body["csv_sha256"]
    assert len(body["rows"]) == len(sheet.decode().splitlines()) - 1
    script = frozen.get("/coverage/check_rates.py")
    assert "attachment" in script.headers["Content-Disposition"]
    compile(script.text, "check_rates.py", "exec")


def test_the_comparison_names_who_left_and_who_was_signed(frozen):
    text = text_of(frozen.get("/coverage/snapshots/1/changes/2"))
    assert "岱山村" in text
    assert "现存 → 已消失" in text
    assert "龙城村" in text


def test_any_day_and_the_scopes_are_shown(frozen, land):
    assert "2020" in text_of(frozen.get("/coverage/as-of?on=2020-01-01"))
    assert "1/1" in text_of(frozen.get("/coverage/as-of?on=2099-01-01"))
    wrong = frozen.get("/coverage/as-of?on=yesterday")
    assert (wrong.status_code, "error-on" in text_of(wrong)) == (422, True)
    text = text_of(frozen.get(f"/coverage/scopes?county={land.county_id}"))
    for figure in ("254/6903", "3.7%", "4.9%", "65.6%", "1/2"):
        assert figure in text


def test_the_steward_freezes_and_sets_a_target_and_nobody_else(frozen, sign_in):
    for who in ("crew", "reviewer_city", "stranger"):
        sign_in(frozen, who)
        assert frozen.post("/coverage/snapshots", data={"note": ""}).status_code == 403
    sign_in(frozen, "steward")
    answer = frozen.post("/coverage/snapshots", data={"note": "月报"})
    assert (answer.status_code, answer.location) == (303, "/coverage/snapshots/3")
    form = {"stratum": "road", "due_on": "2020-01-01", "basis": "规划"}
    wrong = frozen.post("/coverage/targets", data=form)
    assert (wrong.status_code, "error-due_on" in text_of(wrong)) == (422, True)
    assert 'value="2020-01-01"' in text_of(wrong)
    answer = frozen.post("/coverage/targets", data={**form, "due_on": "2030-12-31"})
    assert answer.status_code == 303
    assert "2030-12-31" in text_of(frozen.get("/coverage/snapshots"))
