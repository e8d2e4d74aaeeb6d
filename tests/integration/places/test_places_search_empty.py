"""A search that finds nothing says what would: without the filters, or names inside the text."""

from __future__ import annotations

import pytest

from registry.places import queries
from registry.places.queries import PlaceFilter
from registry.places.queries.ranges import reader_of
from registry.places.queries.within import names_within

# what is pasted → the names that stand in it
SENTENCES = [
    ("我家住在肥西县三河镇附近,怎么走?", ["肥西县", "三河镇"]),
    ("“三河镇”", ["三河镇"]),
    ("从三 河 镇到鵲渚", ["三 河 镇", "鵲渚"]),
    ("合肥市肥西县三河镇三河社区居民委员会", ["合肥市", "肥西县", "三河镇", "三河社区居民委员会"]),
    ("三河镇", []),  # the whole text is no name in it
    ("三河镇三河镇", ["三河镇"]),
    ("' OR '1'='1", []),
    ("%_%", []),
    ("", []),
    ("三", []),
]


@pytest.mark.database
def test_names_are_found_in_a_sentence_the_longest_of_those_inside_each_other(
    runtime, gazetteer
) -> None:
    with runtime.database.read() as session:
        reader = reader_of(session)
        found = [(text, names_within(reader, text)) for text, _ in SENTENCES]
    assert found == SENTENCES


def test_the_page_leads_from_a_sentence_to_each_name_in_it(client, gazetteer) -> None:
    page = client.get("/places", query_string={"q": "我在肥西县三河镇附近"}).text
    assert "没有找到整句话" in page
    assert 'lang="zh-Hans">肥西县</a>' in page
    assert "q=%E4%B8%89%E6%B2%B3%E9%95%87" in page


def test_the_page_says_when_the_filters_are_what_hides_it(client, gazetteer) -> None:
    page = client.get("/places", query_string={"q": "天鹅湖", "kind": "township"}).text
    assert "没有符合这些条件的" in page
    assert 'href="/places?q=%E5%A4%A9%E9%B9%85%E6%B9%96"' in page
    page = client.get("/places", query_string={"q": "不存在的地方", "kind": "township"}).text
    assert "没有符合这些条件的" not in page
    assert "没有找到" in page


@pytest.mark.parametrize("text", ["%", "_河", "三%", "'", '"', "\\", "三河镇'--", "/%", "**"])
def test_signs_that_mean_something_to_a_database_are_text(client, gazetteer, text) -> None:
    answer = client.get("/places", query_string={"q": text})
    assert answer.status_code == 200
    assert 'class="place-row"' not in answer.text


def test_a_long_name_with_one_mistake_is_not_taken_for_a_sentence(runtime, gazetteer) -> None:
    with runtime.database.read() as session:
        (hit,) = queries.search(session, PlaceFilter(q="烔扬古城")).items
    assert hit.matched.way == "fuzzy"


def test_a_path_of_divisions_leads_to_the_division_and_into_it(client, gazetteer) -> None:
    page = client.get("/places", query_string={"q": "合肥市肥东县石塘镇某某村"}).text
    assert f'href="/places?q=%E6%9F%90%E6%9F%90%E6%9D%91&amp;division={gazetteer.shitang}"' in page
    assert "试试少打一个字" not in page
    # Who names a place by its own name is told nothing about divisions.
    assert "查的文字里有政区" not in client.get("/places", query_string={"q": "三河镇"}).text
