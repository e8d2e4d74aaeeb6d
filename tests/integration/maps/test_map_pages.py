"""The map over HTTP: the page, its script, its screens, its cards, its base layer."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from registry.settings import Profile

ALL = "116,30,119,33"


def screen(client, **query):
    answer = client.get("/map/data", query_string={"bbox": ALL, "zoom": 9, **query})
    assert answer.status_code == 200
    return answer.get_json()


def counted(answer) -> int:
    return sum(feature["properties"]["count"] for feature in answer["features"])


def test_the_first_page_says_the_rate_with_date_and_definition(client, gazetteer):
    text = client.get("/").get_data(as_text=True)
    assert re.search(r"截至 \d{4}-\d\d-\d\d \d\d:\d\d，村和社区应设标的 5 个地名中，1 个", text)
    assert "设标率 20.0%" in text
    assert "有核验合格标志的地名 ÷ 应设标的地名" in text


def test_an_empty_registry_has_a_page_and_no_rate(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "没有可算的设标率" in answer.get_data(as_text=True)
    assert screen(client)["inside"] == 0


def test_nothing_on_the_page_is_inline_or_from_elsewhere(client, gazetteer):
    text = client.get("/").get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
    assert "https://" not in text


def test_the_policy_allows_only_ourselves(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "img-src 'self' data: blob:;" in policy
    assert "unsafe" not in policy


def test_the_page_names_what_is_not_on_the_map_and_lists_counties_without_scripts(
    client, gazetteer
):
    text = client.get("/").get_data(as_text=True)
    assert "3 个地名尚无位置" in text
    assert f"/places?county={gazetteer.east}" in text
    assert "<noscript>" in text


def test_source_and_approval_number_stand_in_the_frame(settings, runtime):
    from registry.runtime import build
    from registry.web import create_app

    named = settings.model_copy(
        update={
            "profile": Profile.CHINA,
            "map_source": "天地图·虚构",
            "map_approval_number": "GS(2026)0000号",
        }
    )
    own = build(named)
    try:
        text = create_app(named, runtime=own).test_client().get("/").get_data(as_text=True)
    finally:
        own.close()
    assert "天地图·虚构" in text
    assert "GS(2026)0000号" in text


def test_the_script_is_kept_by_its_digest(client):
    page = client.get("/").get_data(as_text=True)
    address = re.search(r'src="(/map/shell\.js\?v=[0-9a-f]+)"', page).group(1)
    answer = client.get(address)
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "L.map(" in answer.get_data(as_text=True)
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" not in client.get("/map/shell.js?v=old").headers["Cache-Control"]


def test_the_application_starts_without_folium(settings):
    script = (
        "import sys; from registry.settings import Settings; from registry.web import create_app;"
        f"create_app(Settings(_env_file=None, data_dir={str(settings.data_dir)!r},"
        " secret_key='x' * 40));"
        "print(sorted({'folium', 'shapely', 'pandas', 'geopandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("layer", "count"), [("places", 4), ("signs", 2), ("heritage", 0)])
def test_the_features_of_a_screen_add_up(client, gazetteer, layer, count):
    answer = screen(client, layer=layer)
    assert answer["type"] == "FeatureCollection"
    assert answer["inside"] == counted(answer) == count


def test_positions_are_rounded_for_the_public(client, gazetteer):
    lons = [item["geometry"]["coordinates"][0] for item in screen(client)["features"]]
    assert 117.5123 in lons
    assert all(lon == round(lon, 4) for lon in lons)


def test_counties_are_circles_with_their_count_of_names(client, gazetteer):
    circles = {
        item["properties"]["name"]: item["properties"] for item in screen(client)["divisions"]
    }
    assert (circles["虚东县"]["text"], circles["虚西县"]["text"]) == ("6", "0")
    assert circles["虚东县"]["radius"] > circles["虚西县"]["radius"]


def test_the_coverage_layer_shows_one_stratum(client, gazetteer):
    answer = screen(client, layer="coverage", stratum="village")
    circles = {item["properties"]["name"]: item["properties"] for item in answer["divisions"]}
    assert (circles["虚东县"]["text"], circles["虚东县"]["share"]) == ("20.0%", 20.0)
    assert circles["虚西县"]["text"] == "–"
    heritage = screen(client, layer="coverage", stratum="heritage")
    assert heritage["divisions"][0]["properties"]["text"] == "100%"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"bbox": ALL},
        {"bbox": "30,116,33,119", "zoom": "9"},
        {"bbox": "nan,30,119,33", "zoom": "9"},
        {"bbox": "-180,-90,180,90", "zoom": "9"},
        {"bbox": ALL, "zoom": "9", "limit": "1000000"},
        {"bbox": ALL, "zoom": "9", "layer": "everything"},
        {"bbox": ALL, "zoom": "9", "stratum": "' OR 1=1"},
    ],
)
def test_a_bad_question_is_answered_with_problem_json(client, query):
    answer = client.get("/map/data", query_string=query)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json(force=True)["errors"]


def test_an_unchanged_screen_is_not_sent_again(client, gazetteer):
    first = client.get("/map/data", query_string={"bbox": ALL, "zoom": 9})
    again = client.get(
        "/map/data",
        query_string={"bbox": ALL, "zoom": 9},
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_card_of_a_place_tells_its_signs_and_leads_to_its_page(client, gazetteer):
    card = client.get(f"/map/places/{gazetteer.villages[0]}").get_json()
    assert (card["name"], card["signs"]) == ("甲村", "标志 2/2 已核验")
    assert card["href"] == f"/places/{gazetteer.villages[0]}"
    assert [state["tone"] for state in card["states"]] == ["done"]


def test_a_place_without_a_position_has_a_card_that_says_so(client, gazetteer):
    card = client.get(f"/map/places/{gazetteer.town}").get_json()
    assert (card["name"], card["lon"]) == ("烔炀镇", None)
    assert "没有位置" in card["note"]


def test_the_card_of_a_county_never_adds_its_strata(client, gazetteer):
    card = client.get(f"/map/divisions/{gazetteer.east}").get_json()
    assert [row["parts"] for row in card["rows"]] == ["1/5", "0/1", "1/1"]


@pytest.mark.parametrize("path", ["/map/places/unknown", "/map/divisions/unknown", "/map/places/"])
def test_an_unknown_card_is_a_problem(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_the_base_layer_ships_the_lake_and_no_boundaries(client):
    answer = client.get("/map/base.json?zoom=9")
    body = json.loads(answer.data)
    assert [item["properties"]["kind"] for item in body["water"]] == ["lake", "rivers"]
    assert (body["areas"], body["basemap"]) == ([], None)
    again = client.get("/map/base.json?zoom=9", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/map/base.json?zoom=99").status_code == 422


def test_a_simulated_sign_says_so(runtime, client, gazetteer):
    from dataclasses import replace

    from registry.core.actor import SYSTEM
    from tests.integration.maps.gazetteer import add_sign

    with runtime.write(SYSTEM) as work:
        add_sign(
            replace(work, simulated=True), gazetteer.villages[3], "verified", lon=117.2, lat=31.2
        )
    marks = {
        item["properties"]["name"]: item["properties"]
        for item in screen(client, layer="signs")["features"]
    }
    assert marks["丁村"]["simulated"] is True
    card = client.get(f"/map/places/{gazetteer.villages[3]}").get_json()
    assert "simulated" in [state["tone"] for state in card["states"]]
