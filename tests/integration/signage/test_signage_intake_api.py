"""A phone declares a report and sends its photos; what is answered is what is stored."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from registry.accounts.views import SESSION_COOKIE
from registry.core import journal
from registry.core.errors import Conflict
from registry.jobs.services import run_waiting
from registry.signage import queries, services
from registry.signage.rules.states import PhotoRole, SignState, Verdict
from tests.support.pictures import jpeg, scene
from tests.support.signs import manifest_of, noon, picture

PART = 65_536


@pytest.fixture(scope="module")
def near():
    return jpeg(scene(seed=11))


@pytest.fixture(scope="module")
def far():
    return jpeg(scene(seed=12))


def sha(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def phone(client, sign_in):
    """Requests of a signed-in crew member."""
    return Phone(client, sign_in)


class Phone:
    """Sends reports and photos as one person; `part` is who."""

    def __init__(self, client, sign_in):
        self.client, self.sign_in = client, sign_in
        sign_in(client, "crew")

    def path(self, ident, content=None):
        tail = f"/photos/{sha(content)}" if content is not None else ""
        return f"/api/v1/reports/{ident}{tail}"

    def declare(self, ident, body, **more):
        return self.client.put(self.path(ident), json=body, **more)

    def send(self, ident, content, *, sent=None, kind="image/jpeg", **headers):
        data = content if sent is None else sent
        return self.client.put(
            self.path(ident, content), data=data, content_type=kind, headers=headers
        )

    def piece(self, ident, content, first, stop):
        spoken = f"bytes {first}-{stop - 1}/{len(content)}"
        return self.send(ident, content, sent=content[first:stop], **{"Content-Range": spoken})


@pytest.fixture
def ident():
    return str(uuid.uuid4())


def stored(runtime, ident):
    with runtime.database.read() as session:
        return queries.report_by_client_id(session, ident)


@pytest.mark.database
def test_a_report_is_whole_only_when_its_last_photo_is_stored(
    phone, stage, runtime, ident, near, far
):
    sign = stage.made()
    declared = phone.declare(ident, manifest_of(sign, near, far))
    assert declared.status_code == 201
    assert declared.json["missing"] == [sha(near), sha(far)]
    assert (declared.json["complete"], declared.json["status"]) == (False, "incomplete")
    assert stored(runtime, ident).accuracy_m == 9.5, "the most accurate fresh fix"
    first = phone.send(ident, far)
    assert (first.status_code, first.json["held"]) == (201, [sha(far)])
    assert first.json["complete"] is False
    with runtime.database.read() as session:
        assert queries.sign(session, sign.id).state == SignState.MADE
    last = phone.send(ident, near)
    assert (last.status_code, last.json["complete"]) == (201, True)
    assert (last.json["missing"], last.json["status"]) == ([], "examining")
    assert runtime.store.read(sha(near)) == near
    _quotes(runtime, last.json, "signage.report_arrived")
    with runtime.database.read() as session:
        assert queries.sign(session, sign.id).state == SignState.MADE
    assert run_waiting(runtime) >= 1
    opened = phone.client.get(phone.path(ident)).json
    assert (opened["status"], opened["complete"]) == ("received", True)
    _quotes(runtime, opened, "signage.report_received")
    with runtime.database.read() as session:
        assert queries.sign(session, sign.id).state == SignState.INSTALLED_CLAIMED


def _quotes(runtime, answer, verb):
    """The receipt is the journal entry of this verb about the report, in a whole chain."""
    with runtime.database.read() as session:
        entries = journal.history(session, ("field_report", answer["report_id"]))
        assert journal.verify(session).broken is None
    receipt = answer["receipt"]
    quoted = {(entry.seq, entry.hash): entry.verb for entry in entries}
    assert quoted[receipt["journal_seq"], receipt["chain_head"]] == verb


def test_whatever_is_sent_again_is_answered_with_what_is_stored(
    phone, stage, runtime, ident, near, far
):
    body = manifest_of(stage.made(), near, far)
    phone.declare(ident, body)
    again = phone.declare(ident, {**body, "client_now": noon(180)})
    assert (again.status_code, again.json["repeated"]) == (200, True)
    for content in (near, near, far, far):
        phone.send(ident, content)
    answer = phone.send(ident, near)
    assert (answer.status_code, answer.json["complete"]) == (200, True)
    asked = phone.client.get(phone.path(ident)).json
    assert asked["receipt"] == answer.json["receipt"]
    assert phone.declare(ident, body).json["complete"] is True


def test_other_content_under_the_same_id_is_told_what_is_held(phone, stage, ident, near, far):
    sign = stage.made()
    phone.declare(ident, manifest_of(sign, near, far))
    answer = phone.declare(ident, manifest_of(sign, near, far, condition="worn"))
    assert answer.status_code == 409
    assert answer.json["code"] == "signage.client_id_taken"
    assert answer.json["stored"]["photos"] == {"near": sha(near), "far": sha(far)}


def test_a_form_without_a_script_completes_what_a_phone_declared(
    phone, stage, runtime, work_as, cast, ident
):
    submission = stage.submission(stage.made(), client_id=ident)
    pictures = {PhotoRole.NEAR: picture("a"), PhotoRole.FAR: picture("b")}
    declared = {r: services.Declared(p.sha256, p.byte_size) for r, p in pictures.items()}
    with work_as(cast.crew) as work:
        assert services.declare_report(work, submission, declared).missing
    with work_as(cast.crew) as work:
        receipt = services.submit_report(
            work, submission, near=pictures[PhotoRole.NEAR], far=pictures[PhotoRole.FAR]
        )
    assert (receipt.missing, receipt.repeated) == ([], False)
    assert stored(runtime, ident).status == "received"


def test_wrong_bytes_are_refused_and_the_right_ones_still_come(phone, stage, ident, near, far):
    phone.declare(ident, manifest_of(stage.made(), near, far))
    for wrong in (near[:-1], near + b"x", far, b""):
        answer = phone.send(ident, near, sent=wrong)
        assert (answer.status_code, answer.json["code"]) == (422, "signage.photo_mismatch")
    asked = phone.client.get(phone.path(ident)).json
    assert asked["held"] == []
    assert phone.send(ident, near).status_code == 201


def test_a_photo_that_was_not_declared_has_no_address(phone, stage, ident, near, far):
    phone.declare(ident, manifest_of(stage.made(), near, far))
    answer = phone.send(ident, jpeg(scene(seed=13)))
    assert (answer.status_code, answer.json["code"]) == (404, "signage.photo_not_declared")
    answer = phone.send(str(uuid.uuid4()), near)
    assert (answer.status_code, answer.json["code"]) == (404, "signage.report_unknown")


def test_a_large_original_goes_on_where_it_broke_off(phone, stage, runtime, ident, near):
    large = jpeg(scene(seed=14), quality=98)
    assert len(large) > 2 * PART
    phone.declare(ident, manifest_of(stage.made(), large, near))
    first = phone.piece(ident, large, 0, PART)
    assert first.status_code == 202
    assert first.json["photos"][0]["offset"] == PART
    assert phone.piece(ident, large, 0, PART).status_code == 202, "the same piece again"
    gap = phone.piece(ident, large, PART + 5, len(large))
    assert (gap.status_code, gap.json["code"]) == (409, "signage.photo_offset")
    assert gap.json["stored"] == {"offset": PART}
    last = phone.piece(ident, large, PART, len(large))
    assert (last.status_code, last.json["held"]) == (201, [sha(large)])
    with runtime.database.read() as session:
        assert queries.parts_of(session, last.json["report_id"], sha(large)) == []
    assert runtime.store.read(sha(large)) == large


def test_pieces_that_do_not_add_up_are_forgotten(phone, stage, ident, near):
    large = jpeg(scene(seed=14), quality=98)
    phone.declare(ident, manifest_of(stage.made(), large, near))
    spoiled = b"\0" * PART + large[PART:]
    spoken = {"Content-Range": f"bytes 0-{PART - 1}/{len(large)}"}
    assert phone.send(ident, large, sent=spoiled[:PART], **spoken).status_code == 202
    last = phone.piece(ident, large, PART, len(large))
    assert (last.status_code, last.json["code"]) == (422, "signage.photo_mismatch")
    assert phone.client.get(phone.path(ident)).json["photos"][0]["offset"] == 0
    assert phone.send(ident, large).status_code == 201


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ("bytes 0-9/20", "signage.photo_range"),
        ("octets 0-9/{size}", "signage.photo_range"),
        ("nonsense", "signage.photo_range"),
        ("bytes 0-8/{size}", "signage.photo_range"),
        ("bytes 0-9/{size}", "signage.photo_part_small"),
    ],
)
def test_a_range_that_is_none_is_told_what_is_right(phone, stage, ident, near, far, spoken, code):
    phone.declare(ident, manifest_of(stage.made(), near, far))
    header = {"Content-Range": spoken.format(size=len(near))}
    answer = phone.send(ident, near, sent=near[:10], **header)
    assert (answer.status_code, answer.json["code"]) == (400, code)


def test_every_wrong_member_of_a_manifest_is_named_at_once(phone, stage, ident, near, far):
    wrong = {
        "kind": "nonsense",
        "condition": 7,
        "captured_at": "yesterday",
        "observed_roman": "\x00",
        "fixes": [{"lon": 31.8, "lat": 117.2, "age_s": -1}],
        "photos": [{"role": "near", "sha256": "x", "bytes": 0}],
    }
    answer = phone.declare(ident, manifest_of(stage.made(), near, far, **wrong))
    assert answer.status_code == 422
    assert {name.partition(".")[0] for name in answer.json["errors"]} == set(wrong)
    for body in ([], None, "text", {"photos": {}}):
        assert phone.declare(ident, body).status_code == 422
    assert phone.client.get(phone.path(ident)).status_code == 404


@pytest.mark.parametrize("roles", [("near",), ("near", "near"), ("near", "far", "far"), ()])
def test_near_and_far_are_declared_once_each(phone, stage, ident, near, far, roles):
    photos = [{"role": role, "sha256": sha(near), "bytes": 9} for role in roles]
    answer = phone.declare(ident, manifest_of(stage.made(), near, far, photos=photos))
    assert list(answer.json["errors"]) == ["photos"]


def test_a_photo_too_large_is_refused_before_it_is_sent(phone, stage, ident, near, far):
    body = manifest_of(stage.made(), near, far)
    body["photos"][0]["bytes"] = 41_000_000
    answer = phone.declare(ident, body)
    assert (answer.status_code, answer.json["code"]) == (422, "photos.too_large")


def test_one_file_twice_or_for_another_sign_is_refused_before_it_is_sent(
    phone, stage, land, ident, near, far
):
    sign, other = stage.made(), stage.made(land.other_id)
    assert list(phone.declare(ident, manifest_of(sign, near, near)).json["errors"]) == ["far"]
    phone.declare(ident, manifest_of(sign, near, far))
    phone.send(ident, near)
    answer = phone.declare(str(uuid.uuid4()), manifest_of(other, near, far))
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["near"])


def test_what_is_no_picture_is_refused_with_the_code_of_the_intake(phone, stage, ident, far):
    page = b"<html>sign in to the hotel</html>"
    phone.declare(ident, manifest_of(stage.made(), page, far))
    answer = phone.send(ident, page, kind="application/octet-stream")
    assert (answer.status_code, answer.json["code"]) == (422, "photos.not_an_image")
    assert phone.send(ident, far, kind="text/html").status_code == 415


def test_only_the_crew_member_who_declared_it_may_ask_or_send(
    phone, stage, client, sign_in, ident, near, far
):
    body = manifest_of(stage.made(), near, far)
    phone.declare(ident, body)
    sign_in(client, "other_crew")
    assert phone.client.get(phone.path(ident)).status_code == 404
    assert phone.send(ident, near).status_code == 404
    taken = phone.declare(ident, body)
    assert (taken.status_code, "stored" in taken.json) == (409, False)
    for part, status in (("steward", 403), ("expert", 403), ("stranger", 401)):
        client.delete_cookie(SESSION_COOKIE)
        if part != "stranger":
            sign_in(client, part)
        assert phone.declare(str(uuid.uuid4()), body).status_code == status, part
        assert phone.send(ident, near).status_code == status, part


def test_a_put_without_the_token_of_the_session_writes_nothing(
    phone, stage, runtime, ident, near, far
):
    body = manifest_of(stage.made(), near, far)
    answer = phone.client.put(phone.path(ident), json=body, token=False)
    assert (answer.status_code, answer.json["code"]) == (400, "form.token")
    assert stored(runtime, ident) is None
    token = phone.client.get("/api/v1/session").json["csrf_token"]
    answer = phone.client.put(
        phone.path(ident), json=body, token=False, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 201


def test_the_verdict_comes_back_to_the_phone(phone, stage, runtime, ident, near, far):
    phone.declare(ident, manifest_of(stage.made(), near, far))
    phone.send(ident, near)
    phone.send(ident, far)
    run_waiting(runtime)
    state = phone.client.get(phone.path(ident)).json
    assert state["verdict"] is None
    with stage.work_as(stage.cast.reviewer_county) as work:
        services.verify(work, state["report_id"], Verdict.ACCEPT, place_ok=True)
    asked = phone.client.get(phone.path(ident)).json
    assert (asked["status"], asked["verdict"]["verdict"]) == ("accepted", "accept")


def test_a_report_with_photos_missing_is_seen_by_all_and_judged_by_nobody(
    phone, stage, client, sign_in, ident, near, far
):
    phone.declare(ident, manifest_of(stage.made(), near, far))
    phone.send(ident, near)
    report = phone.client.get(phone.path(ident)).json["report_id"]
    pages = {
        "crew": ("/field/mine", f"/field/reports/{report}"),
        "crew_leader": ("/signage/reports", f"/signage/reports/{report}"),
        "reviewer_county": ("/signage/reports", f"/signage/reports/{report}"),
    }
    for part, paths in pages.items():
        sign_in(client, part)
        for path in paths:
            page = client.get(path).text
            assert "照片未齐" in page, (part, path)
            assert "照片已收 1/2" in page, (part, path)
    sheet = client.get(f"/signage/reports/{report}").text
    assert "data-review" not in sheet
    with stage.work_as(stage.cast.reviewer_county) as work:
        with pytest.raises(Conflict) as caught:
            services.verify(work, report, Verdict.ACCEPT, place_ok=True)
        assert caught.value.code == "signage.report_incomplete"
        assert queries.reports_waiting(work.session, work.actor) == []
