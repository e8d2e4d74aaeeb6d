"""A server killed at any moment: what it acknowledged is there, once and whole."""

from __future__ import annotations

import http.client
import io
import os
import random
import re
import threading
import time
import uuid

from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from registry.accounts.views import SESSION_COOKIE
from registry.core import journal
from registry.photos.queries import verification
from registry.signage import queries
from tests.support.served import Server
from tests.support.signs import form_of

KILLS = int(os.environ.get("REGISTRY_TEST_KILLS", "2"))


class Phone:
    """Sends one crew member's reports, each again and again until it is acknowledged."""

    def __init__(self, port, token, sign):
        self.port, self.token, self.sign = port, token, sign
        self.waiting: list[dict] = []
        self.tried: set[str] = set()
        self.acknowledged: dict[str, str] = {}
        self.refused: list[tuple[int, str]] = []
        self.cookies = {SESSION_COOKIE: token}

    def ask(self, method, path, body=b"", kind=""):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, {"Cookie": cookies, "Content-Type": kind})
            answer = connection.getresponse()
            page = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie", []):
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), page
        finally:
            connection.close()

    def form_token(self):
        page = self.ask("GET", f"/field/signs/{self.sign.id}")[2]
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def fresh(self):
        pictures = {}
        for role in ("near", "far"):
            sent = io.BytesIO()
            noise = os.urandom(12)
            picture = Image.frombytes("RGB", (2, 2), noise).resize((160, 120))
            picture.save(sent, "JPEG")
            pictures[role] = sent.getvalue()
        return {**form_of(self.sign, client_id=str(uuid.uuid4())), **pictures}

    def send(self, form, token):
        files = {
            role: FileStorage(io.BytesIO(form[role]), f"{role}.jpg") for role in ("near", "far")
        }
        data = MultiDict({**form, **files, "csrf_token": token})
        boundary, body = encode_multipart(data)
        self.tried.add(form["client_id"])
        kind = f"multipart/form-data; boundary={boundary}"
        status, location, page = self.ask("POST", "/field/reports", body, kind)
        if status not in {303, 503}:
            # Raised in a thread it would only end the thread; the test looks at this list.
            self.refused.append((status, page[-2000:]))
            raise http.client.HTTPException
        return location.rpartition("/")[2] if status == 303 else ""

    def work(self, until):
        """Send until the moment comes or the server goes away; what has no answer waits."""
        try:
            token = self.form_token()
            while time.monotonic() < until or self.waiting:
                form = self.waiting[0] if self.waiting else self.fresh()
                if not self.waiting:
                    self.waiting.append(form)
                if report_id := self.send(form, token):
                    self.acknowledged[form["client_id"]] = report_id
                    self.waiting.pop(0)
        except (OSError, http.client.HTTPException):
            return


def all_work(phones, until):
    threads = [threading.Thread(target=phone.work, args=(until,)) for phone in phones]
    for thread in threads:
        thread.start()
    return threads


def wait_for_one(phones):
    """Until some report was acknowledged; a kill before that proves nothing."""
    before = sum(len(phone.acknowledged) for phone in phones)
    latest = time.monotonic() + 60
    while sum(len(phone.acknowledged) for phone in phones) == before:
        assert time.monotonic() < latest, "no report was acknowledged in a minute"
        time.sleep(0.02)


def stored(runtime, phones):
    """Reports by client_id, each with its receipt; and that their photos are whole."""
    with runtime.database.read() as session:
        found = {
            client_id: row.id
            for phone in phones
            for client_id in phone.tried
            if (row := queries.report_by_client_id(session, client_id)) is not None
        }
        held = queries.photos_of(session, list(found.values()))
        assert {len(photos) for photos in held.values()} <= {2}
        assert {each.fault for each in verification.walk(session, runtime.store)} <= {""}
        assert journal.verify(session).broken is None
        return found


def test_what_was_acknowledged_survives_kills_exactly_once(
    runtime, settings, stage, tokens, tmp_path
):
    sign, chance = stage.made(), random.Random(20261123)
    server = Server(settings, tmp_path)
    phones = [Phone(server.port, token, sign) for token in tokens]
    for _ in range(KILLS):
        with server:
            threads = all_work(phones, time.monotonic() + 60)
            wait_for_one(phones)
            time.sleep(chance.uniform(0.2, 1.5))
            server.kill()
            for thread in threads:
                thread.join(timeout=30)
        found = stored(runtime, phones)
        acknowledged = {k: v for phone in phones for k, v in phone.acknowledged.items()}
        assert {key: found.get(key) for key in acknowledged} == acknowledged
    with server:
        for thread in all_work(phones, time.monotonic()):
            thread.join(timeout=60)
    acknowledged = {k: v for phone in phones for k, v in phone.acknowledged.items()}
    assert stored(runtime, phones) == acknowledged
    assert set(acknowledged) == {key for phone in phones for key in phone.tried}
    with runtime.database.read() as session:
        assert len(queries.reports_of_sign(session, sign.id, limit=100_000)) == len(acknowledged)
    assert [fault for phone in phones for fault in phone.refused] == []
    ran = server.run("verify")
    assert ran.returncode == 0, ran.stderr
    assert "all whole" in ran.stdout
