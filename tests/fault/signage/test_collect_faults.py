"""A form of Collect over a bad line and at a dying server: it arrives once, whole, or waits."""

from __future__ import annotations

import http.client
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
from registry.signage.queries.collect import files_of, filled_form
from registry.storage import open_store
from tests.fault.web.test_server_killed import Server
from tests.support.collect import Collect, NotSentError, form_for
from tests.support.fault_proxy import Fault, network
from tests.support.signs import picture

GETS_THROUGH = {Fault.TWICE, Fault.LATE_COPY, Fault.SLOW, Fault.TRUNCATED}
FORKED = multiprocessing.get_context("fork")
#: At each point; the long run asks for fifty.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "2"))


def whole(runtime, stored, form):
    """The report of a form: one, whole, with every blob of it, and the journal unbroken."""
    report, held, kept = stored(form)
    with runtime.database.read() as session:
        assert journal.verify(session).broken is None
        assert {each.fault for each in verification.walk(session, runtime.store)} <= {""}
        assert len(queries.reports_of_sign(session, report.sign_id)) == 1
        assert {file.name for file in files_of(session, kept.id)} == set(form.files)
    assert (report.status, set(held), kept.report_id) == ("received", {"near", "far"}, report.id)


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
def test_whatever_befalls_each_request_once_the_form_arrives_exactly_once(
    site, key_of, cast, stage, stored, runtime, monkeypatch, fault
):
    monkeypatch.setattr("registry.signage.api.collect.submission.SPLIT_AT", 1000)
    form = form_for(stage.made())

    def plan(method, _path, seen):
        # The question, the first half and the second half each meet it once.
        last = 2 if fault in GETS_THROUGH else 3
        return fault if (method, seen) in {("HEAD", 1), ("POST", 1), ("POST", last)} else Fault.NONE

    with network(site, plan, stall_s=0.3) as (proxy, between):
        phone = Collect(f"{proxy}/openrosa/{key_of(cast.crew)}")
        tries = phone.send_until_done(form)
        copies = between.deliver_copies()
    assert between.befallen[fault] == 3
    assert tries == (1 if fault in GETS_THROUGH else 4)
    assert set(copies) <= {201, 204}
    whole(runtime, stored, form)


def test_a_portals_200_is_no_success_and_the_form_stays_on_the_phone(
    site, key_of, cast, stage, stored
):
    form = form_for(stage.made())
    for method in ("HEAD", "POST"):
        plan = lambda asked, _path, _seen, m=method: Fault.CAPTIVE if asked == m else Fault.NONE  # noqa: E731
        with network(site, plan) as (proxy, _):
            with pytest.raises(NotSentError) as caught:
                Collect(f"{proxy}/openrosa/{key_of(cast.crew)}").send(form)
            assert caught.value.status == 200
    assert stored(form) == (None, {}, None)


def deliver(url, media, actor, key_id, filled, die_at=""):
    """What a server does for one form in two requests, in a process that may be killed."""

    def point(name):
        if name == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    database, store = Database(url), open_store(media)
    pictures, receipt = {}, None
    for name in (filled.near_file, filled.far_file):
        found = pictures[name] = picture(name)
        store.put(found.sha256, name.encode())
        point(f"{name} bytes, no row")
        file = services.Arrived(name, found.sha256, found.byte_size, found)
        with database.write(actor, datetime.now(UTC), Bus()) as work:
            receipt = services.keep_filled(work, key_id, filled, [file]).receipt
            point(f"{name} row, not committed")
        point(f"{name} committed")
    if receipt is None:
        near, far = pictures.values()
        with database.write(actor, datetime.now(UTC), Bus()) as work:
            services.take_in(work, filled, near=near, far=far)
            point("report, not committed")
        point("report committed")
    database.close()


POINTS = {
    "near bytes, no row": (None, False),
    "near row, not committed": (None, False),
    "near committed": (1, False),
    "far bytes, no row": (1, False),
    "far row, not committed": (1, False),
    "far committed": (2, False),
    "report, not committed": (2, False),
    "report committed": (2, True),
}


@pytest.fixture
def sent(stage, runtime, cast, work_as):
    """Arguments of a delivery."""
    sign = stage.made()
    with work_as(cast.crew) as work:
        key, _token = services.make_key(work, cast.crew.id, label="红米 12")
    filled = services.Filled(
        submission=stage.submission(sign, client="openrosa"),
        form_version="1",
        device_id="",
        started_at=None,
        ended_at=None,
        xml="<data/>",
        near_file="near",
        far_file="far",
    )
    runtime.database.engine.dispose()
    settings = runtime.settings
    return settings.resolved_database_url, settings.resolved_media_url, cast.crew, key.id, filled


def run(*arguments):
    process = FORKED.Process(target=deliver, args=arguments)
    process.start()
    process.join(timeout=120)
    return process.exitcode


@pytest.mark.database
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_loses_nothing_and_the_same_again_ends_the_same(
    sent, runtime, seen, point
):
    filled = sent[-1]
    ident = filled.submission.client_id
    for _ in range(ROUNDS):
        code = run(*sent, point)
        assert code == (-signal.SIGKILL if POINTS[point] != (2, True) else code)
        kept = seen(filled_form, ident)
        files = seen(files_of, kept.id) if kept else None
        report = seen(queries.report_by_client_id, ident)
        assert (len(files) if kept else None, report is not None) == POINTS[point]
    assert run(*sent) == 0
    kept, report = seen(filled_form, ident), seen(queries.report_by_client_id, ident)
    assert (kept.report_id, report.status) == (report.id, "received")
    assert set(seen(queries.photos_of, [report.id])[report.id]) == {"near", "far"}
    assert seen(journal.verify).broken is None
    verbs = [each.verb for each in seen(journal.history, ("field_report", report.id))]
    assert sorted(verbs) == ["signage.report_declared", "signage.report_received"]


def test_the_server_itself_killed_between_the_halves_takes_the_whole_when_it_is_back(
    runtime, stage, key_of, cast, stored, tmp_path
):
    """Gunicorn, requests in chunks, SIGKILL: what was acknowledged is there, the rest comes."""
    form = form_for(stage.made())
    near, far = form.files
    token = key_of(cast.crew)
    runtime.database.engine.dispose()
    server = Server(runtime.settings, tmp_path)
    server.environment["REGISTRY_OPENROSA"] = "true"
    server.environment["REGISTRY_DATABASE_URL"] = runtime.settings.resolved_database_url
    phone = Collect(f"http://127.0.0.1:{server.port}/openrosa/{token}", chunked=True)
    with server:
        phone.ask("HEAD", "/submission")
        phone.post(form, [near], is_last=False)
        server.kill()
        with pytest.raises(NotSentError):
            phone.post(form, [far])
    assert [row.name for row in _files(runtime, stored, form)] == [near]
    with server:
        phone.send(form)
        dates = [len(each.split(", ")) for each in _dates(server.port, token)]
    assert (phone.answers, dates) == ([204, 202, 204, 201], [2])
    whole(runtime, stored, form)


def _files(runtime, stored, form):
    with runtime.database.read() as session:
        return files_of(session, stored(form)[2].id)


def _dates(port, token):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", f"/openrosa/{token}/formList")
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.headers.get_all("Date")
