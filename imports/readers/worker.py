"""The child process: opens one file with a risky decoder, sends its rows as plain data, ends.

It holds no secret (its environment is empty), writes no file, and may die at any moment: then one
file is refused. child.py starts it.
"""

from __future__ import annotations

import json
import resource
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from imports.readers.table import Limits
from registry.core.errors import Refused
from registry.photos.intake.frames import Channel, ClosedError

_CHUNK_ROWS: Final = 500
_CHUNK_BYTES: Final = 1024 * 1024
#: How long an open file waits to be asked for its rows.
_IDLE_SECONDS: Final = 60
_ASSUMED_SIZE: Final = 512 * 1024 * 1024
_PREFIX: Final = "imports."


class Decoder(Protocol):
    """A file that a library has opened."""

    def opened(self) -> dict[str, Any]:
        """What there is to know before the rows."""
        ...

    def rows(self, how: dict[str, Any]) -> Iterator[list[Any]]:
        """[number, cells, geometry, problems] for each row."""
        ...


def main() -> None:
    """Serve one file."""
    # Ctrl-C in a terminal reaches the whole group; the parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    with socket.socket(fileno=0) as sock:
        channel = Channel(sock)
        with suppress(ClosedError):
            try:
                _serve(channel, sock)
            except Refused as refused:
                code = refused.code.removeprefix(_PREFIX)
                channel.send({"kind": "refused", "code": code, "facts": refused.message.params})
            except MemoryError:
                channel.send({"kind": "refused", "code": "takes_too_much", "facts": {}})


def _serve(channel: Channel, sock: socket.socket) -> None:
    job, _ = channel.receive(0)
    limits = Limits(**job.pop("limits"))
    decoder = _decoder(job, limits)
    channel.send({"kind": "opened"}, _packed(decoder.opened()))
    readable, _, _ = select.select([sock], [], [], _IDLE_SECONDS)
    if not readable:
        return
    how, _ = channel.receive(0)
    for chunk in _chunks(decoder.rows(how)):
        channel.send({"kind": "rows"}, b"[" + b",".join(chunk) + b"]")
    channel.send({"kind": "end"})


def _chunks(rows: Iterator[list[Any]]) -> Iterator[list[bytes]]:
    """Rows as JSON, so many together that neither calls nor memory count."""
    chunk: list[bytes] = []
    size = 0
    for row in rows:
        chunk.append(_packed(row))
        size += len(chunk[-1])
        if len(chunk) >= _CHUNK_ROWS or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _decoder(job: dict[str, Any], limits: Limits) -> Decoder:
    """Load the library, then shut the door behind it, then open the file."""
    if job["decoder"] == "sheets":
        from imports.readers.worker_sheets import Sheets

        _lock_down(limits)
        return Sheets(job, limits)
    # pyogrio loads these wherever they are installed, for seconds, and needs neither here.
    sys.modules |= dict.fromkeys(("geopandas", "pandas"))  # type: ignore[arg-type]
    from imports.readers.worker_layers import Layers

    _lock_down(limits)
    return Layers(job, limits)


def _packed(value: Any) -> bytes:
    # Everything escaped: a lone half of a character could not be sent as UTF-8.
    return json.dumps(value).encode("ascii")


def _lock_down(limits: Limits) -> None:
    """No core dumps, no file may grow by a byte; memory counted from what is used already."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _set_soft(resource.RLIMIT_CPU, limits.cpu_seconds)
    _set_soft(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)


def _set_soft(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard < 0 else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; a generous guess where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return _ASSUMED_SIZE
    return pages * resource.getpagesize()
