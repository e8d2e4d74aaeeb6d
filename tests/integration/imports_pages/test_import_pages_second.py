"""Two people at one run, work that is stopped half way or fails, files that are gone."""

from __future__ import annotations

import html

import pytest
from sqlalchemy import update

from imports.services import applying
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.jobs.models import Job
from tests.integration.imports_pages.conftest import NEW, Desk

HTML = {"Accept": "text/html"}
SEVEN = [{**NEW, "标准名称": f"{name}家坝"} for name in "赵钱孙李周吴郑"]


@pytest.fixture
def second(app, cast, sign_in, desk) -> Desk:
    """Another browser of somebody who may do the same."""
    client = app.test_client()
    sign_in(client, "steward")
    return Desk(client, desk.runtime, desk.run_jobs)


def press(desk: Desk, run_id: str, what: str, **form: str) -> tuple[int, str]:
    """Press a button of an open page."""
    answer = desk.client.post(f"/imports/{run_id}/{what}", data=form, headers=HTML)
    return answer.status_code, html.unescape(answer.text)


def test_who_comes_second_is_told_how_the_run_stands_and_nothing_is_broken(desk, second):
    run_id = desk.check([NEW])
    assert press(desk, run_id, "apply")[0] == 303
    for what, form in (
        ("apply", {}),
        ("cancel", {}),
        ("check", {}),
        ("rows/2", {"choice": "skip"}),
        ("undo", {"reason": "误导入"}),
    ):
        status, page = press(second, run_id, what, **form)
        assert status == 409, what
        assert "最近一次操作" in page, what
        assert "要求写入" in page, what
        assert f'href="/imports/{run_id}"' in page, what
    assert second.client.get(f"/imports/{run_id}/mapping").location.endswith(run_id)
    old = {"then": "reread", "seen_version": str(desk.run(run_id).row_version)}
    late = second.client.post(f"/imports/{run_id}/mapping", data=old, headers=HTML)
    assert (late.status_code, "正在处理中" in late.text) == (409, True)
    desk.run_jobs()
    assert (desk.run(run_id).state, desk.run(run_id).done) == ("applied", {"create": 1})
    status, page = press(second, run_id, "cancel")
    assert (status, "新增了 1 个地名" in page) == (409, True)
    assert press(desk, run_id, "undo", reason="误导入")[0] == 303
    assert press(second, run_id, "undo", reason="我也要")[0] == 409
    desk.run_jobs()
    assert desk.run(run_id).state == "undone"


def test_what_one_cancelled_the_other_cannot_write(desk, second):
    run_id = desk.check([NEW])
    assert press(desk, run_id, "cancel")[0] == 303
    status, page = press(second, run_id, "apply")
    assert status == 409
    assert "取消了这个批次" in page
    page = html.unescape(second.text(f"/imports/{run_id}"))
    assert "请把文件再交来一次" in page
    assert 'href="/imports/new"' in page


def written(desk: Desk) -> list[str]:
    """Which of the seven are in the registry, exactly so named."""
    names = [row["标准名称"] for row in SEVEN]
    return [name for name in names if name in desk.names(name)]


@pytest.fixture
def stopped(desk, monkeypatch) -> str:
    """A run of seven rows that somebody stopped after the first five, in the midst of writing."""
    monkeypatch.setattr(applying, "BATCH", 5)
    monkeypatch.setattr(applying.apply, "__kwdefaults__", {"batch": 5})
    run_id = desk.check(SEVEN)
    write = applying._write
    seen: list[str] = []

    def write_then_stop(*given):
        told = write(*given)
        if not seen:
            seen.append(html.unescape(desk.text(f"/imports/{run_id}")))
            assert press(desk, run_id, "stop")[0] == 303
        return told

    monkeypatch.setattr(applying, "_write", write_then_stop)
    desk.apply(run_id)
    monkeypatch.setattr(applying, "_write", write)
    assert "正在写入" in seen[0]
    assert f'action="/imports/{run_id}/stop"' in seen[0]
    assert written(desk) == [row["标准名称"] for row in SEVEN[:5]]
    return run_id


def test_a_run_stopped_while_it_is_written_says_how_far_it_came_and_goes_on(desk, stopped):
    page = html.unescape(desk.text(f"/imports/{stopped}?outcome=create"))
    assert "停在中途" in page
    assert "停下时做到第 6 行：新增 5 个，更新 0 个；后面的没有动。" in page
    assert ("赵家坝" in page, "郑家坝" in page) == (True, False)
    assert "停在中途" in desk.text("/imports")
    desk.apply(stopped)
    assert desk.run(stopped).done == {"create": 7}
    assert desk.names("郑家坝")[:1] == ["郑家坝"]
    with desk.runtime.write(SYSTEM) as work:
        verbs = [one.verb for one in journal.history(work.session, ("import_run", stopped))]
    assert {"imports.stopped", "imports.applied"} <= set(verbs)


def test_a_run_stopped_while_it_is_written_is_taken_back(desk, stopped):
    assert press(desk, stopped, "undo", reason="弄错了文件")[0] == 303
    desk.run_jobs()
    assert written(desk) == []
    assert "还原了 5 个" in desk.text(f"/imports/{stopped}")
    again = desk.check(SEVEN)
    assert desk.run(again).counts["create"] == 7


def test_a_dry_run_that_failed_before_it_began_is_told_where_the_columns_are(desk):
    run_id = desk.hand_in([NEW])
    desk.mapping(run_id, then="check", **{"constant-datum": "wgs84"})
    with desk.runtime.write(SYSTEM) as work:
        failed = {"state": "failed", "finished_at": work.at, "fault": "OperationalError: locked"}
        work.session.execute(update(Job).values(**failed))
    assert desk.client.get(f"/imports/{run_id}").location.endswith("/mapping")
    page = html.unescape(desk.text(f"/imports/{run_id}/mapping"))
    for said in ("上一次试运行没有做成", "数据库当时读不了或写不了", "OperationalError: locked"):
        assert said in page
    assert "上一次试运行没有做成" in desk.text("/imports")
    english = desk.client.get(f"/imports/{run_id}/mapping", headers={"Accept-Language": "en"}).text
    assert "The database could not be read or written" in english
    desk.mapping(run_id, then="check", **{"constant-datum": "wgs84"})
    desk.run_jobs()
    assert "没有做成" not in desk.text(f"/imports/{run_id}")


def test_a_rule_that_says_no_in_the_background_is_worded_in_the_readers_language(desk):
    run_id = desk.check([NEW])
    digest = desk.run(run_id).file_sha256
    assert press(desk, run_id, "apply")[0] == 303
    desk.runtime.store.delete(digest)
    desk.run_jobs()
    page = html.unescape(desk.text(f"/imports/{run_id}"))
    assert "上一次写入没有做成" in page
    assert '<code lang="mul">imports.file_gone</code>' in page
    assert '"text"' not in page
    assert "imports.file_gone: " not in page
    english = desk.client.get(f"/imports/{run_id}", headers={"Accept-Language": "en"}).text
    assert "The last writing was not done" in english
    assert 'action="/imports/' + run_id + '/apply"' not in page
    assert "文件已不在，请再交来" in desk.text("/imports")
