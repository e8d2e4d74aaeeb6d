"""A report whose photos will never come: withdrawn with a reason, seen as such, never whole."""

from __future__ import annotations

import uuid

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.signage import queries, services
from registry.signage.rules.states import NEEDED_PHOTOS, PhotoRole
from tests.support.pictures import jpeg, scene
from tests.support.signs import manifest_of, picture

NEAR, FAR = jpeg(scene(seed=71)), jpeg(scene(seed=72))
REASON = "手机里的远照损坏，打不开"


@pytest.fixture
def crew(client, sign_in):
    sign_in(client, "crew")
    return client


@pytest.fixture
def declared(stage, work_as, cast):
    """A report of which the near photo is here and the far one is not."""
    submission = stage.submission(stage.made())
    pictures = {role: picture(f"{role} {submission.client_id}") for role in NEEDED_PHOTOS}
    with work_as(cast.crew) as work:
        services.declare_report(
            work,
            submission,
            {role: services.Declared(p.sha256, p.byte_size) for role, p in pictures.items()},
        )
        services.attach_photo(work, submission.client_id, pictures[PhotoRole.NEAR])
        row = queries.report_by_client_id(work.session, submission.client_id)
    return row, submission, pictures


def refused(work_as, actor, call):
    try:
        with work_as(actor) as work:
            call(work)
    except Problem as problem:
        return problem.code
    return ""


@pytest.mark.database
def test_who_sent_it_or_leads_there_withdraws_it_and_nobody_else(declared, work_as, cast):
    row = declared[0]
    answers = {
        part: refused(
            work_as, actor, lambda work: services.withdraw_report(work, row.id, reason=REASON)
        )
        for part, actor in cast.everybody().items()
        if part not in {"crew", "crew_leader", "steward"}
    }
    assert set(answers.values()) == {"signage.report_unknown"}
    for actor in (cast.crew_leader, cast.crew, cast.steward):
        with work_as(actor) as work:
            services.withdraw_report(work, row.id, reason=f"{REASON} {actor.name}")
    with work_as(SYSTEM) as work:
        stored = queries.report(work.session, row.id)
    # The first one's words stay; saying it again changes nothing.
    assert (stored.withdraw_reason, stored.withdrawn_by) == (
        f"{REASON} crew_leader",
        cast.crew_leader.id,
    )
    assert (stored.status, stored.shown_status) == ("incomplete", "withdrawn")


@pytest.mark.database
def test_a_withdrawn_report_keeps_what_it_has_and_takes_no_more(declared, work_as, cast, seen):
    row, submission, pictures = declared
    far = pictures[PhotoRole.FAR]
    with work_as(cast.crew) as work:
        services.add_part(work, row, far.sha256, start_at=0, byte_size=500, part_sha256="a" * 64)
        services.withdraw_report(work, row.id, reason=REASON)
    assert seen(queries.parts_of, row.id, far.sha256) == []
    assert set(seen(queries.photos_of, [row.id])[row.id]) == {"near"}

    def attach(work):
        services.attach_photo(work, submission.client_id, far)

    def part(work):
        kept = queries.report(work.session, row.id)
        services.add_part(work, kept, far.sha256, start_at=0, byte_size=9, part_sha256="b" * 64)

    def whole(work):
        services.submit_report(work, submission, near=pictures[PhotoRole.NEAR], far=far)

    for call in (attach, part, whole):
        assert refused(work_as, cast.crew, call) == "signage.report_withdrawn"
    [entry] = [
        each
        for each in seen(journal.history, ("field_report", row.id))
        if each.verb == "signage.report_withdrawn"
    ]
    assert (entry.reason, entry.after, entry.actor_id) == (REASON, {"held": ["near"]}, cast.crew.id)
    assert seen(queries.sign, row.sign_id).state == "made"


