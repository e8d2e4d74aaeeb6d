"""The dated steps of a name: entered, read, corrected, withdrawn; across renames and merges."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.places import services as places
from registry.places.queries import place_card
from registry.places.services.merging import unmerge
from registry.places.views.archive import write_archive
from registry.signage.models import NameStep
from registry.signage.queries.steps import step_panel, steps_of, steps_past
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.steps import NewStep, Step
from registry.signage.services.steps import correct_step, mark_step, withdraw_step
from tests.support.merging import merged
from tests.support.signs import text_of

pytestmark = pytest.mark.database
DAY = date(2026, 5, 20)


def said(step=Step.MAPPED, on=DAY, basis="天地图，搜索可见", note=""):
    return NewStep(step, on, basis, note)


@pytest.fixture
def mark(stage):
    """Enter a step of 龙城村, or of another place."""

    def enter(step=Step.MAPPED, place=None, actor=None, **values):
        with stage.work_as(actor or stage.cast.steward) as work:
            return mark_step(work, place or stage.land.village_id, said(step, **values))

    return enter


@pytest.fixture
def states(seen, stage):
    """The states of the four steps of a place, in order."""

    def look(place_id=None):
        wanted = place_id or stage.land.village_id
        return [view.state for view in steps_of_place(seen, wanted)]

    return look


def steps_of_place(seen, place_id):
    card = seen(place_card, place_id)
    return seen(steps_of, [card])[place_id]


def test_a_step_has_its_day_its_basis_and_a_journal_entry(mark, states, seen, stage):
    assert states() == ["missing"] * 4
    row = mark(Step.LISTED)
    assert states() == ["missing", "missing", "done", "missing"]
    assert (row.marked_on, row.name, row.recorded_by_name) == (
        DAY,
        "龙城村",
        stage.cast.steward.name,
    )
    [entry] = seen(journal.history, ("name_step", row.id))
    assert (entry.verb, entry.after["step"]) == ("signage.step_marked", "listed")


def test_the_sign_s_step_follows_from_a_verified_sign_alone(stage, seen, states, mark):
    sign = stage.made()
    with pytest.raises(Invalid) as refused:
        mark(Step.SIGNED)
    assert set(refused.value.fields) == {"step"}
    receipt = stage.sent(sign)
    assert states()[1] == "claimed"
    stage.judged(receipt)
    view = steps_of_place(seen, stage.land.village_id)[1]
    assert (view.state, view.row) == ("done", None)
    assert view.on == china_date(stage_now(stage))
    # A sign that fell takes the step back.
    stage.judged(stage.sent(sign, kind=ReportKind.MISSING, captured_at=stage_now(stage)))
    assert states()[1] == "missing"


def stage_now(stage):
    with stage.work_as(stage.cast.steward) as work:
        return work.at


def test_what_cannot_be_is_refused_with_every_fault(mark, stage):
    tomorrow = china_date(stage_now(stage)) + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        mark(on=tomorrow, basis=" ")
    assert set(refused.value.fields) == {"on", "basis"}
    mark(Step.NAMED)
    with pytest.raises(Invalid) as early:
        mark(Step.MAPPED, on=DAY - timedelta(days=1))
    assert set(early.value.fields) == {"note"}
    mark(Step.MAPPED, on=DAY - timedelta(days=1), note="老地名，早有标注")
    with pytest.raises(Conflict) as twice:
        mark(Step.MAPPED)
    assert twice.value.code == "signage.step_stands"
    with pytest.raises(NotFound):
        mark(place="0" * 16)


def test_people_without_the_permission_are_refused(mark, stage, cast):
    for who in (cast.crew, cast.stranger, cast.reviewer_county):
        with pytest.raises(Forbidden):
            mark(actor=who)


def test_a_correction_keeps_what_it_replaces(mark, states, seen, stage):
    row = mark(Step.NAMED)
    with stage.work_as(stage.cast.steward) as work:
        with pytest.raises(Invalid) as refused:
            correct_step(work, row.id, said(on=DAY), reason=" ", seen_version=1)
        assert set(refused.value.fields) == {"reason"}
        new = correct_step(
            work, row.id, said(on=date(2026, 5, 2)), reason="日期抄错", seen_version=1
        )
    assert (new.step, new.replaces_id, states()[0]) == ("named", row.id, "done")
    [old] = seen(steps_past, stage.land.village_id, "龙城村")
    assert (old.id, old.withdraw_reason) == (row.id, "日期抄错")
    with stage.work_as(stage.cast.steward) as work, pytest.raises(Conflict):
        correct_step(work, row.id, said(on=date(2026, 5, 3)), reason="又改", seen_version=2)


def test_a_correction_must_change_something_and_see_the_last_version(mark, stage):
    row = mark(Step.NAMED)
    with stage.work_as(stage.cast.steward) as work:
        same = said(on=row.marked_on, basis=row.basis)
        with pytest.raises(Invalid):
            correct_step(work, row.id, same, reason="没变", seen_version=1)
        with pytest.raises(Conflict):
            correct_step(work, row.id, said(basis="别的"), reason="改", seen_version=7)


def test_a_withdrawn_step_is_missing_again_and_may_be_entered_anew(mark, states, seen, stage):
    row = mark()
    with stage.work_as(stage.cast.steward) as work:
        with pytest.raises(Invalid):
            withdraw_step(work, row.id, reason="", seen_version=1)
        withdraw_step(work, row.id, reason="看错了村", seen_version=1)
        with pytest.raises(Conflict):
            withdraw_step(work, row.id, reason="再撤", seen_version=2)
    assert states()[3] == "missing"
    assert [one.id for one in seen(steps_past, stage.land.village_id, "龙城村")] == [row.id]
    mark()
    assert states()[3] == "done"


def test_a_new_name_takes_its_steps_anew_and_the_old_ones_stay_with_the_old(
    mark, states, seen, stage
):
    mark(Step.NAMED)
    with stage.work_as(stage.cast.steward) as work:
        places.rename(work, stage.land.village_id, new_text="龙城新村", basis="地名办〔2026〕9号")
    assert states()[0] == "missing"
    [old] = seen(steps_past, stage.land.village_id, "龙城新村")
    assert (old.name, old.withdrawn_at) == ("龙城村", None)
    with stage.work_as(stage.cast.steward) as work, pytest.raises(Refused) as refused:
        correct_step(work, old.id, said(basis="别的"), reason="改", seen_version=1)
    assert refused.value.code == "signage.step_other_name"
    mark(Step.NAMED)
    assert states()[0] == "done"


def test_steps_follow_a_merge_and_come_back(app, mark, states, seen, stage, runtime):
    other = twin_of(stage)
    mark(Step.MAPPED)
    mark(Step.MAPPED, place=other)
    mark(Step.LISTED, place=other)
    merge_id = merged(runtime, other, stage.land.village_id)
    assert states() == ["missing", "missing", "done", "done"]
    # What holds there already stays with the absorbed record: one name, one step.
    with runtime.database.read() as session:
        left = [
            row.step for row in session.exec(select(NameStep).where(NameStep.place_id == other))
        ]
    assert left == ["mapped"]
    with pytest.raises(Refused) as refused:
        mark(Step.NAMED, place=other)
    assert refused.value.code == "signage.step_place_gone"
    with runtime.write(stage.cast.steward) as work:
        assert unmerge(work, merge_id, reason="是两个村").kept == ()
    assert states() == ["missing", "missing", "missing", "done"]
    assert states(other) == ["missing", "missing", "done", "done"]


def twin_of(stage):
    """Another record of 龙城村."""
    with stage.work_as(stage.cast.steward) as work:
        return places.add_place(
            work,
            places.NewPlace("natural_village", stage.land.county_id, [places.NewName("龙城村")]),
        )


def test_the_page_shows_four_steps_and_who_is_to_act(stage, app, sign_in, mark, cast):
    mark(Step.NAMED, basis="地名办〔2026〕1号")
    client = app.test_client()
    page = text_of(client.get(f"/places/{stage.land.village_id}"))
    assert page.count('class="way-step') == 4
    assert page.count("way-done") == 1
    assert "地名办〔2026〕1号" in page
    assert "signage/steps/" not in page
    assert "steps/new" not in page
    sign_in(client, cast.steward)
    staff = text_of(client.get(f"/places/{stage.land.village_id}"))
    assert "steps/new?step=mapped" in staff
    assert "steps/new?step=signed" not in staff


def test_a_naming_is_proposed_from_the_paper_of_the_name(stage, app, sign_in, cast):
    with stage.work_as(stage.cast.steward) as work:
        basis = "肥民地〔2026〕3号，2026年3月2日"
        places.rename(work, stage.land.village_id, new_text="龙城新村", basis=basis)
    client = app.test_client()
    sign_in(client, cast.steward)
    page = text_of(client.get(f"/places/{stage.land.village_id}/steps/new?step=named"))
    assert basis in page
    assert 'value="2026-03-02"' in page
    plain = text_of(client.get(f"/places/{stage.land.village_id}/steps/new?step=mapped"))
    assert basis not in plain


def test_a_form_with_faults_comes_back_with_what_was_typed(stage, app, sign_in, cast, mark):
    client = app.test_client()
    sign_in(client, cast.steward)
    path = f"/places/{stage.land.village_id}/steps"
    answer = client.post(path, data={"step": "signed", "on": "2999-01-01", "basis": "天地图"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="2999-01-01"' in page
    assert page.count('class="field-errors"') == 2
    row = mark(Step.NAMED)
    one = client.post(
        f"/signage/steps/{row.id}/corrections",
        data={"on": "", "basis": "", "reason": "", "row_version": "1"},
    )
    assert one.status_code == 422
    assert text_of(one).count('class="field-errors"') == 3


def test_an_entry_of_a_person_is_corrected_and_withdrawn_on_its_page(
    stage, app, sign_in, cast, mark, states
):
    row = mark(Step.NAMED)
    client = app.test_client()
    sign_in(client, cast.steward)
    form = {"on": "2026-05-02", "basis": "文 2", "reason": "抄错", "row_version": "1"}
    moved = client.post(f"/signage/steps/{row.id}/corrections", data=form)
    assert moved.status_code == 303
    page = text_of(client.get(moved.location))
    assert "文 2" in page
    assert f"/signage/steps/{row.id}" in page
    reason = {"withdraw_reason": "不是这个村", "row_version": "1"}
    assert client.post(f"{moved.location}/withdrawal", data=reason).status_code == 303
    assert "不是这个村" in text_of(client.get(moved.location))
    assert states()[0] == "missing"


def test_the_json_of_a_place_has_its_steps_now_and_on_a_day(stage, app, mark):
    mark(Step.NAMED, on=date(2026, 5, 1))
    mark(Step.MAPPED, on=date(2026, 6, 1))
    client = app.test_client()
    path = f"/api/v1/places/{stage.land.village_id}"
    now = client.get(path).get_json()["steps"]
    assert [(row["step"], row["state"], row["on"]) for row in now] == [
        ("named", "done", "2026-05-01"),
        ("signed", "missing", None),
        ("listed", "missing", None),
        ("mapped", "done", "2026-06-01"),
    ]
    assert now[3]["basis"] == "天地图，搜索可见"


def test_the_page_of_an_earlier_day_shows_the_steps_taken_by_then(stage, app, mark):
    today = china_date(stage_now(stage))
    mark(Step.NAMED, on=today - timedelta(days=1))
    client = app.test_client()
    path = f"/places/{stage.land.village_id}?on={today.isoformat()}"
    page = text_of(client.get(path))
    assert "到那天为止的命名、设标、入库、上图" in page
    assert (today - timedelta(days=1)).isoformat() in page
    data = client.get(f"/api/v1{path}").get_json()["steps"]
    assert [row["state"] for row in data] == ["done", "missing", "missing", "missing"]


def test_the_file_of_a_place_holds_what_stands_and_for_the_archive_what_was_withdrawn(
    app, stage, mark, runtime
):
    import zipfile

    row = mark(Step.LISTED)
    with stage.work_as(stage.cast.steward) as work:
        withdraw_step(work, row.id, reason="看错了", seen_version=1)
    mark(Step.NAMED, basis="地名办〔2026〕1号")

    def data(*, is_public):
        target = io.BytesIO()
        write_archive(runtime, stage.land.village_id, target, is_public=is_public)
        with zipfile.ZipFile(target) as bundle:
            name = next(one for one in bundle.namelist() if one.endswith(".json"))
            texts = [
                bundle.read(one).decode() for one in bundle.namelist() if one.endswith(".html")
            ]
            return json.loads(bundle.read(name)), texts

    record, texts = data(is_public=False)
    assert "看错了" in json.dumps(record, ensure_ascii=False)
    assert any("地名办〔2026〕1号" in text for text in texts)
    public, _texts = data(is_public=True)
    told = json.dumps(public, ensure_ascii=False)
    assert "地名办〔2026〕1号" in told
    assert "看错了" not in told
    assert "recorded_by_name" not in told


def test_staff_see_what_was_withdrawn_and_visitors_do_not(stage, seen, mark, cast):
    row = mark()
    with stage.work_as(stage.cast.steward) as work:
        withdraw_step(work, row.id, reason="看错了", seen_version=1)
    village = stage.land.village_id
    assert [one.id for one in seen(step_panel, cast.steward, village)["past"]] == [row.id]
    assert seen(step_panel, cast.stranger, village)["past"] == []
