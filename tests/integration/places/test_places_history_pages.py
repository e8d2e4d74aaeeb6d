"""Earlier states as people see them: the day, the changes, putting one back, the end of a place."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from registry.core.actor import SYSTEM
from registry.core.geo import Position
from registry.places import services
from registry.places.models import Place
from registry.places.rules import NameKind
from registry.places.services import NewDivision, NewDivisionChange, NewGeometry, NewName
from registry.sources import services as sources

ENGLISH = {"Accept-Language": "en"}
LINE = json.dumps({"type": "LineString", "coordinates": [[117.2000123, 31.5], [117.3, 31.5]]})


def moment(day: int) -> datetime:
    """Noon in China of a day of January 2097: after the gazetteer was taken in."""
    return datetime(2097, 1, day, 4, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch, runtime):
    """The host's clock says February 2097."""
    later = datetime(2097, 2, 1, tzinfo=UTC)
    monkeypatch.setattr("registry.core.clock.SystemClock.now", lambda _self: later)


@pytest.fixture
def lived(runtime, gazetteer, cast, work_as, clock) -> str:
    """三河镇 with a change on each of five days: the 3rd, 5th, 7th, 9th and 11th."""
    place_id = gazetteer.places["sanhe"]
    with runtime.write(SYSTEM) as work:
        early = datetime(2097, 1, 1, tzinfo=UTC)
        work.session.get_one(Place, place_id).created_at = early
    steward = cast.steward
    with work_as(steward, moment(3)) as work:
        facts = {"description": "水乡古镇", "claimed_sign_count": 4, "category_code": "21500"}
        services.amend(work, place_id, facts, reason="普查成果")
    with work_as(steward, moment(5)) as work:
        services.rename(work, place_id, new_text="古三河镇", basis="某批复")
    with work_as(steward, moment(7)) as work:
        services.add_name(work, place_id, NewName("鹊岸", NameKind.HISTORICAL))
        source = sources.add_source(work, source_type="press", title="某报")
        cited = sources.cite(work, source_id=source.id, locator="三版")
        services.assert_claim(
            work,
            place_id=place_id,
            claim_type="meaning",
            value_text="三水汇流",
            evidence=[(cited.id, "supports")],
        )
    with work_as(steward, moment(9)) as work:
        where = Position(117.3333333, 31.6)
        services.locate(work, place_id, where, source="实测", method="gnss")
    with work_as(steward, moment(11)) as work:
        services.set_geometry(work, place_id, NewGeometry(LINE, "digitised", "地形图"))
    return place_id


def get(client, path, **headers):
    return client.get(path, headers={"Accept": "text/html", **headers})


def test_a_day_shows_the_place_as_it_stood_at_its_end_in_china(client, lived) -> None:
    before = get(client, f"/places/{lived}?on=2097-01-02").text
    assert "这是 2097-01-02 日终时登记的样子" in before
    assert "水乡古镇" not in before
    # Noon in China is the same day, and the day is shown as it ended.
    after = get(client, f"/places/{lived}?on=2097-01-03").text
    assert "水乡古镇" in after
    assert "古三河镇" not in after.split('id="names"')[1]
    renamed = get(client, f"/places/{lived}?on=2097-01-06").text
    assert "古三河镇" in renamed
    assert "鹊岸" not in renamed
    now = get(client, f"/places/{lived}").text
    assert "日终时登记的样子" not in now
    assert f"/places/{lived}/history" in now


