"""A second notice after one that was ended: its own clock, its own snapshot, its own objections."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.core.clock import day_end
from registry.core.errors import Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Status
from registry.heritage.rules.drafts import NoticeTerms

from .conftest import START, TEXT, TODAY

LONG = TODAY + timedelta(days=40)
#: The second begins a week later and ends long before the first would have.
LATER = START + timedelta(days=7)
FIRST_DAY, LAST_DAY = TODAY + timedelta(days=7), TODAY + timedelta(days=13)
AFTER = day_end(LAST_DAY) + timedelta(hours=1)


def again(scene, found: str) -> str:
    """Edited, handed in again, judged as far as it is open, voted on, and before the public."""
    seen = scene.version(found)
    with scene.work_as(scene.cast.compiler, at=LATER) as work:
        text = replace(TEXT, summary="补了拓片")
        services.update_draft(work, found, text=text, seen_version=seen)
    scene.submit(found)
    for part in ("county", "city", "province"):
        scene.forward(found, getattr(scene.cast, f"reviewer_{part}"))
    scene.vote(found)
    seen = scene.version(found)
    terms = NoticeTerms(FIRST_DAY, LAST_DAY, issuer="合肥市民政局", contact="0551")
    with scene.work_as(scene.cast.steward, at=LATER) as work:
        return services.open_notice(work, found, terms=terms, seen_version=seen).id


@pytest.fixture
def twice(scene):
    """A file whose long first notice got an objection, and that was returned and noticed anew."""
    found, first = scene.notified(ends_on=LONG)
    objection = scene.object_(first, START + timedelta(hours=1))
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START + timedelta(hours=2)) as work:
        services.decide(work, found, action=Action.RETURN, reason="补拓片", seen_version=seen)
    return found, first, objection, again(scene, found)


@pytest.mark.database
def test_each_notice_keeps_its_clock_its_snapshot_and_its_objections(scene, twice):
    found, first, objection, second = twice
    with scene.work_as(SYSTEM, at=LATER) as work:
        one, two = queries.notice(work.session, first), queries.notice(work.session, second)
        assert queries.current_notice(work.session, found).id == second
        assert [view.id for view in queries.notices_of(work.session, found)] == [second, first]
        assert len(queries.public_objections(work.session, first)) == 1
        assert queries.public_objections(work.session, second) == []
        sent = queries.confidential_objections(work.session, found)[0]
        assert sent.id == objection
        assert queries.receipt(work.session, sent.receipt)[1].id == first
    assert one.ended_without_at == START + timedelta(hours=2)
    assert not one.is_running(LATER)
    assert not one.takes_objections(LATER)
    assert two.is_running(LATER + timedelta(hours=1))
    assert (one.snapshot["summary"], two.snapshot["summary"]) == (TEXT.summary, "补了拓片")
    assert one.sha256 != two.sha256
    assert one.is_intact
    assert (two.ends_at, one.ends_at) == (day_end(LAST_DAY), day_end(LONG))


def test_nobody_objects_to_the_first_any_more_and_the_second_counts_its_own_days(scene, twice):
    _found, first, _objection, second = twice
    with pytest.raises(Refused):
        scene.object_(first, LATER + timedelta(hours=1))
    scene.object_(second, day_end(LAST_DAY) - timedelta(minutes=10))
    scene.object_(second, day_end(LAST_DAY) + timedelta(seconds=1))
    with scene.work_as(SYSTEM) as work:
        told = [one.late for one in queries.public_objections(work.session, second)]
    assert told == [False, True]


def test_the_decision_waits_for_the_first_objection_and_for_the_second_window(scene, twice):
    found, _first, objection, second = twice
    with pytest.raises(Refused):
        scene.recognise(found, AFTER)
    scene.answer(objection, LATER)
    with pytest.raises(Refused) as refused:
        scene.recognise(found, day_end(LAST_DAY) - timedelta(minutes=1))
    assert refused.value.code == "heritage.notice_running"
    assert scene.recognise(found, AFTER) is not None
    with scene.work_as(SYSTEM) as work:
        assert queries.current_notice(work.session, found).id == second


def test_the_register_shows_what_the_second_notice_showed(scene, twice, client):
    found, first, objection, second = twice
    scene.answer(objection, LATER)
    listed = scene.recognise(found, AFTER)
    page = client.get(f"/heritage/recognitions/{listed.id}").get_data(as_text=True)
    assert "补了拓片" in page or f"/heritage/notices/{second}" in page
    order = [page.index(f"/heritage/notices/{one}") for one in (second, first)]
    assert order == sorted(order)
    with scene.work_as(SYSTEM) as work:
        assert queries.notices_of(work.session, found)[0].snapshot["summary"] == "补了拓片"


def test_after_a_withdrawal_a_new_file_starts_with_nothing_of_the_old_one(scene):
    found, first = scene.notified(ends_on=LONG)
    scene.object_(first, START + timedelta(hours=1))
    seen = scene.version(found)
    with scene.work_as(scene.cast.compiler, at=START + timedelta(hours=2)) as work:
        services.withdraw(work, found, seen_version=seen, reason="要补证据")
    fresh, second = scene.notified()
    assert fresh != found
    assert scene.status(found) == Status.WITHDRAWN
    with scene.work_as(SYSTEM) as work:
        assert queries.open_objections(work.session, fresh) == 0
        assert queries.public_objections(work.session, second) == []
        assert len(queries.public_objections(work.session, first)) == 1
        assert queries.current_notice(work.session, found) is None
    after = day_end(TODAY + timedelta(days=6)) + timedelta(hours=1)
    assert scene.recognise(fresh, after) is not None
    assert scene.status(found) == Status.WITHDRAWN
