"""Whatever is sent as a filled-in form: it is read within limits or refused in words."""

from __future__ import annotations

import uuid

import pytest

from registry.core.errors import Invalid, Refused
from registry.signage.rules.collect import MOST_XML, envelope, read_instance
from tests.support.collect import message_of

IDENT = str(uuid.uuid4())
META = f"<meta><instanceID>uuid:{IDENT}</instanceID></meta>"


def form(inner: str, before: str = "") -> bytes:
    return f'{before}<data id="sign_report" version="1">{inner}{META}</data>'.encode()


def test_values_are_told_by_their_path_whatever_the_namespace():
    found = read_instance(
        f'<?xml version="1.0"?><x:data xmlns:x="urn:x" xmlns:o="urn:o" id="f" version="7">'
        f"<x:a> one </x:a><b><c>two</c></b><empty/><o:meta><o:instanceID>uuid:{IDENT.upper()}"
        f"</o:instanceID></o:meta></x:data>".encode()
    )
    assert (found.form_id, found.version, found.instance_id) == ("f", "7", IDENT)
    assert found.values == {
        "a": "one",
        "b/c": "two",
        "empty": "",
        "meta/instanceID": f"uuid:{IDENT.upper()}",
    }


LAUGHS = '<!ENTITY l0 "ha">' + "".join(
    f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 40)
)
HOSTILE = {
    "growing entities": form("<a>&l39;</a>", f"<!DOCTYPE data [{LAUGHS}]>"),
    "a file": form("<a>&x;</a>", '<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "an outside subset": form("", '<!DOCTYPE data SYSTEM "http://127.0.0.1:1/x.dtd">'),
    "an entity nobody declared": form("<a>&x;</a>"),
    "too deep": form("<a>" * 60 + "</a>" * 60),
    "too many": form("<a/>" * 2000),
    "twice": form("<a>1</a><a>2</a>"),
    "too large": form("<a>" + "x" * MOST_XML + "</a>"),
    "cut off": form("<a>1</a>")[:-9],
    "two roots": form("") + b"<more/>",
    "no XML": b"\x00\x01\x02",
    "nothing": b"",
    "an unknown encoding": b'<?xml version="1.0" encoding="utf-7"?><data/>',
    "bytes that are no text": b"<data><a>\xff\xfe</a></data>",
    "HTML": b"<!DOCTYPE html><html></html>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_form_is_refused_in_words(case):
    with pytest.raises(Refused) as caught:
        read_instance(HOSTILE[case])
    assert caught.value.code == "signage.collect_xml"


def test_an_identifier_is_needed_and_an_edit_is_refused():
    for inner in ("", "<instanceID>7</instanceID>", f"<instanceID>{IDENT}</instanceID>"):
        with pytest.raises(Invalid) as caught:
            read_instance(f"<data><meta>{inner}</meta></data>".encode())
        assert set(caught.value.fields) == {"instanceID"}
    edit = form("").replace(b"</meta>", b"<deprecatedID>uuid:1</deprecatedID></meta>")
    with pytest.raises(Refused) as refused:
        read_instance(edit)
    assert refused.value.code == "signage.collect_edit"


def test_an_envelope_is_whole_whatever_stands_in_its_words():
    words = '错 <b> & "x" ]]> \x07 \x00'
    said = envelope(words, nature="error", metadata={"instanceID": 'uuid:"<&'})
    assert message_of(said) == words.replace("\x07", "\ufffd").replace("\x00", "\ufffd")
