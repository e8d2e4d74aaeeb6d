"""What stands before every view, seen from outside: leave, tokens, limits, headers, languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from registry.accounts.views import SESSION_COOKIE, local_path
from registry.core.db import Database
from registry.core.errors import OutOfSpace, Unavailable
from registry.runtime import Runtime
from tests.support.people import PASSWORD, email_of

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}


def test_a_visitor_is_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/desk?x=1", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/desk?x%3D1"


def test_a_program_is_told_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/desk", headers=JSON)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.json["code"] == "access.sign_in"


@pytest.mark.parametrize(
    ("part", "path", "status"),
    [
        ("crew", "/desk", 303),
        ("crew", "/field", 200),
        ("reviewer_county", "/desk", 200),
        ("reviewer_county", "/desk/journal", 403),
        ("steward", "/desk/journal", 200),
        ("steward", "/people", 403),
        ("administrator", "/people", 200),
        ("stranger", "/desk", 403),
        ("stranger", "/account", 403),
        ("crew", "/account", 200),
    ],
)
def test_each_of_the_cast_sees_what_is_theirs(
    client: FlaskClient, sign_in: Callable, part: str, path: str, status: int
) -> None:
    sign_in(client, part)
    assert client.get(path, headers=HTML).status_code == status


def test_signing_in_and_out(client: FlaskClient, cast) -> None:
    form = {"email": email_of("steward"), "password": PASSWORD, "next": "/desk"}
    answer = client.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    assert client.get("/desk").status_code == 200
    client.post("/sign-out")
    assert client.get("/desk", headers=HTML).status_code == 303


def test_a_wrong_password_keeps_the_address_and_not_the_password(client: FlaskClient, cast) -> None:
    form = {"email": email_of("steward"), "password": "a wrong guess", "next": "/desk"}
    answer = client.post("/sign-in", data=form, headers={"Accept-Language": "zh"})
    assert answer.status_code == 401
    assert email_of("steward") in answer.text
    assert "a wrong guess" not in answer.text
    assert "邮箱或口令不对" in answer.text


@pytest.mark.parametrize(
    "target", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:1", ""]
)
def test_after_sign_in_nobody_is_sent_to_another_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_form_without_token_is_refused_and_its_text_shown_again(
    client: FlaskClient, sign_in: Callable
) -> None:
    sign_in(client, "administrator")
    form = {"name": "一个很长的名字", "email": "a@b.cn", "password": "never show me"}
    answer = client.post("/people", data=form, token=False, headers=HTML)
    assert answer.status_code == 400
    assert "form.token" in answer.text
    assert "一个很长的名字" in answer.text
    assert "never show me" not in answer.text


def test_a_forged_token_is_refused(client: FlaskClient, sign_in: Callable) -> None:
    sign_in(client, "administrator")
    answer = client.post("/people", data={"csrf_token": "forged"}, token=False, headers=JSON)
    assert (answer.status_code, answer.json["code"]) == (400, "form.token")


def test_every_wrong_field_is_named_at_once(client: FlaskClient, sign_in: Callable) -> None:
    sign_in(client, "administrator")
    form = {"name": "", "email": "no address", "password": "short", "role": "emperor"}
    answer = client.post("/people", data=form, headers={"Accept-Language": "zh"})
    assert answer.status_code == 422
    assert "no address" in answer.text
    for words in ("请填写这一项", "邮箱写作", "请从列出的选项中选择"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/no/such/page", 404, "page.unknown"),
        ("POST", "/healthz", 405, "request.method"),
        ("DELETE", "/places", 405, "request.method"),
        ("GET", "/places/nosuchid", 404, None),
        ("GET", "/places/0000000000000000", 404, None),
        ("GET", "/api/v1/places/0000000000000000", 404, None),
        ("GET", "/api/v1/places?colour=red", 422, "form.invalid"),
        ("GET", "/api/v1/places?limit=9999", 422, "form.invalid"),
        ("GET", "/api/v1/places?after=%00", 422, "form.invalid"),
    ],
)
def test_unknown_things_get_a_stable_code(
    client: FlaskClient, method: str, path: str, status: int, code: str | None
) -> None:
    answer = client.open(path, method=method, headers=JSON)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == (code or answer.json["code"])
    page = client.open(path, method=method, headers=HTML)
    assert page.status_code == status
    if not path.startswith("/api/"):
        assert page.mimetype == "text/html"
    assert "Traceback" not in page.text


def test_a_body_over_the_limit_is_refused(client: FlaskClient, sign_in: Callable) -> None:
    sign_in(client, "administrator")
    answer = client.post("/people", data={"name": "x" * 1_200_000}, headers=JSON)
    assert (answer.status_code, answer.json["code"]) == (413, "request.too_large")


def test_pages_carry_the_strict_headers(client: FlaskClient) -> None:
    headers = client.get("/places").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy


def test_what_a_signed_in_person_sees_is_not_kept_by_caches(
    client: FlaskClient, sign_in: Callable
) -> None:
    sign_in(client, "steward")
    assert "no-store" in client.get("/desk").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "tag"),
    [("zh-TW,zh;q=0.9", "zh-CN"), ("en-GB", "en"), ("fr", "zh-CN"), ("de,en;q=0.5", "en")],
)
def test_the_language_follows_the_browser(client: FlaskClient, asked: str, tag: str) -> None:
    answer = client.get("/places", headers={"Accept-Language": asked})
    assert f'<html lang="{tag}"' in answer.text


def test_a_chosen_language_outranks_the_browser(client: FlaskClient) -> None:
    answer = client.get("/language?lang=en&next=/places")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/places")
    assert '<html lang="en"' in client.get("/places", headers={"Accept-Language": "zh"}).text
    client.get("/language?lang=zh-CN&next=//evil.example")
    assert '<html lang="zh-CN"' in client.get("/places", headers={"Accept-Language": "en"}).text


def test_a_bug_shows_a_reference_and_no_traceback(app: Flask, client: FlaskClient) -> None:
    from registry.edge import access

    @access.public
    def broken() -> str:
        raise ZeroDivisionError("secret words")

    app.view_functions["health.live"] = broken
    answer = client.get("/healthz", headers=HTML)
    assert answer.status_code == 500
    assert "secret words" not in answer.text
    assert "Traceback" not in answer.text
    assert "server.error" in answer.text


def test_an_expired_sign_in_is_a_visitor_again(
    client: FlaskClient, sign_in: Callable, runtime: Runtime
) -> None:
    sign_in(client, "steward")
    past = runtime.clock.now() - timedelta(minutes=1)
    with runtime.database.engine.begin() as connection:
        connection.execute(text("UPDATE sign_in_session SET expires_at = :at"), {"at": past})
    assert client.get("/desk", headers=HTML).status_code == 303
    client.set_cookie(SESSION_COOKIE, "烔" * 40)
    assert client.get("/desk", headers=HTML).status_code == 303


def test_ready_says_what_is_missing(client: FlaskClient, runtime: Runtime) -> None:
    assert client.get("/readyz").json == {
        "status": "ok",
        "checks": {"database": "ok", "store": "ok"},
    }
    with runtime.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrate" in answer.json["checks"]["database"]


def test_a_locked_database_is_said_plainly_and_nothing_is_written(
    tmp_path, client: FlaskClient, runtime: Runtime, cast, sign_in: Callable
) -> None:
    if not runtime.database.is_sqlite:
        with runtime.database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return  # PostgreSQL has no such lock; its writers wait for each other's rows
    sign_in(client, "administrator")
    impatient = Database(str(runtime.database.url), busy_milliseconds=50)
    object.__setattr__(runtime, "database", impatient)
    holder = sqlite3.connect(str(runtime.database.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    form = {"name": "李", "email": "l@x.cn", "password": "long enough words", "role": "crew"}
    answer = client.post("/people", data=form, headers=JSON)
    holder.execute("ROLLBACK")
    assert (answer.status_code, answer.json["code"]) == (503, "database.busy")
    assert "l@x.cn" not in client.get("/people").text
    assert client.post("/people", data=form, headers=HTML).status_code == 303


def test_a_database_that_is_gone_is_said_plainly(tmp_path) -> None:
    database = Database(f"sqlite:///{tmp_path}/folder/x.db")
    (tmp_path / "folder").rmdir()
    with pytest.raises(Unavailable) as caught:
        database.ping()
    assert caught.value.code == "database.gone"


def test_a_full_disk_is_said_plainly_and_nothing_is_half_written(runtime: Runtime) -> None:
    if not runtime.database.is_sqlite:
        with runtime.database.engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1
        return  # the server's disk is not ours to fill; the words are the same (core/db.explain)
    from registry.core import journal
    from registry.core.actor import SYSTEM

    def fill() -> None:
        with runtime.write(SYSTEM) as work:
            connection = work.session.connection()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            for _ in range(2000):
                journal.record(work, "thing.made", ("thing", "1"), reason="x" * 2000)

    with pytest.raises(OutOfSpace) as caught:
        fill()
    assert caught.value.code == "database.full"
    with runtime.database.read() as session:
        assert journal.verify(session).entries == 0


def test_the_interface_description_is_openapi(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/places" in document["paths"]
