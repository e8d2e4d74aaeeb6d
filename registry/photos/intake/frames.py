"""How parent and child talk: frames of one JSON object and any number of byte strings.

JSON and lengths, never pickle: the child has read hostile bytes, so what it says is only data.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any, Final

_LENGTH: Final = struct.Struct("!I")
_HEAD_MAX = 64 * 1024
_RECEIVE = 1024 * 1024


class ClosedError(Exception):
    """The other side has gone."""


class Channel:
    """One end of the socket; calls may take until `deadline` (monotonic; None: for ever)."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self.deadline: float | None = None

    def send(self, head: dict[str, Any], *bodies: bytes) -> None:
        """Send one frame. TimeoutError after the deadline, ClosedError where nobody listens."""
        text = json.dumps({**head, "lengths": [len(body) for body in bodies]}).encode()
        try:
            for piece in (_LENGTH.pack(len(text)) + text, *bodies):
                self._wait_until_deadline()
                self._socket.sendall(piece)
        except (BrokenPipeError, ConnectionError) as error:
            raise ClosedError from error

    def receive(self, body_max: int) -> tuple[dict[str, Any], list[bytes]]:
        """Receive one frame whose bodies are at most `body_max` bytes together."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > _HEAD_MAX:
            raise ClosedError
        head = json.loads(self._exactly(length))
        if not isinstance(head, dict):
            raise ClosedError
        lengths = [int(length) for length in head.pop("lengths")]
        if min(lengths, default=0) < 0 or sum(lengths) > body_max:
            raise ClosedError
        return head, [self._exactly(length) for length in lengths]

    def close(self) -> None:
        """Close this end; the other side sees the end of the stream."""
        self._socket.close()

    def _exactly(self, length: int) -> bytes:
        if self.deadline is None and length:
            # In one call, and without a copy: the child waits for nothing else.
            content = self._waited_for(length)
            if len(content) == length:
                return content
            return content + self._in_pieces(length - len(content))
        return self._in_pieces(length)

    def _waited_for(self, length: int) -> bytes:
        try:
            content = self._socket.recv(length, socket.MSG_WAITALL)
        except ConnectionError as error:
            raise ClosedError from error
        if not content:
            raise ClosedError
        return content

    def _in_pieces(self, length: int) -> bytes:
        buffer = bytearray(length)
        view, filled = memoryview(buffer), 0
        while filled < length:
            self._wait_until_deadline()
            try:
                count = self._socket.recv_into(view[filled : filled + _RECEIVE])
            except ConnectionError as error:
                raise ClosedError from error
            if not count:
                raise ClosedError
            filled += count
        return bytes(buffer)

    def _wait_until_deadline(self) -> None:
        if self.deadline is None:
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
