"""The pages of duplicates and merges: who sees them, what they say, what a form does."""

from __future__ import annotations

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.core.geo import Position
from registry.places import services
from registry.places.queries.alike import alike_in
from registry.places.rules import NameKind
from registry.places.rules.merging import FIELDS
from registry.places.services import NewName
from registry.places.services.merging import unmerge
from registry.places.services.pairs import record_pairs
from registry.sources import services as sources
from tests.support.merging import add, merged, village, whole
from tests.support.people import play

__all__ = ["add", "village"]


@pytest.fixture
def steward(client, sign_in) -> None:
    """The client is the steward's."""
    sign_in(client, "steward")


def text(answer) -> str:
    return answer.get_data(as_text=True)


def form_of(village, survivor="first", **more) -> dict[str, str]:
    choices = {f"choice-{key}": survivor for key in FIELDS}
    form = {"survivor": survivor, "reason": "同一个村", "other_name": "alias", **choices}
    return {**form, "seen_first": "1", "seen_second": "1", **more}


def path(village, act="") -> str:
    return f"/places/duplicates/{village[0]}/{village[1]}" + (f"/{act}" if act else "")


def find(runtime, gazetteer) -> None:
    with runtime.database.read() as session:
        found = alike_in(session, gazetteer.feidong)
    with runtime.write(SYSTEM) as work:
        record_pairs(work, found)


@pytest.fixture
def twins(runtime, app, add, gazetteer) -> tuple[str, str]:
    """大郢 twice, found by a search."""
    pair = add("大郢"), add("大郢", NewName("李郢", NameKind.FORMER))
    find(runtime, gazetteer)
    return pair


def test_the_queue_shows_reasons_and_leads_to_both(client, steward, twins) -> None:
    page = text(client.get("/places/duplicates"))
    assert "标准名相同" in page
    assert "/places/duplicates/" in page
    assert "共 1 对" in page
    assert text(client.get("/places/duplicates?state=merged")).count("pair-row") == 0
    assert text(client.get("/places/duplicates?county=340123")).count("pair-row") == 0
    assert text(client.get("/places/duplicates?county=340122&least=10")).count("pair-row") == 1
    assert client.get("/places/duplicates?county=999999").status_code == 422
    assert client.get("/places/duplicates?status=open").status_code == 422


def test_both_records_stand_side_by_side_with_what_differs_marked(client, steward, village) -> None:
    page = text(client.get(path(village)))
    for shown in ("大郢", "大郢子", "老郢", "李家郢", "明代建村", "清代迁入", "外业实测", "县志"):
        assert shown in page
    assert page.count("pair-differs") >= 4
    assert 'name="choice-position" value="second" checked' in page, "the surveyed one is proposed"
    assert 'name="choice-description" value="first" checked' in page


def test_a_merge_by_the_form_leads_to_the_survivor_and_the_old_address_leads_on(
    runtime, client, steward, village
) -> None:
    done = client.post(
        path(village, "merge"), data=form_of(village, **{"choice-position": "second"})
    )
    assert (done.status_code, done.location) == (303, f"/places/{village[0]}")
    page = text(client.get(f"/places/{village[0]}"))
    assert "并入这里的" in page
    assert "大郢子" in page
    moved = client.get(f"/places/{village[1]}")
    assert (moved.status_code, moved.location) == (301, f"/places/{village[0]}")
    assert whole(runtime, village[0])[village[0]]["place"]["lon"] == 117.61
    assert client.get(path(village)).location == f"/places/{village[0]}"


def test_the_second_record_may_be_the_survivor(runtime, client, steward, village) -> None:
    client.post(path(village, "merge"), data=form_of(village, "second"))
    assert whole(runtime, village[0])[village[0]]["place"]["merged_into"] == village[1]
    assert whole(runtime, village[1])[village[1]]["place"]["description"] == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "请填写这一项"),
        ({"survivor": "both"}, "请从列出的选项中选择"),
        ({"choice-position": "both"}, "请从列出的选项中选择"),
        ({"other_name": "standard"}, "请从列出的选项中选择"),
        ({"seen_second": "7"}, "别人已经改过这个地名"),
    ],
)
def test_a_refused_merge_keeps_what_was_written(
    runtime, client, steward, village, change, said
) -> None:
    form = form_of(village, **{"reason": "两处是一个村", "choice-position": "second", **change})
    refused = client.post(path(village, "merge"), data=form)
    assert refused.status_code in {409, 422}
    page = text(refused)
    assert said in page
    if "reason" not in change:
        assert "两处是一个村" in page
    assert whole(runtime, village[1])[village[1]]["place"]["merged_into"] is None


