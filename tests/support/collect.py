"""ODK Collect as a program: the requests that it makes, in its order, with its idea of success.

As in Collect's own source: HEAD first and exactly 204; files in requests of at most what the server
says it accepts, each with the same XML, all but the last marked `*isIncomplete*`; nothing but 201
and 202 is success, 200 least of all.
"""

from __future__ import annotations

import http.client
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from flask import Flask
from werkzeug.serving import make_server

from registry.signage import queries, services
from registry.signage.queries.collect import filled_form
from registry.signage.rules.collect.questions import VERSION
from tests.support.pictures import jpeg, scene
from tests.support.signs import HERE, noon
from tests.support.site import _Quiet

MOST_FILES = 100
ASSUMED_LENGTH = 10_000_000
"""What Collect takes for the limit where a server names none."""
LOCALISED = "lun., 23 nov. 2026 04:00:00 GMT+08:00"
"""Collect writes the date in the phone's language, which no server should stumble over."""
ENVELOPE = "{http://openrosa.org/http/response}"
NEAR, FAR = jpeg(scene(seed=61)), jpeg(scene(seed=62))


class NotSentError(Exception):
    """Collect keeps the form and says so; `status` is 0 where there was no answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status, self.message = status, message


@dataclass(frozen=True)
class FilledForm:
    """A finished form on the phone: its XML and its files."""

    xml: bytes
    files: dict[str, bytes]
    instance_id: str


def fill(
    code: str, near: bytes, far: bytes, /, *, instance_id: str = "", **changes: str | None
) -> FilledForm:
    """The form as Collect writes it; a change to None leaves a question unanswered."""
    ident = instance_id or str(uuid.uuid4())
    names = (f"{ident[:8]}-near.jpg", f"{ident[:8]}-far.jpg")
    said: dict[str, str | None] = {
        "started_at": noon(-5),
        "ended_at": noon(3),
        "device": "collect:abc123",
        "way": "list",
        "sign_listed": code,
        "sign_scanned": "",
        "sign": code,
        "near": names[0],
        "far": names[1],
        "taken_at": noon(),
        "here": f"{HERE.lat} {HERE.lon} 21.0 4.8",
        "fixed_at": noon(1 / 3),
        "kind": "installed",
        "condition": "good",
        "observed_hanzi": "龙城村",
        "observed_roman": "LONGCHENGCUN",
        "defects": "",
        "note": "路口",
        **changes,
    }
    meta = said.pop("meta", f"<orx:instanceID>uuid:{ident}</orx:instanceID>")
    inner = "".join(
        f"<{name}>{escape(text)}</{name}>" for name, text in said.items() if text is not None
    )
    xml = (
        "<?xml version='1.0' ?><data xmlns:orx=\"http://openrosa.org/xforms\" "
        f'id="sign_report" version="{VERSION}">{inner}<orx:meta>{meta}</orx:meta></data>'
    )
    return FilledForm(xml.encode(), dict(zip(names, (near, far), strict=True)), ident)


def multipart(form: FilledForm, names: list[str], *, is_last: bool) -> tuple[bytes, str]:
    """One request: the XML, then these files, part and file named alike."""
    boundary = uuid.uuid4().hex
    parts: list[tuple[str, bytes]] = []
    named = 'Content-Disposition: form-data; name="{0}"; filename="{1}"\r\nContent-Type: {2}'
    parts.append((named.format("xml_submission_file", "form.xml", "text/xml"), form.xml))
    parts.extend((named.format(name, name, "image/jpeg"), form.files[name]) for name in names)
    if not is_last:
        parts.append(('Content-Disposition: form-data; name="*isIncomplete*"', b"yes"))
    line = f"--{boundary}\r\n".encode()
    body = b"".join(line + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in parts)
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


@dataclass
class Collect:
    """The program with the address that it scanned."""

    base: str
    chunked: bool = False
    answers: list[int] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One request; NotSentError where the line breaks."""
        there = urlsplit(self.base)
        line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=60)
        try:
            line.request(
                method,
                there.path + path,
                body,
                {
                    "X-OpenRosa-Version": "1.0",
                    "Date": "周一, 23 11月 2026".encode().hex(),
                    **(headers or {}),
                },
                encode_chunked=self.chunked and body is not None,
            )
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise NotSentError(0, str(error)) from error
        finally:
            line.close()
        self.answers.append(answer.status)
        self.headers.append({name.lower(): text for name, text in answer.getheaders()})
        return answer.status, content

    def send(self, form: FilledForm) -> None:
        """Send a finished form once through; NotSentError where anything is not as it must be."""
        status, _ = self.ask("HEAD", "/submission?deviceID=collect%3Aabc123")
        if status != 204:
            raise NotSentError(status, "not this server")
        limit = int(self.headers[-1].get("x-openrosa-accept-content-length", ASSUMED_LENGTH))
        batches = list(self._batches(form, limit))
        for number, names in enumerate(batches, start=1):
            self.post(form, names, is_last=number == len(batches))

    def post(self, form: FilledForm, names: list[str], *, is_last: bool = True) -> str:
        """One request of a submission; the words of its answer."""
        body, kind = multipart(form, names, is_last=is_last)
        headers = {"Content-Type": kind}
        sent: Any = body
        if self.chunked:
            headers["Transfer-Encoding"] = "chunked"
            sent = iter([body[at : at + 8192] for at in range(0, len(body), 8192)])
        path = "/submission?deviceID=collect%3Aabc123"
        status, content = self.ask("POST", path, sent, headers)
        if status not in {201, 202}:
            raise NotSentError(status, message_of(content))
        return message_of(content)

    def _batches(self, form: FilledForm, limit: int) -> Iterator[list[str]]:
        names: list[str] = []
        length = len(form.xml)
        for name, content in form.files.items():
            if names and (length + len(content) > limit or len(names) >= MOST_FILES):
                yield names
                names, length = [], len(form.xml)
            names.append(name)
            length += len(content)
        yield names

    def send_until_done(self, form: FilledForm, times: int = 12) -> int:
        """What autosend does: again from the beginning until all of it went; how often."""
        for attempt in range(1, times + 1):
            try:
                self.send(form)
            except NotSentError:
                continue
            return attempt
        raise AssertionError(f"not sent in {times} attempts: {self.answers}")


