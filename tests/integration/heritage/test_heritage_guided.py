"""The guided dossier: one question a page over the same draft, nothing lost, nobody else let in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.heritage.rules import guide

from .conftest import START, TEXT

JSON = {"Accept": "application/json"}


@pytest.fixture
def file(scene) -> str:
    return scene.nominate()


@pytest.fixture
def path(file) -> str:
    return f"/heritage/nominations/{file}/guide"


@pytest.fixture
def compiler(client, sign_in):
    sign_in(client, "compiler")
    return client


def stored(scene, file: str):
    with scene.work_as(SYSTEM) as work:
        return queries.nomination(work.session, file)


def answers(scene, file: str, **more: str) -> dict[str, str]:
    return {"seen_version": str(scene.version(file)), "go": "next", **more}


def elsewhere(scene, file: str, **changes) -> None:
    """Another window of the same compiler saves something."""
    seen = scene.version(file)
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.update_draft(work, file, text=replace(TEXT, **changes), seen_version=seen)


def test_every_step_shows_its_place_question_reason_example_and_what_is_missing(compiler, path):
    for step in guide.STEPS:
        page = compiler.get(f"{path}/{step.key}").text
        assert f"第 {guide.number_of(step)} 步，共 {len(guide.STEPS)} 步" in page
        for words in (step.question.msgid, step.why.msgid):
            assert words in page, step.key
        assert "虚构" in page
        assert "部分还缺什么" in page


def test_an_answer_is_laid_over_the_stored_text_and_nothing_else_changes(
    scene, compiler, file, path
):
    answer = compiler.post(f"{path}/origin", data=answers(scene, file, origin="因河得名"))
    assert (answer.status_code, answer.location) == (303, f"{path}/meaning")
    found = stored(scene, file)
    assert found.parts == {"origin": "因河得名"}
    assert (found.summary, found.contact, found.reference_year) == (
        TEXT.summary,
        TEXT.contact,
        TEXT.reference_year,
    )
    with scene.work_as(SYSTEM) as work:
        last = journal.history(work.session, ("nomination", file))
    assert [entry.verb for entry in last].count("heritage.edited") == 1


@pytest.mark.parametrize(
    ("step", "go", "target"),
    [
        ("origin", "back", "/guide/claims"),
        ("batch", "back", "/guide/batch"),
        ("origin", "leave", ""),
        ("consents", "next", "/guide-check"),
        ("origin", "no such button", "/guide/meaning"),
    ],
)
def test_each_button_saves_and_goes_where_it_says(scene, compiler, file, path, step, go, target):
    sent = answers(scene, file, go=go, **dict.fromkeys(guide.step_of(step).fields, ""))
    answer = compiler.post(f"{path}/{step}", data=sent)
    assert answer.status_code == 303
    assert answer.location == f"/heritage/nominations/{file}{target}"


def test_a_wrong_answer_comes_back_with_its_words_and_writes_nothing(scene, compiler, file, path):
    sent = answers(scene, file, applicant="镇" * 201, contact="0551-9")
    answer = compiler.post(f"{path}/applicant", data=sent)
    assert answer.status_code == 422
    assert "镇" * 201 in answer.text
    assert "0551-9" in answer.text
    assert 'href="#field-applicant"' in answer.text
    assert stored(scene, file).applicant == TEXT.applicant


def test_a_year_that_is_none_is_refused_on_its_page(scene, compiler, file, path):
    answer = compiler.post(f"{path}/year", data=answers(scene, file, reference_year="今年"))
    assert answer.status_code == 422
    assert 'value="今年"' in answer.text


def test_a_stale_answer_shows_both_texts_and_may_be_saved_after_comparing(
    scene, compiler, file, path
):
    sent = answers(scene, file, origin="我写的来历")
    elsewhere(scene, file, parts={"origin": "另一个窗口写的来历"})
    answer = compiler.post(f"{path}/origin", data=sent)
    assert answer.status_code == 409
    assert "我写的来历</textarea>" in answer.text.replace("\n", "")
    assert "另一个窗口写的来历" in answer.text
    assert stored(scene, file).parts == {"origin": "另一个窗口写的来历"}
    seen = re.search(r'name="seen_version" value="(\d+)"', answer.text)[1]
    assert compiler.post(f"{path}/origin", data={**sent, "seen_version": seen}).status_code == 303
    assert stored(scene, file).parts == {"origin": "我写的来历"}


def test_the_same_words_saved_a_moment_ago_are_no_conflict(scene, compiler, file, path):
    sent = answers(scene, file, origin="一二三")
    typed = compiler.post(f"{path}/origin", data=sent, headers=JSON)
    assert typed.json["version"] == int(sent["seen_version"]) + 1
    # The button was pressed before the page knew the new version.
    answer = compiler.post(f"{path}/origin", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{path}/meaning")
    assert scene.version(file) == typed.json["version"]


def test_typing_that_is_stale_is_told_as_a_problem(scene, compiler, file, path):
    sent = answers(scene, file, origin="我写的")
    elsewhere(scene, file, summary="别处")
    answer = compiler.post(f"{path}/origin", data=sent, headers=JSON)
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")


def test_an_unknown_step_is_not_found(scene, compiler, file, path):
    assert compiler.get(f"{path}/nowhere").status_code == 404
    answer = compiler.post(f"{path}/nowhere", data=answers(scene, file))
    assert answer.status_code == 404
    assert "引导里没有这一步" in answer.text


@pytest.mark.parametrize("who", ["crew", "reviewer_county", "steward", "stranger", "expert"])
def test_nobody_else_reads_or_writes_a_step(scene, client, sign_in, file, path, who):
    sign_in(client, who)
    sent = answers(scene, file, origin="不是我写的")
    for page in (path, f"{path}/origin", f"{path}-check"):
        assert client.get(page).status_code == 403
    assert client.post(f"{path}/origin", data=sent).status_code == 403
    assert stored(scene, file).parts == {}


def test_a_submitted_file_is_closed_to_the_guide_and_keeps_the_words(scene, compiler, file, path):
    sent = answers(scene, file, origin="来晚了")
    scene.submit(file)
    for page in (path, f"{path}/origin", f"{path}-check"):
        assert compiler.get(page).status_code == 422
    answer = compiler.post(f"{path}/origin", data={**sent, "seen_version": scene.version(file)})
    assert answer.status_code == 422
    assert "来晚了" in answer.text
    assert stored(scene, file).parts == {}


def test_a_new_nomination_starts_in_the_guide(scene, compiler):
    start = compiler.get(f"/heritage/nominations/start?place={scene.place_id}")
    assert f"/heritage/nominations/new?place={scene.place_id}" in start.text
    sent = {"guided": "1", "place_id": scene.place_id, "reference_year": "2026"}
    refused = compiler.post("/heritage/nominations", data=sent)
    assert refused.status_code == 422
    assert "申报哪个名录" in refused.text
    sent["programme_id"] = scene.programme_id
    made = compiler.post("/heritage/nominations", data=sent)
    assert made.location.endswith("/guide")
    assert compiler.get(made.location).location.endswith("/guide/applicant")


def test_the_guide_goes_on_where_something_is_still_open(scene, compiler, file, path):
    assert compiler.get(path).location == f"{path}/size"
    sent = answers(scene, file, area="三平方公里", population="一千人", seat="村部")
    compiler.post(f"{path}/size", data=sent)
    assert compiler.get(path).location == f"{path}/titles"


def test_claims_and_citations_lead_back_to_the_step_they_were_asked_from(
    scene, compiler, file, path
):
    base = f"/heritage/nominations/{file}"
    page = compiler.get(f"{base}/claims?criterion=name_age&guide=claims").text
    assert 'name="guide" value="claims"' in page
    sent = {
        "criterion": "name_age",
        "claim_type": "name_first_record",
        "text": "北宋已有此名",
        "era_verbatim": "北宋",
        "stance": "supports",
        "guide": "claims",
        "seen_version": str(scene.version(file)),
    }
    assert compiler.post(f"{base}/claims", data=sent).location == f"{path}/claims"
    assert "北宋已有此名" in compiler.get(f"{path}/citations").text
    stray = {**sent, "guide": "nowhere", "seen_version": str(scene.version(file))}
    assert compiler.post(f"{base}/claims", data=stray).location == base


def test_the_check_names_what_is_missing_leads_there_and_submits(scene, compiler, file, path):
    page = compiler.get(f"{path}-check").text
    assert f'href="{path}/meaning"' in page
    assert f'href="{path}/means"' in page
    assert "完整程度" in page
    decided = f"/heritage/nominations/{file}/decisions"
    sent = {"action": "submit", "seen_version": str(scene.version(file))}
    assert compiler.post(decided, data=sent).status_code == 303
    assert scene.status(file) == "county"


def test_the_full_form_and_the_guide_lead_to_each_other(compiler, file, path):
    base = f"/heritage/nominations/{file}"
    assert f'href="{base}/edit"' in compiler.get(f"{path}/origin").text
    for page in (base, f"{base}/edit"):
        assert f'href="{path}"' in compiler.get(page).text