def test_a_day_that_cannot_be_answered_says_why(client, lived) -> None:
    assert get(client, f"/places/{lived}?on=2026-12-31").status_code == 404
    assert "还没有登记" in get(client, f"/places/{lived}?on=2026-12-31").text
    for day in ("2097-02-02", "yesterday", "2097-02-30"):
        assert get(client, f"/places/{lived}?on={day}").status_code == 422
        assert client.get(f"/api/v1/places/{lived}?on={day}").status_code == 422
    assert client.get(f"/api/v1/places/{lived}?on=2026-12-31").json["code"] == "places.not_yet"
    assert get(client, f"/places/{'0' * 16}?on=2097-01-03").status_code == 404
    assert get(client, f"/places/{'0' * 16}?on=x").status_code == 422


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2097-02-30", "没有这一天"),
        ("9999-01-01", "日期不能晚于今天"),
        ("yesterday", "日期请写作"),
        ("20970103", "日期请写作"),
        ("2026-12-31", "这个地名还没有登记"),
    ],
)
def test_a_day_without_a_state_keeps_the_reader_at_the_place(client, lived, day, said) -> None:
    page = get(client, f"/places/{lived}?on={day}").text
    assert said in page
    assert day in page
    assert "三河镇" in page
    assert "不能这样保存" not in page, "nobody wanted to save anything"
    # Another day at once, the first there is, and the page of today.
    assert 'type="date"' in page
    assert f'href="/places/{lived}?on=2097-01-01"' in page
    assert f'href="/places/{lived}"' in page


def test_the_interface_gives_the_same_day(client, lived) -> None:
    then = client.get(f"/api/v1/places/{lived}?on=2097-01-03").json
    now = client.get(f"/api/v1/places/{lived}").json
    assert (then["on"], then["standard_name"], then["facts"]["claimed_sign_count"]) == (
        "2097-01-03",
        "三河镇",
        4,
    )
    assert then["geometry"] is None
    assert (now["on"], now["standard_name"]) == (None, "古三河镇")
    # As exact as the public may know a position.
    assert now["geometry"]["coordinates"][0] == [117.2, 31.5]


def test_each_change_is_told_with_what_differs_and_staff_by_name_to_staff_only(
    client, lived, sign_in
) -> None:
    page = get(client, f"/places/{lived}/history").text
    for words in ("普查成果", "某批复", "<ins>古</ins>三河镇", "鹊岸", "三水汇流", "21500"):
        assert words in page
    assert "steward" not in page
    assert "117.3333333" not in page
    assert "117.3333°" in page
    sign_in(client, "steward")
    page = get(client, f"/places/{lived}/history").text
    assert "steward" in page
    assert "117.3333333" in page


def test_the_changes_by_the_interface(client, lived, sign_in) -> None:
    answer = client.get(f"/api/v1/places/{lived}/history").json
    assert [item["verb"] for item in answer["items"]] == [
        "places.shaped",
        "places.located",
        "places.claim_asserted",
        "places.name_added",
        "places.renamed",
        "places.amended",
    ]
    assert answer["next"] is None
    assert {item["by"] for item in answer["items"]} == {""}
    amended = answer["items"][-1]["differences"][0]
    assert {field["field"]: field["new"] for field in amended["fields"]}[
        "description"
    ] == "水乡古镇"
    renamed = answer["items"][4]["differences"]
    assert {(found["subject"], found["act"]) for found in renamed} == {
        ("place", "changed"),
        ("name", "changed"),
        ("name", "added"),
    }
    assert client.get(f"/api/v1/places/{'0' * 16}/history").status_code == 404
    assert client.get(f"/api/v1/places/{lived}/history?before=0").status_code == 422
    sign_in(client, "steward")
    answer = client.get(f"/api/v1/places/{lived}/history").json
    assert {item["by"] for item in answer["items"]} == {"steward"}


def test_many_changes_are_shown_in_pages_without_a_gap(client, lived, work_as, cast) -> None:
    for number in range(40):
        with work_as(cast.steward, datetime(2097, 1, 12, 1, number, tzinfo=UTC)) as work:
            services.amend(work, lived, {"description": f"第 {number} 稿"})
    seen, before = [], ""
    while before is not None:
        answer = client.get(f"/api/v1/places/{lived}/history{before}").json
        seen += answer["items"]
        before = f"?before={answer['next']}" if answer["next"] else None
    assert [item["number"] for item in seen] == list(range(46, 0, -1))
    for item in seen[:39]:
        (field,) = item["differences"][0]["fields"]
        assert field["new"] == f"第 {item['number'] - 7} 稿"


