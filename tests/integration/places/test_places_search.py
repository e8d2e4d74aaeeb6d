"""One case table for search, the same on both engines."""

from __future__ import annotations

import pytest

from registry.core.errors import Invalid
from registry.places import queries
from registry.places.queries import PlaceFilter

# query → keys of the places found, in order; the way of the first; the name that matched it
CASES = [
    ("三河镇", ["sanhe"], "exact", "三河镇"),
    ("三河", ["sanhe", "sanhec", "sanhev"], "prefix", "三河镇"),
    ("三", ["sanhe", "sanhec", "sanhev"], "prefix", "三河镇"),
    ("河", ["sanhe", "sanhev", "sanhec"], "infix", "三河镇"),
    ("河镇", ["sanhe"], "infix", "三河镇"),
    ("河社区", ["sanhec"], "infix", "三河社区居民委员会"),
    ("古城", ["gucheng"], "infix", "烔炀古城"),
    ("鹊渚", ["sanhe"], "exact", "鹊渚"),
    ("鵲渚", ["sanhe"], "exact", "鹊渚"),
    ("三漢河", ["sanhe"], "fuzzy", "三汊河"),
    ("三汊", ["sanhe"], "prefix", "三汊河"),
    ("天鵝湖", ["hu"], "exact", "天鹅湖"),
    ("三 河 镇", ["sanhe"], "exact", "三河镇"),
    ("sanhe", ["sanhe", "sanhec"], "pinyin", "三河镇"),
    ("Sān hé Zhèn", ["sanhe"], "pinyin", "三河镇"),
    ("san he zhen", ["sanhe"], "pinyin", "三河镇"),
    ("tian'e hu", ["hu"], "pinyin", "天鹅湖"),
    ("tianehu", ["hu"], "pinyin", "天鹅湖"),
    ("shz", ["sanhe"], "initials", "三河镇"),
    ("czz", ["cuzhen"], "initials", "撮镇镇"),
    ("340123101", ["sanhe"], "code", "三河镇"),
    ("340123102", ["sanhe"], "code", "三河镇"),
    ("%", [], "", ""),
    ("_河", [], "", ""),
    ("不存在的地方", [], "", ""),
]


@pytest.mark.parametrize(("query", "expected", "way", "name"), CASES)
def test_a_query_finds_its_places_best_first(
    runtime, gazetteer, query, expected, way, name
) -> None:
    keys = {place_id: key for key, place_id in gazetteer.places.items()}
    with runtime.database.read() as session:
        page = queries.search(session, PlaceFilter(q=query), 20)
    assert [keys[hit.card.id] for hit in page.items] == expected
    assert page.next is None
    if expected:
        assert page.items[0].matched.way == way
        assert page.items[0].matched.name == name


@pytest.mark.parametrize("query", ["", "三", "河", "sanhe", "h", "镇", "s"])
def test_small_pages_put_together_are_the_whole_answer(runtime, gazetteer, query) -> None:
    with runtime.database.read() as session:
        whole = [hit.card.id for hit in queries.search(session, PlaceFilter(q=query), 50).items]
        pieces, after = [], None
        while True:
            page = queries.search(session, PlaceFilter(q=query), 1, after)
            pieces += [hit.card.id for hit in page.items]
            after = page.next
            if after is None:
                break
    assert pieces == whole
    assert len(whole) == len(set(whole))


def test_a_list_without_a_query_is_in_pinyin_order(runtime, gazetteer) -> None:
    with runtime.database.read() as session:
        page = queries.search(session, PlaceFilter(), 50)
    romans = [hit.card.roman_sign for hit in page.items]
    assert len(romans) == len(gazetteer.places)
    assert romans == sorted(romans)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PlaceFilter(kind="township"), {"sanhe", "cuzhen", "sh1tang"}),
        (PlaceFilter(located=True), {"sanhe"}),
        (PlaceFilter(q="三河", located=False), {"sanhec", "sanhev"}),
        (PlaceFilter(q="三河", kind="natural_village"), {"sanhev"}),
        (PlaceFilter(protected=True), set()),
        (PlaceFilter(q="sanhe", status="existing"), {"sanhe", "sanhec"}),
        (PlaceFilter(status="vanished"), set()),
    ],
)
def test_filters_narrow_lists_and_searches(runtime, gazetteer, wanted, expected) -> None:
    keys = {place_id: key for key, place_id in gazetteer.places.items()}
    with runtime.database.read() as session:
        page = queries.search(session, wanted, 50)
    assert {keys[hit.card.id] for hit in page.items} == expected


def test_a_county_is_a_filter(runtime, gazetteer) -> None:
    wanted = PlaceFilter(q="三河", county=gazetteer.feidong)
    with runtime.database.read() as session:
        page = queries.search(session, wanted, 50)
        assert [hit.card.county_name for hit in page.items] == ["肥东县", "肥东县"]
        assert queries.count(session, PlaceFilter(county=gazetteer.feidong)) == 5


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WyIxIiwyLDMsNF0", "WzEsIlx1ZDgwMCIsMSwiYSJd"])
def test_a_forged_cursor_is_refused(runtime, gazetteer, cursor) -> None:
    with runtime.database.read() as session, pytest.raises(Invalid) as refused:
        queries.search(session, PlaceFilter(q="三河"), 5, cursor)
    assert "after" in refused.value.fields
