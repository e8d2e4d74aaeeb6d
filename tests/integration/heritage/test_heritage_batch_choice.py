"""The batch of a file: chosen while it is written, kept to its days, shown wherever it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.core.errors import Invalid
from registry.heritage import queries, services
from registry.heritage.models import Nomination
from registry.heritage.rules import Action

from .conftest import RULES, START, TEXT, TODAY, claim, running

pytestmark = pytest.mark.database
CLOSES = TODAY + timedelta(days=10)
LATE = START + timedelta(days=11)
NINTH = {"name": "第九批", "opens_on": TODAY.isoformat(), "closes_on": CLOSES.isoformat()}
TENTH = {"name": "第十批", "opens_on": (CLOSES + timedelta(days=1)).isoformat(), "closes_on": None}


def call(scene, *batches, edition="test-2") -> None:
    """A new edition of the scene's programme that calls these batches."""
    with scene.work_as(SYSTEM, at=START) as work:
        facts = queries.facts_of(queries.programme_row(work.session, scene.programme_id))
        services.add_programme(
            work,
            replace(facts, rule_set={**RULES, "edition": edition, "batches": list(batches)}),
        )


def choose(scene, file: str, name: str, at=START) -> None:
    seen = scene.version(file)
    with scene.work_as(scene.cast.compiler, at=at) as work:
        services.update_draft(work, file, text=replace(TEXT, batch=name), seen_version=seen)


def submit(scene, file: str, at=START) -> None:
    seen = scene.version(file)
    with scene.work_as(scene.cast.compiler, at=at) as work:
        services.submit(work, file, seen_version=seen)


def fault_of(act) -> str:
    with pytest.raises(Invalid) as refused:
        act()
    assert set(refused.value.fields) == {"batch"}
    return str(refused.value.fields["batch"][0])


def test_only_an_open_batch_of_the_programme_is_chosen_at_the_start_and_later(scene):
    file = scene.nominate()  # begun before there were batches, under the edition of then
    call(scene, NINTH, TENTH)
    assert "才开放" in fault_of(lambda: choose(scene, file, "第十批"))
    assert "没有批次" in fault_of(lambda: choose(scene, file, "第一批"))
    choose(scene, file, "第九批")
    with scene.work_as(SYSTEM) as work:
        newest = queries.editions_in_force(work.session, "test-villages")[0].id

    def begin(name: str) -> str:
        with scene.work_as(scene.cast.compiler, at=START) as work:
            return services.nominate(
                work,
                place_id=scene.other_place_id,
                programme_id=newest,
                text=replace(TEXT, batch=name),
                claims=[claim()],
            ).id

    assert "才开放" in fault_of(lambda: begin("第十批"))
    second = begin("第九批")
    with scene.work_as(SYSTEM) as work:
        for one in (file, second):
            assert work.session.get_one(Nomination, one).batch == "第九批"


def test_nothing_is_submitted_without_a_batch_where_the_programme_calls_them(scene):
    file = scene.nominate()
    call(scene, NINTH)
    assert "选一个开放的批次" in fault_of(lambda: submit(scene, file))
    choose(scene, file, "第九批")
    submit(scene, file)
    assert scene.status(file) == "county"


def test_a_batch_that_closed_over_a_draft_is_told_and_the_text_can_still_be_saved(scene):
    file = scene.nominate()
    call(scene, NINTH, TENTH)
    choose(scene, file, "第九批")
    seen = scene.version(file)
    with scene.work_as(scene.cast.compiler, at=LATE) as work:
        text = replace(TEXT, batch="第九批", summary="又写了一段")
        services.update_draft(work, file, text=text, seen_version=seen)
    said = fault_of(lambda: submit(scene, file, at=LATE))
    assert f"{CLOSES} 截止" in said
    assert "改选开放的批次" in said
    with scene.work_as(SYSTEM, at=LATE) as work:
        items = queries.desk(work.session, scene.cast.compiler, LATE)
    assert str(items[0].detail) == said
    choose(scene, file, "第十批", at=LATE)
    submit(scene, file, at=LATE)
    assert scene.status(file) == "county"


def test_a_file_returned_for_evidence_stays_in_its_batch_after_the_last_day(scene):
    file = scene.nominate()
    call(scene, NINTH)
    choose(scene, file, "第九批")
    submit(scene, file)
    seen = scene.version(file)
    with scene.work_as(scene.cast.reviewer_county, at=LATE) as work:
        services.review(work, file, action=Action.RETURN, reason="缺原文", seen_version=seen)
    submit(scene, file, at=LATE)
    assert scene.status(file) == "county"


def test_the_batch_is_shown_on_the_file_the_list_and_the_public_notice(
    scene, client, sign_in, monkeypatch
):
    call(scene, {"name": "第九批"})
    with scene.work_as(SYSTEM) as work:
        newest = queries.editions_in_force(work.session, "test-villages")[0].id
    monkeypatch.setattr("tests.integration.heritage.conftest.TEXT", replace(TEXT, batch="第九批"))
    scene = replace(scene, programme_id=newest)
    file, notice = running(scene)
    with scene.work_as(SYSTEM) as work:
        assert queries.notice(work.session, notice).snapshot["batch"] == "第九批"
    assert "第九批" in client.get(f"/heritage/notices/{notice}").text
    listed = client.get("/heritage?batch=test-villages:第九批").text
    assert f"/heritage/notices/{notice}" in listed
    sign_in(client, "steward")
    assert "第九批" in client.get(f"/heritage/nominations/{file}").text
    assert f"/heritage/nominations/{file}" in client.get("/heritage/nominations?batch=第九批").text


def test_a_batch_closing_over_a_draft_is_told_on_its_page_and_the_old_choice_stays_listed(
    scene, client, sign_in
):
    file = scene.nominate()
    call(scene, NINTH, {"name": "第十批"})
    choose(scene, file, "第九批")
    sign_in(client, "compiler")
    page = client.get(f"/heritage/nominations/{file}").text  # today is long after the last day
    assert "还不能提交到批次" in page
    assert "已截止" in page
    edit = client.get(f"/heritage/nominations/{file}/edit").text
    assert 'value="第九批" selected' in edit
    assert 'value="第十批"' in edit
    answer = client.post(
        f"/heritage/nominations/{file}/decisions",
        data={"action": "submit", "seen_version": str(scene.version(file))},
    )
    assert answer.status_code == 422
    assert "改选开放的批次" in answer.text


def test_a_new_file_offers_the_open_batches_and_keeps_what_was_chosen(scene, client, sign_in):
    call(scene, NINTH, {"name": "第十批"})
    sign_in(client, "compiler")
    page = client.get(f"/heritage/nominations/new?place={scene.other_place_id}").text
    assert "第十批" in page
    assert "第九批" not in page
    with scene.work_as(SYSTEM) as work:
        newest = queries.editions_in_force(work.session, "test-villages")[0].id
    sent = {
        "place_id": scene.other_place_id,
        "programme_id": newest,
        "reference_year": "2026",
        "batch": "第九批",
    }
    refused = client.post("/heritage/nominations", data=sent)
    assert refused.status_code == 422
    assert 'id="error-batch"' in refused.text
    assert client.post("/heritage/nominations", data={**sent, "batch": "第十批"}).status_code == 303