def test_an_earlier_state_is_put_back_by_who_may(client, lived, sign_in) -> None:
    path = f"/places/{lived}/history/2"
    page = get(client, path).text
    assert "这是第 2 次变更之前的样子" in page
    assert 'name="reason"' not in page
    sign_in(client, "steward")
    assert 'name="reason"' in get(client, path).text
    assert client.post(path, data={"reason": ""}).status_code == 422
    stale = client.post(path, data={"reason": "录错了", "seen_version": "1"})
    assert stale.status_code == 409
    assert "别人已经改过" in stale.text
    answer = client.post(path, data={"reason": "录错了"})
    assert answer.status_code == 303
    now = client.get(f"/api/v1/places/{lived}").json
    assert (now["standard_name"], now["description"], now["geometry"]) == (
        "三河镇",
        "水乡古镇",
        None,
    )
    assert "退回历史版本" in get(client, f"/places/{lived}/history").text
    assert client.post(f"/places/{lived}/history/99", data={"reason": "试"}).status_code == 404
    assert get(client, f"/places/{lived}/history/99").status_code == 404


def test_facts_are_edited_in_the_page_and_shown_in_words(client, gazetteer, sign_in) -> None:
    place_id = gazetteer.places["gucheng"]
    path = f"/places/{place_id}/details"
    assert get(client, path).status_code in {302, 303}
    sign_in(client, "steward")
    page = get(client, path).text
    assert "肥东县 · 石塘镇" in page
    form = {
        "kind": "natural_village",
        "legal_kind": "other",
        "entity_status": "existing",
        "secrecy": "public",
        "division": "合肥市撮镇镇",
        "parent": gazetteer.places["cuzhen"],
        "length_m": "120.5",
        "claimed_sign_count": "2",
        "reason": "实地核对",
        "seen_version": "1",
    }
    wrong = client.post(path, data={**form, "category_code": "222", "length_m": "-1", "reason": ""})
    assert wrong.status_code == 422
    for name in ("category_code", "length_m", "reason"):
        assert f'id="error-{name}"' in wrong.text
    nowhere = client.post(path, data={**form, "division": "南京市", "parent": "没有这个"})
    assert 'id="error-division"' in nowhere.text
    assert 'id="error-parent"' in nowhere.text
    assert client.post(path, data=form).status_code == 303
    shown = get(client, f"/places/{place_id}").text
    assert "撮镇镇" in shown
    assert "不是核验过的标志" in shown
    assert "尚未认定" in shown
    assert f'href="/places/{gazetteer.places["cuzhen"]}"' in shown
    again = client.post(path, data={**form, "seen_version": "2"})
    assert again.status_code == 303


def test_a_shape_is_drawn_from_a_file_and_its_original_stays(client, gazetteer, sign_in) -> None:
    place_id = gazetteer.places["hu"]
    path = f"/places/{place_id}/shape"
    sign_in(client, "steward")
    form = {"method": "digitised", "datum": "wgs84", "source": "地形图", "reason": "图上量取"}
    upload = {**form, "file": (io.BytesIO(LINE.encode()), "a.geojson")}
    assert client.post(path, data=upload).status_code == 303
    page = get(client, f"/places/{place_id}").text
    assert 'class="shape-line"' in page
    assert "地形图" in page
    for bad in (b"\xff\xfe", b"{}", b""):
        sent = {**form, "file": (io.BytesIO(bad), "a.geojson")}
        assert client.post(path, data=sent).status_code == 422
    assert client.post(path, data={"remove": "1", "reason": "有误"}).status_code == 303
    assert 'class="shape-line"' not in get(client, f"/places/{place_id}").text


