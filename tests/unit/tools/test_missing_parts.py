"""No test passes by skipping: what a missing part keeps from running is counted, or fails in CI."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PLUGIN = """
from tests.support import missing
missing.absent = lambda: {"chromium"}
from tests.support.missing import *
"""
TESTS = """
import pytest
from tests.support import missing

@pytest.fixture
def chromium():
    missing.require("chromium")

def test_with(chromium): pass
def test_with_too(chromium): pass
def test_without(): pass
"""


@pytest.fixture
def run(tmp_path):
    """Run three tests, two of which need a part that is missing."""
    (tmp_path / "lacking.py").write_text(PLUGIN)
    (tmp_path / "test_lacking.py").write_text(TESTS)

    def run(*options: str, ci: bool):
        environment = {name: value for name, value in os.environ.items() if name != "CI"}
        environment |= {"PYTHONPATH": f"{ROOT}:{tmp_path}", "REGISTRY_TEST_ENGINE": "sqlite"}
        environment |= {"REGISTRY_TEST_SUMMARY": str(tmp_path / "summary")}
        environment |= {"CI": "true"} if ci else {}
        # Other plugins take seconds to import and change nothing here.
        environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        command = [sys.executable, "-m", "pytest", "-p", "lacking", "-q", *options]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    return run


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")])
def test_by_hand_the_count_closes_the_output(run, tmp_path, options):
    done = run(*options, ci=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert "did not run: 2 tests, chromium is missing" in done.stdout
    assert "apt-get install" in done.stdout
    outcome = json.loads((tmp_path / "summary").read_text())
    assert outcome == {"passed": 1, "failed": 0, "did_not_run": {"chromium": 2}}


def test_in_ci_a_missing_part_is_a_failure(run):
    done = run(ci=True)
    assert done.returncode == 1
    assert "2 errors" in done.stdout
    assert "chromium is missing" in done.stdout
