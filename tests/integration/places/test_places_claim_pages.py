"""The page of a claim: both sides, judgement, correction and more evidence through the forms."""

from __future__ import annotations

import re

import pytest

from registry.places import services
from registry.places.queries.claims import claim
from registry.places.rules.claim import Gap
from registry.sources import services as sources

HTML = {"Accept": "text/html"}


@pytest.fixture
def told(work_as, cast, gazetteer):
    """(path of the place's claim, ids) of a claim by the compiler."""
    with work_as(cast.compiler) as work:
        book = sources.add_source(work, source_type="gazetteer", title="嘉庆合肥县志", grade="B")
        first, second = (
            sources.cite(work, source_id=book.id, locator=f"卷{n}", quote="三河").id for n in (1, 2)
        )
        found = services.assert_claim(
            work,
            place_id=gazetteer.places["sanhe"],
            claim_type="name_continuous",
            value_text="自宋沿用",
            year_from_min=960,
            era_verbatim="宋",
            gaps=[Gap(1276, 1368, "元", "志书不载")],
            evidence=[(first, "supports")],
        )
    path = f"/places/{gazetteer.places['sanhe']}/claims/{found.id}"
    return path, found.id, book.id, second


def post(client, path, data):
    return client.post(path, data=data, headers=HTML)


def test_everybody_reads_a_claim_whole_and_who_decided_only_staff(
    client, sign_in, work_as, cast, told
) -> None:
    path, claim_id, _, against = told
    with work_as(cast.steward) as work:
        services.add_evidence(work, claim_id, citation_id=against, stance="contradicts")
        services.set_claim_status(work, claim_id, "disputed", reason="两部志书不合")
    page = client.get(path).text
    for words in ("自宋沿用", "1276年至1368年", "志书不载", "有争议", "两部志书不合", "卷2"):
        assert words in page, words
    assert page.index("卷1") < page.index("卷2")
    assert "steward" not in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]
    sign_in(client, "expert")
    assert "steward" in client.get(path).text
    place = path.split("/claims")[0]
    assert path in client.get(place).text
    assert client.get(f"{place}/claims/{'0' * 16}").status_code == 404
    other = path.replace(place.rsplit("/", 1)[1], "1" * 16)
    assert client.get(other).status_code == 404


def test_a_judgement_through_the_form(client, sign_in, work_as, cast, told) -> None:
    path, claim_id, _, _ = told
    sent = {"status": "accepted", "reason": "两部志书相合", "seen_version": "1"}
    for person in ("stranger", "crew", "compiler", "expert"):
        sign_in(client, person)
        assert post(client, f"{path}/status", sent).status_code == 403
    sign_in(client, "reviewer_city")
    answer = post(client, f"{path}/status", {"status": "maybe", "reason": ""})
    assert answer.status_code == 422
    assert 'href="#field-status"' in answer.text
    assert post(client, f"{path}/status", {**sent, "reason": ""}).status_code == 422
    assert post(client, f"{path}/status", sent).status_code == 303
    answer = post(client, f"{path}/status", {**sent, "status": "rejected"})
    assert answer.status_code == 409
    assert post(client, f"{path}/status", {**sent, "seen_version": "2"}).status_code == 422
    with work_as(cast.steward) as work:
        assert claim(work.session, claim_id).status == "accepted"


def test_a_correction_through_the_form_shows_what_is_there(
    client, sign_in, work_as, cast, told
) -> None:
    path, claim_id, _, _ = told
    sign_in(client, "reviewer_city")
    assert post(client, f"{path}/edit", {}).status_code in {403, 422}
    sign_in(client, "compiler")
    page = client.get(f"{path}/edit", headers=HTML).text
    fields = dict(re.findall(r'name="([\w-]+)" type="text" value="([^"]*)"', page))
    assert (fields["gap-0-from"], fields["gap-0-reason"]) == ("1276", "志书不载")
    assert (fields["year_from_min"], fields["gap-2-from"]) == ("960", "")
    sent = {
        **fields,
        "claim_type": "name_continuous",
        "value_text": "自北宋沿用",
        "seen_version": "1",
        "year_from_min": "前1年",
        "gap-1-from": "1400",
        "gap-1-to": "1300",
    }
    answer = post(client, f"{path}/edit", sent)
    assert answer.status_code == 422
    assert set(re.findall(r'href="#field-([\w-]+)"', answer.text)) == {"gap-1-to", "gap-1-reason"}
    sent |= {"gap-1-to": "1402", "gap-1-reason": "靖难"}
    answer = post(client, f"{path}/edit", sent)
    assert set(re.findall(r'href="#field-([\w-]+)"', answer.text)) == {"reason"}
    assert post(client, f"{path}/edit", {**sent, "reason": "据原书"}).status_code == 303
    with work_as(cast.steward) as work:
        found = claim(work.session, claim_id)
    assert (found.years.from_min, len(found.gaps)) == (0, 2)
    again = {**sent, "reason": "再改", "value_text": "x"}
    assert post(client, f"{path}/edit", again).status_code == 409


def test_more_evidence_through_the_form(client, sign_in, work_as, cast, told) -> None:
    path, claim_id, book, second = told
    sign_in(client, "expert")
    assert client.get(f"{path}/evidence", headers=HTML).status_code == 200
    sent = {"stance": "contradicts", "citation_id": second}
    assert post(client, f"{path}/evidence", sent).status_code == 303
    answer = post(client, f"{path}/evidence", {**sent, "stance": "supports"})
    assert answer.status_code == 422
    assert 'href="#field-citation_id"' in answer.text
    answer = post(client, f"{path}/evidence", {"stance": "supports", "source_id": book})
    assert 'href="#field-quote"' in answer.text
    whole = {"stance": "supports", "source_id": book, "quote": "三河鎮", "locator": "卷九"}
    assert post(client, f"{path}/evidence", whole).status_code == 303
    unknown = {**whole, "source_id": "0" * 16}
    assert 'href="#field-source_id"' in post(client, f"{path}/evidence", unknown).text
    assert post(client, f"{path}/evidence", {"stance": "supports"}).status_code == 422
    with work_as(cast.steward) as work:
        evidence = claim(work.session, claim_id).evidence
    assert [item.stance for item in evidence] == ["supports", "contradicts", "supports"]
    remove = f"{path}/evidence/{second}/remove"
    assert post(client, remove, {"reason": "误引"}).status_code == 403
    sign_in(client, "steward")
    assert post(client, remove, {"reason": ""}).status_code == 422
    assert post(client, remove, {"reason": "误引"}).status_code == 303
    assert post(client, remove, {"reason": "误引"}).status_code == 404


def test_a_claim_with_gaps_is_asserted_through_the_form(client, sign_in, told) -> None:
    path, _, _, citation = told
    place = path.split("/claims")[0]
    sign_in(client, "compiler")
    sent = {
        "claim_type": "settlement_founded",
        "value_text": "宋时已有聚落",
        "era_verbatim": "宋",
        "citation_id": citation,
        "stance": "supports",
        "gap-0-verbatim": "元末",
        "gap-0-reason": "兵乱",
    }
    answer = post(client, f"{place}/claims", {**sent, "gap-0-reason": ""})
    assert set(re.findall(r'href="#field-([\w-]+)"', answer.text)) == {"gap-0-reason"}
    assert post(client, f"{place}/claims", sent).status_code == 303
    page = client.get(place).text
    assert "宋时已有聚落" in page
    assert "元末 兵乱" in page
