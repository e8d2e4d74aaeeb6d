"""The parent's side of decoding in a child process: start it, ask it, end it.

Decoders of sheets and of geographic files are large programs in other languages that read bytes
from outside. Each file gets a process of its own, with bounded memory and processor time, an empty
environment and no right to write; whatever happens in there, one file is refused and no more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from imports.readers.faults import refusal_codes, unreadable
from imports.readers.table import Limits
from registry.core.errors import Problem, Unavailable
from registry.core.text import T
from registry.photos.intake.frames import Channel, ClosedError

_ANSWER_MAX: Final = 256 * 1024 * 1024
_WAIT_SECONDS: Final = 30.0
_CHILDREN: Final = 4
#: A child that has waited longer for its question may be leaving (worker.py, a minute).
_FRESH_SECONDS = 45.0
_SIGXCPU: Final = -24
_SIGKILL: Final = -9
_ROOT: Final = str(Path(__file__).resolve().parents[2])
# -I: neither the caller's environment nor its working folder can put a module in the way.
_PROGRAM: Final = (
    f"import sys; sys.path.append({_ROOT!r})\nfrom imports.readers.worker import main\nmain()"
)

_places = threading.BoundedSemaphore(_CHILDREN)

#: One row as the child sends it: number, cells, geometry, [column, value, code] of problems.
RawRow = tuple[int, list[str], str | None, list[tuple[int, str, str]]]


class Child:
    """One file open in a child process."""

    def __init__(self, job: dict[str, Any], limits: Limits) -> None:
        """Start a child and have it open the file.

        `job`: `decoder` (sheets or layers), `path`, and what that decoder takes. `opened` is what
        it found. Refused for what it says; Unavailable where too many files are being read.
        """
        import socket

        if not _places.acquire(timeout=_WAIT_SECONDS):
            raise Unavailable(
                "imports.busy",
                T("正在读取的文件太多"),
                advice=T("请稍候再试"),
            )
        self._is_closed = False
        self._wall_seconds = limits.wall_seconds
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
                [sys.executable, "-I", "-c", _PROGRAM],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # One thread of linear algebra: each more would reserve address space.
                env={"OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
            )
        self._channel = Channel(ours)
        try:
            self._send({**job, "limits": asdict(limits)})
            self.opened: dict[str, Any] = json.loads(self._receive("opened"))
            self._opened_at = time.monotonic()
        except BaseException:
            self.close()
            raise

    def is_waiting(self) -> bool:
        """Whether it can be relied on to be there still."""
        is_fresh = time.monotonic() - self._opened_at < _FRESH_SECONDS
        return is_fresh and not self._is_closed and self._process.poll() is None

    def rows(self, after: int, **how: Any) -> Iterator[RawRow]:
        """The rows above `after`; the child ends with them."""
        try:
            self._send({"after": after, **how})
            while chunk := self._receive("rows"):
                yield from json.loads(chunk)
        finally:
            self.close()

    def close(self) -> None:
        """End the child."""
        if self._is_closed:
            return
        self._is_closed = True
        self._channel.close()
        self._process.kill()
        self._process.wait()
        _places.release()

    def __del__(self) -> None:
        """A table that is let go takes its child with it."""
        with suppress(Exception):
            self.close()

    def _send(self, head: dict[str, Any]) -> None:
        self._channel.deadline = time.monotonic() + self._wall_seconds
        try:
            self._channel.send(head)
        except (ClosedError, TimeoutError):
            raise self._ended() from None

    def _receive(self, kind: str) -> bytes:
        """The body of the next answer; b"" at the end of the rows."""
        self._channel.deadline = time.monotonic() + self._wall_seconds
        try:
            head, bodies = self._channel.receive(_ANSWER_MAX)
        except TimeoutError:
            raise unreadable("takes_too_long") from None
        except (ClosedError, ValueError, KeyError):
            raise self._ended() from None
        if head.get("kind") == "refused" and head.get("code") in refusal_codes():
            facts = {str(key): str(value)[:200] for key, value in head.get("facts", {}).items()}
            raise unreadable(head["code"], **facts)
        if head.get("kind") == "end":
            return b""
        if head.get("kind") != kind or len(bodies) != 1:
            raise unreadable("decoder_died")
        return bodies[0]

    def _ended(self) -> Problem:
        """Why the child is gone."""
        self._channel.close()
        status: int | None = None
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(timeout=5)
        if status == _SIGXCPU:
            return unreadable("takes_too_long")
        # An allocation that fails inside a library ends in an abort; the system kills by itself.
        return unreadable("takes_too_much" if status == _SIGKILL else "decoder_died")


def ready(spare: Child | None, job: dict[str, Any], limits: Limits) -> Child:
    """The child that opened the file, if it still waits; else another one for the same job."""
    if spare is not None:
        if spare.is_waiting():
            return spare
        spare.close()
    return Child(job, limits)
