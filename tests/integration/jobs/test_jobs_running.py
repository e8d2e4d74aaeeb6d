"""Background work: done if and only if the act that wanted it was committed, and by one worker."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Refused
from registry.core.handlers import StoppedError
from registry.core.text import T
from registry.jobs import queries, services
from registry.jobs.rules import JobState, rate_per_second, retry_at, seconds_left

pytestmark = pytest.mark.database
SUBJECT = ("thing", "x")


def ask(work_as, who=SYSTEM, at=None, **arguments):
    with work_as(who, at) as work:
        return services.enqueue(work, "test.kind", subject=SUBJECT, arguments=arguments)


def seen(runtime, at=None):
    with runtime.database.read() as session:
        return queries.latest(session, *SUBJECT, at or runtime.clock.now())


def test_work_is_done_in_the_name_of_who_asked(runtime, app, work_as, cast):
    done = []
    runtime.jobs.add("test.kind", lambda task: done.append((task.actor.name, dict(task.arguments))))
    ask(work_as, cast.steward, n=1)
    assert seen(runtime).state is JobState.WAITING
    assert services.run_waiting(runtime) == 1
    assert done == [(cast.steward.name, {"n": 1})]
    assert seen(runtime).state is JobState.DONE
    assert services.run_waiting(runtime) == 0


def test_an_act_that_fails_leaves_no_work(runtime, work_as):
    with suppress(ZeroDivisionError), work_as(SYSTEM) as work:
        services.enqueue(work, "test.kind", subject=SUBJECT)
        raise ZeroDivisionError
    assert seen(runtime) is None


def test_who_lost_their_permissions_meanwhile_may_do_nothing(runtime, app, work_as, cast):
    runtime.jobs.actor_of = lambda _session, _person: None
    may = []
    runtime.jobs.add("test.kind", lambda task: may.append(task.actor.may("places.edit")))
    ask(work_as, cast.steward)
    services.run_waiting(runtime)
    assert may == [False]


def test_a_rule_that_says_no_is_told_and_not_tried_again(runtime, work_as):
    def refuse(_task):
        raise Refused("test.no", T("没有"))

    runtime.jobs.add("test.kind", refuse)
    job_id = ask(work_as)
    services.run_waiting(runtime)
    view = seen(runtime)
    assert (view.state, view.attempts) == (JobState.FAILED, 1)
    assert "test.no" in view.fault
    with runtime.database.read() as session:
        assert [each.id for each in queries.recent_failures(session, runtime.clock.now())] == [
            job_id
        ]
        assert queries.counts(session) == {JobState.FAILED: 1}


def test_an_accident_is_tried_again_later_and_given_up_in_the_end(runtime, work_as):
    def stumble(_task):
        message = "over a stone"
        raise OSError(message)

    runtime.jobs.add("test.kind", stumble)
    job_id = ask(work_as, at=datetime(2026, 1, 1, tzinfo=UTC))
    services.run_waiting(runtime)
    view = seen(runtime)
    assert (view.state, view.attempts) == (JobState.WAITING, 1)
    assert "over a stone" in view.fault
    with runtime.database.read() as session:
        assert queries.next_due(session, runtime.clock.now()) is None
        later = runtime.clock.now() + timedelta(minutes=1)
        assert queries.next_due(session, later).id == job_id


def test_work_that_somebody_waits_for_comes_before_what_has_waited_longer(runtime, work_as):
    done = []
    runtime.jobs.add("test.kind", lambda _task: done.append("test.kind"))
    runtime.jobs.add("test.first", lambda _task: done.append("test.first"), first=True)
    ask(work_as, at=datetime(2026, 1, 1, tzinfo=UTC))
    with work_as(SYSTEM, at=datetime(2026, 1, 2, tzinfo=UTC)) as work:
        services.enqueue(work, "test.first")
    services.run_waiting(runtime)
    assert done == ["test.first", "test.kind"]


def test_failed_work_can_be_tried_again_by_hand_and_other_work_cannot(runtime, work_as):
    runtime.jobs.add("test.kind", lambda _task: None)
    job_id = ask(work_as)
    with pytest.raises(Conflict), work_as(SYSTEM) as work:
        services.retry(work, job_id)
    runtime.jobs.add("test.kind", lambda _task: (_ for _ in ()).throw(Refused("a.b", T("没有"))))
    services.run_waiting(runtime)
    runtime.jobs.add("test.kind", lambda _task: None)
    with work_as(SYSTEM) as work:
        services.retry(work, job_id)
    services.run_waiting(runtime)
    assert seen(runtime).state is JobState.DONE


def test_progress_is_seen_while_it_runs_and_a_cancelled_job_stops(runtime, work_as):
    shown = []

    def count(task):
        task.progress(10, 100)
        shown.append(seen(runtime))
        with work_as(SYSTEM) as work:
            assert services.cancel(work, shown[0].id)
        task.progress(100, 100)
        shown.append("went on")

    runtime.jobs.add("test.kind", count)
    ask(work_as)
    services.run_waiting(runtime)
    assert (shown[0].done, shown[0].total) == (10, 100)
    assert shown[0].is_open
    assert len(shown) == 1
    assert seen(runtime).state is JobState.CANCELLED


def test_work_of_a_dead_worker_is_taken_over_and_the_dead_one_cannot_end_it(runtime, work_as):
    ran = []

    def die_once(task):
        ran.append(task)
        if len(ran) == 1:
            with work_as(SYSTEM, runtime.clock.now() + timedelta(hours=1)) as work:
                # An hour passes without a word; somebody else looks for work.
                again = queries.next_due(work.session, work.at)
                again.leased_until = work.at - timedelta(hours=2)
                work.session.add(again)
            services.run_one(runtime)
            with pytest.raises(StoppedError):
                task.progress(1, 1)
            raise StoppedError

    runtime.jobs.add("test.kind", die_once)
    ask(work_as)
    services.run_one(runtime)
    view = seen(runtime)
    assert (len(ran), view.state, view.attempts) == (2, JobState.DONE, 2)


def test_two_workers_never_do_the_same_work(runtime, work_as):
    done = []
    runtime.jobs.add("test.kind", lambda task: done.append(task.arguments["n"]))
    for number in range(12):
        ask(work_as, n=number)
    stop = threading.Event()
    workers = [threading.Thread(target=services.work_until, args=(runtime, stop)) for _ in range(3)]
    for worker in workers:
        worker.start()
    while len(done) < 12:
        stop.wait(0.02)
    stop.set()
    for worker in workers:
        worker.join()
    assert sorted(done) == list(range(12))


def test_work_that_nobody_here_knows_is_told(runtime, work_as):
    ask(work_as)
    services.run_waiting(runtime)
    assert "test.kind" in seen(runtime).fault


def test_rate_and_time_left_are_told_only_where_they_can_be_known():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    later = start + timedelta(seconds=10)
    assert rate_per_second(0, start, later) is None
    assert rate_per_second(50, None, later) is None
    rate = rate_per_second(50, start, later)
    assert rate == pytest.approx(5)
    assert seconds_left(50, 100, rate) == 10
    assert seconds_left(50, None, rate) is None
    assert seconds_left(120, 100, rate) == 0
    assert retry_at(start, 1) < retry_at(start, 2)