@pytest.mark.database
def test_the_sign_can_be_reported_anew_with_the_photo_that_was_good(
    declared, stage, work_as, cast, seen
):
    row, _, pictures = declared
    with work_as(cast.crew) as work:
        services.withdraw_report(work, row.id, reason=REASON)
    again = stage.sent(seen(queries.sign, row.sign_id), near=pictures[PhotoRole.NEAR])
    assert again.status == "received"


def test_a_whole_report_is_a_reviewers_to_decide(stage, work_as, cast):
    receipt = stage.sent(stage.made())

    def withdraw(work):
        services.withdraw_report(work, receipt.report_id, reason=REASON)

    assert refused(work_as, cast.crew, withdraw) == "signage.report_whole"


@pytest.mark.database
def test_a_phone_withdraws_and_is_told_so_from_then_on(crew, stage):
    sign, ident = stage.made(), str(uuid.uuid4())
    path = f"/api/v1/reports/{ident}"
    manifest = manifest_of(sign, NEAR, FAR)
    crew.put(path, json=manifest)
    wrong = crew.put(f"{path}/withdrawal", json={"reason": " "})
    assert (wrong.status_code, set(wrong.json["errors"])) == (422, {"reason"})
    first = crew.put(f"{path}/withdrawal", json={"reason": REASON})
    again = crew.put(f"{path}/withdrawal", json={"reason": "别的"})
    declared = crew.put(path, json=manifest)
    read = crew.get(path)
    assert [answer.status_code for answer in (first, again, declared, read)] == [201, 200, 200, 200]
    for answer in (first, again, declared, read):
        assert (answer.json["status"], answer.json["complete"]) == ("withdrawn", False)
    digest = manifest["photos"][0]["sha256"]
    photo = crew.put(f"{path}/photos/{digest}", data=NEAR, content_type="image/jpeg")
    assert (photo.status_code, photo.json["code"]) == (409, "signage.report_withdrawn")
    assert REASON in photo.json["title"]
    other = crew.put(path, json={**manifest, "note": "另一份"})
    assert (other.status_code, other.json["code"]) == (409, "signage.client_id_taken")
    today = crew.get("/api/v1/field/today").json
    [mine] = today["reports"]
    [listed] = [row for row in today["signs"] if row["id"] == sign.id]
    assert (mine["status"], listed["waiting"]) == ("withdrawn", False)


def test_one_persons_report_is_not_withdrawn_by_another_phone(client, sign_in, stage):
    sign_in(client, "crew")
    path = f"/api/v1/reports/{uuid.uuid4()}"
    client.put(path, json=manifest_of(stage.made(), NEAR, FAR))
    sign_in(client, "other_crew")
    answer = client.put(f"{path}/withdrawal", json={"reason": REASON})
    assert (answer.status_code, answer.json["code"]) == (404, "signage.report_unknown")


def test_pages_show_it_as_withdrawn_with_the_reason_and_the_reviewers_list_lets_go_of_it(
    client, sign_in, declared, seen, cast
):
    row = declared[0]
    form = f"/signage/reports/{row.id}/withdrawal"
    assert [each.id for each in seen(queries.reports_incomplete, cast.reviewer_county)] == [row.id]
    sign_in(client, "crew_leader")
    assert form in client.get("/signage/phones").get_data(as_text=True)
    assert client.post(form, data={"reason": ""}).status_code == 422
    assert client.post(form, data={"reason": REASON}).status_code == 303
    sign_in(client, "crew")
    for path in ("/field/mine", f"/field/reports/{row.id}", form):
        page = client.get(path).get_data(as_text=True)
        assert ("已撤回" in page, REASON in page) == (True, True), path
    sign_in(client, "crew_leader")
    assert REASON in client.get("/signage/phones").get_data(as_text=True)
    assert seen(queries.reports_incomplete, cast.reviewer_county) == []
    sign_in(client, "stranger")
    assert client.get(form).status_code == 403
    sign_in(client, "other_crew")
    assert client.get(form).status_code == 404
