"""Choosing a passage in the form of a claim: a search inside it, whatever their number."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert

from registry.core.ids import new_id
from registry.places import queries as places
from registry.sources.models import Citation
from registry.sources.queries.finding import MOST_FOUND, find_citations
from registry.sources.services import add_source

OLD = "c" * 16


@pytest.fixture
def passages(runtime, cast) -> None:
    """An old passage, and four hundred that were cited after it."""
    with runtime.write(cast.steward) as work:
        stone = add_source(
            work, source_type="stone", title="龟趺残碑", edition="拓本甲", source_id="s" * 16
        )
        book = add_source(work, source_type="gazetteer", title="乙部县志", edition="刻本")
        blank = {"quote_punctuated": "", "translation": "", "grade": None, "second_hand_via": ""}
        shared = {"created_at": work.at, "simulated": False, "inspected_by": "", **blank}
        rows = [
            {
                **shared,
                "id": new_id(),
                "source_id": book.id,
                "locator": f"卷{n:03}",
                "quote": "山川",
            }
            for n in range(400)
        ]
        old = {"id": OLD, "source_id": stone.id, "created_at": work.at.replace(year=2020)}
        old |= {"locator": "碑阴第三行", "quote": "此地旧名百花井，100%无疑"}
        old |= {"quote_punctuated": "此地，旧名百花井。"}
        work.session.execute(insert(Citation), [*rows, {**shared, **old}])


def found(runtime, q: str, chosen: str = ""):
    with runtime.database.read() as session:
        return find_citations(session, {"citation_q": q, "citation_id": chosen})


@pytest.mark.database
@pytest.mark.parametrize(
    "q", ["百花井", "第三行", "龟趺", "拓本甲", "旧名 残碑", "100%", "，旧名百花井"]
)
def test_every_passage_is_found_by_any_of_its_words(runtime, passages, q):
    result = found(runtime, q)
    assert [item.id for item in result.items] == [OLD]
    assert (result.found, result.more) == (1, False)


@pytest.mark.database
def test_many_are_told_by_the_first_few_and_the_chosen_one_stays_in_sight(runtime, passages):
    many = found(runtime, "乙部")
    assert (len(many.items), many.more) == (MOST_FOUND, True)
    assert [item.locator for item in many.items] == [f"卷{n:03}" for n in range(MOST_FOUND)]
    assert [item.locator for item in found(runtime, "乙部 399").items] == ["卷399"]
    for q in ("没有这段", "_", "百花井 乙部"):
        assert (found(runtime, q).items, found(runtime, q).found) == ([], 0)
    offered = found(runtime, "")
    assert 0 < len(offered.items) < MOST_FOUND
    assert OLD not in {item.id for item in offered.items}
    kept = found(runtime, "乙部", chosen=OLD)
    assert (kept.items[0].id, kept.chosen, len(kept.items)) == (OLD, OLD, MOST_FOUND + 1)
    for unknown in ("0" * 16, "no such id"):
        assert found(runtime, "乙部", chosen=unknown).chosen == ""


TYPED = {"claim_type": "origin", "value_text": "写到一半的主张", "stance": "supports"}


def checked(page: str) -> str:
    """The passage that is chosen on the page."""
    (value,) = re.findall(r'name="citation_id" value="(\w*)" checked', page)
    return value


def test_the_search_writes_nothing_and_the_choice_is_saved(
    client, sign_in, runtime, gazetteer, passages
):
    sign_in(client, "compiler")
    place_id = gazetteer.places["sanhe"]
    path = f"/places/{place_id}/claims"
    assert "百花井" not in client.get(path).text
    asked = {**TYPED, "find_citation": "1", "citation_q": "百花井"}
    page = client.post(path, data=asked)
    assert page.status_code == 200
    assert "此地旧名百花井" in page.text
    assert "写到一半的主张" in page.text
    assert checked(page.text) == ""
    assert "error-summary" not in page.text
    page = client.post(path, data={**asked, "citation_q": "没有的", "citation_id": OLD}).text
    assert checked(page) == OLD
    with runtime.database.read() as session:
        assert places.claims_of(session, place_id) == []
    assert client.post(path, data={**TYPED, "citation_id": OLD}).status_code == 303
    with runtime.database.read() as session:
        (claim,) = places.claims_of(session, place_id)
    assert claim.evidence[0].citation.id == OLD
    more = f"{path}/{claim.id}/evidence"
    page = client.post(more, data={**asked, "citation_q": "乙部 018"}).text
    assert "卷018" in page
    with runtime.database.read() as session:
        assert len(places.claims_of(session, place_id)[0].evidence) == 1


@pytest.mark.parametrize("unknown", ["0" * 16, "no such id"])
def test_a_passage_that_is_not_there_is_told_at_the_choice(
    client, sign_in, runtime, gazetteer, passages, unknown
):
    sign_in(client, "compiler")
    place_id = gazetteer.places["sanhe"]
    path = f"/places/{place_id}/claims"
    answer = client.post(path, data={**TYPED, "citation_id": unknown})
    assert answer.status_code == 422
    assert 'href="#field-citation_id"' in answer.text
    assert "写到一半的主张" in answer.text
    with runtime.database.read() as session:
        assert places.claims_of(session, place_id) == []
