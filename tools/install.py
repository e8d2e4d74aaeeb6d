"""Make `.venv` and install the locked packages and the project into it, when something changed.

    python3 tools/install.py run     what `make run` needs
    python3 tools/install.py test    that, and what tests and checks need

Only the standard library is used: this runs before anything is installed. Every package is held to
its hash; where packages come from is the person's own pip configuration.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
#: Which lock files make up each set; the larger set holds the smaller one.
SETS = {"run": ("run",), "test": ("run", "test")}
#: What a person's shell may set for other work and would send our packages elsewhere.
ASTRAY = (
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_DRY_RUN"),
    *("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PIP_REQUIREMENT", "PIP_EDITABLE", "PIP_NO_DEPS"),
    *("PIP_NO_BINARY", "PIP_IGNORE_INSTALLED", "PIP_PYTHON", "PIP_LOG", "PIP_REPORT"),
    *("PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"),
)


class CannotInstallError(Exception):
    """What a person has to do first, in their words."""


def fingerprint(name: str) -> str:
    """A digest of everything the installed set depends on."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for lock in SETS[name]:
        digest.update((ROOT / "requirements" / f"{lock}.txt").read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    return digest.hexdigest()


def installed() -> dict[str, str]:
    """The fingerprints of the sets that are installed; empty where the stamp is unreadable."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and works("registry" if stamp else "python") else {}


def works(program: str) -> bool:
    """Whether the environment's own Python runs and the program is there (folders get moved)."""
    python = VENV / "bin" / "python"
    if not (VENV / "bin" / program).exists() or not python.exists():
        return False
    first = (VENV / "bin" / program).read_bytes()[:2]
    if first == b"#!" and str(VENV) not in (VENV / "bin" / program).read_text(encoding="utf-8"):
        return False
    return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0


def environment() -> dict[str, str]:
    """The person's environment without what would lead pip astray."""
    kept = {name: value for name, value in os.environ.items() if name not in ASTRAY}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1", "PIP_NO_INPUT": "1"}


def run(*command: str | Path) -> None:
    """Run a step in the open; its failure ends the installation."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, env=environment(), check=False)
    if done.returncode:
        raise CannotInstallError(f"This step failed: {' '.join(map(str, command))}")


def make_environment() -> None:
    """Create `.venv` with the running Python, unless a working one is there."""
    python = VENV / "bin" / "python"
    if works("python") and version_of(python) >= OLDEST:
        if subprocess.run(
            [python, "-m", "pip", "--version"], check=False, capture_output=True
        ).returncode:
            run(python, "-m", "ensurepip", "--upgrade")
        return
    try:
        import ensurepip  # noqa: F401 - Debian ships it in a package of its own
        import venv  # noqa: F401
    except ImportError:
        raise CannotInstallError(
            "Python's venv module is not installed. On Debian or Ubuntu:\n"
            f"    sudo apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        ) from None
    say(f"Making .venv with Python {sys.version.split()[0]}")
    run(sys.executable, "-m", "venv", "--clear", VENV)


def version_of(python: Path) -> tuple[int, ...]:
    """The major and minor version of another Python."""
    program = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True)
    return tuple(int(part) for part in done.stdout.split())


def install(name: str) -> None:
    """Install one set and the project, and remember it."""
    before = installed()
    if before.get(name) == fingerprint(name):
        return
    started = time.monotonic()
    make_environment()
    pip = (VENV / "bin" / "python", "-m", "pip")
    lock = Path("requirements") / f"{SETS[name][-1]}.txt"
    count = sum(
        line[:1].isalnum() for line in (ROOT / lock).read_text(encoding="utf-8").splitlines()
    )
    say(f"Installing about {count} packages from {lock} (once, and when the list changes)")
    # The list is complete, so nothing is resolved: the pip of Debian 12 would look for the pinned
    # `coverage` once more as `coverage[toml]`, and refuse a newer release for having no hash.
    run(*pip, "install", "--no-deps", "--require-hashes", "--requirement", lock)
    say("Installing the registry itself")
    run(*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    run(*pip, "check")
    now = {each: fingerprint(each) for each in SETS if set(SETS[each]) <= set(SETS[name])}
    stamp = {**before, **now}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    say(f"Installed in {time.monotonic() - started:.0f} s")


def say(text: str) -> None:
    """Tell the person what is being done."""
    print(f"==> {text}", flush=True)


def main(arguments: list[str]) -> int:
    """Install the named set."""
    if sys.version_info < OLDEST:
        print(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.\n"
            "Name another one: make PYTHON=python3.12 …",
            file=sys.stderr,
        )
        return 1
    try:
        install(arguments[0] if arguments else "run")
    except CannotInstallError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