def test_across_counties_only_when_it_is_said(runtime, client, steward, add, gazetteer) -> None:
    pair = add("大郢"), add("大郢", division=gazetteer.feixi)
    assert 'name="across"' in text(client.get(path(pair)))
    refused = client.post(path(pair, "merge"), data=form_of(pair))
    assert "两条记录在不同的县区" in text(refused)
    assert client.post(path(pair, "merge"), data=form_of(pair, across="1")).status_code == 303


def test_what_cannot_be_one_has_no_merge_button(client, steward, village, gazetteer) -> None:
    pair = village[0], gazetteer.places["sh1tang"]
    page = text(client.get(path(pair)))
    assert "这两条不能合并" in page
    assert 'name="survivor"' not in page
    assert client.post(path(pair, "merge"), data=form_of(pair)).status_code in {400, 409, 422}
    assert client.get(path((village[0], village[0]))).status_code == 404
    assert client.get(path((village[0], "no-such-place"))).status_code == 404


def test_a_verdict_takes_the_pair_out_of_the_queue(client, steward, twins) -> None:
    refused = client.post(path(twins, "verdict"), data={"verdict": "distinct", "note": ""})
    assert refused.status_code == 422
    assert "请写明为什么不是同一个" in text(refused)
    done = client.post(path(twins, "verdict"), data={"verdict": "distinct", "note": "两个组"})
    assert (done.status_code, done.location) == (303, "/places/duplicates")
    assert "两个组" in text(client.get("/places/duplicates?state=distinct"))
    assert "两个组" in text(client.get(path(twins)))
    assert "看起来像" not in text(client.get(f"/places/{twins[0]}"))


def test_the_page_of_a_place_says_what_it_looks_like_to_those_who_keep_it(
    client, sign_in, twins
) -> None:
    assert "看起来像" not in text(client.get(f"/places/{twins[0]}"))
    sign_in(client, "compiler")
    assert "看起来像" not in text(client.get(f"/places/{twins[0]}"))
    sign_in(client, "steward")
    page = text(client.get(f"/places/{twins[0]}"))
    assert "看起来像" in page
    assert f"/places/duplicates/{twins[0]}/{twins[1]}" in page


def test_a_merge_is_undone_on_its_page_and_the_page_says_what_stayed(
    runtime, client, steward, village
) -> None:
    merge_id = merged(runtime, village[1], village[0])
    with runtime.write(SYSTEM) as work:
        services.locate(work, village[0], Position(117.7, 31.9), source="复测", method="gnss")
    assert merge_id in text(client.get("/places/merges"))
    assert "同一个村登记了两次" in text(client.get(f"/places/merges/{merge_id}"))
    refused = client.post(f"/places/merges/{merge_id}/undo", data={"reason": " "})
    assert refused.status_code == 422
    done = client.post(f"/places/merges/{merge_id}/undo", data={"reason": "是两个村"})
    assert done.status_code == 303
    page = text(client.get(done.location))
    for said in ("已撤销", "是两个村", "没有退回的", "位置", "合并之后又改过"):
        assert said in page
    again = client.post(f"/places/merges/{merge_id}/undo", data={"reason": "再一次"})
    assert again.status_code == 409
    assert client.get(f"/places/{village[1]}").status_code == 200
    assert client.get("/places/merges/no-such-merge").status_code == 404


def test_an_inner_merge_says_which_comes_first(runtime, client, steward, add) -> None:
    one, two, three = add("大郢"), add("大郢"), add("大郢")
    inner = merged(runtime, one, two)
    merged(runtime, two, three)
    page = text(client.get(f"/places/merges/{inner}"))
    assert "请先撤销后面那次合并" in page
    assert "/undo" not in page
    refused = client.post(f"/places/merges/{inner}/undo", data={"reason": "错"})
    assert "请先撤销后面那次合并" in text(refused)


def test_a_steward_of_one_county_judges_but_does_not_merge_across(
    runtime, client, sign_in, app, add, gazetteer, cast
) -> None:
    pair = add("大郢"), add("大郢", division=gazetteer.feixi)
    elsewhere = add("小郢", division=gazetteer.feixi), add("小郢", division=gazetteer.feixi)
    with runtime.write(SYSTEM) as work:
        here = play(work, "feidong", Role.STEWARD, scope=gazetteer.feidong_path)
    sign_in(client, here)
    page = text(client.get(path(pair)))
    assert "您不能合并这两条" in page
    assert client.post(path(pair, "merge"), data=form_of(pair, across="1")).status_code == 403
    said = {"verdict": "open", "note": "问肥西"}
    assert client.post(path(pair, "verdict"), data=said).status_code == 303
    assert client.get(path(elsewhere)).status_code == 403
    assert client.post(path(elsewhere, "verdict"), data=said).status_code == 403


