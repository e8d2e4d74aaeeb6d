"""Whatever breaks while a report is taken in: it is there whole, or not at all."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event, func, select, text

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.errors import OutOfSpace, Unavailable
from registry.core.events import Bus
from registry.photos import queries as photo_queries
from registry.photos import services as photos
from registry.signage import queries
from registry.signage.models import FieldReport, ReportPhoto, Sign
from registry.signage.rules.states import SignState
from tests.support.signs import NOON, picture

ROOT = Path(__file__).resolve().parents[3]
#: At each point; the long run asks for fifty.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "1"))


def counts(runtime):
    """How many rows of each kind there are, and the journal's length."""
    with runtime.database.read() as session:
        tables = (FieldReport, ReportPhoto)
        numbers = [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        ]
        photo_rows = session.execute(text("SELECT count(*) FROM photo")).scalar_one()
        return (*numbers, photo_rows, journal.verify(session).entries)


def jpeg(colour: str) -> bytes:
    sent = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(sent, "JPEG")
    return sent.getvalue()


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from datetime import datetime, UTC
    from registry.core.actor import Actor
    from registry.core.db import Database
    from registry.core.events import Bus
    from registry.photos import services as photos
    from registry.signage import services
    from registry.signage.rules.kinds import Condition, ReportKind
    from registry.storage import open_store

    url, media, sign_id, point, near, far = sys.argv[1:]
    store = open_store(media)
    prepared = [photos.prepare(store, open(name, "rb").read()) for name in (near, far)]
    die = lambda: os.kill(os.getpid(), signal.SIGKILL)
    if point == "before":
        die()
    actor = Actor("crewcrewcrewcrew", "crew", scopes={"signage.report": ("",)})
    with Database(url).write(actor, datetime.now(UTC), Bus()) as work:
        services.submit_report(
            work,
            services.Submission(
                client_id="6f1c2f0a-0000-4000-8000-000000000001",
                sign_id=sign_id,
                kind=ReportKind.INSTALLED,
                condition=Condition.GOOD,
                captured_at=datetime.now(UTC),
                observed_hanzi="龙城村",
                observed_roman="LONGCHENGCUN",
            ),
            near=prepared[0],
            far=prepared[1],
        )
        if point == "inside":
            die()
    if point == "after":
        die()
    """
)


@pytest.mark.parametrize(("point", "rows"), [("before", 0), ("inside", 0), ("after", 1)])
def test_a_kill_leaves_a_whole_report_or_unattached_blobs(stage, runtime, tmp_path, point, rows):
    sign = stage.made()
    before = counts(runtime)
    names = []
    for colour in ("red", "green"):
        path = tmp_path / f"{colour}.jpg"
        path.write_bytes(jpeg(colour))
        names.append(str(path))
    url = runtime.settings.resolved_database_url
    media = runtime.settings.resolved_media_url
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, url, media, sign.id, point, *names],
            cwd=ROOT,
            capture_output=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    after = counts(runtime)
    assert after[0] - before[0] == rows
    assert after[1] - before[1] == after[2] - before[2] == 2 * rows
    blobs = {blob.digest for blob in runtime.store.blobs()}
    assert len(blobs) == 6, "two originals and two copies of each"
    with runtime.database.read() as session:
        attached = {digest for digest in blobs if photo_queries.in_use(session, digest)}
        assert attached == (blobs if rows else set())
        assert journal.verify(session).broken is None
        state = session.get(Sign, sign.id).state
    assert state == (SignState.INSTALLED_CLAIMED if rows else SignState.MADE)


@pytest.mark.parametrize("nth", range(1, 5))
def test_a_failure_at_any_entry_of_the_journal_writes_nothing(
    stage, runtime, cast, monkeypatch, nth
):
    sign = stage.made()
    before = counts(runtime)
    calls = iter(range(1, 100))
    real = journal.record

    def failing(*arguments, **values):
        if next(calls) == nth:
            raise RuntimeError("broken on purpose")
        return real(*arguments, **values)

    monkeypatch.setattr(journal, "record", failing)
    with pytest.raises(RuntimeError):
        stage.sent(sign)
    monkeypatch.undo()
    assert counts(runtime) == before
    with runtime.database.read() as session:
        assert session.get(Sign, sign.id).state == SignState.MADE
        assert queries.all_tallies(session) == queries.recount(session)


def test_a_photo_store_that_fails_leaves_no_row(runtime, monkeypatch):
    def full(*_arguments):
        raise OutOfSpace("storage.full", journal_text())

    monkeypatch.setattr(type(runtime.store), "put", full)
    before = counts(runtime)
    with pytest.raises(OutOfSpace):
        photos.prepare(runtime.store, jpeg("blue"))
    assert counts(runtime) == before


def journal_text():
    from registry.core.text import T

    return T("服务器磁盘已满，您的内容没有写入，请联系管理员")


@pytest.fixture
def small(tmp_path):
    """An embedded database that is full: it may not grow by a single page."""
    from tests.support.migrating import upgrade

    url = f"sqlite:///{tmp_path / 'small.db'}"
    upgrade(url)
    database = Database(url, busy_milliseconds=200)
    yield database
    database.close()


def write_much(database):
    with database.write(SYSTEM, NOON, Bus()) as work:
        for number in range(2000):
            journal.record(work, "test.filled", ("test", str(number)), after={"x": "y" * 500})


def test_a_full_disk_and_a_locked_database_are_said_in_plain_words(small):
    def fill(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    with small.write(SYSTEM, NOON, Bus()) as blocker:
        assert blocker.session is not None
        with pytest.raises(Unavailable) as caught, small.write(SYSTEM, NOON, Bus()):
            pass
        assert caught.value.code == "database.busy"
    small.close()
    event.listen(small.engine, "connect", fill)
    with pytest.raises(OutOfSpace) as full:
        write_much(small)
    assert full.value.code == "database.full"
    with small.read() as session:
        assert journal.verify(session).entries == 0


def test_a_report_refused_for_its_photo_keeps_nothing(stage, runtime, cast, land):
    from registry.core.errors import Invalid

    stage.sent(stage.made(), near=picture("a"))
    other = stage.made(land.other_id)
    before = counts(runtime)
    with pytest.raises(Invalid):
        stage.sent(other, near=picture("a"))
    assert counts(runtime) == before
