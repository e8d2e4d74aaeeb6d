"""A PostgreSQL of the tests' own: temporary folder, private socket, no TCP, gone at the end.

Debian's package would start a server on port 5432; nothing here touches that one. The settings give
up durability for speed, which only data that nobody wants to keep can afford.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Where the socket of a running cluster is told to other processes (xdist workers among them).
SOCKET_VARIABLE = "REGISTRY_TEST_POSTGRES_SOCKET"
SUPERUSER = "postgres"

ROOM = 6_000_000_000
"""Octets of memory that must be free before the cluster is put there; it grows to under one."""

FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
}


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, newest version first; None where there is none."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name.split(".")[0]),
    )
    on_path = shutil.which("initdb")
    folders = [*reversed(candidates), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _unprivileged() -> list[str]:
    """The words before a command that make it run as somebody other than root.

    PostgreSQL refuses to run as root. `setpriv` and `runuser` are both of util-linux.
    """
    if os.geteuid() != 0:
        return []
    user = _owner()
    if shutil.which("setpriv"):
        return [
            "setpriv",
            f"--reuid={user.pw_uid}",
            f"--regid={user.pw_gid}",
            "--clear-groups",
        ]
    return ["runuser", "-u", user.pw_name, "--"]


def _owner() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("neither a user 'postgres' nor 'nobody' exists to run PostgreSQL as")


def _run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [*_unprivileged(), *map(str, command)],
        cwd=cwd,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}")


def _quick_folder() -> str | None:
    """Memory where there is plenty of it: copying a database there takes a seventh of the time.

    None, the system's temporary folder, where /dev/shm is missing or small, as in many containers.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if memory.is_dir() and os.access(memory, os.W_OK):
        return str(memory) if shutil.disk_usage(memory).free > ROOM else None
    return None


@contextmanager
def cluster() -> Iterator[Path]:
    """Start a cluster and yield its socket folder; stop and delete it afterwards.

    The folder lies directly in the system's temporary folder because a socket's path may have 107
    bytes at most.

    Raises:
        RuntimeError: no PostgreSQL is installed, or it does not start (with its own words).
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    home = Path(tempfile.mkdtemp(prefix="registry-pg-", dir=_quick_folder()))
    try:
        if os.geteuid() == 0:
            owner = _owner()
            os.chown(home, owner.pw_uid, owner.pw_gid)
        data = home / "data"
        _run(
            binaries / "initdb",
            *("--pgdata", data, "--username", SUPERUSER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            cwd=home,
        )
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in FAST.items())
        start = ("start", "--wait", "--log", home / "log", "--pgdata", data)
        _run(binaries / "pg_ctl", *start, "-o", f"{options} -k {home}", cwd=home)
        try:
            yield home
        finally:
            _run(binaries / "pg_ctl", "stop", "--mode", "immediate", "--pgdata", data, cwd=home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def url(socket: Path | str, database: str) -> str:
    """The SQLAlchemy URL of a database in the cluster behind that socket folder."""
    return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={socket}"
