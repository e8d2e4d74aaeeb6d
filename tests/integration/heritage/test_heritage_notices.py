"""公示 and 异议: clocks in China time, frozen text, people kept confidential."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Outcome
from registry.heritage.rules.notice import canonical, sha256_of

from .conftest import AFTER, START

CHINA = timezone(timedelta(hours=8))
NEW_YEAR = {
    "starts_on": date(2021, 12, 31),
    "ends_on": date(2022, 1, 6),
    "at": datetime(2021, 12, 31, 9, tzinfo=CHINA),
}


def one(scene, notice_id: str) -> list:
    with scene.work_as(SYSTEM) as work:
        return list(queries.public_objections(work.session, notice_id))


def test_acceptance_8_over_new_year_23_50_in_china_is_in_time_and_midnight_is_late(scene):
    _found, notice_id = scene.notified(**NEW_YEAR)
    scene.object_(notice_id, datetime(2022, 1, 6, 23, 50, tzinfo=CHINA))
    scene.object_(notice_id, datetime(2022, 1, 7, 0, 0, 1, tzinfo=CHINA))
    assert [objection.late for objection in one(scene, notice_id)] == [False, True]


def test_no_recognition_before_the_last_moment_in_china(scene):
    found, _notice = scene.notified(**NEW_YEAR)
    with pytest.raises(Refused) as refused:
        scene.recognise(found, datetime(2022, 1, 6, 23, 59, tzinfo=CHINA))
    assert refused.value.code == "heritage.notice_running"
    assert scene.recognise(found, datetime(2022, 1, 7, 0, 0, 1, tzinfo=CHINA)) is not None


def test_no_recognition_while_an_objection_is_open_a_late_one_too(scene):
    found, notice_id = scene.notified()
    objection_id = scene.object_(notice_id, AFTER)
    with pytest.raises(Refused):
        scene.recognise(found, AFTER)
    scene.answer(objection_id, AFTER)
    assert scene.recognise(found, AFTER) is not None
    with pytest.raises(Refused):
        scene.object_(notice_id, AFTER + timedelta(days=1))


def test_nobody_objects_before_it_begins(scene):
    _found, notice_id = scene.notified(starts_on=date(2026, 3, 10))
    with pytest.raises(Refused) as refused:
        scene.object_(notice_id, START + timedelta(days=1))
    assert refused.value.code == "heritage.notice_not_begun"


def test_the_dates_of_a_notice_are_not_in_the_past(scene):
    with pytest.raises(Invalid) as invalid:
        scene.notified(starts_on=date(2026, 1, 1), ends_on=date(2025, 12, 1))
    assert set(invalid.value.fields) & {"starts_on", "ends_on"}


def test_what_was_shown_is_frozen_whatever_the_gazetteer_says_later(scene):
    _found, notice_id = scene.notified()
    with scene.work_as(SYSTEM) as work:
        before = queries.notice(work.session, notice_id)
    assert before.is_intact
    assert before.sha256 == sha256_of(canonical(before.snapshot))
    assert before.snapshot["place"]["name"] == "龙城村"
    assert before.snapshot["criteria"][0]["claims"][0]["for"][0]["title"] == "唐墓志"
    assert before.snapshot["criteria"][0]["age"]["verdict"] == "proven"
    for private in ("0551-0000000", "compiler", "expert"):
        assert private not in before.snapshot_text


def test_who_objects_is_kept_from_the_public_the_journal_and_the_row(scene, runtime):
    _found, notice_id = scene.notified()
    signed_in = scene.cast.crew
    objection_id = scene.object_(notice_id, START, who=signed_in)
    shown = json.dumps([repr(view) for view in one(scene, notice_id)], ensure_ascii=False)
    with runtime.database.read() as session:
        entries = journal.history(session, ("objection", objection_id))
    written = repr([(e.actor_id, e.actor_name, e.before, e.after, e.reason) for e in entries])
    for private in ("王小明", "13900001111", "碑是宋碑", signed_in.id):
        assert private not in shown
        assert private not in written
    with scene.work_as(SYSTEM) as work:
        full = queries.confidential_objections(work.session, _found)[0]
    assert (full.person_name, full.is_open) == ("王小明", True)


def test_an_answer_is_given_once_and_names_nobody(scene):
    _found, notice_id = scene.notified()
    objection_id = scene.object_(notice_id, START)
    with pytest.raises(Invalid) as invalid, scene.work_as(scene.cast.steward, at=START) as work:
        services.answer(
            work,
            objection_id,
            outcome=Outcome.DISMISSED,
            text="王小明先生:碑文有年号",
            public_summary=" ",
        )
    assert set(invalid.value.fields) == {"answer", "public_summary"}
    scene.answer(objection_id, START)
    with pytest.raises(Conflict):
        scene.answer(objection_id, START)
    assert [view.outcome_label.msgid for view in one(scene, notice_id)] == ["异议不成立"]


def test_a_receipt_tells_the_state_without_the_sender(scene):
    found, notice_id = scene.notified()
    scene.object_(notice_id, START)
    with scene.work_as(SYSTEM) as work:
        number = queries.confidential_objections(work.session, found)[0].receipt
        shown, notice = queries.receipt(work.session, number)
        assert queries.receipt(work.session, "0" * 12) is None
    assert (notice.id, shown.answered_at, len(number)) == (notice_id, None, 12)


def test_only_a_demonstration_closes_a_notice_early(scene, runtime):
    _found, notice_id = scene.notified()
    with pytest.raises(Refused) as refused, scene.work_as(scene.cast.steward, at=START) as work:
        services.close_notice_early(work, notice_id, reason="演示")
    assert refused.value.code == "heritage.demo_only"


@pytest.fixture
def demo_scene(scene, runtime):
    from dataclasses import replace

    def work_as(actor, at=None):
        moment = at or runtime.clock.now()
        return runtime.database.write(actor, moment, runtime.bus, simulated=True)

    return replace(scene, work_as=work_as)


def test_in_a_demonstration_the_early_close_is_recorded_and_shown(demo_scene, runtime):
    scene = demo_scene
    found, notice_id = scene.notified()
    later = START + timedelta(minutes=3)
    with pytest.raises(Invalid), scene.work_as(scene.cast.steward, at=later) as work:
        services.close_notice_early(work, notice_id, reason=" ")
    with scene.work_as(scene.cast.steward, at=later) as work:
        services.close_notice_early(work, notice_id, reason="演示:提前截止")
    with pytest.raises(Refused), scene.work_as(scene.cast.steward, at=later) as work:
        services.close_notice_early(work, notice_id, reason="再来一次")
    scene.object_(notice_id, later + timedelta(minutes=1))
    assert [objection.late for objection in one(scene, notice_id)] == [True]
    with runtime.database.read() as session:
        view = queries.notice(session, notice_id)
        verbs = [entry.verb for entry in journal.history(session, ("notice", notice_id))]
        waiting = queries.confidential_objections(session, found)[0].id
    assert view.closed_early_at == later
    assert view.ends_at > later
    assert "heritage.notice_closed_early" in verbs
    scene.answer(waiting, later + timedelta(minutes=2))
    recognition = scene.recognise(found, later + timedelta(minutes=3))
    assert recognition.simulated
