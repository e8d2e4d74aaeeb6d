"""A mail server on a real socket that keeps what it is given, and fails as it is told to."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What goes wrong with the next conversation."""

    NONE = "none"
    LATER = "later"  # 451 to the recipient
    REFUSES = "refuses"  # 550 to the recipient
    CUTS = "cuts"  # takes the mail, and the line ends before it can say so
    SLOW = "slow"  # says nothing at all for a second


class MailServer(socketserver.ThreadingTCPServer):
    """Mails taken, each with its fault; `faults` are used up one conversation after another."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []
        self.faults: list[Fault] = []
        self.talks = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.talks += 1
        fault = self.server.faults.pop(0) if self.server.faults else Fault.NONE
        if fault is Fault.SLOW:
            time.sleep(1)
        self._say("220 test")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                self.server.mails.append(self._read())
                if fault is Fault.CUTS:
                    return
                self._say("250 taken")
            elif verb == b"RCPT" and fault in {Fault.LATER, Fault.REFUSES}:
                number = 451 if fault is Fault.LATER else 550
                self._say(f"{number} not {line.decode().strip()}")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _read(self) -> Any:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=default)

    def _say(self, words: str) -> None:
        # A client that has gone away has its answer.
        try:
            self.wfile.write(words.encode() + b"\r\n")
        except OSError:
            return


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens until the block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
