"""A mail server on a real socket that keeps what it is given, and fails as it is told to."""

from __future__ import annotations

import base64
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from pathlib import Path
from typing import Any


class Fault(StrEnum):
    """What goes wrong with the next conversation."""

    NONE = "none"
    LATER = "later"  # 451 to the recipient
    REFUSES = "refuses"  # 550 to the recipient
    CUTS = "cuts"  # takes the mail, and the line ends before it can say so
    SLOW = "slow"  # says nothing at all for a second


class Lock(StrEnum):
    """How the line is closed to others."""

    OPEN = "none"
    LATER = "starttls"  # begins in the open, encrypted on request
    FIRST = "tls"  # encrypted from the first octet


class MailServer(socketserver.ThreadingTCPServer):
    """Mails taken, each with its fault; `faults` are used up one conversation after another."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, lock: Lock = Lock.OPEN, identity: Path | None = None, account: str = ""
    ) -> None:
        """`identity` is a folder of `identity_in`; `account` is "name:password" to be shown."""
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []
        self.faults: list[Fault] = []
        self.talks = 0
        self.lock, self.account = lock, account
        #: What was said while the line was open: (verb, rest), and whether a password came so.
        self.overheard: list[str] = []
        self.tls = None
        if identity is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(identity / "cert.pem", identity / "key.pem")

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.talks += 1
        self._fault = self.server.faults.pop(0) if self.server.faults else Fault.NONE
        self._is_locked, self._is_known = False, not self.server.account
        if self._fault is Fault.SLOW:
            time.sleep(1)
        # A client that breaks off, over a wrong certificate for one, has its reason.
        try:
            if self.server.lock is Lock.FIRST:
                self._encrypt()
            self._say("220 test")
            while line := self.rfile.readline():
                if not self._is_locked:
                    self.server.overheard.append(line.decode().strip())
                if not self._answered(line, line[:4].upper().strip()):
                    return
        except (OSError, ValueError):
            return

    def _answered(self, line: bytes, verb: bytes) -> bool:
        """Answer one line; whether the talk goes on."""
        if verb == b"EHLO":
            self._greet()
        elif verb == b"STAR":
            self._say("220 go ahead")
            self._encrypt()
        elif verb == b"AUTH":
            self._know(line.decode().split())
        elif verb == b"DATA":
            self._say("354 go on")
            self.server.mails.append(self._read())
            if self._fault is Fault.CUTS:
                return False
            self._say("250 taken")
        elif verb == b"MAIL" and not self._is_known:
            self._say("530 sign in first")
        elif verb == b"RCPT" and self._fault in {Fault.LATER, Fault.REFUSES}:
            number = 451 if self._fault is Fault.LATER else 550
            self._say(f"{number} not {line.decode().strip()}")
        elif verb == b"QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _greet(self) -> None:
        offers = []
        if self.server.lock is Lock.LATER and not self._is_locked:
            offers.append("STARTTLS")
        if self.server.account and (self._is_locked or self.server.lock is Lock.OPEN):
            offers.append("AUTH PLAIN")
        lines = ["test", *offers]
        for number, words in enumerate(lines, 1):
            self._say(f"250{' ' if number == len(lines) else '-'}{words}")

    def _know(self, words: list[str]) -> None:
        name, _, password = self.server.account.partition(":")
        said = base64.b64decode(words[2]) if len(words) > 2 else b""
        self._is_known = said == f"\0{name}\0{password}".encode()
        self._say("235 welcome" if self._is_known else "535 no")

    def _encrypt(self) -> None:
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.connection, self._is_locked = self.request, True
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile = self.connection.makefile("wb", 0)

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
def mail_server(
    lock: Lock = Lock.OPEN, identity: Path | None = None, account: str = ""
) -> Iterator[MailServer]:
    """A server that listens until the block ends."""
    with MailServer(lock, identity, account) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def identity_in(folder: Path, host: str = "localhost") -> Path:
    """A fresh key and a certificate for a host name, signed by nobody else, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={host}", "-addext"]
    command += [f"subjectAltName=DNS:{host}", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder
