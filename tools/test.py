"""Run every test there is: once on SQLite, what uses a database again on PostgreSQL, then browsers.

    python -m tools.test             everything
    python -m tools.test -k journal  everything that pytest's options choose

With CI=true a missing part of the system is a failure; by hand the number of tests that did not run
closes the output.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support import missing, postgres
from tools import coverage_gate, system

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5

#: The dearest tests are told, so that time is looked for where it goes.
_DEAR = ("--durations=12", "--durations-min=5")
_PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", *_DEAR]
_PARALLEL = ["-n", "2", "--dist", "worksteal"]
#: Tests wait for the server there: a third worker uses what two leave of the processor.
_WAITING = ["-n", "3", "--dist", "worksteal"]
#: A file of browser tests shares one browser and often one site: it stays with one worker.
_BY_FILE = ["-n", "2", "--dist", "loadfile"]
#: Name → (options, variables).
RUNS = {
    "everything but browsers, SQLite": (
        [*_PARALLEL, "--ignore=tests/browser", "--cov", "--cov-report=", "--cov-fail-under=0"],
        {"REGISTRY_TEST_ENGINE": "sqlite"},
    ),
    "what uses a database, PostgreSQL": (
        [*_WAITING, "--ignore=tests/browser", "-m", "database"],
        {"REGISTRY_TEST_ENGINE": "postgresql"},
    ),
    "browsers": (
        # Not measured: tracing slows the served pages, and the first run covers them already.
        [*_BY_FILE, "tests/browser"],
        {"REGISTRY_TEST_ENGINE": "sqlite"},
    ),
}


def run(name: str, extra: list[str], variables: dict[str, str]) -> bool:
    """One run of pytest; whether it is good."""
    options, own = RUNS[name]
    print(f"\n==> {name}", flush=True)
    started, worked = time.monotonic(), _worked()
    environment = {**os.environ, **variables, **own}
    code = subprocess.run(
        [*_PYTEST, *options, *extra], cwd=ROOT, env=environment, check=False
    ).returncode
    # Where the processor worked less than its cores could, tests waited.
    took, worked = time.monotonic() - started, _worked() - worked
    print(f"==> {name}: {took:.0f} s, {worked:.0f} s of processor time", flush=True)
    # No test chosen is fine only where somebody chose, or where a part is missing by hand.
    return code == 0 or (code == NOTHING_COLLECTED and (bool(extra) or not missing.in_ci()))


def _worked() -> float:
    """Seconds of processor time of all processes that have ended under this one."""
    of = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of.ru_utime + of.ru_stime


def main(extra: list[str]) -> int:
    """Install what is missing, run everything, say what happened."""
    # Asked to stop: leave by the same door as always, so that the cluster goes too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lacking = system.install()
    if lacking and missing.in_ci():
        print(f"CI must not go on without: {', '.join(lacking)}", file=sys.stderr)
        return 1
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="registry-test-")))
        variables = {missing.SUMMARY_VARIABLE: str(folder / "summary")}
        if postgres.find_binaries() is not None:
            variables[postgres.SOCKET_VARIABLE] = str(stack.enter_context(postgres.cluster()))
        before = coverage_gate.fingerprint()
        good = [run(name, extra, variables) for name in RUNS]
        if all(good) and not extra:
            coverage_gate.remember(before)
        report(folder / "summary")
    return 0 if all(good) else 1


def report(path: Path) -> None:
    """The sum over all runs, and last of all what did not run."""
    total: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        outcome = json.loads(line)
        left_out.update(outcome.pop("did_not_run"))
        total.update(outcome)
    print(f"\n{total['passed']} passed, {total['failed']} failed")
    for line in missing.wording(left_out):
        print(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
