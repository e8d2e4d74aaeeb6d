"""Parts of the system a test may need (Chromium, PostgreSQL) and what happens where one is missing.

A test never passes by skipping. By hand, tests that cannot run are taken out and their number is
the last thing printed; with CI=true they stay in and fail, naming the command that installs the
part.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.support import postgres

#: Fixture that needs the part → the part.
PARTS = {"chromium": "chromium", "postgres_socket": "postgresql"}
INSTALL = {part: f"apt-get install --no-install-recommends {part}" for part in PARTS.values()}

#: A file that each run adds its outcome to, one JSON object a line.
SUMMARY_VARIABLE = "REGISTRY_TEST_SUMMARY"

_count_key = pytest.StashKey[Counter[str]]()


def in_ci() -> bool:
    """Whether a missing part is a failure here."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def find_chromium() -> str | None:
    """The system's own Chromium; Playwright's browser download is never used."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


def absent() -> set[str]:
    """The parts this machine does not have."""
    here = {
        "chromium": find_chromium() is not None,
        "postgresql": postgres.SOCKET_VARIABLE in os.environ
        or postgres.find_binaries() is not None,
    }
    return {part for part, present in here.items() if not present}


def require(part: str) -> None:
    """Fail the test that asks for a part this machine does not have."""
    if part in absent():
        pytest.fail(f"{part} is missing; install it with: {INSTALL[part]}", pytrace=False)


def engine() -> str:
    """The database engine of this run: sqlite or postgresql."""
    chosen = os.environ.get("REGISTRY_TEST_ENGINE", "sqlite")
    if chosen not in {"sqlite", "postgresql"}:
        raise pytest.UsageError(f"REGISTRY_TEST_ENGINE is sqlite or postgresql, not {chosen!r}")
    return chosen


def _needs(item: pytest.Item) -> set[str]:
    fixtures = getattr(item, "fixturenames", ())
    needed = {part for fixture, part in PARTS.items() if fixture in fixtures}
    if engine() == "postgresql" and "databases" in fixtures:
        needed.add("postgresql")
    return needed


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker that separates what runs on each engine from what runs once."""
    config.stash[_count_key] = Counter()
    config.addinivalue_line(
        "markers", "database: uses a database and therefore runs on both engines"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses a database; by hand, take out what lacks a part."""
    for item in items:
        if "databases" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
    if in_ci():
        return
    lacking = absent()
    count = config.stash[_count_key]
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        missing = sorted(_needs(item) & lacking)
        (dropped if missing else kept).append(item)
        count.update(missing[:1])
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    if hasattr(config, "workeroutput"):
        config.workeroutput["did_not_run"] = dict(count)


class _FromWorkers:
    """The controlling process learns from xdist's workers what they left out."""

    def pytest_testnodedown(self, node: object) -> None:
        """Take a finished worker's count; all workers collect the same, so it counts once."""
        output = getattr(node, "workeroutput", {})
        config: pytest.Config = node.config  # type: ignore[attr-defined]
        count = config.stash[_count_key]
        for part, number in output.get("did_not_run", {}).items():
            count[part] = max(count[part], number)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen to the workers, where xdist is in use."""
    if session.config.pluginmanager.hasplugin("dsession"):
        session.config.pluginmanager.register(_FromWorkers())


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what did not run, and hand the outcome on when asked to."""
    count = config.stash[_count_key]
    for line in wording(count):
        terminalreporter.write_line(line, yellow=True)
    path = os.environ.get(SUMMARY_VARIABLE)
    if path and not hasattr(config, "workerinput"):
        stats = terminalreporter.stats
        outcome = {
            "passed": len(stats.get("passed", ())),
            "failed": len(stats.get("failed", ())) + len(stats.get("error", ())),
            "did_not_run": dict(count),
        }
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(outcome) + "\n")


def wording(count: Counter[str]) -> list[str]:
    """The lines that say how many tests did not run, why, and what to install."""
    return [
        f"did not run: {number} tests, {part} is missing; install it with: {INSTALL[part]}"
        for part, number in sorted(count.items())
        if number
    ]
