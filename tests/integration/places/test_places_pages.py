"""The public pages of the gazetteer and its JSON, as a visitor and as staff see them."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.places import services
from registry.sources import services as source_services

ENGLISH = {"Accept-Language": "en"}


def get(client, path, **headers):
    return client.get(path, headers={"Accept": "text/html", **headers})


@pytest.fixture
def storied(runtime, gazetteer) -> str:
    """三河镇 with one dated claim, its source, and a source against it."""
    place_id = gazetteer.places["sanhe"]
    with runtime.write(SYSTEM) as work:
        history = source_services.add_source(
            work, source_type="gazetteer", title="《嘉庆合肥县志》", url="https://example.org/zhi"
        )
        press = source_services.add_source(work, source_type="press", title="某网页")
        good = source_services.cite(
            work, source_id=history.id, locator="卷三", quote="三河,在县南九十里"
        )
        bad = source_services.cite(work, source_id=press.id, second_hand_via="某博客")
        services.assert_claim(
            work,
            place_id=place_id,
            claim_type="name_first_record",
            value_text="三河之名首见于南宋",
            year_from_min=1127,
            year_from_max=1279,
            era_verbatim="南宋",
            computed_by="按朝代起止换算",
            evidence=[(good.id, "supports"), (bad.id, "contradicts")],
        )
    return place_id


def test_the_list_says_how_many_are_not_yet_located(client, gazetteer) -> None:
    page = get(client, "/places").text
    assert "共 9 个地名" in page
    assert "8 个还没有位置" in page
    assert page.count('class="place-row"') == 9


def test_an_old_name_leads_to_the_standard_one_and_says_why(client, gazetteer) -> None:
    page = get(client, "/places?q=鹊渚").text
    assert "三河镇" in page
    assert "曾用名" in page
    assert f"/places/{gazetteer.places['sanhe']}" in page


def test_the_list_pages_onward_and_keeps_the_filters(client, gazetteer) -> None:
    page = get(client, "/places?kind=township&limit=2").text
    assert page.count('class="place-row"') == 2
    assert "after=" in page
    assert "kind=township" in page


def test_an_empty_answer_says_what_to_do(client, gazetteer) -> None:
    answer = get(client, "/places?q=不存在的地方")
    assert answer.status_code == 200
    assert "没有找到" in answer.text


@pytest.mark.parametrize(
    "query",
    ["qq=1", "kind=castle", "limit=0", "limit=101", "county=999999", "located=perhaps",
     "after=zzz", "q=" + "三" * 61, "q=%00", "status=gone"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/places", "/api/v1/places"])
def test_a_parameter_that_is_wrong_is_told_not_ignored(client, gazetteer, path, query) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422
    if path.startswith("/api"):
        assert answer.mimetype == "application/problem+json"
        assert answer.json["code"] == "form.invalid"
        assert query.split("=")[0] in answer.json["errors"]


def test_a_search_that_is_too_long_keeps_what_was_typed_and_says_how_long(
    client, gazetteer
) -> None:
    typed = "安徽省合肥市" * 11
    answer = client.get(f"/places?q={typed}&kind=township")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "最多 60 个字，请缩短" in page
    assert f'value="{typed}"' in page
    assert '<option value="township" selected' in page
    assert "共 " not in page
    assert client.get(f"/places?q={typed}&kind=nothing").status_code == 422


def test_a_place_shows_its_name_its_sources_and_both_codes(client, storied) -> None:
    page = get(client, f"/places/{storied}").text
    assert "Sānhé Zhèn" in page
    assert "340123101" in page
    assert "340123102" in page
    assert "鹊渚" in page
    assert "《嘉庆合肥县志》" in page
    assert "相反的证据" in page
    assert "转引自" in page
    assert "1127年到1279年之间" in page
    assert "GeoNames" in page


def test_a_place_without_a_position_says_so(client, gazetteer) -> None:
    page = get(client, f"/places/{gazetteer.places['cuzhen']}").text
    assert "还没有位置" in page


@pytest.mark.parametrize("place_id", ["0" * 16, "nonsense", "' OR 1=1 --", "%00", "龙"])
@pytest.mark.parametrize("path", ["/places/", "/api/v1/places/"])
def test_an_unknown_place_is_a_page_not_a_crash(client, gazetteer, path, place_id) -> None:
    answer = client.get(path + place_id)
    assert answer.status_code == 404


def test_the_public_sees_rounded_coordinates_and_staff_all(client, sign_in, gazetteer) -> None:
    path = f"/api/v1/places/{gazetteer.places['sanhe']}"
    public = client.get(path).json
    assert (public["lon"], public["lat"]) == (117.25, 31.51)
    assert "117.2500123" not in get(client, f"/places/{gazetteer.places['sanhe']}").text
    sign_in(client, "steward")
    staff = client.get(path).json
    assert (staff["lon"], staff["lat"]) == (117.2500123, 31.5100456)


def test_the_api_answers_with_the_promised_fields(client, gazetteer) -> None:
    answer = client.get("/api/v1/places?q=三河&limit=1")
    assert answer.status_code == 200
    item = answer.json["items"][0]
    assert item["standard_name"] == "三河镇"
    assert item["roman"] == "Sānhé Zhèn"
    assert item["kind"] == "township"
    assert item["division"] == "肥西县"
    assert item["matched"]["text"] == "三河镇"
    onward = client.get(f"/api/v1/places?q=三河&limit=1&after={answer.json['next']}")
    assert onward.json["items"][0]["standard_name"] == "三河社区居民委员会"
    assert onward.json["items"][0]["lon"] is None


def test_the_history_of_a_place_names_staff_to_staff_only(
    runtime, client, sign_in, cast, gazetteer
) -> None:
    place_id = gazetteer.places["sh1tang"]
    with runtime.write(cast.steward) as work:
        services.rename(work, place_id, new_text="新石塘镇", basis="合政〔2026〕1 号")
    page = get(client, f"/places/{place_id}").text
    assert "更名" in page
    assert "合政〔2026〕1 号" in page
    assert cast.steward.name not in page
    sign_in(client, "expert")
    assert cast.steward.name in get(client, f"/places/{place_id}").text


def test_the_pages_speak_english(client, storied) -> None:
    listed = get(client, "/places", **ENGLISH).text
    shown = get(client, f"/places/{storied}", **ENGLISH).text
    assert "Place names of Hefei" in listed
    assert "Former name" in shown
    assert "<title>Sānhé Zhèn" in shown


def test_the_sources_are_listed_and_shown_with_what_was_cited(client, storied) -> None:
    listed = get(client, "/sources?q=县志").text
    assert "《嘉庆合肥县志》" in listed
    assert "某网页" not in listed
    path = listed.split('href="/sources/')[1].split('"')[0]
    shown = get(client, f"/sources/{path}").text
    assert "三河,在县南九十里" in shown
    assert "卷三" in shown
    assert client.get("/sources/" + "0" * 16).status_code == 404
    assert client.get("/sources?x=1").status_code == 422
