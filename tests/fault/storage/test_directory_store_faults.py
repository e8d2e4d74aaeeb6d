"""The directory store when the disk is really full, and when its process is really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry.storage import digest_of, open_store

ROOT = Path(__file__).resolve().parents[3]
CONTENT = bytes(range(256)) * 8192
DIGEST = digest_of(CONTENT)

FULL = """
import resource, sys
from registry.core.errors import Problem
from registry.storage import digest_of, open_store
content = bytes(range(256)) * 8192
store = open_store(sys.argv[1])
# The kernel refuses every byte past half of the blob, as a full disk does.
resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, len(content) // 2))
try:
    store.put(digest_of(content), content)
except Problem as problem:
    print(problem.code, problem.status)
"""

SLOW = """
import sys, time
from registry.storage import digest_of, open_store
content = bytes(range(256)) * 8192
class Slow:
    sent = False
    def read(self, size):
        if self.sent:
            print("half", flush=True)
            time.sleep(600)
        self.sent = True
        return content[:size]
open_store(sys.argv[1]).put(digest_of(content), Slow())
"""

PUT = """
import sys
from registry.storage import digest_of, open_store
content = bytes(range(256)) * 8192
print(open_store(sys.argv[1]).put(digest_of(content), content))
"""


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_is_507_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == ["storage.full", "507"], done.stderr
    assert files(tmp_path) == []


def test_a_put_that_is_killed_half_way_leaves_no_blob(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        os.kill(process.pid, signal.SIGKILL)
    store = open_store(str(tmp_path))
    assert not store.exists(DIGEST)
    assert list(store.blobs()) == []
    assert store.discard_partial(datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert files(tmp_path) == []
    assert store.put(DIGEST, CONTENT) is True


@pytest.mark.parametrize("processes", [20])
def test_processes_that_put_the_same_bytes_leave_one_file(tmp_path: Path, processes: int) -> None:
    def put(_number: int) -> str:
        command = [sys.executable, "-c", PUT, str(tmp_path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(processes) as threads:
        answers = [answer.strip() for answer in threads.map(put, range(processes))]
    assert sorted(answers) == ["False"] * (processes - 1) + ["True"]
    assert [path.name for path in files(tmp_path)] == [DIGEST]
    assert open_store(str(tmp_path)).read(DIGEST) == CONTENT
