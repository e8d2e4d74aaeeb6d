"""The parent's side of reading text in photos: one child, started when asked, retired in time."""

from __future__ import annotations

import atexit
import os
import threading
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from registry.photos.intake.frames import ClosedError
from registry.photos.intake.pool import Child, program_of

_PHOTOS_EACH: Final = 300
"""The runtime of the model is known to grow; a new process every few hundred photos bounds it."""

_START_SECONDS: Final = 60.0
_SECONDS: Final = 30.0
_ANSWER_MAX: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that was read: its text as read, the model's own score (0 to 1), and where it stands.

    `box` is left, top, width, height as parts of the upright picture. The score does not tell right
    from wrong: a quarter of misread lines scored 0.95 and more when this was measured.
    """

    text: str
    score: float
    box: tuple[float, float, float, float]


def is_installed() -> bool:
    """Whether the extra `ocr` is here; the model is inside its package and needs no network."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


class Reader:
    """One child of this process that reads, one picture at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None

    def read(self, content: bytes) -> list[TextLine] | None:
        """Read one copy that this program encoded; None where the child died or took too long."""
        answer = self._ask("text", content)
        try:
            return None if answer is None else [_line(each) for each in answer["lines"]]
        except (ValueError, KeyError, TypeError):
            return None

    def read_code(self, content: bytes) -> str | None:
        """What a QR code in such a copy says, "" for none found; None as for `read`."""
        answer = self._ask("code", content)
        return None if answer is None else str(answer.get("code", ""))[:500]

    def _ask(self, what: str, content: bytes) -> dict[str, Any] | None:
        with self._lock:
            child, self._child = self._child, None
            if child is None or child.process.poll() is not None:
                child = Child(program_of("registry.photos.intake.reader"))
            spare = _START_SECONDS if child.served == 0 else 0.0
            child.served += 1
            child.channel.deadline = time.monotonic() + _SECONDS + spare
            try:
                child.channel.send({"what": what}, content)
                answer, _ = child.channel.receive(_ANSWER_MAX)
            except (ClosedError, TimeoutError, ValueError, KeyError, TypeError):
                child.stop()
                return None
            if child.served >= _PHOTOS_EACH:
                child.stop()
            else:
                self._child = child
            return answer

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def abandon(self) -> None:
        """After a fork: the child belongs to the parent."""
        if self._child is not None:
            self._child.channel.close()


def _line(found: dict[str, Any]) -> TextLine:
    left, top, width, height = (float(part) for part in found["box"])
    return TextLine(str(found["text"])[:200], float(found["score"]), (left, top, width, height))


_shared = Reader()


def _after_fork() -> None:
    global _shared  # noqa: PLW0603 - one reader a process, and a fork is a new process
    _shared.abandon()
    _shared = Reader()


os.register_at_fork(after_in_child=_after_fork)


def shared() -> Reader:
    """The reader of this process."""
    return _shared


@atexit.register
def close() -> None:
    """End the shared reader's child."""
    _shared.close()
