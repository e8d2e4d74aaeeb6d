"""The editor's pages: looked at before it is saved, for those who may, in both languages."""

from __future__ import annotations

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.heritage import forms, queries
from registry.heritage.rules import read_rule_set
from tests.support.people import play
from tests.support.reading import Reader

from .conftest import RULES, START
from .test_heritage_editions import scored


def typed(scene, **more: str) -> dict[str, str]:
    with scene.work_as(SYSTEM) as work:
        facts = queries.facts_of(queries.programme_row(work.session, scene.programme_id))
    return {**forms.as_typed(facts, read_rule_set(RULES), ()), "edition": "test-2", **more}


def path(scene) -> str:
    return f"/heritage/programmes/{scene.programme_id}/editions"


def in_force(scene) -> list[str]:
    with scene.work_as(SYSTEM) as work:
        return [one.rules.edition for one in queries.programmes(work.session)]


def previewed(answer, scene) -> str:
    form = Reader(answer.text).form(path(scene))
    return next(control.value for control in form.controls if control.name == "previewed")


def test_changes_and_effect_are_shown_before_anything_is_saved(scene, client, sign_in):
    scene.in_review()
    sign_in(client, "steward")
    given = typed(scene, notice_days="10", criterion2_title="布局与特色", reason="新文件")
    # Also where the button that saves is pressed at once: what was not shown is shown first.
    shown = None
    for button in ({"preview": "1"}, {"save": "1"}):
        shown = client.post(path(scene), data={**given, **button})
        assert shown.status_code == 200
        for said in ("公示天数", "布局与特色", "办理中的申报有 1 份", "<del>", "<ins>"):
            assert said in shown.text
    assert in_force(scene) == ["test-1"]
    seen = previewed(shown, scene)
    changed = client.post(path(scene), data={**given, "quorum": "2", "previewed": seen})
    assert (changed.status_code, in_force(scene)) == (200, ["test-1"])
    saved = client.post(path(scene), data={**given, "previewed": seen, "save": "1"})
    assert (saved.status_code, in_force(scene)) == (303, ["test-2"])
    page = client.get(saved.headers["Location"])
    assert "仍按旧版办理的申报" in page.text


def test_the_preview_names_the_files_that_cannot_follow_and_why(scene, client, sign_in):
    found = scene.in_review()
    sign_in(client, "steward")
    levels = {"level1": "township", "level2": "county", "level3": "city", "level4": "province"}
    shown = client.post(path(scene), data={**typed(scene, **levels), "preview": "1"})
    held = shown.text.split("现在也改不到这一版的", 1)[1].split("</ul>", 1)[0]
    assert f"/heritage/nominations/{found}" in held
    assert "没有经过的审核层级：乡镇级" in held
    # A change of the days asks nothing of a file under way.
    shown = client.post(path(scene), data={**typed(scene, notice_days="10"), "preview": "1"})
    assert "现在也改不到这一版的" not in shown.text


def test_a_file_behind_is_moved_on_its_own_page(scene, client, sign_in):
    found = scene.in_review()
    sign_in(client, "steward")
    given = typed(scene, notice_days="10", reason="新文件")
    seen = previewed(client.post(path(scene), data=given), scene)
    client.post(path(scene), data={**given, "previewed": seen})
    address = f"/heritage/nominations/{found}"
    assert 'name="edition_reason"' in client.get(address).text
    sent = {"seen_version": str(scene.version(found)), "edition_reason": ""}
    refused = client.post(f"{address}/edition", data=sent)
    assert refused.status_code == 422
    assert 'id="error-edition_reason"' in refused.text
    moved = client.post(f"{address}/edition", data={**sent, "edition_reason": "申请单位同意"})
    assert moved.status_code == 303
    page = client.get(address).text
    assert "改按新版标准" in page
    assert 'name="edition_reason"' not in page


def test_an_older_edition_is_not_edited(scene, client, sign_in):
    sign_in(client, "steward")
    given = typed(scene, notice_days="10", reason="新文件")
    seen = previewed(client.post(path(scene), data=given), scene)
    assert client.post(path(scene), data={**given, "previewed": seen}).status_code == 303
    other = {**given, "edition": "test-3"}
    seen = previewed(client.post(path(scene), data=other), scene)
    late = client.post(path(scene), data={**other, "previewed": seen})
    assert late.status_code == 409
    assert "test-3" in late.text


@pytest.mark.parametrize("part", ["visitor", "stranger", "crew", "reviewer_county", "expert"])
def test_anybody_reads_an_edition_and_only_the_bureau_edits(scene, client, sign_in, part):
    sign_in(client, part)
    shown = client.get(f"/heritage/programmes/{scene.programme_id}")
    assert shown.status_code == 200
    assert "editions/new" not in shown.text
    answer = client.get(f"{path(scene)}/new")
    assert answer.status_code in {302, 303, 401, 403}
    assert client.get("/heritage/programmes/new").status_code in {302, 303, 401, 403}


def test_leave_for_one_county_opens_no_editor(scene, client, sign_in, work_as):
    with work_as(SYSTEM, at=START) as work:
        local = play(work, "local", Role.STEWARD, scope=scene.county_path)
    sign_in(client, local)
    assert client.get(f"{path(scene)}/new").status_code == 403


def test_an_unknown_programme_is_not_found(client, scene, sign_in):
    sign_in(client, "steward")
    for address in ("/heritage/programmes/x", "/heritage/programmes/" + "0" * 16):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}/editions/new").status_code == 404
        assert client.post(f"{address}/editions", data={}).status_code == 404


def test_scores_are_given_on_the_sheet_and_bad_ones_are_named(scene, client, sign_in):
    found = scored(scene)
    sign_in(client, "expert")
    address = f"/heritage/nominations/{found}"
    assert 'name="score-history"' in client.get(address).text
    sheet = {
        "seen_version": str(scene.version(found)),
        "verdict-name_age": "meets",
        "reason-name_age": "见族谱",
        "score-history": "一百",
        "reason-history": "见府志",
    }
    refused = client.post(f"{address}/findings", data=sheet)
    assert refused.status_code == 422
    assert 'id="error-score-history"' in refused.text
    assert "见府志" in refused.text
    given = client.post(f"{address}/findings", data={**sheet, "score-history": "88"})
    assert given.status_code == 303
    assert "88 分" in client.get(address).text
