"""A network between a phone and the server that fails in the ways that networks do.

A small HTTP/1.1 proxy on a port of its own. `plan` decides for each request, by method, path and
how often that very request was seen, which fault befalls it.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SLOW = 20_000
"""Octets a second on a bad line."""


class Fault(StrEnum):
    """What befalls one request."""

    NONE = "none"
    CUT = "cut at half the body"
    LOST = "answer lost"
    CAPTIVE = "a portal answers 200 with its own page"
    BAD_GATEWAY = "502"
    STALL = "silence, then a broken line"
    TWICE = "delivered twice"
    LATE_COPY = "a copy is delivered again after everything else"
    SLOW = "20 kB/s"
    TRUNCATED = "a truncated copy, then the whole"


Plan = Callable[[str, str, int], Fault]
Request = tuple[str, str, bytes, dict[str, str]]
"""Method, address, body, headers."""


class Network:
    """What was seen of the traffic, and the copies that are still to be delivered."""

    def __init__(self, upstream: str, plan: Plan, stall_s: float) -> None:
        self.upstream, self.plan, self.stall_s = upstream, plan, stall_s
        self.seen: Counter[tuple[str, str]] = Counter()
        self.befallen: Counter[Fault] = Counter()
        self.copies: list[Request] = []
        self._lock = threading.Lock()

    def fate(self, method: str, path: str) -> Fault:
        """The fault of the next request of this kind."""
        with self._lock:
            self.seen[method, path] += 1
            fault = self.plan(method, path, self.seen[method, path])
            self.befallen[fault] += 1
            return fault

    def deliver_copies(self) -> list[int]:
        """Deliver what was kept back; the status of each answer."""
        found = [self.forward(*request)[0] for request in self.copies]
        self.copies.clear()
        return found

    def fail(self, fault: Fault, request: Request) -> None:
        """Half of it arrives, or nothing for a while; then the line is gone."""
        if fault is Fault.CUT:
            self.break_off(*request)
        else:
            time.sleep(self.stall_s)

    def forward(
        self, method: str, path: str, body: bytes, headers: dict[str, str], pace: float = 0
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """The request brought to the server; its answer."""
        there = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(there.hostname or "", there.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            step = int(pace / 5) or len(body)
            for first in range(0, len(body), step or 1):
                connection.send(body[first : first + step])
                time.sleep(0.2 if pace else 0)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def break_off(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Half of the body reaches the server, then the line is gone."""
        there = urlsplit(self.upstream)
        with socket.create_connection((there.hostname or "", there.port or 80), timeout=10) as line:
            head = f"{method} {path} HTTP/1.1\r\n"
            head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            line.sendall(head.encode("latin-1") + b"\r\n" + body[: len(body) // 2])
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    between: Network


_PAGES = {
    Fault.CAPTIVE: (200, b"<html><title>Free wifi</title>Please sign in</html>"),
    Fault.BAD_GATEWAY: (502, b"<h1>Bad gateway</h1>"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the test says what is wrong."""

    def _break(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {"transfer-encoding", "connection", "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = (self.command, self.path, body, {**dict(self.headers), "Connection": "close"})
        between: Network = self.server.between  # type: ignore[attr-defined]
        fault = between.fate(self.command, urlsplit(self.path).path)
        try:
            if fault in _PAGES:
                status, page = _PAGES[fault]
                self._answer(status, [("Content-Type", "text/html")], page)
            elif fault in {Fault.CUT, Fault.STALL}:
                between.fail(fault, request)
                self._break()
            else:
                self._deliver(between, fault, request)
        except (OSError, http.client.HTTPException):
            self._break()

    def _deliver(self, between: Network, fault: Fault, request: Request) -> None:
        if fault is Fault.TRUNCATED:
            between.break_off(*request)
        if fault is Fault.TWICE:
            between.forward(*request)
        if fault is Fault.LATE_COPY:
            between.copies.append(request)
        pace = SLOW if fault is Fault.SLOW else 0
        status, headers, content = between.forward(*request, pace)
        if fault is Fault.LOST:
            self._break()
        else:
            self._answer(status, headers, content)

    do_GET = do_HEAD = do_PUT = do_POST = _any  # noqa: N815 - the base's names


@contextmanager
def network(upstream: str, plan: Plan, *, stall_s: float = 3.0) -> Iterator[tuple[str, Network]]:
    """The address to use instead of the server's, and what happens on the way."""
    between = Network(upstream, plan, stall_s)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.between = between
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", between
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
