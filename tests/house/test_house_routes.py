"""Every route names its permission or stands on the public list, and means it."""

import re
from pathlib import Path

import pytest

from registry.accounts.rules import Permission
from registry.edge import access

SECURITY = Path(__file__).resolve().parent.parent.parent / "docs" / "SECURITY.md"
BEGIN, END = "<!-- public routes: begin -->", "<!-- public routes: end -->"
#: Flask's own route for files of static/.
FRAMEWORK = {"static"}


@pytest.fixture
def named(app):
    """Endpoint → what it names."""
    views = app.view_functions.items()
    return {name: access.access_of(view) for name, view in views if name not in FRAMEWORK}


@pytest.fixture
def guarded_requests(app, named):
    """(method, path, endpoint) of every route that asks for a permission, with made-up ids."""
    adapter = app.url_map.bind("localhost")
    requests = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FRAMEWORK or access.PUBLIC in named[rule.endpoint]:
            continue
        values = {name: _made_up(rule, name) for name in rule.arguments}
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        requests.extend(
            (method, adapter.build(rule.endpoint, values, method), rule.endpoint)
            for method in methods
        )
    return requests


def _made_up(rule, name):
    converter = rule._converters[name]
    return 1 if type(converter).__name__ in {"IntegerConverter", "FloatConverter"} else "0" * 16


def test_every_route_names_its_permission_or_is_public(named):
    assert [name for name, words in named.items() if not words] == []


def test_every_named_permission_exists(named):
    known = {permission.value for permission in Permission} | {access.PUBLIC}
    assert {name: words for name, words in named.items() if not set(words) <= known} == {}


def test_every_permission_opens_something(named):
    used = {word for words in named.values() for word in words}
    assert {permission.value for permission in Permission} - used == set()


def test_the_public_list_is_written_down(named):
    text = SECURITY.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    written = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", text))
    public = {name for name, words in named.items() if access.PUBLIC in words}
    assert written == public


def test_a_visitor_is_sent_to_sign_in(client, guarded_requests):
    answers = {
        (method, path): client.open(path, method=method) for method, path, _name in guarded_requests
    }
    wrong = {
        request: answer.status_code
        for request, answer in answers.items()
        if answer.status_code != 401
        and not (answer.status_code in {302, 303} and "/sign-in" in answer.location)
    }
    assert wrong == {}


def test_a_stranger_is_refused(client, sign_in, guarded_requests):
    sign_in(client, "stranger")
    answers = {
        (method, path): client.open(path, method=method).status_code
        for method, path, _name in guarded_requests
    }
    assert {request: status for request, status in answers.items() if status != 403} == {}


def test_writing_without_the_forms_token_is_refused(client, sign_in, guarded_requests):
    sign_in(client, "steward")
    answers = {
        (method, path): client.open(path, method=method, token=False).status_code
        for method, path, _name in guarded_requests
        if method != "GET" and not path.startswith("/api/")
    }
    assert {request: code for request, code in answers.items() if code not in {400, 403}} == {}
