"""A list pasted from a notice, by the pages alone: dry run, written, again, taken back."""

from __future__ import annotations

import html

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.places import queries as places
from registry.places.queries import PlaceFilter
from tests.integration.imports_pages.conftest import fields_of

#: As people paste it: a title, prose, headings, blank lines, six kinds of numbers, four separators,
#: wide blanks, and one row laid out in columns. Two of its names are registered already.
NOTICE = """安徽省千年古镇、千年古村落名单（示例）
　　为做好地名文化遗产保护工作，现将名单公布如下：

一、千年古村落（9个）
　　合肥市肥东县石塘镇龙城村；肥东县石塘镇岱山村，肥东县石塘镇甲一村|肥东县石塘镇甲二村

1. 合肥市　肥东县　石塘镇　乙一村
２．肥东县石塘镇乙二村
（二）肥东县石塘镇 丙一村
（3）合肥市肥东县古城镇丙二村
①合肥市\u3000\u3000肥东县\u3000\u3000古城镇\u3000\u3000丁一村
"""
NEW_NAMES = ("甲一村", "甲二村", "乙一村", "乙二村", "丙一村", "丙二村", "丁一村")


def pasted(desk, text: str = NOTICE) -> str:
    """Paste the list, let it add what is new as villages, have the dry run done; the run."""
    form = {"text": text, "source_title": "示例名单通知"}
    answer = desk.client.post("/imports/new/list", data=form)
    assert answer.status_code == 303, answer.text
    run_id = answer.location.split("/")[-2]
    fields = fields_of(desk.text(f"/imports/{run_id}/mapping"))
    assert fields.pop("match_only")
    fields |= {"then": "check", "constant-kind": "natural_village"}
    assert desk.client.post(f"/imports/{run_id}/mapping", data=fields).status_code == 303
    desk.run_jobs()
    return run_id


def card_of(desk, name: str):
    """The one place that bears the name."""
    with desk.runtime.database.read() as session:
        found = places.search(session, PlaceFilter(q=name)).items
    return next((hit.card for hit in found if hit.card.standard_name == name), None)


def test_a_pasted_list_comes_in_is_traced_comes_again_and_goes(desk):
    run_id = pasted(desk)
    counts = desk.run(run_id).counts
    told = {name: counts.get(name, 0) for name in ("create", "unchanged", "conflict", "rejected")}
    assert told == {"create": 7, "unchanged": 2, "conflict": 0, "rejected": 0}
    page = html.unescape(desk.text(f"/imports/{run_id}"))
    assert "会新增 7 个地名" in page
    assert "安徽省千年古镇、千年古村落名单（示例）" in page  # Told as a line that is no name.
    assert card_of(desk, "甲一村") is None
    desk.apply(run_id)
    for number, name in enumerate(NEW_NAMES, start=3):
        card = card_of(desk, name)
        assert card is not None, name
        shown = html.unescape(desk.text(f"/places/{card.id}"))
        for said in ("从哪里来", "示例名单通知", f"第 {number} 行", f"/imports/{run_id}"):
            assert said in shown, (name, said)
    assert card_of(desk, "丁一村").division_text.endswith("古城镇")

    again = pasted(desk)
    assert desk.run(again).counts.get("unchanged") == 9
    assert "没有要写入的行" in desk.text(f"/imports/{again}")

    undo = {"reason": "演示结束"}
    assert desk.client.post(f"/imports/{run_id}/undo", data=undo).status_code == 303
    desk.run_jobs()
    assert [name for name in NEW_NAMES if desk.names(name)[:1] == [name]] == []
    assert desk.names("龙城村")[:1] == ["龙城村"]
    assert "还原了 7 个" in desk.text(f"/imports/{run_id}")
    with desk.runtime.write(SYSTEM) as work:
        entries = journal.history(work.session, ("import_run", run_id))
    verbs = {entry.verb for entry in entries}
    steps = ("started", "mapped", "checked", "apply_started", "applied", "undone")
    assert {f"imports.{step}" for step in steps} <= verbs
    assert {"imports.places_withdrawn", "imports.asked"} <= verbs
    assert any(entry.reason == "演示结束" for entry in entries)

    once_more = pasted(desk)
    assert desk.run(once_more).counts.get("create") == 7
