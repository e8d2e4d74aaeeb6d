"""A suggestion over HTTP beside a bare Flask answer, under the same server, taken in turns.

One connection that is kept, one request after another, written and read by hand: the less the
asking costs, the more of a difference between the two is seen.
"""

from __future__ import annotations

import socket
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import serving

TURNS, EACH = 30, 100
QUERIES = ("三河", "三", "柘皋", "sanhe", "chang", "slh", "龙城", "古城", "鹊渚", "烔")


class _Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), serving.PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> bytes:
        """The body of one answer.

        Raises:
            RuntimeError: the answer is not 200, or the server hung up.
        """
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < size:
            body += self._more()
        return body

    def _more(self) -> bytes:
        received = self.socket.recv(65_536)
        if not received:
            raise RuntimeError("the server hung up")
        return received

    def rate(self, paths: Sequence[str]) -> float:
        """Requests a second over these paths, asked for in turn."""
        started = time.perf_counter()
        for number in range(EACH):
            self.get(paths[number % len(paths)])
        return EACH / (time.perf_counter() - started)


def measure() -> list[dict[str, Any]]:
    """Requests a second, ours and hello in turns."""
    paths = [f"/places/suggest?q={quote(query)}" for query in QUERIES]
    with tempfile.TemporaryDirectory() as folder:
        serving.installation(Path(folder))
        with serving.ours(Path(folder)) as own, serving.bare() as bare:
            own.first(paths[0])
            bare.first("/")
            ours, hello = _Client(own.port), _Client(bare.port)
            if b"\xe4\xb8\x89\xe6\xb2\xb3\xe9\x95\x87" not in ours.get(paths[0]):
                raise RuntimeError("the suggestion does not hold 三河镇")
            ours.rate(paths)
            hello.rate(["/"])
            rates = [(ours.rate(paths), hello.rate(["/"])) for _ in range(TURNS)]
    return [
        {
            "measure": "suggestion over HTTP",
            "ours": [own for own, _ in rates],
            "anchor": [bare for _, bare in rates],
            # Turn by turn: what else the machine does meets both sides of one turn alike.
            "ratio": statistics.median(own / bare for own, bare in rates),
            "unit": "requests/s",
            "note": "8 places each, shipped names; anchor: Flask hello, same server, same run",
        }
    ]
