"""What clumsy and hostile people do to the pages of importing."""

from __future__ import annotations

import html
from datetime import date

import pytest

from registry.core.actor import SYSTEM
from registry.places.queries import PlaceFilter
from registry.places.services.lifecycle import retire
from tests.integration.imports_pages.conftest import NEW, ROWS

HTML = {"Accept": "text/html"}


def test_a_file_that_left_the_store_is_told_and_nothing_hangs_half_way(desk, runtime):
    run_id = desk.check([NEW])
    runtime.store.delete(desk.run(run_id).file_sha256)
    page = html.unescape(desk.text(f"/imports/{run_id}"))
    assert "这个批次的文件已经不在了" in page
    assert "请把同一个文件再交来一次" in page
    desk.apply(run_id)
    assert desk.run(run_id).state == "checked"
    assert "这个批次的文件已经不在了" in html.unescape(desk.text(f"/imports/{run_id}"))
    again = desk.check([NEW])
    desk.apply(again)
    assert desk.names("小李庄") == ["小李庄"]


def test_apply_pressed_twice_writes_once_and_says_that_it_is_under_way(desk):
    run_id = desk.check([NEW])
    first = desk.client.post(f"/imports/{run_id}/apply", headers=HTML)
    second = desk.client.post(f"/imports/{run_id}/apply", headers=HTML)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "正在处理中" in second.text
    desk.run_jobs()
    late = desk.client.post(f"/imports/{run_id}/apply", headers=HTML)
    assert late.status_code == 409
    assert "请重新打开这一页" in late.text
    assert desk.run(run_id).done == {"create": 1}


def test_columns_changed_after_the_dry_run_ask_for_another(desk):
    run_id = desk.check([NEW])
    assert desk.mapping(run_id, then="preview").status_code == 303
    assert desk.client.post(f"/imports/{run_id}/apply", headers=HTML).status_code == 409
    assert desk.names("小李庄") == []
    # The browser's way back shows the old page; what it sends is told to be old.
    old = desk.client.post(f"/imports/{run_id}/rows/2", data={"choice": "skip"}, headers=HTML)
    assert old.status_code in {404, 409}


def test_a_profile_for_other_files_is_refused_at_its_field_and_writes_nothing(desk):
    run_id = desk.hand_in([NEW])
    for profile in ("signs", "doorplates", "steps", "nbs", "census", "batch", "national"):
        assert desk.mapping(run_id, then="profile", profile=profile).status_code == 303
        answer = desk.mapping(run_id, then="check")
        assert answer.status_code in {303, 422}, profile
        desk.run_jobs()
        assert desk.names("小李庄") == []


def test_what_was_retired_since_stays_and_a_run_undone_whole_is_not_undone_again(desk, work_as):
    run_id = desk.check([NEW, {**NEW, "标准名称": "大李庄"}])
    desk.apply(run_id)
    with desk.runtime.database.read() as session:
        from registry.places import queries as places

        found = places.search(session, PlaceFilter(q="大李庄")).items[0].card.id
    with work_as(SYSTEM) as work:
        retire(work, found, on=date(2026, 11, 1), basis="村庄搬迁")
    undo = {"reason": "误导入"}
    assert desk.client.post(f"/imports/{run_id}/undo", data=undo).status_code == 303
    desk.run_jobs()
    for _ in range(2):  # What is kept may be tried again, and says the same for the same reason.
        assert desk.run(run_id).done == {"create": 2, "undo_kept": 1, "undo_reversed": 1}
        assert "导入之后有人改过" in desk.text(f"/imports/{run_id}")
        again = desk.client.post(f"/imports/{run_id}/undo", data=undo, headers=HTML)
        assert again.status_code == 303
        desk.run_jobs()
    whole = desk.check([{**NEW, "标准名称": "中李庄"}])
    desk.apply(whole)
    assert desk.client.post(f"/imports/{whole}/undo", data=undo).status_code == 303
    desk.run_jobs()
    again = desk.client.post(f"/imports/{whole}/undo", data=undo, headers=HTML)
    assert again.status_code == 409


@pytest.mark.parametrize("part", ["crew", "stranger"])
def test_who_may_not_gets_nowhere_near_a_run(desk, client, sign_in, part):
    run_id = desk.check(ROWS)
    sign_in(client, part)
    for path in ("", "/mapping", "/progress", "/problems.csv", "/problems.xlsx"):
        assert client.get(f"/imports/{run_id}{path}", headers=HTML).status_code == 403, path
    for path in ("/check", "/apply", "/stop", "/cancel", "/undo", "/mapping", "/rows/2", "/paper"):
        answer = client.post(f"/imports/{run_id}{path}", data={"reason": "x"}, headers=HTML)
        assert answer.status_code == 403, path
    assert desk.run(run_id).state == "checked"


def test_a_row_in_question_leads_to_the_check_of_new_names(desk):
    alike = {
        **NEW,
        "标准名称": "隆城村",
        "县区": "肥东县",
        "乡镇": "石塘镇",
        "经度": "",
        "纬度": "",
    }
    run_id = desk.check([alike])
    page = html.unescape(desk.text(f"/imports/{run_id}?outcome=conflict"))
    (link,) = [one for one in page.split('"') if one.startswith("/places/name-check?")]
    told = desk.text(link)
    assert "隆城村" in told
    assert "合肥市 · 肥东县 · 石塘镇" in told