def parsed(content: bytes) -> ET.Element:
    """The root of an XML that our own server wrote."""
    return ET.fromstring(content)  # noqa: S314 - nobody else's


def message_of(content: bytes) -> str:
    """The words of an envelope; "" where it is none."""
    try:
        root = parsed(content)
    except ET.ParseError:
        return ""
    found = root.find(f"{ENVELOPE}message")
    return "" if root.tag != f"{ENVELOPE}OpenRosaResponse" or found is None else found.text or ""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a real HTTP server; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)


def form_for(sign: Any, /, **changes: str | None) -> FilledForm:
    """A form about this sign with two real pictures."""
    return fill(sign.code, NEAR, FAR, **{"observed_hanzi": sign.text_hanzi, **changes})


@pytest.fixture
def key_of(work_as):
    """A key for a person, made by themselves; its token."""

    def make(actor, label="红米 12"):
        with work_as(actor) as work:
            return services.make_key(work, actor.id, label=label)[1]

    return make


@pytest.fixture
def site(app):
    """The application behind a real HTTP server; its address."""
    with served(app) as url:
        yield url


@pytest.fixture
def phone(site, key_of, cast):
    """Collect on a crew member's phone."""
    return Collect(f"{site}/openrosa/{key_of(cast.crew)}")


@pytest.fixture
def stored(seen):
    """The report, its photos, and the submission of a form, as they are stored."""

    def look(form):
        report = seen(queries.report_by_client_id, form.instance_id)
        held = seen(queries.photos_of, [report.id])[report.id] if report else {}
        return report, held, seen(filled_form, form.instance_id)

    return look
