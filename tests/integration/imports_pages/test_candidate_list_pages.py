"""A steward takes a notice's list in on the pages, and anybody reads that it is no recognition."""

from __future__ import annotations

import io
from typing import Any

import pytest

from imports.rules.outcome import RunState
from registry.heritage import queries as heritage
from tests.support.signs import text_of
from tests.support.wording import read, strays

TITLE = "关于第八批千年古镇候选名单的公示"
FORM = {
    "kind": "gongshi",
    "title": TITLE,
    "document_no": "皖民〔2021〕8号",
    "issuer": "安徽省民政厅",
    "published_on": "2021-01-15",
    "ends_on": "2021-01-21",
    "list_key": "anhui",
    "batch": "第八批",
}
LIST = "千年古镇（2个）\n合肥市肥东县古城镇\n苏州市萧县永谷镇\n千年古村落（1个）\n洪疃\n"
NEW = "/imports/new/candidates"


def hand_in(desk, content: str | bytes = LIST, name: str = "单.txt", **form: str):
    data = content.encode() if isinstance(content, str) else content
    sent: dict[str, Any] = {**FORM, **form}
    if not form.get("text"):
        sent["file"] = (io.BytesIO(data), name)
    return desk.client.post(NEW, data=sent)


def taken(desk, **form: str) -> str:
    """A list up to its dry run; the run."""
    answer = hand_in(desk, **form)
    assert answer.status_code == 303, text_of(answer)
    desk.run_jobs()
    return answer.location.rpartition("/")[2]


def test_a_list_is_seen_row_by_row_decided_taken_in_and_read(desk, client, gazetteer):
    assert "收公示名单" in desk.text("/imports/new")
    run_id = taken(desk)
    page = desk.text(f"/imports/{run_id}")
    for words in (TITLE, "皖民〔2021〕8号", "公示名单（决定之前，征求异议）", "收为候选，地名留空"):
        assert words in page
    assert "会收 2 个新候选" in page
    fresh = desk.text(f"/imports/{run_id}?outcome=create")
    assert "洪疃" in fresh
    assert "地名留空" in fresh
    conflict = {"choice": "create", "outcome": "conflict"}
    answer = client.post(f"/imports/{run_id}/rows/2", data=conflict)
    assert answer.status_code == 303
    answer = client.post(f"/imports/{run_id}/rows/3", data={"choice": "skip", "outcome": "create"})
    assert "outcome=create" in answer.location
    desk.apply(run_id)
    assert desk.run(run_id).done == {"create": 2, "skipped": 1}
    page = desk.text(f"/imports/{run_id}?outcome=create")
    assert "没有认定任何地名" in page
    town = gazetteer["古城镇的地名"]
    link = page.partition("/heritage/candidates/")[2][:16]
    assert "看候选" in page
    for staff in (True, False):
        if not staff:
            client.post("/sign-out")
        shown = desk.text(f"/heritage/candidates/{link}")
        assert "公示名单候选" in shown
        assert "公示名单不等于认定" in shown
        assert TITLE in shown
        assert ("单.txt" in shown) is staff
        assert (f"/imports/{run_id}" in shown) is staff
        assert TITLE in desk.text("/heritage")
        panel = desk.text(f"/places/{town}")
        assert "公示名单不等于认定" in panel
        assert "已认定" not in panel


def test_a_nomination_starts_from_a_candidate_once_it_has_a_place(desk, client, sign_in, gazetteer):
    run_id = taken(desk)
    desk.apply(run_id)
    with desk.runtime.database.read() as session:
        found = {one.name: one.id for one in heritage.candidates(session)}
    page = f"/heritage/candidates/{found['洪疃']}"
    assert "还没有对上" in desk.text(page)
    refused = client.post(f"{page}/place", data={"place_id": "nothing"})
    assert refused.status_code == 422
    assert "请选定一个地名" in text_of(refused)
    assert "龙城村" in desk.text(f"{page}?q=龙城村")
    village = gazetteer["龙城村的地名"]
    assert client.post(f"{page}/place", data={"place_id": village}).status_code == 303
    shown = desk.text(page)
    assert "龙城村" in shown
    sign_in(client, "compiler")
    assert f"/heritage/nominations/start?place={village}" in desk.text(page)
    start = desk.text(f"/heritage/nominations/start?place={village}")
    assert "公示名单候选" in start


