"""A worker killed in the middle: its work is taken up by the next, and done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from registry.core.actor import SYSTEM
from registry.jobs import queries, services
from registry.jobs.rules import JobState

ROOT = Path(__file__).resolve().parents[3]
DEATHS = (3, 11)
#: Jobs whose worker dies twice; the long run asks for fifty deaths.
ROUNDS = max(1, int(os.environ.get("REGISTRY_TEST_KILLS", "2")) // len(DEATHS))

# Counts from where the file stands, one line at a time, and hangs where it is told to.
WORKER = """
import sys, time
from pathlib import Path
from registry.jobs import services
from registry.runtime import build
from registry.settings import Settings

runtime = build(Settings(_env_file=None, database_url=sys.argv[1], data_dir=sys.argv[2]))
lines, hang = Path(sys.argv[3]), int(sys.argv[4])

def count(task):
    done = len(lines.read_text().split()) if lines.exists() else 0
    for number in range(done, 20):
        task.progress(number, 20)
        with lines.open("a") as out:
            out.write(f"{number} ")
        if number == hang:
            print("hanging", flush=True)
            time.sleep(60)

runtime.jobs.add("test.count", count)
while not services.run_one(runtime, lease_seconds=1.0):
    time.sleep(0.1)
"""


def started(settings, lines, hang):
    command = [sys.executable, "-c", WORKER]
    command += [settings.resolved_database_url, str(settings.data_dir), str(lines), str(hang)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=lines.parent)


def test_what_a_killed_worker_left_is_finished_by_the_next(runtime, settings, work_as, tmp_path):
    for number in range(ROUNDS):
        finished_after_deaths(
            runtime, settings, work_as, tmp_path / f"lines-{number}", f"x{number}"
        )


def finished_after_deaths(runtime, settings, work_as, lines, thing):
    """One job: two workers die over it, the third finishes it, and each line was written once."""
    with work_as(SYSTEM) as work:
        services.enqueue(work, "test.count", subject=("thing", thing))
    for hang in DEATHS:
        with started(settings, lines, hang) as worker:
            assert worker.stdout.readline() == b"hanging\n"
            # Its lease is kept alive as long as it lives, however long the work takes.
            time.sleep(1.5)
            with runtime.database.read() as session:
                assert queries.next_due(session, runtime.clock.now()) is None
            worker.send_signal(signal.SIGKILL)
    with started(settings, lines, -1) as worker:
        assert worker.wait(timeout=60) == 0
    assert lines.read_text().split() == [str(number) for number in range(20)]
    with runtime.database.read() as session:
        view = queries.latest(session, "thing", thing, runtime.clock.now())
    assert (view.state, view.attempts, view.done) == (JobState.DONE, 3, 19)
