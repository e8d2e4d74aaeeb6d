"""Requests at the door of Collect that want to do harm: each refused or kept safely, in words."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from tests.support.collect import (
    FAR,
    NEAR,
    Collect,
    FilledForm,
    NotSentError,
    fill,
    form_for,
    message_of,
    multipart,
)

XXE = b'<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
ZIP = b"PK\x03\x04" + b"\0" * 400
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def raw(phone, body, kind):
    status, content = phone.ask("POST", "/submission", body, {"Content-Type": kind})
    return status, message_of(content)


def test_an_entity_is_refused_and_nothing_of_the_file_it_names_comes_back(phone, stage, stored):
    form = form_for(stage.made(), note="@")
    evil = FilledForm(
        form.xml.replace(b"<data", XXE + b"<data").replace(b">@<", b">&x;<"),
        form.files,
        form.instance_id,
    )
    with pytest.raises(NotSentError) as caught:
        phone.send(evil)
    assert (caught.value.status, "DOCTYPE" in caught.value.message) == (422, True)
    assert "root:" not in caught.value.message
    assert stored(form)[2] is None


BODIES = {
    "no form": (b"a=1", "application/x-www-form-urlencoded"),
    "no boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "an unclosed part": (
        b'--x\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"',
        "multipart/form-data; boundary=x",
    ),
    "XML without its envelope": (b"<data/>", "text/xml"),
    "nothing": (b"", ""),
    "a boundary of binary": (b"\xff" * 900, 'multipart/form-data; boundary="\xff"'),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_body_that_is_no_submission_is_refused_in_the_envelope(phone, case):
    status, words = raw(phone, *BODIES[case])
    assert (status in {400, 413, 422}, bool(words)) == (True, True)


def test_more_parts_than_a_form_has_are_refused(phone, stage, stored):
    form = form_for(stage.made())
    many = FilledForm(form.xml, {f"{n}": b"x" for n in range(300)}, form.instance_id)
    body, kind = multipart(many, list(many.files), is_last=True)
    status, words = raw(phone, body, kind)
    assert (status, bool(words), stored(form)[2]) == (413, True, None)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_refused_with_and_without_a_length(
    phone, stage, stored, app, monkeypatch, chunked
):
    view = app.view_functions["openrosa.submission_create"]
    monkeypatch.setattr(view, "registry_body_limit", 20_000)
    form = form_for(stage.made())
    body, kind = multipart(form, list(form.files), is_last=True)
    assert len(body) > 20_000
    there = urlsplit(phone.base)
    line = http.client.HTTPConnection(there.hostname, there.port, timeout=30)
    sent = iter([body[:15_000], body[15_000:25_000]]) if chunked else body[:0]
    headers = {"Content-Type": kind}
    headers |= {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": "90000000"}
    line.request("POST", there.path + "/submission", sent, headers, encode_chunked=chunked)
    answer = line.getresponse()
    assert (answer.status, bool(message_of(answer.read()))) == (413, True)
    line.close()
    assert stored(form)[2] is None


def test_a_body_that_breaks_off_leaves_nothing_half_kept(phone, stage, stored, runtime):
    form = form_for(stage.made())
    body, kind = multipart(form, list(form.files), is_last=True)
    there = urlsplit(phone.base)
    with socket.create_connection((there.hostname, there.port), timeout=10) as line:
        head = (
            f"POST {there.path}/submission HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode() + body[: len(body) - 40])
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(4096)
    assert answer.split(b" ")[1] in {b"400", b"422"}
    assert stored(form)[2] is None
    phone.send(form)
    assert stored(form)[0].status == "received"


@pytest.mark.parametrize("content", [ZIP, SVG, b"", NEAR[:200]])
def test_what_is_no_photo_is_refused_by_the_name_of_its_question(phone, stage, stored, content):
    form = fill(stage.made().code, NEAR, content)
    with pytest.raises(NotSentError) as caught:
        phone.send(form)
    assert (caught.value.status, "远照" in caught.value.message) == (422, True)
    assert stored(form)[2] is None


@pytest.mark.database
@pytest.mark.parametrize("evil", ["../../../../tmp/collect-was-here", "a\x00b\x07", "x" * 900])
def test_a_name_is_a_name_and_leads_nowhere(phone, stage, stored, runtime, evil):
    form = form_for(stage.made())
    sent = FilledForm(form.xml, {**form.files, evil: b"evil"}, form.instance_id)
    words = phone.post(sent, list(sent.files))
    assert evil.replace("\x00", "_").replace("\x07", "_")[:200] in words
    assert stored(form)[0].status == "received"
    assert {blob.digest for blob in runtime.store.blobs() if len(blob.digest) != 64} == set()


def test_both_photos_the_same_are_refused(phone, stage):
    with pytest.raises(NotSentError) as caught:
        phone.send(fill(stage.made().code, FAR, FAR))
    assert (caught.value.status, "同一张" in caught.value.message) == (422, True)


def test_no_key_is_written_to_the_log(site, key_of, cast, monkeypatch, caplog):
    def broken(*_arguments, **_values):
        raise RuntimeError("broken on purpose")

    token = key_of(cast.crew)
    monkeypatch.setattr("registry.signage.api.collect.forms.form_list", broken)
    phone = Collect(f"{site}/openrosa/{token}")
    status, content = phone.ask("GET", "/formList")
    assert (status, bool(message_of(content))) == (500, True)
    assert "/openrosa/<key>/formList" in caplog.text
    assert token not in caplog.text
