"""Lists and searches narrowed to a division of any level, in the page, the JSON and the query."""

from __future__ import annotations

import pytest

from registry.places import queries
from registry.places.queries import PlaceFilter
from registry.places.queries.areas import area_path, townships_in

from .conftest import nbs

# division by code or key of the tree → which places lie in it
AREAS = [
    (
        "340100",
        {"hefe1", "fe1x1", "sanhe", "cuzhen", "sh1tang", "sanhec", "sanhev", "gucheng", "hu"},
    ),
    ("340123", {"fe1x1", "sanhe", "hu"}),
    ("340122", {"cuzhen", "sh1tang", "sanhec", "sanhev", "gucheng"}),
    ("340122105", {"sh1tang", "sanhev", "gucheng"}),
    ("340122101", {"cuzhen", "sanhec"}),
    # The other list's code of 三河镇 means the same ground.
    ("340123102", {"sanhe"}),
]


@pytest.mark.database
def test_a_division_is_everything_in_it_and_below_it(runtime, gazetteer) -> None:
    keys = {place_id: key for key, place_id in gazetteer.places.items()}
    with runtime.database.read() as session:
        for code, expected in AREAS:
            path, _name = area_path(session, code)
            listed = queries.search(session, PlaceFilter(under=path), 50).items
            assert {keys[hit.card.id] for hit in listed} == expected, code
            found = queries.search(session, PlaceFilter(q="三", under=path), 50).items
            met = {"sanhe", "sanhec", "sanhev"} & expected
            assert {keys[hit.card.id] for hit in found} == met, code
            assert queries.count(session, PlaceFilter(under=path)) == len(expected)


def test_a_division_is_named_by_its_id_too(runtime, gazetteer) -> None:
    with runtime.database.read() as session:
        assert area_path(session, nbs("340122105")) == area_path(session, "340122105")
        assert area_path(session, "999999") is None
        names = [name for _, name in townships_in(session, gazetteer.feidong_path)]
        assert names == ["撮镇镇", "石塘镇"]


def test_filters_go_together_page_by_page(runtime, gazetteer) -> None:
    with runtime.database.read() as session:
        path, _ = area_path(session, "340122")
        wanted = PlaceFilter(q="三", under=path, kind="natural_village", sign="none")
        found = queries.search(session, wanted, 1)
        assert [hit.card.standard_name for hit in found.items] == ["小三河"]
        assert found.next is None


def names_of(answer) -> list[str]:
    return [item["standard_name"] for item in answer.json["items"]]


def test_the_interface_takes_the_same_filters(client, gazetteer) -> None:
    path = "/api/v1/places"
    assert names_of(client.get(path, query_string={"division": "340122105", "q": "三"})) == [
        "小三河"
    ]
    assert names_of(client.get(path, query_string={"heritage": "recognised"})) == []
    assert len(names_of(client.get(path, query_string={"sign": "none", "heritage": "none"}))) == 9
    for wrong in ({"division": "1"}, {"heritage": "x"}, {"sign": "x"}):
        answer = client.get(path, query_string=wrong)
        assert answer.status_code == 422
        assert set(answer.json["errors"]) == set(wrong)


def test_the_page_offers_the_townships_of_the_county_and_says_what_is_in_use(
    client, gazetteer
) -> None:
    page = client.get("/places?county=340122&division=340122105&heritage=none").text
    assert "小三河" in page
    assert "三河镇" not in page
    assert "撮镇镇</option>" in page
    assert page.count("chip-remove") == 3


def test_a_township_of_another_county_goes_with_the_county(client, gazetteer) -> None:
    page = client.get("/places?county=340123&division=340122105&kind=").text
    assert "三河镇" in page
    assert page.count("chip-remove") == 1


def test_an_unknown_division_is_refused(client, gazetteer) -> None:
    answer = client.get("/places?division=1", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "division" in answer.json["errors"]


def test_a_search_counts_nothing(client, gazetteer, monkeypatch) -> None:
    def counted(*_args) -> int:
        raise AssertionError

    monkeypatch.setattr(queries, "count", counted)
    monkeypatch.setattr(queries, "unlocated", counted)
    assert "三河镇" in client.get("/places?q=三河").text
