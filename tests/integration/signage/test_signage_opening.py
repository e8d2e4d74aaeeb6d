"""Photos are answered for when they are stored, opened by a worker, and judged only after that."""

from __future__ import annotations

import hashlib
import os
import uuid

import pytest
from click.testing import CliRunner

from registry.accounts import services as accounts
from registry.accounts.rules import PersonStatus
from registry.cli.storing import sweep
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Unavailable
from registry.jobs.services import run_waiting
from registry.photos import services as photos
from registry.photos.rules import Limits
from registry.signage import queries, services
from tests.support import pictures
from tests.support.pictures import jpeg, scene
from tests.support.signs import manifest_of

NEAR, FAR = jpeg(scene(seed=21)), jpeg(scene(seed=22))
BROKEN = pictures.png_of(640, 480, b"not what a decoder expects")


@pytest.fixture
def phone(client, sign_in):
    """Sends a report with two photos as the crew member; what the server answered last."""
    sign_in(client, "crew")

    def send(sign, near=NEAR, far=FAR, ident=None):
        path = f"/api/v1/reports/{ident or uuid.uuid4()}"
        answer = client.put(path, json=manifest_of(sign, near, far))
        for content in (near, far):
            if answer.status_code < 300:
                target = f"{path}/photos/{hashlib.sha256(content).hexdigest()}"
                answer = client.put(target, data=content, content_type="application/octet-stream")
        return answer

    return send


def asked(client, answer):
    return client.get(f"/api/v1/reports/{answer.json['client_id']}").json


def test_a_stored_photo_that_cannot_be_opened_is_told_to_all_and_kept(
    phone, client, stage, runtime, sign_in
):
    sign = stage.made()
    answer = phone(sign, near=BROKEN)
    assert (answer.status_code, answer.json["complete"]) == (201, True)
    run_waiting(runtime)
    state = asked(client, answer)
    assert (state["status"], state["complete"]) == ("damaged", False)
    assert state["problem"]["code"] == "photos.broken"
    assert len(state["held"]) == 2, "what was said to be held stays held"
    assert runtime.store.read(hashlib.sha256(BROKEN).hexdigest()) == BROKEN
    again = phone(sign, near=BROKEN, ident=state["client_id"])
    assert (again.status_code, again.json["code"]) == (422, "photos.broken")
    today = client.get("/api/v1/field/today").json
    known = next(row for row in today["reports"] if row["client_id"] == state["client_id"])
    assert (known["status"], known["problem"]["code"]) == ("damaged", "photos.broken")
    listed = next(row for row in today["signs"] if row["id"] == sign.id)
    assert listed["waiting"] is False, "the sign is to be photographed again"
    _told_on_pages(client, sign_in, state["report_id"])


def _told_on_pages(client, sign_in, report):
    pages = {
        "crew": ("/field/mine", f"/field/reports/{report}"),
        "crew_leader": ("/signage/phones", f"/signage/reports/{report}"),
        "reviewer_county": ("/signage/reports", f"/signage/reports/{report}"),
    }
    for part, paths in pages.items():
        sign_in(client, part)
        for path in paths:
            page = client.get(path).text
            assert "照片打不开" in page, (part, path)
    assert "data-review" not in client.get(f"/signage/reports/{report}").text


def test_a_report_with_a_damaged_photo_is_withdrawn_by_its_sender(phone, client, stage, runtime):
    answer = phone(stage.made(), near=BROKEN)
    path = f"/api/v1/reports/{answer.json['client_id']}/withdrawal"
    early = client.put(path, json={"reason": "重拍"})
    assert (early.status_code, early.json["code"]) == (409, "signage.report_whole")
    run_waiting(runtime)
    done = client.put(path, json={"reason": "重拍"})
    assert (done.status_code, done.json["status"]) == (201, "withdrawn")


def test_a_report_whose_photos_are_being_opened_is_judged_by_nobody(phone, stage, client):
    answer = phone(stage.made())
    assert answer.json["status"] == "examining"
    with stage.work_as(stage.cast.reviewer_county) as work:
        with pytest.raises(Conflict) as caught:
            services.verify(work, answer.json["report_id"], "accept", place_ok=True)
        assert caught.value.code == "signage.report_incomplete"
        assert queries.reports_waiting(work.session, work.actor) == []
    assert "照片已收齐，正在检查" in client.get("/field/mine").text


def test_the_same_picture_for_another_sign_is_found_once_it_is_opened(
    phone, client, stage, land, runtime
):
    first = phone(stage.made())
    resaved = NEAR[:2] + b"\xff\xfe\x00\x06mark" + NEAR[2:]
    second = phone(stage.made(land.other_id), near=resaved, far=jpeg(scene(seed=24)))
    assert (first.status_code, second.status_code) == (201, 201)
    run_waiting(runtime)
    assert asked(client, first)["status"] == "received"
    state = asked(client, second)
    assert (state["status"], state["problem"]["code"]) == ("damaged", "signage.photo_used")


def test_what_a_second_try_may_open_is_tried_again_before_it_is_called_damaged(
    phone, client, stage, runtime, cast, monkeypatch
):
    answer = phone(stage.made())
    report = answer.json["report_id"]
    tight = Limits(memory_bytes=1024)
    with monkeypatch.context() as patched:
        patched.setattr(photos, "limits_of", lambda _settings: tight)
        with pytest.raises(Unavailable):
            services.open_photos(runtime, report, cast.crew, is_last_try=False)
        assert asked(client, answer)["status"] == "examining"
    run_waiting(runtime)
    assert asked(client, answer)["status"] == "received"


def test_a_sender_who_was_locked_out_meanwhile_has_the_photos_opened_all_the_same(
    phone, stage, runtime
):
    answer = phone(stage.made())
    with runtime.database.read() as session:
        entry = journal.history(session, ("field_report", answer.json["report_id"]))[0]
    with stage.work_as(SYSTEM) as work:
        accounts.set_status(work, entry.actor_id, PersonStatus.DISABLED, reason="离职")
    run_waiting(runtime)
    with runtime.database.read() as session:
        row = queries.report(session, answer.json["report_id"])
    assert (row.status, row.reporter_id) == ("received", entry.actor_id)


def test_the_sweep_keeps_photos_that_are_still_to_be_opened(
    phone, client, stage, runtime, settings, monkeypatch
):
    answer = phone(stage.made())
    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.resolved_database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.resolved_media_url)
    for blob in runtime.store.blobs():
        os.utime(runtime.store.root / blob.digest[:2] / blob.digest, (0, 0))
    assert CliRunner().invoke(sweep).output == "blobs removed: 0\n"
    run_waiting(runtime)
    assert asked(client, answer)["status"] == "received"
