"""Suggestions while typing: the same answer before and behind Flask, public, with all headers."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.places import queries, services
from registry.places.queries import PlaceFilter
from registry.places.rules import NameKind
from registry.places.services import NewName

PATH = "/places/suggest"


@pytest.mark.database
def test_what_is_shown_comes_with_the_name(client, gazetteer) -> None:
    answer = client.get(PATH, query_string={"q": "鹊渚"})
    assert answer.json == {
        "items": [
            {
                "id": gazetteer.places["sanhe"],
                "name": "三河镇",
                "roman": "Sānhé Zhèn",
                "label": "镇",
                "where": "肥西县",
                "as": {"name": "鹊渚", "roman": "Quèzhǔ", "kind": "former"},
            }
        ]
    }


@pytest.mark.parametrize(
    "query", ["三", "河", "三河", "sanhe", "shz", "镇", "3401", "三漢河", "zz"]
)
def test_suggestions_are_the_first_of_the_search(client, runtime, gazetteer, query) -> None:
    shown = client.get(PATH, query_string={"q": query}).json["items"]
    with runtime.database.read() as session:
        hits = queries.search(session, PlaceFilter(q=query), 8).items
    assert [row["id"] for row in shown] == [hit.card.id for hit in hits]
    assert [row["name"] for row in shown] == [hit.card.standard_name for hit in hits]
    assert [row["where"] for row in shown] == [hit.card.division_text for hit in hits]


@pytest.mark.parametrize("query", ["q=%E4%B8%89", "q=", "q=san+he", "q=%27%22%25_%3B"])
def test_the_way_before_flask_and_the_view_give_the_same_bytes(app, gazetteer, query) -> None:
    client = app.test_client()
    quick = client.get(f"{PATH}?{query}")
    # A second question mark's worth of nothing is for the view: only the plain case is quick.
    viewed = client.get(f"{PATH}?{query}&")
    assert (quick.status_code, quick.data) == (viewed.status_code, viewed.data)
    for name in ("Content-Type", "Cache-Control", "Content-Security-Policy"):
        assert quick.headers[name] == viewed.headers[name]
    assert "Set-Cookie" not in quick.headers


def test_every_header_of_a_page_is_on_a_suggestion(client, gazetteer) -> None:
    page = client.get("/places").headers
    quick = client.get(f"{PATH}?q=a").headers
    guarding = {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}
    guarding |= {"Cross-Origin-Opener-Policy", "Permissions-Policy"}
    assert {name: quick[name] for name in guarding} == {name: page[name] for name in guarding}


@pytest.mark.parametrize("query", ["q=a&limit=5", "q=" + "a" * 61, "q=%00", "q=a%07b"])
def test_what_is_not_an_ordinary_line_is_refused_as_everywhere(client, gazetteer, query) -> None:
    answer = client.get(f"{PATH}?{query}", headers={"Accept": "application/json"})
    assert answer.status_code in {400, 422}


def test_a_host_that_is_not_ours_gets_nothing(runtime, gazetteer) -> None:
    from registry.web import create_app

    settings = runtime.settings.model_copy(update={"allowed_hosts": ("names.example",)})
    client = create_app(settings, runtime=runtime).test_client()
    assert client.get(f"{PATH}?q=a").status_code == 404
    assert client.get(f"{PATH}?q=a", base_url="http://names.example").status_code == 200


def test_a_database_that_fails_is_told_as_on_every_page(client, runtime, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        work.session.connection().exec_driver_sql("ALTER TABLE place_line RENAME TO away")
    answer = client.get(f"{PATH}?q=a", headers={"Accept": "application/json"})
    assert answer.status_code == 503


def test_a_name_is_offered_from_the_moment_it_is_written(client, runtime, gazetteer) -> None:
    assert client.get(PATH, query_string={"q": "牛角"}).json["items"] == []
    with runtime.write(SYSTEM) as work:
        services.add_name(work, gazetteer.places["hu"], NewName("牛角塘", NameKind.POPULAR))
    (item,) = client.get(PATH, query_string={"q": "牛角"}).json["items"]
    assert (item["name"], item["as"]["name"]) == ("天鹅湖", "牛角塘")


def test_what_is_typed_comes_back_as_data_only(client, gazetteer) -> None:
    answer = client.get(PATH, query_string={"q": "</script><b>"})
    assert answer.data == b'{"items":[]}'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u202e", "\u200f", "\u00ad", "\ufe0f"])
def test_marks_nobody_sees_that_pasted_text_brings_are_no_part_of_a_search(
    client, gazetteer, mark
) -> None:
    asked = {"q": f"{mark}三{mark}河镇{mark}"}
    (first, *_) = client.get(PATH, query_string=asked).json["items"]
    assert first["name"] == "三河镇"
    page = client.get("/places", query_string=asked)
    assert page.status_code == 200
    assert 'class="place-row"' in page.text
    assert mark not in page.text
