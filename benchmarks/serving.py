"""Real server processes for the measures: ours as operators start it, and a bare Flask too."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imports import shipped
from registry.core import schema
from registry.core.actor import SYSTEM
from registry.runtime import build
from registry.settings import Settings

PATIENCE = 60
"""Seconds to wait for a first answer before the measure is given up."""
SECRET = "of the benchmarks and of nothing else " * 2
THREADS = 8
OURS = [sys.executable, "-c", "from registry.cli import main; main()", "serve"]
#: The same server, worker class, threads and preloading as registry/cli/serving.py asks for.
BARE = [
    *(sys.executable, "-m", "gunicorn", "--preload", "--worker-class", "gthread"),
    *("--threads", str(THREADS), "--log-level", "warning", "benchmarks.bare:app"),
]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process, its port, and when its process was started."""

    process: subprocess.Popen[bytes]
    port: int
    started: float

    def first(self, path: str) -> float:
        """Milliseconds from the start of the process to the first good answer to this path.

        Raises:
            RuntimeError: the process ended, or there was no answer in time.
        """
        while time.perf_counter() - self.started < PATIENCE:
            if self.process.poll() is not None:
                break
            try:
                get(self.port, path)
            except OSError:
                time.sleep(0.004)
            else:
                return (time.perf_counter() - self.started) * 1000
        raise RuntimeError(f"no answer on {path} in {PATIENCE} s")

    def memory(self) -> float:
        """MiB of all its processes; a page that two of them share counts once (PSS, Linux)."""
        return sum(_pss(pid) for pid in _family(self.process.pid)) / 1024


def get(port: int, path: str) -> bytes:
    """The body of one answer, on a connection of its own.

    Raises:
        OSError: nobody listens yet.
        RuntimeError: the answer is not 200.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def installation(folder: Path) -> None:
    """An installation with the shipped data, as `registry init` leaves it."""
    runtime = build(Settings(_env_file=None, data_dir=folder, secret_key=SECRET))
    schema.upgrade(runtime.database)
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
    runtime.close()


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """`registry serve` on an installation."""
    port = _free_port()
    own = {
        "REGISTRY_DATA_DIR": str(folder),
        "REGISTRY_SECRET_KEY": SECRET,
        "REGISTRY_PORT": str(port),
        "REGISTRY_THREADS": str(THREADS),
        "REGISTRY_RATE_LIMIT_DEFAULT": "1000000 per minute",
    }
    with _served(OURS, port, own) as server:
        yield server


@contextmanager
def bare(folder: Path | None = None) -> Iterator[Server]:
    """The bare Flask application; what it is sent it keeps in this folder."""
    port = _free_port()
    own = {"BARE_FOLDER": str(folder)} if folder else {}
    with _served([*BARE, "--bind", f"127.0.0.1:{port}"], port, own) as server:
        yield server


@contextmanager
def _served(command: list[str], port: int, own: dict[str, str]) -> Iterator[Server]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    root = Path(__file__).resolve().parent.parent
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=root, env={**kept, **own}, stdout=quiet, stderr=quiet)
    try:
        yield Server(process, port, started)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _pss(pid: int) -> int:
    """Kilobytes of one process, shared pages by its share of them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