def test_the_desk_of_a_steward_has_the_likeliest_pairs(client, sign_in, twins) -> None:
    sign_in(client, "steward")
    assert "疑似重复" in text(client.get("/desk"))
    sign_in(client, "reviewer_county")
    assert "疑似重复" not in text(client.get("/desk"))


def test_the_page_says_which_names_came_along_and_which_both_had(
    runtime, client, steward, village
) -> None:
    merge_id = merged(runtime, village[1], village[0])
    for where in (f"/places/{village[0]}", f"/places/merges/{merge_id}"):
        page = text(client.get(where))
        assert "李家郢" in page
    said = text(client.get(f"/places/merges/{merge_id}"))
    brought, both = said.index("带过来的名称"), said.index("两条都有的名称")
    assert brought < said.index("李家郢") < both < said.index("老郢")


def test_every_page_about_the_absorbed_record_leads_to_that_of_the_survivor(
    runtime, client, steward, village
) -> None:
    survivor, absorbed = village
    merged(runtime, absorbed, survivor)
    for form in ("names", "rename", "claims", "details", "position", "shape", "sign-plan"):
        answer = client.get(f"/places/{absorbed}/{form}")
        assert (answer.status_code, answer.location) == (303, f"/places/{survivor}/{form}")
        assert "您打开的地名已并入这一条" in text(client.get(answer.location))
    card = client.get(f"/map/places/{absorbed}")
    assert (card.status_code, card.location) == (303, f"/map/places/{survivor}")
    kept = client.get(f"/places/{absorbed}/archive.zip?variant=public")
    assert (kept.status_code, kept.location) == (
        301,
        f"/places/{survivor}/archive.zip?variant=public",
    ), "the public part of the one is the public part of the other"
    assert client.get(f"/places/{absorbed}/history").status_code == 200, "its own record stays"


def test_a_stranger_is_asked_to_sign_in_for_a_form_before_anything_is_said(
    runtime, client, village
) -> None:
    survivor, absorbed = village
    merged(runtime, absorbed, survivor)
    answer = client.get(f"/places/{absorbed}/rename", follow_redirects=True)
    assert answer.request.path == "/sign-in"


def test_a_name_says_which_record_it_came_with_from_which_source(
    runtime, client, add, steward
) -> None:
    with runtime.write(SYSTEM) as work:
        source = sources.add_source(work, source_type="gazetteer", title="石塘乡志", grade="B")
        cited = sources.cite(work, source_id=source.id, locator="卷三")
    into, gone = add("大郢"), add("李家郢", NewName("老郢", NameKind.ALIAS, citation_id=cited.id))
    merge_id = merged(runtime, gone, into)
    for answer in (client.get(f"/places/{into}"), client.get(f"/places/merges/{merge_id}")):
        assert "石塘乡志" in text(answer)
    rows = text(client.get(f"/places/{into}")).split('id="names"')[1]
    assert rows.count("来自并入的地名") == 2, "its standard name and its alias, not 大郢"
    assert f'href="/places/{gone}/history">李家郢</a>' in rows
    came = {name["text"]: name["absorbed_from"] for name in names_of(client, into)}
    assert came == {"大郢": None, "李家郢": gone, "老郢": gone}


def names_of(client, place_id) -> list[dict]:
    return client.get(f"/api/v1/places/{place_id}").json["names"]


def test_the_page_of_a_merge_says_who_made_it_and_who_undid_it(
    runtime, client, village, cast, sign_in
) -> None:
    merge_id = merged(runtime, village[1], village[0], who=cast.steward)
    sign_in(client, "steward")
    page = text(client.get(f"/places/merges/{merge_id}")).split("</h1>")[1]
    assert page.count(cast.steward.name) == 1
    assert f"/places/{village[1]}/history" in page
    client.post(f"/places/merges/{merge_id}/undo", data={"reason": "是两个村"})
    page = text(client.get(f"/places/merges/{merge_id}")).split("</h1>")[1]
    assert page.count(cast.steward.name) == 2
    assert f'href="/places/{village[1]}"' in page, "it is a place again"


def test_no_browser_keeps_the_way_on_of_a_merge_that_may_be_undone(
    runtime, client, village
) -> None:
    merge_id = merged(runtime, village[1], village[0])
    for path in ("/places/{}", "/api/v1/places/{}", "/places/{}/archive.zip", "/places/{}?on="):
        answer = client.get(path.format(village[1]))
        assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "no-cache"), path
    with runtime.write(SYSTEM) as work:
        unmerge(work, merge_id, reason="是两个村")
    assert client.get(f"/places/{village[1]}").status_code == 200
