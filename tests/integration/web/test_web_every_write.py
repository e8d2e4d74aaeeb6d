"""Every form of the application: it succeeds, it is journalled, and nothing breaks it."""

from __future__ import annotations

import uuid
from html import escape
from urllib.parse import quote

import pytest

from tests.support.reading import Reader
from tests.support.signs import picture
from tests.support.sweeps import WHOLE
from tests.support.town_acts import resent

#: Attempts to sign in are counted whatever comes of them.
COUNTED = {"sign_in_attempt"}
#: What a database driver, a calendar, a column or a page could choke on.
JUNK = {
    "nothing": "",
    "markup": "<script>alert(1)</script>",
    "NUL": "\x00",
    "huge": "肥" * 9000,
    "end of days": "9999-12-31T23:59",
}
#: By the look of the value that succeeds: number, date, words.
EXTREMES = {
    "number": ("2147483648", "9" * 30, "-1e400"),
    "date": ("9999-12-31", "0001-01-01"),
    "words": ("肥" * 200, "肥" * 8000, "\x00"),
}
PHOTOS = ("near", "far", "file", "xml_submission_file")
#: Never shown again.
SECRET = ("password", "current", "new", "code")
#: What a form is about, not what a person wrote: without it there is no page to come back to.
ABOUT = ("place_id", "sign_id")
#: What is chosen and not written cannot stand there if it was never offered.
CHOSEN = {"select", "radio", "checkbox"}


def bad(name):
    """Wrong in every field: no number, no date, no choice, and no text with such a character."""
    return f"错<{name}"


@pytest.fixture
def quick_photos(monkeypatch):
    """Photos pass as they come: other tests are about them."""
    prepared = lambda *_arguments, **_values: picture(str(uuid.uuid4()))  # noqa: E731
    monkeypatch.setattr("registry.photos.services.prepare", prepared)


@pytest.fixture
def breaks(town, everybody, rehearsal):
    """Send a form; None, or what is wrong with the answer."""

    def look(act, form, **more):
        rehearsal.clear()
        client = everybody()
        answer = (
            client.open(act.path, method=act.method, data=form, **more)
            if more
            else (act.send(client, form))
        )
        kept = rehearsal.committed - COUNTED
        if answer.status_code >= 500 or "Traceback" in answer.text:
            return answer.status_code
        if answer.status_code >= 400 and kept:
            return answer.status_code, kept
        return None

    return look


def writing_endpoints(app):
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }


def with_photos(act, form):
    return resent({**form, **{name: act.form[name] for name in PHOTOS if name in act.form}})


def kind_of(value):
    if value[:4].isdigit() and value[4:5] == "-":
        return "date"
    return "number" if value.replace(".", "", 1).isdigit() else "words"


def test_every_write_of_the_application_succeeds_and_is_journalled(
    town_app, town, everybody, rehearsal
):
    assert set(town.acts) == writing_endpoints(town_app)
    wrong = {}
    for endpoint, act in town.acts.items():
        rehearsal.clear()
        answer = act.send(everybody(), resent(act.form))
        done = {act.answers or (303 if act.method == "POST" else 201)}
        if answer.status_code not in done or "journal_entry" not in rehearsal.committed:
            wrong[endpoint] = (answer.status_code, set(rehearsal.committed), answer.text[-600:])
    assert wrong == {}


@WHOLE
def test_no_form_breaks_on_the_same_junk_in_every_field(town, breaks, quick_photos):
    broken = {}
    for endpoint, act in town.acts.items():
        for label, junk in JUNK.items():
            form = with_photos(act, dict.fromkeys(act.form, junk))
            if found := breaks(act, form):
                broken[endpoint, label] = found
    assert broken == {}


def extremes(value, turn, engine_kind):
    """What a field is sent: on SQLite, which takes any text anywhere, words and dates in turn."""
    kind = kind_of(value)
    every = EXTREMES[kind]
    if engine_kind == "sqlite" and kind != "number":
        return (every[turn % len(every)],)
    return every


@WHOLE
def test_no_form_breaks_on_one_extreme_value_among_good_ones(
    town, breaks, quick_photos, engine_kind
):
    broken = {}
    for endpoint, act in town.acts.items():
        for turn, name in enumerate(name for name in act.form if name not in PHOTOS):
            for extreme in extremes(str(act.form[name]), turn, engine_kind):
                if found := breaks(act, with_photos(act, {**act.form, name: extreme})):
                    broken[endpoint, name, extreme[:12]] = found
    assert broken == {}


#: Bodies that are read as a form, and so reach the database.
READ = {"no text", "twice"}


@WHOLE
def test_no_form_breaks_on_bytes_that_are_no_form(town, breaks, engine_kind):
    broken = {}
    for endpoint, act in town.acts.items():
        names = [name for name in act.form if name not in PHOTOS] or ["x"]
        surrogate = "&".join(f"{quote(name)}=%ED%A0%80%FF" for name in names)
        twice = "&".join(f"{quote(name)}=a&{quote(name)}=b" for name in names)
        bodies = {
            "no text": (surrogate, "application/x-www-form-urlencoded"),
            "twice": (twice, "application/x-www-form-urlencoded"),
            "json": ('{"a": [1, {"b": null}]}', "application/json"),
            "no boundary": ("--x\r\n\r\n", "multipart/form-data"),
            "broken part": ("--x\r\nContent-Disposition: form", "multipart/form-data; boundary=x"),
            "xml": ("<a/>", "text/xml"),
            "nothing": ("", ""),
        }
        # What is refused before it is read knows nothing of the database: one engine tries it.
        sent = bodies if engine_kind == "sqlite" else {label: bodies[label] for label in READ}
        for label, (body, kind) in sent.items():
            if found := breaks(act, body, content_type=kind):
                broken[endpoint, label] = found
    assert broken == {}


def shown_again(answer, act, sent):
    """Fields of the form whose fault or text is missing on the page that comes back."""
    page = Reader(answer.text)
    form = page.form(act.path)
    # Of several fields with one name (rows of numbers), the first: the others are empty.
    shown = {} if form is None else {each.name: each for each in reversed(form.controls)}
    lost = set()
    for name in sent:
        if form is None:
            is_told, is_kept = f"error-{name}" in page.ids, escape(bad(name)) in answer.text
        elif name in shown and shown[name].kind != "hidden":
            is_told = f"error-{name}" in page.ids
            is_kept = shown[name].kind in CHOSEN or bad(name) in shown[name].value
        else:
            continue
        lost |= {name} if not (is_told and is_kept) else set()
    return lost


def unnamed(answer, sent):
    """Members whose fault is missing in the answer to a program; it keeps its own text."""
    return set(sent) - {*(answer.json.get("errors") or {}), "note"}


def test_every_wrong_field_is_named_at_once_and_the_text_is_kept(town, everybody, rehearsal):
    wrong = {}
    for endpoint, act in town.acts.items():
        sent = [name for name in act.form if name not in {*PHOTOS, *SECRET, *ABOUT}]
        form = {**act.form, **{name: f"{bad(name)}\x07" for name in sent}}
        if not sent:
            continue
        answer = act.send(everybody(), resent(form))
        lost = shown_again(answer, act, sent) if act.method == "POST" else unnamed(answer, sent)
        if answer.status_code != 422 or lost or rehearsal.committed:
            wrong[endpoint] = (answer.status_code, sorted(lost), set(rehearsal.committed))
    assert wrong == {}
