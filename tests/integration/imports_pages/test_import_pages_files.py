"""What goes in and out as files: uploads, pasted lists, samples, problem rows."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from imports import queries
from imports.profiles import PROFILES
from imports.readers import open_table
from imports.rules.mapping import detect
from imports.views.samples import sample
from registry.core.actor import SYSTEM
from registry.web import create_app
from tests.integration.imports_pages.conftest import NEW, ROWS
from tests.support.browserless import TokenClient
from tests.support.importing import csv_bytes
from tests.support.signs import text_of

FORMULA = {**NEW, "标准名称": "=HYPERLINK(1)", "县区": "不存在县", "乡镇": ""}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_each_sample_is_known_for_what_it_is(profile, tmp_path):
    found = sample(profile.name)
    path = tmp_path / found.file_name
    path.write_bytes(found.content)
    table = open_table(path, found.file_name)
    assert detect(PROFILES, table.columns, table.format)[0].profile is profile
    assert len(list(table.rows())) == 2


def test_samples_are_offered_and_nothing_else(desk):
    page = desk.text("/imports")
    for profile in PROFILES:
        assert f"/imports/samples/{profile.name}" in page
    answer = desk.client.get("/imports/samples/census")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert desk.client.get("/imports/samples/..%2fetc").status_code == 404


def test_problem_rows_stand_beside_their_cells_and_a_secret_row_stays_empty(desk):
    run_id = desk.check([*ROWS, FORMULA])
    answer = desk.client.get(f"/imports/{run_id}/problems.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    text = answer.data.decode("utf-8-sig")
    assert "没有这个政区：不存在县" in text
    assert "请核对写法" in text
    assert "没有村" in text
    assert "保密庄" not in text
    assert "秘密" not in text
    assert "'=HYPERLINK(1)" in text
    assert text.splitlines()[0].startswith("行号,结果,问题,怎么办,标准名称")


def test_the_same_as_gb18030_and_as_a_workbook(desk):
    run_id = desk.check()
    path = f"/imports/{run_id}/problems"
    gb18030 = desk.client.get(f"{path}.csv?encoding=gb18030")
    assert "没有村" in gb18030.data.decode("gb18030")
    book = load_workbook(io.BytesIO(desk.client.get(f"{path}.xlsx").data))
    rows = list(book.active.values)
    assert rows[0][:4] == ("行号", "结果", "问题", "怎么办")
    assert any("没有村" in row for row in rows)
    assert not any("保密庄" in str(row) for row in rows)
    assert desk.client.get(f"{path}.csv?encoding=latin1").status_code == 422


def test_after_writing_the_problems_are_still_there_without_the_secret_file(desk, runtime):
    run_id = desk.check()
    digest = desk.run(run_id).file_sha256
    desk.apply(run_id)
    assert not runtime.store.exists(digest)
    text = desk.client.get(f"/imports/{run_id}/problems.csv").data.decode("utf-8-sig")
    assert "没有这个政区：不存在县" in text


def test_a_pasted_list_is_compared_and_adds_nothing(desk):
    form = {"text": "合肥市肥东县古城镇\n合肥市肥东县没有这个镇\n", "source_title": "第八批名单"}
    answer = desk.client.post("/imports/new/list", data=form)
    run_id = answer.location.split("/")[-2]
    assert desk.run(run_id).file_name == "第八批名单.txt"
    assert desk.mapping(run_id, then="check").status_code == 303
    desk.run_jobs()
    page = desk.text(f"/imports/{run_id}")
    assert "登记中没有这个地名" in page
    assert "是另一个地名，新增" not in page
    assert "没有要写入的行" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "文件是空的"), (None, "请选择一个文件")],
)
def test_nothing_to_hand_in_is_said_and_the_words_are_kept(desk, content, words):
    form: dict[str, object] = {"source_title": "我写的来源"}
    if content is not None:
        form["file"] = (io.BytesIO(content), "村.csv")
    answer = desk.client.post("/imports", data=form)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "我写的来源" in text_of(answer)


def test_a_file_beyond_the_limit_is_turned_away(runtime, sign_in, gazetteer):
    settings = runtime.settings.model_copy(update={"import_max_mb": 1})
    small = type(runtime)(settings, runtime.database, runtime.store)
    app = create_app(settings, runtime=small)
    app.test_client_class = TokenClient
    client = app.test_client()
    sign_in(client, "steward")
    answer = client.post("/imports", data={"file": (io.BytesIO(b"x" * 1_000_001), "大.csv")})
    assert answer.status_code == 413
    assert "超过了 1 MB 的上限" in text_of(answer)
    with runtime.database.read() as session:
        assert queries.runs(session, SYSTEM).items == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><table><tr><td>x</td></tr></table></html>", "表.xls", "网页"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "表.csv", "不能作为地名表读取"),
        ("标准名称,类别\r\n".encode(), "表.csv", "只有表头"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_how_to_go_on(desk, content, name, words):
    run_id = desk.hand_in(content, name=name)
    page = desk.text(f"/imports/{run_id}/mapping")
    assert words in page
    assert "登记没有任何改变" in page
    assert "重新读取" in page


def test_a_wrong_encoding_is_put_right_by_hand(desk):
    run_id = desk.hand_in(csv_bytes([NEW], "utf-16"), name="村.csv")
    assert "小李庄" in desk.text(f"/imports/{run_id}/mapping")
    assert desk.mapping(run_id, then="reread", encoding="gb18030").status_code == 303
    assert "小李庄" not in desk.text(f"/imports/{run_id}/mapping")
    assert desk.mapping(run_id, then="reread", encoding="").status_code == 303
    assert "小李庄" in desk.text(f"/imports/{run_id}/mapping")


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("zh-CN", "找不到存储的文件 %s"),
        ("en", "The stored file %s cannot be found"),
    ],
)
def test_why_a_run_failed_is_told_in_the_persons_language(desk, language, reason):
    run_id = desk.hand_in()
    digest = desk.run(run_id).file_sha256
    desk.mapping(run_id, then="check", **{"constant-datum": "wgs84"})
    desk.runtime.store.delete(digest)
    desk.run_jobs()
    assert desk.run(run_id).state == "failed"
    answer = desk.client.get(f"/imports/{run_id}", headers={"Accept-Language": language})
    assert reason % digest[:12] in text_of(answer)
