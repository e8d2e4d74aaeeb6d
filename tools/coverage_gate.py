"""Hold branch coverage to its gate, on data that belongs to the sources as they are now.

python -m tools.coverage_gate    report and gate; measures first where the data is stale
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".coverage"
STAMP = ROOT / ".coverage.fingerprint"
MEASURED = ("registry", "imports")


def fingerprint() -> str:
    """A digest of every measured source and every test that can measure it."""
    digest = hashlib.sha256()
    for folder in (*MEASURED, "templates", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html"}:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def remember(of: str) -> None:
    """Note which sources the data was measured on."""
    STAMP.write_text(of, encoding="utf-8")


def is_fresh() -> bool:
    """Whether the data belongs to the sources as they are."""
    if not (DATA.exists() and STAMP.exists()):
        return False
    return STAMP.read_text(encoding="utf-8") == fingerprint()


def main() -> int:
    """Measure if need be, then report; the gate itself is `fail_under` in pyproject.toml."""
    if not is_fresh():
        print("Coverage data is stale: running the tests that measure it", flush=True)
        before = fingerprint()
        tests = [
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            "--ignore=tests/browser",
            "--cov",
            "--cov-report=",
            "--cov-fail-under=0",
        ]
        done = subprocess.run([sys.executable, *tests], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
        remember(before)
    return subprocess.run(
        [sys.executable, "-m", "coverage", "report"], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
