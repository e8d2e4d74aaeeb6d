"""From a file to places and back by the pages alone, without scripts."""

from __future__ import annotations

from sqlalchemy import update

from registry.accounts.views import SESSION_COOKIE
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.jobs.models import Job
from tests.integration.imports_pages.conftest import NEW


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


def test_why_a_step_failed_is_said_on_the_page_with_what_to_do(desk, runtime):
    run_id = desk.check()
    assert desk.client.post(f"/imports/{run_id}/apply").status_code == 303
    fault = "OperationalError: disk I/O error"
    with runtime.write(SYSTEM) as work:
        work.session.execute(update(Job).values(fault=fault))
    waiting = desk.text(f"/imports/{run_id}")
    assert fault in waiting
    assert "稍后会自动再试" in waiting
    with runtime.write(SYSTEM) as work:
        work.session.execute(update(Job).values(state="failed", finished_at=work.at))
    given_up = desk.text(f"/imports/{run_id}")
    assert fault in given_up
    assert "把下面的原因告诉系统管理员" in given_up
    desk.apply(run_id)
    assert "上一次没有做成" not in desk.text(f"/imports/{run_id}")


def test_a_run_waits_for_who_had_to_sign_in_again(desk, sign_in):
    run_id = desk.check()
    desk.client.delete_cookie(SESSION_COOKIE)
    away = desk.client.get(f"/imports/{run_id}")
    assert away.status_code == 303
    assert f"next=/imports/{run_id}" in away.location.replace("%2F", "/")
    assert desk.client.post(f"/imports/{run_id}/apply").status_code == 401
    sign_in(desk.client, "steward")
    assert "会新增 2 个地名" in desk.text(f"/imports/{run_id}")
    desk.apply(run_id)
    assert desk.names("小李庄")[:1] == ["小李庄"]


def test_a_run_that_nobody_wants_is_given_up_from_every_page_it_can_stand_on(desk):
    for run_id, page in (
        (mapped := desk.hand_in(), f"/imports/{mapped}/mapping"),
        (checked := desk.check(), f"/imports/{checked}"),
    ):
        assert f'action="/imports/{run_id}/cancel"' in desk.text(page)
    assert "不会自己过期" in desk.text(f"/imports/{checked}")
    assert desk.client.post(f"/imports/{mapped}/cancel").status_code == 303


def test_a_question_about_secrecy_is_answered_by_its_header(desk):
    plain = {key: value for key, value in NEW.items() if key != "密级"}
    rows = [
        plain | {"标准名称": name, "是否涉密": said}
        for name, said in (("小赵庄", "否"), ("保密庄", "是"))
    ]
    run_id = desk.hand_in(rows)
    page = desk.text(f"/imports/{run_id}/mapping")
    assert "小赵庄" in page
    assert "保密庄" not in page
    assert desk.mapping(run_id, then="check", **{"constant-datum": "wgs84"}).status_code == 303
    desk.run_jobs()
    assert desk.run(run_id).counts["secret"] == 1
    assert desk.run(run_id).counts["create"] == 1
