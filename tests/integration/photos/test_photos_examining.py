"""Files examined through a real child process."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.core.errors import Problem, Refused, Unavailable
from registry.photos.intake import pool as pool_module
from registry.photos.intake.examining import examine
from registry.photos.intake.pool import Pool
from registry.photos.rules import Limits
from tests.support import pictures
from tests.support.pictures import HOSTILE, UNUSUAL

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool of this test's own, of one child."""
    own = Pool(size=1)
    monkeypatch.setattr(pool_module, "_shared", own)
    yield own
    own.close()


def test_an_honest_photo_is_examined_whole() -> None:
    content = pictures.jpeg(exif=pictures.phone_exif())
    found = examine(io.BytesIO(content))
    assert found.original == content
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.taken_at == pictures.china_time(2026, 5, 1, 9, 30)
    assert found.position == pictures.SANHE_LON_LAT
    assert (found.width, found.height) == found.large_size == (640, 480)
    assert found.small_size == (320, 240)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_and_the_next_photo_is_taken(name: str) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(Refused) as caught:
        examine(make())
    assert caught.value.code == code
    assert caught.value.advice is not None
    assert examine(pictures.jpeg()).format == "jpeg"


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_photos_are_taken(name: str) -> None:
    make, kind = UNUSUAL[name]
    assert examine(make()).format == kind


def test_one_child_serves_many_photos_and_is_then_replaced(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "_FILES_EACH", 3)
    seen = []
    for _ in range(5):
        examine(pictures.jpeg())
        seen.append([child.process.pid for child in pool._idle])
    assert seen[0] == seen[1] != []
    assert seen[2] == []
    assert seen[3] == seen[4] != seen[0]


def test_a_stream_is_read_no_further_than_the_limit() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:
            self.taken += len(buffer)
            return len(buffer)

    endless = Endless()
    with pytest.raises(Refused) as caught:
        examine(endless, Limits(bytes=1_000_000))
    assert caught.value.code == "photos.too_large"
    assert endless.taken < 2_000_000


def test_the_child_knows_no_secret(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_SECRET_KEY", "do not tell")
    examine(pictures.jpeg())
    environment = Path(f"/proc/{pool._idle[0].process.pid}/environ").read_bytes()
    assert b"do not tell" not in environment


def test_the_child_loads_nothing_of_the_server() -> None:
    program = (
        "import sys, registry.photos.intake.worker;"
        "print([name for name in ('flask', 'sqlmodel', 'sqlalchemy', 'pydantic', 'boto3')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_photos_beyond_the_places_wait_and_are_told_when_that_takes_too_long(pool: Pool) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(
            threads.map(lambda n: examine(pictures.jpeg(pictures.scene(seed=n))), range(8))
        )
    assert len({each.sha256 for each in found}) == 8
    pool._places.acquire()
    try:
        with pytest.raises(Unavailable) as caught:
            examine(pictures.jpeg(), Limits(wait_seconds=0.01))
    finally:
        pool._places.release()
    assert (caught.value.code, caught.value.status) == ("photos.busy", 503)


def test_a_forked_server_process_has_children_of_its_own(pool: Pool) -> None:
    examine(pictures.jpeg())
    parents = pool_module.shared()
    number = os.fork()
    if number == 0:
        try:
            fresh = pool_module.shared() is not parents and examine(pictures.png()).format == "png"
            pool_module.close()
        except Problem:
            fresh = False
        os._exit(0 if fresh else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == 0
    assert examine(pictures.jpeg()).format == "jpeg"


def test_children_end_with_the_pool() -> None:
    own = Pool(size=2)
    barrier = threading.Barrier(2)

    def one(_number: int) -> None:
        barrier.wait()
        own.run(pictures.jpeg(), Limits())

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(one, range(2)))
    processes = [child.process for child in own._idle]
    assert processes
    own.close()
    assert all(process.poll() is not None for process in processes)
