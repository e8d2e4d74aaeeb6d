"""What one phone waits for, and how many phones a server answers: over HTTP, beside the disk.

A photo is answered for when its digest was compared and it is durably stored (decision 0047). The
anchor is what cannot be left out: SHA-256 of the body and one durable commit of SQLite; beside it
stands the barest server that receives the same body and keeps it. Reports
without photos are sent by 8 and by 32 clients that each wait for their answer (closed loop), read
against how often the same disk flushes 4 KiB in a second (decision 0042).
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import sqlite3
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.field_load import Way, crew_at_work, marked, put
from benchmarks.photo_intake import made
from benchmarks.serving import bare as bare_server
from registry.storage import digest_of
from tests.support.site import prepared_demonstration

PHOTOS = 30
CLIENTS = (8, 32)
SECONDS = 10.0
FLUSHES = 2000


def measure() -> list[dict[str, Any]]:
    """The answer to a photo; reports a second at 8 and at 32 clients."""
    with tempfile.TemporaryDirectory() as folder:
        demonstration = prepared_demonstration(Path(folder) / "demo")
        with crew_at_work(demonstration) as (_, way, declared):
            lines = _photo_lines(Path(folder), way, declared)
            lines += [_rate_line(Path(folder), way, declared, count) for count in CLIENTS]
    return lines


def _photo_lines(folder: Path, way: Way, declared: dict[str, Any]) -> list[dict[str, Any]]:
    """One photo after the other, each the first of its report, so that none is opened meanwhile."""
    with sqlite3.connect(folder / "bare.db", isolation_level=None) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE kept (sha256 TEXT PRIMARY KEY)")
        with bare_server(folder) as server:
            server.first("/healthz")
            photo = made()
            took = [
                _photo(bare, server.port, way, declared, marked(photo)) for _ in range(PHOTOS + 1)
            ]
    ours, least, barest = (list(each) for each in zip(*took[1:], strict=True))
    what = f"a photo of {len(photo) / 1e6:.1f} MB sent and answered for"
    note = "over HTTP, stored durably; anchor: "
    return [
        {
            "measure": what,
            "ours": ours,
            "anchor": least,
            "unit": "ms",
            "note": f"{note}SHA-256 of the body and one durable commit",
        },
        {
            "measure": f"{what}, beside the barest server",
            "ours": ours,
            "anchor": barest,
            "unit": "ms",
            "note": f"{note}Flask that receives, compares, keeps the file and one row durably",
        },
    ]


def _photo(
    bare: sqlite3.Connection, port: int, way: Way, declared: dict[str, Any], content: bytes
) -> tuple[float, float, float]:
    """Milliseconds of one new photo: sent to us, its least work, sent to the barest server."""
    line = http.client.HTTPConnection("127.0.0.1", way.port, timeout=60)
    path = _declared(line, way, declared, content)
    began = time.perf_counter()
    status, _ = put(line, way, path, content, "image/jpeg")
    answered = time.perf_counter()
    line.close()
    digest = hashlib.sha256(content).hexdigest()
    bare.execute("INSERT INTO kept VALUES (?)", (digest,))
    worked = time.perf_counter()
    bare.execute("DELETE FROM kept")
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    # Its connection is made before the clock starts, as ours is by declaring the report.
    line.connect()
    asked = time.perf_counter()
    other, _ = put(line, Way(port, "", ""), f"/kept/{digest}", content, "image/jpeg")
    ended = time.perf_counter()
    line.close()
    if {status, other} - {200, 201}:
        raise RuntimeError(f"a photo was answered with {status}, by the barest server {other}")
    return (
        (answered - began) * 1000,
        (worked - answered) * 1000,
        (ended - asked) * 1000,
    )


def _declared(
    line: http.client.HTTPConnection, way: Way, declared: dict[str, Any], content: bytes
) -> str:
    """Declare a report with this near photo and a far one that never comes; the photo's address."""
    digest = digest_of(content)
    entries = [
        {"role": "near", "sha256": digest, "bytes": len(content)},
        {"role": "far", "sha256": digest_of(uuid.uuid4().bytes), "bytes": 16},
    ]
    path = f"/api/v1/reports/{uuid.uuid4()}"
    body = json.dumps({**declared, "photos": entries}).encode()
    status, _ = put(line, way, path, body, "application/json")
    if status not in {200, 201}:
        raise RuntimeError(f"a report was answered with {status}")
    return f"{path}/photos/{digest}"


def _rate_line(folder: Path, way: Way, declared: dict[str, Any], clients: int) -> dict[str, Any]:
    flushes = _flushes(folder / f"flushed{clients}")
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        sent = threads.map(lambda _: _client(way, declared, began + SECONDS), range(clients))
        took = sorted(each * 1000 for one in sent for each in one)
    rate = len(took) / (time.perf_counter() - began)
    flushed = len(flushes) / sum(flushes)
    slow = sorted(flushes)[int(0.99 * len(flushes))] * 1000
    return {
        "measure": f"reports a second, {clients} clients, each durable before its answer",
        "ours": rate,
        "anchor": flushed,
        "unit": "1/s",
        "note": f"p99 {took[int(0.99 * len(took))]:.0f} ms; anchor: fdatasync of 4 KiB, "
        f"p99 {slow:.2f} ms; clients and server on the same cores",
    }


def _client(way: Way, declared: dict[str, Any], until: float) -> list[float]:
    line = http.client.HTTPConnection("127.0.0.1", way.port, timeout=60)
    seconds = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        _declared(line, way, declared, uuid.uuid4().bytes)
        seconds.append(time.perf_counter() - began)
    line.close()
    return seconds


def _flushes(path: Path) -> list[float]:
    """Seconds of each durable write of 4 KiB to one file, one after the other."""
    found = []
    handle = os.open(path, os.O_CREAT | os.O_WRONLY)
    for _ in range(FLUSHES):
        began = time.perf_counter()
        os.pwrite(handle, os.urandom(4096), 0)
        os.fdatasync(handle)
        found.append(time.perf_counter() - began)
    os.close(handle)
    return found