def test_a_place_ends_and_its_name_lives_on(client, gazetteer, sign_in) -> None:
    place_id = gazetteer.places["gucheng"]
    sign_in(client, "steward")
    assert "记为消失" in get(client, f"/places/{place_id}/status").text
    answer = client.post(f"/places/{place_id}/retire", data={"on": "2020-05-01", "basis": "搬迁"})
    assert answer.status_code == 303
    page = get(client, f"/places/{place_id}").text
    assert "历史地名" in page
    assert "2020-05-01" in page
    assert "烔炀古城" in get(client, "/places?q=烔炀古城").text
    assert client.post(f"/places/{place_id}/reopen", data={"basis": ""}).status_code == 422
    assert client.post(f"/places/{place_id}/reopen", data={"basis": "仍在"}).status_code == 303
    assert "历史地名" not in get(client, f"/places/{place_id}").text


@pytest.fixture
def chain(runtime, gazetteer, work_as, clock) -> list[str]:
    """烔炀古城 went into 小三河, and that into 三河镇, on the 3rd and the 5th."""
    keys = ("gucheng", "sanhev", "sanhe")
    ids = [gazetteer.places[key] for key in keys]
    with runtime.write(SYSTEM) as work:
        for place_id in ids:
            early = datetime(2097, 1, 1, tzinfo=UTC)
            work.session.get_one(Place, place_id).created_at = early
    for day, (gone, into) in zip((3, 5), pairwise(ids), strict=True):
        with work_as(SYSTEM, moment(day)) as work:
            services.keep(work, gone, "places.absorbed")
            place = work.session.get_one(Place, gone)
            place.merged_into, place.entity_status = into, "merged"
    return ids


def test_a_merged_place_leads_on_for_ever_along_the_whole_chain(client, chain) -> None:
    first, second, last = chain
    for gone in (first, second):
        for path in ("/places/", "/api/v1/places/"):
            answer = client.get(path + gone)
            assert (answer.status_code, answer.location) == (301, path + last)
    # On a day between, the chain was shorter; before it, there was the place itself.
    answer = client.get(f"/places/{first}?on=2097-01-04")
    assert (answer.status_code, answer.location) == (301, f"/places/{last}?on=2097-01-04")
    assert "日终时登记的样子" in get(client, f"/places/{first}?on=2097-01-02").text
    assert client.get(f"/api/v1/places/{first}?on=2097-01-02").json["id"] == first
    # What it was stays readable, and says where it went.
    page = get(client, f"/places/{first}/history").text
    assert f'href="/places/{last}"' in page


def test_an_old_division_on_the_record_shows_both_paths(client, runtime, gazetteer) -> None:
    old = [
        NewDivision("gbt2260", "2010", "341400", "巢湖市", "city"),
        NewDivision("gbt2260", "2010", "341402", "居巢区", "county", ("gbt2260", "2010", "341400")),
    ]
    now = ("nbs", "2023", "340123")
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, old)
        change = NewDivisionChange(moment(1).date(), "raised", old[1].key, now, "某批复", "改设")
        services.add_division_changes(work, [change])
        facts = {"division_text": "2010年 巢湖市居巢区"}
        services.amend(work, gazetteer.places["sanhe"], facts)
    page = get(client, f"/places/{gazetteer.places['sanhe']}").text
    assert "巢湖市 · 居巢区" in page
    assert "合肥市 · 肥西县" in page
    recognised = client.get(f"/api/v1/places/{gazetteer.places['sanhe']}").json["recognised"]
    assert recognised == [{"then": "巢湖市 · 居巢区", "now": ["合肥市 · 肥西县"]}]
    found = get(client, "/divisions?q=居巢区").text
    assert "合肥市 · 肥西县" in found
    assert "某批复" in found
    assert get(client, "/divisions?q=没有").status_code == 200
    assert get(client, "/divisions?on=x").status_code == 422
    here = get(client, f"/divisions/{gazetteer.feixi}").text
    assert "居巢区" in here
    assert get(client, f"/divisions/{'0' * 16}").status_code == 404


def test_the_pages_speak_english(client, lived, gazetteer) -> None:
    for path in (
        f"/places/{lived}/history",
        f"/places/{lived}?on=2097-01-03",
        "/divisions",
        f"/divisions/{gazetteer.feixi}",
    ):
        assert get(client, path, **ENGLISH).status_code == 200
