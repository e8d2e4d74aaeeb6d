"""A server killed between bytes and row leaves bytes for the sweep, never a row without bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry.photos import queries, services
from registry.photos.queries import verification
from tests.support import pictures

ROOT = Path(__file__).resolve().parents[3]
#: At each point; the long run asks for fifty.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "1"))

# Takes one photo in, and kills itself as a power cut would, at the point named.
INTAKE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from registry.core.actor import SYSTEM
from registry.core.db import Database
from registry.core.events import Bus
from registry.photos import services
from registry.storage import open_store
from registry.storage.directory import DirectoryStore

url, media, photo, point = sys.argv[1:]
store = open_store(media)
puts = [0]
put = DirectoryStore.put

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def counted(self, digest, content):
    new = put(self, digest, content)
    puts[0] += 1
    if point == f"put {puts[0]}":
        die()
    return new

DirectoryStore.put = counted
prepared = services.prepare(store, Path(photo).read_bytes())
database = Database(url)
with database.write(SYSTEM, datetime.now(UTC), Bus()) as work:
    services.keep(work, prepared)
    if point == "before commit":
        die()
if point == "after commit":
    die()
"""


@pytest.mark.parametrize(
    ("point", "rows"),
    [("put 1", 0), ("put 2", 0), ("put 3", 0), ("before commit", 0), ("after commit", 1)],
)
def test_no_row_ever_points_at_nothing(
    runtime, settings, work_as, cast, tmp_path, point, rows
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(pictures.jpeg())
    database, media = settings.resolved_database_url, settings.resolved_media_url
    rows *= ROUNDS
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-c", INTAKE, database, media, photo, point],
            cwd=ROOT,
            capture_output=True,
        )
        assert done.returncode == -signal.SIGKILL, done.stderr
    with runtime.database.read() as session:
        walked = list(verification.walk(session, runtime.store))
    assert [each.fault for each in walked] == [""] * rows

    # Old enough for the sweep, what no row points at goes, and what one points at stays.
    for path in Path(media).rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    with work_as(cast.steward) as work:
        services.sweep(work, runtime.store, put_before=datetime.now(UTC) - timedelta(days=1))
    assert len(list(runtime.store.blobs())) == (3 if rows else 0)

    # The phone sends it again, and then it is there.
    prepared = services.prepare(runtime.store, photo.read_bytes())
    with work_as(cast.crew) as work:
        services.keep(work, prepared)
    with runtime.database.read() as session:
        assert len(queries.by_digest(session, prepared.sha256)) == rows + 1
        assert {each.fault for each in verification.walk(session, runtime.store)} == {""}
