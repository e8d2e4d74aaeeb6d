"""Crews all at once, over HTTP, on the server as operators start it: is anything lost, how long.

Open loop: each report has its moment, whether or not the ones before it are answered, and its time
counts from that moment, so that a server that falls behind cannot hide it. Clients are processes of
their own. "Lost" is what was answered as held and is not in the database afterwards, or cannot be
opened; the server's worker opens photos meanwhile, and the rest is opened at the end. The goals of
50 reports/s without photos and 5/s with photos of 3 MB on two cores are `PLAIN` and `PICTURED`.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import re
import tempfile
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import select

from benchmarks.photo_intake import made
from benchmarks.serving import Server, ours
from registry.jobs.services import run_waiting
from registry.runtime import Runtime
from registry.signage.models import FieldReport, ReportPhoto, Sign
from registry.signage.rules.states import EXAMINING
from registry.storage import digest_of
from tests.support.signs import manifest_of
from tests.support.site import prepared_demonstration, serve

PLAIN, PICTURED = 50, 5
SECONDS = 30
CLIENTS, THREADS = 4, 16
PATIENCE_SECONDS = 600
_COMMENT = b"\xff\xfe"


@dataclass(frozen=True, slots=True)
class Way:
    """How a client speaks to the server: port, cookie of a crew member, token of its forms."""

    port: int
    cookie: str
    token: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One report: seconds from its moment to its last answer, and what that answer said."""

    client_id: str
    seconds: float
    status: int
    held: int


def measure() -> list[dict[str, Any]]:
    """Two lines: reports declared without their photos, and reports with both."""
    with tempfile.TemporaryDirectory() as folder:
        demonstration = prepared_demonstration(Path(folder) / "demo")
        with crew_at_work(demonstration) as (_, way, declared):
            plain = _line("reports without photos", way, demonstration, declared, PLAIN, 0)
            pictured = _line("reports with 2 photos", way, demonstration, declared, PICTURED, 2)
    return [plain, pictured]


@contextmanager
def crew_at_work(demonstration: Path) -> Iterator[tuple[Server, Way, dict[str, Any]]]:
    """A server on a prepared demonstration, a crew member of it, and what a report declares."""
    with serve(demonstration) as site:
        account = site.accounts["crew"]
        with site.runtime.database.read() as session:
            sign = session.exec(select(Sign).where(Sign.state == "verified")).first()
        if sign is None:
            raise RuntimeError("the demonstration has no verified sign")
        declared: dict[str, Any] = manifest_of(sign)  # type: ignore[no-untyped-call]
    with ours(demonstration) as server:
        server.first("/healthz")
        yield server, signed_in(server.port, account.email, account.password), declared


def _line(
    what: str, way: Way, folder: Path, declared: dict[str, Any], rate: int, photos: int
) -> dict[str, Any]:
    sent = load(way, declared, rate, photos)
    good = [each for each in sent if each.status in {200, 201} and each.held == photos]
    began = time.perf_counter()
    lost = len({each.client_id for each in good} - stored(folder, photos))
    rest = f", all opened {time.perf_counter() - began:.0f} s later" if photos else ""
    took = sorted(each.seconds * 1000 for each in sent)
    size = f", {len(made()) / 1e6:.1f} MB each" if photos else ""
    p95 = took[int(0.95 * len(took))]
    return {
        "measure": f"field load: {what}, {rate}/s for {SECONDS} s{size}",
        "ours": took,
        "anchor": None,
        "unit": "ms",
        "note": f"{len(good)} of {len(sent)} answered whole, {lost} lost{rest}, p95 {p95:,.0f} ms; "
        f"{CLIENTS} client processes, open loop",
    }


def load(way: Way, declared: dict[str, Any], rate: int, photos: int) -> list[Sent]:
    """Send reports at this rate from several processes; all that was sent, in no order."""
    total = rate * SECONDS
    spawn = multiprocessing.get_context("spawn")
    start = time.time() + 4.0
    with spawn.Pool(CLIENTS) as pool:
        shares = [
            (way, declared, photos, [start + at / rate for at in range(first, total, CLIENTS)])
            for first in range(CLIENTS)
        ]
        return [each for found in pool.starmap(_client, shares) for each in found]


