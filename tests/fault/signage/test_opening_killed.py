"""Photos that a phone brings, and the worker that opens them: server and worker killed anywhere."""

from __future__ import annotations

import multiprocessing
import os
import signal
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.jobs import services as jobs
from registry.photos import services as photos
from registry.photos.queries import verification
from registry.runtime import build
from registry.signage import queries, services
from registry.signage.rules.states import PhotoRole
from registry.signage.services import arriving, reports
from registry.storage import digest_of, open_store
from tests.support.pictures import jpeg, scene

FORKED = multiprocessing.get_context("fork")
PROCESSES = 20
#: At each point; the long run asks for fifty.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "3"))
CONTENTS = {PhotoRole.NEAR: jpeg(scene(seed=61)), PhotoRole.FAR: jpeg(scene(seed=62))}
DECLARED = {role: services.Declared(digest_of(c), len(c)) for role, c in CONTENTS.items()}


def deliver(url, media, actor, submission, die_at=""):
    """What a server does for one phone, in a process that may be killed at a named point."""

    def point(name):
        if name == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    database, store = Database(url), open_store(media)
    with database.write(actor, datetime.now(UTC), Bus()) as work:
        services.declare_report(work, submission, DECLARED)
    for role, content in CONTENTS.items():
        photos.put_original(store, content, DECLARED[role].sha256)
        point(f"{role} bytes, no row")
        with database.write(actor, datetime.now(UTC), Bus()) as work:
            services.receive_photo(work, submission.client_id, DECLARED[role].sha256)
            point(f"{role} row, not committed")
        point(f"{role} committed")
    database.close()


def run(count, target, *arguments):
    processes = [FORKED.Process(target=target, args=arguments) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)
    return [process.exitcode for process in processes]


@pytest.fixture
def sent(stage, runtime, cast):
    """Arguments of a delivery."""
    services.wire_arriving(runtime)
    services.wire_checks(runtime)
    submission = replace(stage.submission(stage.made()), client_id=str(uuid.uuid4()))
    runtime.database.engine.dispose()
    settings = runtime.settings
    return settings.resolved_database_url, settings.resolved_media_url, cast.crew, submission


def found(runtime, client_id):
    """The report, the digests it holds, the roles that are opened; every blob of them whole."""
    with runtime.database.read() as session:
        row = queries.report_by_client_id(session, client_id)
        assert journal.verify(session).broken is None
        assert {each.fault for each in verification.walk(session, runtime.store)} <= {""}
        held = list(services.receipt_of(session, row).photos.values())
        opened = queries.photos_of(session, [row.id])[row.id]
    for digest in held:
        assert digest_of(runtime.store.read(digest)) == digest
    return row, held, set(opened)


@pytest.mark.database
def test_twenty_processes_with_the_same_photos_ask_once_for_them_to_be_opened(sent, runtime):
    assert run(PROCESSES, deliver, *sent) == [0] * PROCESSES
    row, held, opened = found(runtime, sent[3].client_id)
    assert (row.shown_status, len(held), opened) == ("examining", 2, set())
    assert len(list(runtime.store.blobs())) == 2
    assert jobs.run_waiting(runtime) == 2, "one job opens, one checks"
    row, held, opened = found(runtime, sent[3].client_id)
    assert (row.status, opened) == ("received", {"near", "far"})
    with runtime.database.read() as session:
        verbs = [each.verb for each in journal.history(session, ("field_report", row.id))]
    assert sorted(verbs) == [
        "signage.checks_made",
        "signage.photo_arrived",
        "signage.report_arrived",
        "signage.report_declared",
        "signage.report_received",
    ]


POINTS = {
    "near bytes, no row": 0,
    "near row, not committed": 0,
    "near committed": 1,
    "far bytes, no row": 1,
    "far row, not committed": 1,
    "far committed": 2,
}


@pytest.mark.parametrize("point", POINTS)
def test_a_server_killed_at_any_point_has_lost_nothing_that_it_said_it_holds(sent, runtime, point):
    for _ in range(ROUNDS):
        assert run(1, deliver, *sent, point) == [-signal.SIGKILL]
        row, held, opened = found(runtime, sent[3].client_id)
        assert (len(held), opened) == (POINTS[point], set())
        assert (row.shown_status == "examining") == (POINTS[point] == len(CONTENTS))
    assert run(1, deliver, *sent) == [0]
    jobs.run_waiting(runtime)
    row, held, opened = found(runtime, sent[3].client_id)
    assert (row.status, len(held), opened) == ("received", 2, {"near", "far"})


DEATHS = ("near decoded", "near row, not committed", "far decoded", "far row, not committed")


def open_all(settings, die_at):
    """A worker in a process of its own that dies at a named point; "" does all that is due."""
    role_of = {declared.sha256: role.value for role, declared in DECLARED.items()}

    def point(name):
        if name == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    runtime = build(settings)
    prepare, attach = photos.prepare, reports.attach_examined

    def prepared(*arguments, **values):
        done = prepare(*arguments, **values)
        point(f"{role_of[done.sha256]} decoded")
        return done

    def attached(work, row, picture):
        receipt = attach(work, row, picture)
        point(f"{role_of[picture.sha256]} row, not committed")
        return receipt

    photos.prepare = prepared
    vars(arriving)["attach_examined"] = attached
    runtime.jobs.add(
        services.OPEN_JOB,
        lambda task: services.open_photos(runtime, task.arguments["report_id"], SYSTEM),
    )
    # A lease of nothing: whatever the dead worker held is free at once.
    jobs.run_one(runtime, lease_seconds=0.01)
    runtime.close()


@pytest.mark.database
def test_a_worker_killed_at_any_point_opens_each_photo_exactly_once(stage, runtime, settings, cast):
    # One sign each time: the same pictures prove no other.
    services.wire_checks(runtime)
    sign = stage.made()
    urls = settings.resolved_database_url, settings.resolved_media_url
    for _ in range(ROUNDS):
        submission = replace(stage.submission(sign), client_id=str(uuid.uuid4()))
        runtime.database.engine.dispose()
        assert run(1, deliver, *urls, cast.crew, submission) == [0]
        exits = [run(1, open_all, settings, die_at)[0] for die_at in (*DEATHS, "")]
        assert exits == [-signal.SIGKILL] * len(DEATHS) + [0]
        row, held, opened = found(runtime, submission.client_id)
        assert (row.status, len(held), opened) == ("received", 2, {"near", "far"})
        with runtime.database.read() as session:
            verbs = [each.verb for each in journal.history(session, ("field_report", row.id))]
        assert verbs.count("signage.report_received") == 1
        jobs.run_waiting(runtime)
