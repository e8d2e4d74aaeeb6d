"""Pages of snapshots: frozen by the steward, read, downloaded and compared by anybody."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.coverage import services
from registry.places import services as places
from registry.signage import services as signage
from registry.signage.rules.kinds import SignType
from tests.support.signs import HERE, land, seen, stage, text_of

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


def test_any_day_and_the_scopes_are_shown(frozen, land, runtime):
    today = china_date(runtime.clock.now())
    before = text_of(frozen.get("/coverage/as-of?on=2020-01-01"))
    assert f"2020-01-01 这里还没有登记地名，没有可算的数字；最早的一条登记在 {today}" in before
    so_far = text_of(frozen.get(f"/coverage/as-of?on={today}"))
    assert "1/1" in so_far
    assert "今天还没有过完" in so_far
    assert "口径第 2026-1 版" in so_far
    for wrong in ("yesterday", "2099-01-01", str(today + timedelta(days=1))):
        page = frozen.get(f"/coverage/as-of?on={wrong}")
        assert (page.status_code, "error-on" in text_of(page)) == (422, True), wrong
    assert "这一天还没有到" in text_of(frozen.get("/coverage/as-of?on=2099-01-01"))
    assert frozen.get("/coverage/as-of.csv?on=2099-01-01").status_code == 422
    assert frozen.get("/coverage/as-of.csv?on=2020-01-01").data.count(b"\n") == 1
    text = text_of(frozen.get(f"/coverage/scopes?county={land.county_id}"))
    for figure in ("254/6903", "3.7%", "4.9%", "65.6%", "1/2"):
        assert figure in text


def test_the_comparison_explains_positions_papers_and_editions(frozen, stage, work_as, monkeypatch):
    with work_as(stage.cast.steward) as work:
        row = signage.require_sign(
            work, place_id=stage.land.road_id, sign_type=SignType.STREET, position=HERE, basis="x"
        )
    with work_as(SYSTEM) as work:
        services.take_snapshot(work)
    with work_as(stage.cast.steward) as work:
        signage.exempt(work, row.id, reason="在建", paper="东政〔2026〕9号")
    monkeypatch.setattr("registry.coverage.services.snapshots.EDITION", "2027-1")
    with work_as(SYSTEM) as work:
        services.take_snapshot(work)
    text = text_of(frozen.get("/coverage/snapshots/3/changes/4"))
    assert "其间换了口径：2026-1 版 → 2027-1 版" in text
    section = text[text.index('id="positions"') : text.index('id="no-longer"')]
    for told in ("长江西路", "1 → 0", "免设 0 → 1", "东政〔2026〕9号"):
        assert told in section, told
    sheet = frozen.get("/coverage/snapshots/3/changes/4.csv").data.decode("utf-8-sig")
    assert "应设点位,街路巷,长江西路,应设 1，免设 0,应设 0，免设 1" in sheet
    assert "新批准免设,街路巷,长江西路" in sheet
    assert frozen.get("/coverage/changes?first=4&second=3").location.endswith("/4/changes/3")
    assert frozen.get("/coverage/snapshots/4/changes/3").location.endswith("/3/changes/4")
    assert frozen.get("/coverage/snapshots/3/changes/3").location.endswith("/snapshots/3")
    assert frozen.get("/coverage/changes?first=0&second=x").status_code == 422
    assert frozen.get("/coverage/snapshots/3/changes/9").status_code == 404


def test_the_list_of_snapshots_shows_one_kind_and_never_a_sum_of_kinds(frozen):
    page = text_of(frozen.get("/coverage/snapshots?stratum=settlement"))
    assert [pair for pair in ("0/2", "1/1") if f'cover-parts">{pair}<' in page] == ["0/2", "1/1"]
    road = text_of(frozen.get("/coverage/snapshots?stratum=road"))
    assert road.count('cover-parts">0/1<') == 2
    for shown in (page, road):
        assert not re.search(r">3<|>2</td>", shown), "three names of two kinds are no number"


def test_a_county_and_a_body_of_a_snapshot_lead_to_their_names_and_on(frozen, land, monkeypatch):
    monkeypatch.setattr("registry.coverage.views.snapshots.PAGE", 1)
    page = text_of(frozen.get("/coverage/snapshots/1?stratum=settlement"))
    county = f"/coverage/snapshots/1?stratum=settlement&amp;county={land.county_id}"
    assert f'href="{county}#unsigned"' in page
    assert "stratum=settlement&amp;body=-#unsigned" in page
    found, href = [], county
    while href:
        text = text_of(frozen.get(href.replace("&amp;", "&").partition("#")[0]))
        assert "肥东县" in text
        found += re.findall(r"(龙城村|岱山村)</a>", text[text.index('id="unsigned"') :])
        more = re.search(r'rel="next" href="([^"]*)"', text)
        href = more.group(1) if more else ""
        assert not href or f"county={land.county_id}" in href
    assert sorted(found) == ["岱山村", "龙城村"]
    assert frozen.get("/coverage/snapshots/1?body=虚区").status_code == 200


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
