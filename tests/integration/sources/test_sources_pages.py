"""The pages of documents: what is asked for, what is shown, who may."""

from __future__ import annotations

import re

import pytest

from registry.places import services as places

HTML = {"Accept": "text/html"}


def post(client, path, data):
    return client.post(path, data=data, headers=HTML)


def marked(text: str) -> set[str]:
    return set(re.findall(r'href="#field-([\w-]+)"', text))


@pytest.mark.parametrize("part", ["edit", "citations", "files"])
def test_forms_are_for_those_who_bring_sources_in(client, sign_in, shelf, part) -> None:
    path = f"/sources/{shelf.source}/{part}"
    assert client.get(path, headers=HTML).status_code == 303
    for person in ("stranger", "crew"):
        sign_in(client, person)
        assert client.get(path, headers=HTML).status_code == 403
        assert post(client, path, {}).status_code == 403
    sign_in(client, "compiler")
    assert client.get(path, headers=HTML).status_code == 200
    unknown = path.replace(shelf.source, "0" * 16)
    assert client.get(unknown, headers=HTML).status_code == 404
    assert post(client, unknown, {}).status_code == 404 or part == "edit"


def test_primary_material_without_edition_is_refused_with_all_else_that_is_wrong(
    client, sign_in
) -> None:
    sign_in(client, "compiler")
    sent = {"title": "", "source_type": "stone", "url": "ftp://x", "accessed_on": "昨天"}
    answer = post(client, "/sources", sent)
    assert answer.status_code == 422
    assert marked(answer.text) >= {"title", "edition", "url", "accessed_on"}


def test_a_correction_keeps_the_text_and_says_when_somebody_was_first(
    client, sign_in, shelf
) -> None:
    path = f"/sources/{shelf.source}/edit"
    sign_in(client, "steward")
    page = client.get(path, headers=HTML).text
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    sent = {
        "title": "嘉庆合肥县志",
        "source_type": "gazetteer",
        "edition": "嘉庆八年刻本",
        "grade": "B",
        "author": "左辅",
        "seen": seen,
    }
    answer = post(client, path, sent)
    assert answer.status_code == 422
    assert marked(answer.text) == {"reason"}
    answer = post(client, path, {**sent, "reason": "据卷首"})
    assert answer.status_code == 303
    answer = post(client, path, {**sent, "author": "某人", "reason": "据卷首"})
    assert answer.status_code == 409
    assert 'value="某人"' in answer.text
    assert "左辅" in client.get(f"/sources/{shelf.source}").text


def test_a_passage_of_grade_b_needs_its_words(client, sign_in, shelf) -> None:
    path = f"/sources/{shelf.source}/citations"
    sign_in(client, "expert")
    answer = post(client, path, {"locator": "卷四", "inspected_by": "王"})
    assert answer.status_code == 422
    assert marked(answer.text) == {"quote", "inspected_on"}
    answer = post(client, path, {"grade": "A", "quote": "三河"})
    assert marked(answer.text) == {"locator"}
    sent = {"locator": "卷四", "quote": "三河", "second_hand_via": "续志"}
    assert post(client, path, sent).status_code == 303
    page = client.get(f"/sources/{shelf.source}").text
    assert "未目验原件" in page
    assert "续志" in page
    seen = {**sent, "inspected_on": "2026-05-01"}
    assert post(client, path, seen).status_code == 303
    assert "目验 2026-05-01" in client.get(f"/sources/{shelf.source}").text


def test_a_passage_is_corrected_at_its_own_address_only(client, sign_in, shelf) -> None:
    path = f"/sources/{shelf.source}/citations/{shelf.citation}"
    sent = {"locator": "卷三", "quote": "三河鎮在縣南九十里", "reason": "校字"}
    sign_in(client, "reviewer_city")
    assert post(client, path, sent).status_code == 403
    sign_in(client, "compiler")
    assert "三河镇在縣南九十里" in client.get(path, headers=HTML).text
    assert post(client, path, {**sent, "reason": ""}).status_code == 422
    assert post(client, path, sent).status_code == 303
    assert "三河鎮在縣南九十里" in client.get(f"/sources/{shelf.source}").text
    assert client.get(f"/sources/{'1' * 16}/citations/{shelf.citation}").status_code == 404


def test_a_document_shows_all_that_rests_on_it(client, work_as, cast, shelf, gazetteer) -> None:
    assert 'id="resting"' not in client.get(f"/sources/{shelf.source}").text
    place = gazetteer.places["sanhe"]
    with work_as(cast.steward) as work:
        found = places.assert_claim(
            work,
            place_id=place,
            claim_type="origin",
            value_text="三水所汇，故名",
            evidence=[(shelf.citation, "contradicts")],
        )
        name = places.NewName("古三河", "historical", citation_id=shelf.citation)
        places.add_name(work, place, name)
    page = client.get(f"/sources/{shelf.source}").text
    assert f"/places/{place}/claims/{found.id}" in page
    assert "三水所汇，故名" in page
    assert "相反" in page
    assert "古三河" in page


def test_the_list_filters_and_keeps_what_was_asked(client, shelf) -> None:
    page = client.get("/sources?q=合肥&source_type=gazetteer&grade=B").text
    assert "嘉庆合肥县志" in page
    assert 'value="合肥"' in page
    assert "没有找到" in client.get("/sources?source_type=stone").text
    assert client.get("/sources?source_type=novel").status_code == 422
