"""Files that want to do harm, sent as photos to a server as operators start it.

Each is declared in a report of its own beside an honest photo, and sent the way a phone sends it;
its time counts until it is refused, or until the background worker has opened it or said why not.
Meanwhile somebody else keeps asking the server for its health. The goal is every file settled
within five seconds and 512 MB, and the server answering others all the while.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.field_load import Way, crew_at_work
from benchmarks.serving import get
from registry.storage import digest_of
from tests.support import pictures
from tests.support.site import prepared_demonstration

PATIENCE_SECONDS = 120
_UNSETTLED = frozenset({"incomplete", "examining"})
_CHILD = b"registry.photos.intake.worker"

#: The largest that are accepted: what an honest file may cost at the most.
HEAVY: Mapping[str, Callable[[], bytes]] = {
    "jpeg of 60 megapixels": lambda: pictures.jpeg(heavy(8900, 6700), quality=80),
    "progressive jpeg of 60 megapixels": lambda: pictures.jpeg(
        heavy(8900, 6700), quality=80, progressive=True
    ),
    "heic of 48 megapixels": lambda: pictures.heic(heavy(8064, 6048)),
    "transparent png of 29 megapixels": lambda: pictures.png(
        heavy(6000, 4900).convert("RGBA"), compress_level=1
    ),
    "webp of 19 megapixels": lambda: pictures.webp(heavy(5000, 3900), method=0),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the code that refused it, or "" where it is held and opened."""

    name: str
    code: str
    answered: float
    settled: float


@dataclass(slots=True)
class Others:
    """What somebody else met meanwhile: seconds of each answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def heavy(width: int, height: int) -> Any:
    """A picture of soft shapes of this size, which an encoder cannot make small for nothing."""
    return pictures.scene(1600, 1200).resize((width, height))


def measure() -> list[dict[str, Any]]:
    """Two lines: hostile files and the heaviest honest ones; others' answers beside them."""
    with tempfile.TemporaryDirectory() as folder:
        demonstration = prepared_demonstration(Path(folder) / "demo")
        with crew_at_work(demonstration) as (server, way, declared):
            lines = []
            for what, files in (
                ("hostile files", {name: make() for name, (make, _) in pictures.HOSTILE.items()}),
                ("the heaviest accepted files", {name: make() for name, make in HEAVY.items()}),
            ):
                with (
                    asking_meanwhile(server.port) as others,
                    peak_of_children(server.process.pid) as peak,
                ):
                    outcomes = delivered(way, declared, files)
                lines.append(_line(what, outcomes, others, peak))
    return lines


def _line(what: str, outcomes: list[Outcome], others: Others, peak: list[int]) -> dict[str, Any]:
    slowest = max(outcomes, key=lambda each: each.settled)
    refused = sum(bool(each.code) for each in outcomes)
    return {
        "measure": f"{what}: until refused, or opened and checked",
        "ours": [each.settled * 1000 for each in outcomes],
        "anchor": None,
        "unit": "ms",
        "note": f"{refused} of {len(outcomes)} refused, {len(outcomes) - refused} stored; slowest: "
        f"{slowest.name}; a child's peak {max(peak)} MiB; meanwhile {len(others.seconds)} answers "
        f"to others, the slowest {max(others.seconds) * 1000:.0f} ms, {len(others.faults)} failed",
    }


def delivered(way: Way, declared: dict[str, Any], files: Mapping[str, bytes]) -> list[Outcome]:
    """Send each file as the near photo of a report, one after the other, and wait for its end."""
    return [
        _delivered(way, declared, name, content, pictures.jpeg(pictures.scene(seed=500 + number)))
        for number, (name, content) in enumerate(files.items())
    ]


def _delivered(
    way: Way, declared: dict[str, Any], name: str, hostile: bytes, honest: bytes
) -> Outcome:
    began = time.perf_counter()
    path = f"/api/v1/reports/{uuid.uuid4()}"
    sent = {"far": honest, "near": hostile}
    entries = [
        {"role": role, "sha256": digest_of(content), "bytes": len(content)}
        for role, content in sent.items()
    ]
    body = json.dumps({**declared, "photos": entries}).encode()
    status, answer = ask(way, "PUT", path, body, "application/json")
    for content in sent.values():
        if status in {200, 201}:
            target = f"{path}/photos/{digest_of(content)}"
            status, answer = ask(way, "PUT", target, content, "image/jpeg")
    answered = time.perf_counter() - began
    if status not in {200, 201}:
        return Outcome(name, str(answer.get("code", status)), answered, answered)
    while answer["status"] in _UNSETTLED and time.perf_counter() - began < PATIENCE_SECONDS:
        time.sleep(0.05)
        _, answer = ask(way, "GET", path)
    settled = time.perf_counter() - began
    problem = answer["problem"]
    code = problem["code"] if problem else "" if answer["complete"] else answer["status"]
    return Outcome(name, code, answered, settled)


def ask(
    way: Way, method: str, path: str, body: bytes = b"", kind: str = ""
) -> tuple[int, dict[str, Any]]:
    """One request of a crew member's phone: status and what the answer says."""
    line = http.client.HTTPConnection("127.0.0.1", way.port, timeout=PATIENCE_SECONDS)
    headers = {"Cookie": way.cookie, "X-CSRFToken": way.token, "Content-Type": kind}
    try:
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        return answer.status, found
    finally:
        line.close()


@contextmanager
def asking_meanwhile(port: int) -> Iterator[Others]:
    """Somebody else, who asks for the server's health ten times a second."""
    others, ended = Others(), threading.Event()

    def ask_on() -> None:
        while not ended.wait(0.1):
            began = time.perf_counter()
            try:
                get(port, "/healthz")
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                others.faults.append(repr(error))
            others.seconds.append(time.perf_counter() - began)

    thread = threading.Thread(target=ask_on)
    thread.start()
    try:
        yield others
    finally:
        ended.set()
        thread.join()


@contextmanager
def peak_of_children(pid: int) -> Iterator[list[int]]:
    """MiB that any process opening photos had at the most (Linux: VmHWM), at the end."""
    peaks, ended = [0], threading.Event()

    def look_on() -> None:
        while not ended.wait(0.02):
            peaks.extend(_peaks(pid))

    thread = threading.Thread(target=look_on)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _peaks(pid: int) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if _CHILD in (process / "cmdline").read_bytes() and _descends(process, pid):
                lines = (process / "status").read_text(encoding="ascii").splitlines()
                yield from (
                    int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")
                )
        except (OSError, ValueError):
            # It has ended meanwhile.
            continue


def _descends(process: Path, pid: int) -> bool:
    while process.name not in {"0", "1"}:
        if int(process.name) == pid:
            return True
        parent = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        process = process.parent / parent
    return False