def _client(way: Way, declared: dict[str, Any], photos: int, moments: list[float]) -> list[Sent]:
    """One process, many threads."""
    files = [made(), made(seed=2)] if photos else []

    def report(moment: float) -> Sent:
        time.sleep(max(0.0, moment - time.time()))
        # A connection for each report, as a phone makes it: a kept one that the server has let
        # go of meanwhile would be counted as an answer that never came.
        line = http.client.HTTPConnection("127.0.0.1", way.port, timeout=120)
        try:
            return _report(line, way, declared, [marked(file) for file in files], moment)
        finally:
            line.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(report, moments))


def marked(file: bytes) -> bytes:
    """The same picture as another file: a comment of its own right after the first marker."""
    comment = uuid.uuid4().bytes
    return file[:2] + _COMMENT + (len(comment) + 2).to_bytes(2, "big") + comment + file[2:]


def _report(
    line: http.client.HTTPConnection,
    way: Way,
    declared: dict[str, Any],
    files: list[bytes],
    moment: float,
) -> Sent:
    ident = str(uuid.uuid4())
    pictures = files or [uuid.uuid4().bytes, uuid.uuid4().bytes]
    entries = [
        {"role": role, "sha256": digest_of(content), "bytes": len(content)}
        for role, content in zip(("near", "far"), pictures, strict=True)
    ]
    body = json.dumps({**declared, "photos": entries}).encode()
    path = f"/api/v1/reports/{ident}"
    status, answer = put(line, way, path, body, "application/json")
    for entry, content in zip(entries, files, strict=bool(files)):
        if status in {200, 201}:
            target = f"{path}/photos/{entry['sha256']}"
            status, answer = put(line, way, target, content, "image/jpeg")
    held = len(answer.get("held", ())) if isinstance(answer, dict) else -1
    return Sent(ident, time.time() - moment, status, held)


def put(
    line: http.client.HTTPConnection, way: Way, path: str, body: bytes, kind: str
) -> tuple[int, Any]:
    """Status and answer of one request of a phone; 0 where there was none."""
    headers = {"Cookie": way.cookie, "X-CSRFToken": way.token, "Content-Type": kind}
    try:
        line.request("PUT", path, body, headers)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        line.close()
        return 0, {}


def stored(folder: Path, photos: int) -> set[str]:
    """The reports that the database holds with so many opened photos, by the phone's identifier."""
    with serve(folder) as site:
        # The server's own worker may hold some of it: what it holds is waited for.
        until = time.monotonic() + PATIENCE_SECONDS
        while _unopened(site.runtime) and time.monotonic() < until:
            run_waiting(site.runtime)
            time.sleep(0.2)
        return _opened(site.runtime, photos)


def _unopened(runtime: Runtime) -> int:
    with runtime.database.read() as session:
        rows = session.exec(select(FieldReport).where(FieldReport.status == "incomplete"))
        return sum(row.shown_status == EXAMINING for row in rows)


def _opened(runtime: Runtime, photos: int) -> set[str]:
    with runtime.database.read() as session:
        known = {row.id: row.client_id for row in session.exec(select(FieldReport))}
        held: dict[str, int] = dict.fromkeys(known, 0)
        for row in session.exec(select(ReportPhoto)):
            held[row.report_id] += 1
    return {known[ident] for ident, number in held.items() if number == photos}


def signed_in(port: int, email: str, password: str) -> Way:
    """Sign in as a browser does, and take the token that programs send."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/sign-in")
    answer = line.getresponse()
    page = answer.read().decode()
    cookies = _cookies(answer)
    form = {"email": email, "password": password, "csrf_token": _token(page), "next": "/field"}
    head = {"Cookie": _header(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/sign-in", urllib.parse.urlencode(form), head)
    answer = line.getresponse()
    answer.read()
    line.close()
    return way_of(port, cookies | _cookies(answer))


def way_of(port: int, cookies: dict[str, str]) -> Way:
    """The way of somebody who is signed in by these cookies, with the token that programs send."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/api/v1/session", headers={"Cookie": _header(cookies)})
    answer = line.getresponse()
    token = json.loads(answer.read())["csrf_token"]
    line.close()
    return Way(port, _header(cookies | _cookies(answer)), token)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the sign-in page has no form")
    return found[1]


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    lines = answer.headers.get_all("Set-Cookie") or []
    pairs = (line.split(";", 1)[0].split("=", 1) for line in lines)
    return dict(pairs)


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
