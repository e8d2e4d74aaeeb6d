"""From a file to places and back by the pages alone, without scripts."""

from __future__ import annotations

from registry.core import journal
from registry.core.actor import SYSTEM


def test_the_mapping_page_shows_what_was_found_and_what_would_be_stored(desk):
    run_id = desk.hand_in()
    page = desk.text(f"/imports/{run_id}/mapping")
    assert "文字编码：UTF-8" in page
    assert "一般地名表" in page
    assert "小李庄" in page
    assert "保密庄" not in page
    assert "密级不是公开，内容不显示" in page
    assert "没有这个政区" in page


def test_the_walk_from_the_file_to_the_places_and_back(desk):
    run_id = desk.hand_in()
    answer = desk.mapping(run_id, then="check", **{"constant-datum": "wgs84"})
    assert answer.location.endswith(run_id)
    waiting = desk.text(f"/imports/{run_id}")
    assert "排队等待" in waiting
    assert "刷新" in waiting
    assert desk.client.get(f"/imports/{run_id}/progress").json["open"] is True
    desk.run_jobs()
    assert desk.names("小李庄") == []
    assert "会新增 2 个地名" in desk.text(f"/imports/{run_id}")
    desk.apply(run_id)
    assert desk.names("小李庄") == ["小李庄"]
    page = desk.text(f"/imports/{run_id}?outcome=create")
    assert "新增了 2 个地名" in page
    assert "大王庄" in page
    undo = f"/imports/{run_id}/undo"
    assert desk.client.post(undo, data={"reason": ""}).status_code == 422
    assert desk.client.post(undo, data={"reason": "误导入"}).status_code == 303
    desk.run_jobs()
    assert desk.names("小李庄") == []
    assert "还原了 2 个" in desk.text(f"/imports/{run_id}")
    assert run_id in desk.text("/imports")


def test_every_problem_is_worded_with_its_remedy_and_swapped_axes_are_told(desk):
    run_id = desk.check()
    rejected = desk.text(f"/imports/{run_id}?outcome=rejected")
    assert "没有这个政区：不存在县" in rejected
    assert "请核对写法" in rejected
    created = desk.text(f"/imports/{run_id}?outcome=create")
    assert "大王庄" in created
    assert "写反" in created


def test_a_run_that_is_stopped_while_written_goes_on_or_is_taken_back(desk, runtime):
    run_id = desk.check()
    assert desk.client.post(f"/imports/{run_id}/apply").status_code == 303
    assert desk.client.post(f"/imports/{run_id}/stop").status_code == 303
    desk.run_jobs()
    assert desk.names("小李庄") == []
    assert "会新增 2 个地名" in desk.text(f"/imports/{run_id}")
    assert desk.client.post(f"/imports/{run_id}/stop").status_code == 409
    desk.apply(run_id)
    assert desk.names("小李庄") == ["小李庄"]
    with runtime.write(SYSTEM) as work:
        verbs = [entry.verb for entry in journal.history(work.session, ("import_run", run_id))]
    assert "imports.stopped" in verbs
