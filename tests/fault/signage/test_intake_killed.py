"""A phone's report at a server that is killed, and in twenty processes at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import UTC, datetime

import pytest

from registry.core import journal
from registry.core.db import Database
from registry.core.events import Bus
from registry.photos.queries import verification
from registry.signage import queries, services
from registry.signage.rules.states import NEEDED_PHOTOS
from registry.storage import open_store
from tests.support.signs import picture

FORKED = multiprocessing.get_context("fork")
PROCESSES = 20
#: At each point; the long run asks for fifty.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "3"))


def prepared(store, name):
    """A photo whose bytes lie in the store; the copies are the original."""
    content = name.encode()
    found = picture(name)
    store.put(found.sha256, content)
    return found


def deliver(url, media, actor, submission, die_at=""):
    """What a server does for one phone, in a process that may be killed at a named point."""

    def point(name):
        if name == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    database, store = Database(url), open_store(media)
    pictures = {role: picture(f"{role}") for role in NEEDED_PHOTOS}
    declared = {role: services.Declared(p.sha256, p.byte_size) for role, p in pictures.items()}
    with database.write(actor, datetime.now(UTC), Bus()) as work:
        services.declare_report(work, submission, declared)
        point("declared, not committed")
    point("declared")
    for role in NEEDED_PHOTOS:
        pictures[role] = prepared(store, f"{role}")
        point(f"{role} bytes, no row")
        with database.write(actor, datetime.now(UTC), Bus()) as work:
            services.attach_photo(work, submission.client_id, pictures[role])
            point(f"{role} row, not committed")
        point(f"{role} committed")
    database.close()


def run(count, *arguments):
    processes = [FORKED.Process(target=deliver, args=arguments) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)
    return [process.exitcode for process in processes]


def found(runtime, client_id):
    """The report as it is stored, its photos by role; and that every blob of them is whole."""
    with runtime.database.read() as session:
        row = queries.report_by_client_id(session, client_id)
        assert journal.verify(session).broken is None
        assert {each.fault for each in verification.walk(session, runtime.store)} <= {""}
        held = queries.photos_of(session, [row.id])[row.id] if row else {}
        return row, held


@pytest.fixture
def sent(stage, runtime, cast):
    """Arguments of a delivery."""
    submission = stage.submission(stage.made())
    runtime.database.engine.dispose()
    settings = runtime.settings
    return settings.resolved_database_url, settings.resolved_media_url, cast.crew, submission


@pytest.mark.database
def test_twenty_processes_with_one_report_make_one_row_and_one_set_of_files(sent, runtime):
    assert run(PROCESSES, *sent) == [0] * PROCESSES
    row, held = found(runtime, sent[3].client_id)
    assert (row.status, set(held)) == ("received", {"near", "far"})
    assert len(list(runtime.store.blobs())) == 2
    with runtime.database.read() as session:
        verbs = [each.verb for each in journal.history(session, ("field_report", row.id))]
        assert len(queries.reports_of_sign(session, row.sign_id)) == 1
    assert sorted(verbs) == ["signage.report_declared", "signage.report_received"]


POINTS = {
    "declared, not committed": None,
    "declared": 0,
    "near bytes, no row": 0,
    "near row, not committed": 0,
    "near committed": 1,
    "far bytes, no row": 1,
    "far row, not committed": 1,
    "far committed": 2,
}


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_loses_nothing_and_calls_nothing_whole_that_is_not(
    sent, runtime, point
):
    for _ in range(ROUNDS):
        assert run(1, *sent, point) == [-signal.SIGKILL]
        row, held = found(runtime, sent[3].client_id)
        assert (len(held) if row else None) == POINTS[point]
        is_whole = POINTS[point] == len(NEEDED_PHOTOS)
        assert (row is not None and row.status == "received") == is_whole
    assert run(1, *sent) == [0]
    row, held = found(runtime, sent[3].client_id)
    assert (row.status, len(held)) == ("received", 2)
