"""What a phone takes along, what it says it still keeps, and who is told of it."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from datetime import timedelta

import pytest

from registry.core import journal
from registry.signage import queries
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import Verdict
from registry.signage.rules.waiting import Waiting, waiting_since
from registry.web import create_app
from tests.support.signs import text_of

TODAY = "/api/v1/field/today"


@pytest.fixture
def crew(client, sign_in):
    sign_in(client, "crew")
    return client


def said(now, **changes):
    """What a phone announces, by a clock that is right."""
    return {
        "unsent": 2,
        "oldest_saved_at": (now - timedelta(hours=30)).isoformat(),
        "client_now": now.isoformat(),
        "persisted": False,
        "app": "abc123",
        **changes,
    }


def path(device=None):
    return f"/api/v1/field/phones/{device or uuid.uuid4()}"


@pytest.mark.database
def test_a_phone_takes_the_signs_of_its_person_along(crew, stage, cast):
    sign = stage.made()
    body = crew.get(TODAY).json
    taken = {row["id"]: row for row in body["signs"]}[sign.id]
    assert (taken["hanzi"], taken["roman"]) == (sign.text_hanzi, sign.text_roman)
    assert (taken["lon"], taken["lat"]) != (None, None)
    assert (taken["state"], taken["waiting"], taken["back"]) == ("made", False, None)
    assert body["person"]["name"] == cast.crew.name
    assert crew.get("/api/v1/session").json["person_id"] == body["person"]["id"]


@pytest.mark.database
def test_the_verdict_comes_back_to_the_same_phone(crew, stage):
    sign = stage.made()
    report = stage.sent(sign)
    row = next(row for row in crew.get(TODAY).json["signs"] if row["id"] == sign.id)
    assert (row["waiting"], row["back"]) == (True, None)
    stage.judged(report, Verdict.NEEDS_MORE, reason_code=ReasonCode.UNREADABLE, reason="再近一点")
    body = crew.get(TODAY).json
    row = next(row for row in body["signs"] if row["id"] == sign.id)
    assert (row["waiting"], row["back"]["reason"]) == (False, "再近一点")
    mine = next(each for each in body["reports"] if each["client_id"] == report.client_id)
    assert (mine["status"], mine["held"], mine["declared"]) == ("needs_more", 2, 2)
    assert mine["verdict"]["reason_code"] == "unreadable"


@pytest.mark.database
def test_an_announcement_is_kept_and_journalled_once(crew, runtime):
    device, now = str(uuid.uuid4()), runtime.clock.now()
    answer = crew.put(path(device), json=said(now))
    assert (answer.status_code, answer.json["unsent"], answer.json["skew_s"]) == (201, 2, 0)
    for _again in range(3):
        assert crew.put(path(device), json=said(now)).status_code == 200
    with runtime.database.read() as session:
        row = queries.phone_of(session, device, crew.get("/api/v1/session").json["person_id"])
        assert (row.unsent, row.persisted, row.app) == (2, False, "abc123")
        assert len(journal.history(session, ("field_phone", row.id))) == 1
        assert journal.verify(session).broken is None
    crew.put(path(device), json=said(now, unsent=0, oldest_saved_at=None))
    with runtime.database.read() as session:
        history = journal.history(session, ("field_phone", row.id))
        assert [entry.after["unsent"] for entry in history] in ([0, 2], [2, 0])


def test_a_wrong_clock_does_not_make_a_report_older_or_younger(crew, runtime):
    now = runtime.clock.now()
    ahead = now + timedelta(days=400)
    answer = crew.put(
        path(),
        json=said(
            ahead,
            oldest_saved_at=(ahead - timedelta(hours=30)).isoformat(),
            client_now=ahead.isoformat(),
        ),
    ).json
    assert answer["skew_s"] == 400 * 86400
    assert answer["oldest_saved_at"][:13] == (now - timedelta(hours=30)).isoformat()[:13]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unsent": -1}, "unsent"),
        ({"unsent": 2, "oldest_saved_at": None}, "oldest_saved_at"),
        ({"client_now": "yesterday"}, "client_now"),
        ({"app": "x" * 41}, "app"),
    ],
)
def test_what_is_wrong_with_an_announcement_is_named(crew, runtime, change, field):
    answer = crew.put(path(), json=said(runtime.clock.now(), **change))
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_a_phone_without_an_identifier_of_its_own_is_told(crew, runtime):
    assert crew.put(path("my-phone"), json=said(runtime.clock.now())).status_code == 422


@pytest.mark.parametrize("part", ["reviewer_city", "steward", "expert", None])
def test_only_crews_take_lists_along_and_announce(client, sign_in, runtime, part):
    if part:
        sign_in(client, part)
    for answer in (client.get(TODAY), client.put(path(), json=said(runtime.clock.now()))):
        assert answer.status_code == (403 if part else 401)


@pytest.mark.database
def test_a_leader_sees_the_oldest_first_and_is_told_after_a_day(crew, client, sign_in, runtime):
    now = runtime.clock.now()
    crew.put(path(), json=said(now))
    crew.put(path(), json=said(now, oldest_saved_at=(now - timedelta(hours=80)).isoformat()))
    crew.put(path(), json=said(now, unsent=0, oldest_saved_at=None))
    sign_in(client, "crew_leader")
    page = text_of(client.get("/signage/phones"))
    assert page.index("待发超过三天") < page.index("待发超过一天")
    assert "没有答应保留" in page
    assert "手机里有没送到的上报" in text_of(client.get("/desk"))


@pytest.mark.parametrize("part", ["crew", "reviewer_city", "compiler"])
def test_nobody_else_sees_whose_phone_waits(client, sign_in, part):
    sign_in(client, part)
    assert client.get("/signage/phones").status_code == 403


def test_the_marks_are_at_one_day_and_three(runtime):
    now = runtime.clock.now()
    ages = {0: Waiting.FRESH, 23: Waiting.FRESH, 24: Waiting.AMBER, 71: Waiting.AMBER}
    ages |= {72: Waiting.RED, 500: Waiting.RED}
    for hours, level in ages.items():
        assert waiting_since(now - timedelta(hours=hours), now) is level
    assert waiting_since(None, now) is Waiting.NONE


@pytest.mark.parametrize("tag", ["zh-CN", "en"])
def test_the_page_a_phone_keeps_is_of_nobody(crew, client, tag):
    shell = client.get(f"/field/shell/{tag}")
    page = text_of(shell)
    assert shell.status_code == 200
    assert f'lang="{tag}"' in page
    assert "csrf_token" not in page
    assert crew.get("/api/v1/session").json["name"] not in page
    found = re.search(r'id="field-words">(.*?)</script>', page, re.DOTALL)
    words = json.loads(found[1])
    assert words["state_waiting"] == {"zh-CN": "在本机", "en": "On this phone"}[tag]


def test_the_worker_keeps_files_that_exist_and_governs_the_crews_pages(client):
    answer = client.get("/field/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/field"
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = json.loads(re.search(r"const KEPT = (\[.*?\]);", text_of(answer), re.DOTALL)[1])
    assert len(kept) > 20
    assert [name for name in kept if client.get(name).status_code != 200] == []


def test_the_worker_changes_exactly_with_what_it_keeps(runtime, tmp_path):
    app = create_app(runtime.settings, runtime=runtime)
    first = text_of(app.test_client().get("/field/worker.js"))
    assert text_of(app.test_client().get("/field/worker.js")) == first
    shutil.copytree(app.static_folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "css" / "phone.css").write_bytes(b"/* other */")
    app.static_folder = str(tmp_path)
    assert text_of(app.test_client().get("/field/worker.js")) != first


def test_the_home_screen_gets_a_name_and_icons(client):
    for tag, name in (("zh-CN", "地名外业"), ("en", "Field work")):
        manifest = json.loads(client.get(f"/field/{tag}.webmanifest").data)
        assert (manifest["short_name"], manifest["scope"]) == (name, "/field")
        for icon in manifest["icons"]:
            assert client.get(icon["src"]).mimetype == "image/png"
    assert client.get("/field/fr.webmanifest").status_code == 404
    assert client.get("/field/shell/fr").status_code == 404


def test_wechat_is_told_plainly_that_it_works_online_only(crew):
    page = text_of(crew.get("/field", headers={"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}))
    assert "微信里只能在线上报" in page
    assert "微信里" not in text_of(crew.get("/field"))


def test_without_scripts_the_queue_says_there_is_none_and_the_map_serves(crew):
    assert "这个浏览器里没有待发的上报" in text_of(crew.get("/field/queue"))
    assert crew.get("/field/map").headers["Location"] == "/"
