"""Choosing a document in a form: a search inside it, whatever their number, everything kept."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert

from registry.core.ids import new_id
from registry.places import queries as places
from registry.sources import queries
from registry.sources.models import Source
from registry.sources.queries.finding import MOST_FOUND, find_sources
from registry.sources.services import add_source


@pytest.fixture
def shelves(runtime, cast) -> None:
    """Four hundred documents, and one that stands behind all of them in the order of titles."""
    with runtime.write(cast.steward) as work:
        shared = {"created_at": work.at, "simulated": False, "source_type": "gazetteer"}
        blank = dict.fromkeys(("compiled_period", "holder", "shelfmark", "url", "licence"), "")
        rows = [
            {**shared, **blank, "id": new_id(), "title": f"乙部县志{n:03}", "edition": "刻本"}
            | {"author": "某人", "grade": "B", "authenticity_note": "", "note": ""}
            for n in range(400)
        ]
        work.session.execute(insert(Source), rows)
        add_source(
            work,
            source_type="stone",
            title="龟趺残碑",
            edition="拓本甲",
            holder="县文管所100%",
            source_id="s" * 16,
        )


def found(runtime, q: str, chosen: str = "", prefix: str = "") -> queries.Finding:
    with runtime.database.read() as session:
        raw = {f"{prefix}source_q": q, f"{prefix}source_id": chosen}
        return find_sources(session, raw, prefix)


@pytest.mark.database
@pytest.mark.parametrize("q", ["残碑", "龟趺", "拓本甲", "文管所 残碑", " 残碑  龟 ", "100%"])
def test_every_document_is_found_by_any_of_its_words(runtime, shelves, q):
    result = found(runtime, q)
    assert [item.title for item in result.items] == ["龟趺残碑"]
    assert (result.found, result.more) == (1, False)


@pytest.mark.database
def test_many_are_told_by_the_first_few_and_none_by_none(runtime, shelves):
    many = found(runtime, "乙部")
    assert (len(many.items), many.found, many.more) == (MOST_FOUND, MOST_FOUND, True)
    assert [item.title for item in many.items] == sorted(item.title for item in many.items)
    assert found(runtime, "乙部 399").items[0].title == "乙部县志399"
    for q in ("没有这部", "残碑 乙部", "%", "_"):
        result = found(runtime, q)
        assert result.more is False
        assert [item.title for item in result.items] == (["龟趺残碑"] if q == "%" else [])
    offered = found(runtime, "")
    assert 0 < len(offered.items) < MOST_FOUND
    assert offered.q == ""


@pytest.mark.database
def test_the_chosen_one_stays_in_sight_whatever_is_searched_for(runtime, shelves):
    result = found(runtime, "乙部", chosen="s" * 16, prefix="name-")
    assert (result.items[0].title, result.chosen) == ("龟趺残碑", "s" * 16)
    assert len(result.items) == MOST_FOUND + 1
    twice = found(runtime, "残碑", chosen="s" * 16)
    assert [item.title for item in twice.items] == ["龟趺残碑"]
    for unknown in ("0" * 16, "no such id"):
        assert found(runtime, "乙部", chosen=unknown).chosen == ""


TYPED = {
    "claim_type": "origin",
    "value_text": "写到一半的主张",
    "stance": "supports",
    "locator": "第三行",
    "quote": "此地旧名",
    "find_source": "",
}


def checked(page: str) -> str:
    """The document that is chosen on the page."""
    (value,) = re.findall(r'name="source_id" value="(\w*)" checked', page)
    return value


def test_searching_keeps_everything_and_writes_nothing_and_the_choice_is_saved(
    client, sign_in, runtime, gazetteer, shelves
):
    sign_in(client, "compiler")
    place_id = gazetteer.places["sanhe"]
    path = f"/places/{place_id}/claims"
    assert "龟趺残碑" in client.get(path).text
    page = client.post(path, data={**TYPED, "source_q": "乙部 017"})
    assert page.status_code == 200
    assert "乙部县志017" in page.text
    for words in ("写到一半的主张", "第三行", "此地旧名", "乙部 017"):
        assert words in page.text, words
    assert checked(page.text) == ""
    assert "error-summary" not in page.text
    chosen = {**TYPED, "source_q": "没有的", "source_id": "s" * 16}
    page = client.post(path, data=chosen).text
    assert checked(page) == "s" * 16
    assert "拓本甲" in page
    assert "没有找到" in page
    with runtime.database.read() as session:
        assert places.claims_of(session, place_id) == []
    chosen.pop("find_source")
    assert client.post(path, data=chosen).status_code == 303
    with runtime.database.read() as session:
        (claim,) = places.claims_of(session, place_id)
    assert claim.evidence[0].citation.source_title == "龟趺残碑"
    more = f"{path}/{claim.id}/evidence"
    page = client.post(more, data={**TYPED, "source_q": "乙部 018"}).text
    assert "乙部县志018" in page
    with runtime.database.read() as session:
        assert len(places.claims_of(session, place_id)[0].evidence) == 1


def test_what_is_wrong_is_told_with_the_choice_still_there(client, sign_in, gazetteer, shelves):
    sign_in(client, "compiler")
    path = f"/places/{gazetteer.places['sanhe']}/claims"
    sent = {**TYPED, "source_id": "s" * 16, "locator": "", "quote": ""}
    sent.pop("find_source")
    page = client.post(path, data=sent)
    assert page.status_code == 422
    assert checked(page.text) == "s" * 16
    assert "error-locator" in page.text
    assert "error-quote" in page.text


def test_who_may_not_write_may_not_search_here(client, sign_in, gazetteer, shelves):
    path = f"/places/{gazetteer.places['sanhe']}/claims"
    for part in ("stranger", "crew"):
        sign_in(client, part)
        assert client.post(path, data={**TYPED, "source_q": "乙部"}).status_code == 403
