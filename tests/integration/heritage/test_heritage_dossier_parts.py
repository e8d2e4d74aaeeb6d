"""The parts of a dossier are kept, measured, shown; typing is saved without losing anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.heritage.rules.drafts import NoticeTerms

from .conftest import START, TEXT, TODAY


@pytest.fixture
def path(scene) -> str:
    return f"/heritage/nominations/{scene.nominate()}"


def form(scene, path: str, **more) -> dict[str, str]:
    seen = scene.version(path.rpartition("/")[2])
    return {"reference_year": "2026", "summary": "河边的村", "seen_version": str(seen), **more}


JSON = {"Accept": "application/json"}


def test_parts_are_written_shown_and_measured(scene, client, sign_in, path):
    sign_in(client, "compiler")
    sent = form(scene, path, origin="因河得名", area="三平方公里", budget="五万元")
    assert client.post(f"{path}/edit", data=sent).status_code == 303
    page = client.get(path).text
    for words in ("因河得名", "三平方公里", "完整程度"):
        assert words in page
    with scene.work_as(SYSTEM) as work:
        found = queries.dossier(work.session, path.rpartition("/")[2], SYSTEM)
    by_part = {state.part.key: state for state in found.meter.parts}
    assert "origin" not in {what.key for what in by_part["B"].missing}
    assert "meaning" in {what.key for what in by_part["B"].missing}
    assert by_part["C"].missing == []
    assert by_part["E"].filled == 0


def test_typing_is_saved_with_the_version_to_go_on_with(scene, client, sign_in, path):
    sign_in(client, "compiler")
    first = client.post(f"{path}/edit", data=form(scene, path, origin="一"), headers=JSON)
    assert first.status_code == 200
    more = {**form(scene, path, origin="一二"), "seen_version": str(first.json["version"])}
    assert client.post(f"{path}/edit", data=more, headers=JSON).status_code == 200
    assert "一二" in client.get(f"{path}/edit").text


def test_the_same_words_again_write_nothing(scene, runtime, path):
    found = path.rpartition("/")[2]
    seen = scene.version(found)
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.update_draft(work, found, text=TEXT, seen_version=seen)
    assert scene.version(found) == seen
    with runtime.database.read() as session:
        verbs = [entry.verb for entry in journal.history(session, ("nomination", found))]
    assert "heritage.edited" not in verbs


def test_typing_over_somebody_else_s_change_is_a_conflict_and_writes_nothing(
    scene, client, sign_in, path
):
    found = path.rpartition("/")[2]
    sent = form(scene, path, origin="我写的")
    with scene.work_as(scene.cast.compiler, at=START) as work:
        text = replace(TEXT, summary="另一个窗口写的")
        services.update_draft(work, found, text=text, seen_version=int(sent["seen_version"]))
    sign_in(client, "compiler")
    answer = client.post(f"{path}/edit", data=sent, headers=JSON)
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    assert "我写的" not in client.get(path).text


def test_a_wrong_field_while_typing_is_told_as_a_problem(scene, client, sign_in, path):
    sign_in(client, "compiler")
    answer = client.post(f"{path}/edit", data=form(scene, path, reference_year="x"), headers=JSON)
    assert answer.status_code == 422
    assert "reference_year" in answer.text


def test_a_notice_freezes_the_parts_and_no_contact(scene, path):
    found = path.rpartition("/")[2]
    seen, text = scene.version(found), replace(TEXT, parts={"origin": "因河得名"})
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.update_draft(work, found, text=text, seen_version=seen)
    terms = NoticeTerms(TODAY, TODAY, issuer="局", contact="0551")
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        frozen = queries.snapshot_of(work.session, file, terms)
    assert frozen["parts"] == {"origin": "因河得名"}
    assert TEXT.contact not in str(frozen)
