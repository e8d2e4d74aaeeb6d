"""The parent's side: a few children kept warm, one file each at a time, replaced when they die.

A child is started with `subprocess` (never a bare fork, which would copy the server's threads and
locks), with an empty environment, and is retired after a number of files, so that whatever a
decoder leaks goes with it.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from registry.photos.intake.frames import Channel, ClosedError
from registry.photos.rules import Fault, FaultError, Limits, busy

_FILES_EACH: Final = 200
_ANSWER_MAX: Final = 32 * 1024 * 1024
_START_SECONDS: Final = 30.0
_ROOT: Final = str(Path(__file__).resolve().parents[3])


def program_of(module: str) -> str:
    """The program of a child that runs `main` of a module of ours.

    Started with -I: neither the caller's environment nor its working folder can put a module in
    the way.
    """
    return f"import sys; sys.path.append({_ROOT!r})\nfrom {module} import main\nmain()"


_PROGRAM: Final = program_of("registry.photos.intake.worker")


class Child:
    """One running child and the channel to it."""

    def __init__(self, program: str = _PROGRAM) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and programs
                [sys.executable, "-I", "-c", program],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # One thread of linear algebra: each more would reserve address space.
                # Pillow keeps four blocks of memory between photos: getting fresh pages for each
                # picture took a fifth of a child's time, and the peak is the same.
                env={"OPENBLAS_NUM_THREADS": "1", "PILLOW_BLOCKS_MAX": "4", "LC_ALL": "C.UTF-8"},
            )
        self.channel = Channel(ours)
        self.served = 0

    def ask(
        self, data: bytes, limits: Limits, meanwhile: Callable[[], object] = lambda: None
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have one file examined; ClosedError where the child died, TimeoutError where it hangs.

        `meanwhile` is called here once the child has the file.
        """
        spare = _START_SECONDS if self.served == 0 else 0.0
        self.served += 1
        self.channel.deadline = time.monotonic() + limits.wall_seconds + spare
        self.channel.send(asdict(limits), data)
        meanwhile()
        return self.channel.receive(_ANSWER_MAX)

    def stop(self) -> int:
        """End the child for good; its exit status."""
        self.channel.close()
        self.process.kill()
        return self.process.wait()


class Pool:
    """At most `size` children at work, in this process."""

    def __init__(self, size: int) -> None:
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Child] = []

    def run(
        self, data: bytes, limits: Limits, meanwhile: Callable[[], object] = lambda: None
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have one file examined by a child, `meanwhile` being called in this thread.

        FaultError: bomb where it took too much memory or time, crashed where the child died
        otherwise. Unavailable `photos.busy` where no child came free in `limits.wait_seconds`.
        """
        if not self._places.acquire(timeout=limits.wait_seconds):
            raise busy()
        try:
            return self._run(data, limits, meanwhile)
        finally:
            self._places.release()

    def close(self) -> None:
        """End all idle children."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.stop()

    def abandon(self) -> None:
        """After a fork: the children belong to the parent; only close our copies of the sockets."""
        for child in self._idle:
            child.channel.close()

    def _run(
        self, data: bytes, limits: Limits, meanwhile: Callable[[], object]
    ) -> tuple[dict[str, Any], list[bytes]]:
        child = self._take()
        was_used = child.served > 0
        try:
            answer = child.ask(data, limits, meanwhile)
        except TimeoutError:
            child.stop()
            raise FaultError(Fault.BOMB) from None
        except (ClosedError, ValueError, KeyError) as error:
            status = _ended(child)
            # An idle child may retire by itself just as it is asked: that is no fault of the file.
            if was_used and status == 0:
                return self._run(data, limits, meanwhile)
            raise FaultError(_fault_of(status)) from error
        except BaseException:
            child.stop()
            raise
        self._give_back(child)
        return answer

    def _take(self) -> Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.channel.close()
        return Child()

    def _give_back(self, child: Child) -> None:
        if child.served >= _FILES_EACH:
            child.stop()
            return
        with self._lock:
            self._idle.append(child)


def _ended(child: Child) -> int:
    """The exit status of a child that has closed its side; killed if it lingers."""
    child.channel.close()
    with suppress(subprocess.TimeoutExpired):
        return child.process.wait(timeout=5)
    return child.stop()


def _fault_of(status: int) -> Fault:
    # 24 is SIGXCPU: the processor time was used up.
    return Fault.BOMB if status == -24 else Fault.CRASHED


_shared = Pool(size=max(1, min(4, os.cpu_count() or 1)))


def _after_fork() -> None:
    global _shared  # noqa: PLW0603 - one pool a process, and a fork is a new process
    _shared.abandon()
    _shared = Pool(size=max(1, min(4, os.cpu_count() or 1)))


os.register_at_fork(after_in_child=_after_fork)


def shared() -> Pool:
    """The pool of this process."""
    return _shared


@atexit.register
def close() -> None:
    """End the shared pool's children."""
    _shared.close()