def test_the_list_is_taken_back_on_its_page(desk, client):
    run_id = taken(desk)
    desk.apply(run_id)
    assert "古城镇" in desk.text("/heritage").partition('id="candidates"')[2]
    assert client.post(f"/imports/{run_id}/undo", data={"reason": ""}).status_code == 422
    assert client.post(f"/imports/{run_id}/undo", data={"reason": "拿错"}).status_code == 303
    desk.run_jobs()
    assert desk.run(run_id).state is RunState.UNDONE
    assert "名单已撤回，2 个地名不再是候选" in desk.text(f"/imports/{run_id}")
    assert "古城镇" not in desk.text("/heritage").partition('id="candidates"')[2]


def test_the_wrong_kind_is_named_at_its_field_and_what_was_typed_stays(desk):
    answer = hand_in(desk, text="关于公布第八批千年古镇的通知\n肥东县古城镇", title="第八批名单")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "公布的名单（公告、通知，已作决定）" in page
    assert "请核对原件，改选名单的种类" in page
    assert "关于公布第八批千年古镇的通知" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            {"title": "", "kind": "", "published_on": "昨天"},
            ("标题", "名单的种类", "公示开始日或公布日"),
        ),
        ({"ends_on": "2021-01-01"}, ("截止日不能早于开始日",)),
        ({"list_key": "", "list_name": ""}, ("请选一个名录",)),
        ({"list_name": "某县名录"}, ("请选一个名录",)),
        ({"list_key": "no-such-list"}, ("请从列出的选项中选择",)),
        ({"text": "肥东县古城镇", "also": "file"}, ("两样只用一样",)),
    ],
)
def test_every_wrong_field_is_named_and_nothing_is_kept(desk, wrong, words):
    sent = {**FORM, **wrong}
    if "text" not in wrong or wrong.get("also"):
        sent["file"] = (io.BytesIO(LIST.encode()), "单.txt")
    answer = desk.client.post(NEW, data=sent)
    assert answer.status_code == 422
    assert all(one in text_of(answer) for one in words)
    assert "还没有导入过文件" in desk.text("/imports")


def test_an_empty_or_foreign_file_is_refused_at_its_field(desk):
    for content, words in ((b"", "文件是空的"), (b"%PDF-1.7", "这是 PDF 文件")):
        answer = hand_in(desk, content, name="单.pdf")
        assert answer.status_code == 422
        assert words in text_of(answer)


def test_a_table_whose_name_column_nobody_knows_is_mapped_by_a_person(desk):
    odd = "县区,村镇叫法,类别\n肥东县,古城镇,千年古镇\n"
    answer = hand_in(desk, odd, name="单.csv")
    assert answer.location.endswith("/mapping")
    run_id = answer.location.split("/")[-2]
    mine = {"column-0": "county", "column-1": "name", "column-2": "", "match_only": ""}
    assert desk.mapping(run_id, then="check", **mine).status_code == 303
    desk.run_jobs()
    assert desk.run(run_id).counts["create"] == 1
    desk.apply(run_id)
    assert "古城镇" in desk.text("/heritage").partition('id="candidates"')[2]


def test_only_whoever_decides_about_heritage_comes_here(desk, client, sign_in):
    run_id = taken(desk)
    for part in ("reviewer_county", "compiler", "crew"):
        sign_in(client, part)
        assert client.get(NEW).status_code == 403
        assert hand_in(desk).status_code == 403
        assert client.post(f"/imports/{run_id}/apply").status_code == 403
    assert desk.run(run_id).state is RunState.CHECKED


@pytest.mark.parametrize(("tag", "written"), [("en", "en"), ("zh-CN", "zh-CN")])
def test_every_page_of_a_list_holds_one_language(desk, client, tag, written):
    run_id, found = taken(desk), {}

    def look(*paths: str) -> None:
        for path in paths:
            page = client.get(path, headers={"Accept-Language": tag}).get_data(as_text=True)
            found[path] = list(strays(read(page), written))

    look(NEW, *(f"/imports/{run_id}?outcome={one}" for one in ("conflict", "create")))
    desk.apply(run_id)
    with desk.runtime.database.read() as session:
        records = [one.id for one in heritage.candidates(session)]
    look(f"/imports/{run_id}?outcome=create", "/heritage")
    look(*(f"/heritage/candidates/{one}" for one in records))
    assert {path: words for path, words in found.items() if words} == {}
