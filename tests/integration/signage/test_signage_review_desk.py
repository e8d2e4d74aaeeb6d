"""The review desk by evidence: the fast lane, many at once, circles, comments, overturn rates."""

from __future__ import annotations

import json

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, NotFound
from registry.signage import queries, services
from registry.signage.queries import Waiting
from registry.signage.rules.checks import Check, Result
from registry.signage.rules.circling import Circle
from registry.signage.rules.kinds import CaptureSource, Condition, ReasonCode, ReportKind
from registry.signage.rules.lanes import Lane
from registry.signage.rules.states import PhotoRole, ReportStatus, Verdict
from registry.signage.services import Manner
from tests.support.people import play
from tests.support.signs import found_fast, picture, text_of

pytestmark = pytest.mark.database


@pytest.fixture
def elsewhere(work_as):
    """A reviewer of another county."""
    with work_as(SYSTEM) as work:
        return play(work, "elsewhere", Role.REVIEWER_COUNTY, scope="999999")


@pytest.fixture
def lane(seen):
    """The lane of a report as it stands now."""

    def look(receipt):
        def one(session) -> Waiting:
            row = queries.report(session, receipt.report_id)
            return queries.lanes_of(session, [row])[row.id]

        return seen(one)

    return look


def keep(work_as, cast, receipt, *changed):
    with work_as(cast.reviewer_county) as work:
        services.keep_checks(
            work, receipt.report_id, found_fast(**{check.key: check for check in changed})
        )


def test_the_fast_lane_asks_for_name_circle_live_and_no_duplicate(stage, lane, work_as, cast):
    assert lane(stage.fast(stage.made())).lane is Lane.FAST
    for check in (
        Check("reading", Result.OK, "within"),
        Check("reading", Result.FLAG, "not_read"),
        Check("reading", Result.UNCHECKED, "no_reader"),
        Check("distance", Result.UNCHECKED, "coarse"),
        Check("source", Result.OK, "camera"),
        Check("likeness", Result.FLAG, "copies"),
        Check("same_file", Result.OK, "resubmission"),
        Check("time", Result.FLAG, "flag"),
    ):
        receipt = stage.sent(stage.made(), capture_source=CaptureSource.LIVE)
        keep(work_as, cast, receipt, check)
        assert lane(receipt).lane is Lane.NORMAL, check


def test_only_what_would_make_a_sign_count_is_ever_fast(stage, lane):
    sign = stage.made()
    worse = {"kind": ReportKind.DAMAGED, "condition": Condition.DAMAGED}
    assert lane(stage.fast(sign, **worse)).lane is Lane.NORMAL
    assert lane(stage.fast(stage.made(), observed_hanzi="龙成村")).lane is Lane.NORMAL
    assert lane(stage.sent(stage.made())).lane is Lane.UNCHECKED


def test_the_queue_begins_with_the_fewest_questions(stage, seen, work_as, cast):
    unchecked = stage.sent(stage.made())
    flagged = stage.sent(stage.made())
    keep(work_as, cast, flagged, Check("reading", Result.FLAG, "not_read"))
    plain = stage.sent(stage.made())
    keep(work_as, cast, plain, Check("reading", Result.UNCHECKED, "no_reader"))
    fast = stage.fast(stage.made())
    queue = seen(queries.reports_by_evidence, cast.reviewer_county)
    assert [each.report.id for each in queue] == [
        receipt.report_id for receipt in (fast, plain, flagged, unchecked)
    ]


def test_many_are_accepted_with_one_press_and_one_verdict_each(stage, seen, work_as, cast):
    fast = [stage.fast(stage.made()) for _ in range(3)]
    slow = stage.sent(stage.made())
    wanted = [receipt.report_id for receipt in (*fast, slow)]
    with work_as(cast.reviewer_county) as work:
        passed = services.accept_fast(work, [*wanted, "0000000000000000"], looked=True)
    assert passed.accepted == wanted[:3]
    assert set(passed.left) == {slow.report_id, "0000000000000000"}
    assert seen(queries.report, slow.report_id).status == ReportStatus.RECEIVED
    for ident in wanted[:3]:
        assert seen(queries.verdict_of, ident).in_bulk
        verbs = [entry.verb for entry in seen(journal.history, ("field_report", ident))]
        assert verbs.count("signage.report_decided") == 1


def test_nobody_passes_what_they_sent_or_may_not_judge_or_did_not_look_at(
    stage, work_as, cast, elsewhere
):
    receipt = stage.fast(stage.made())
    for actor in (cast.crew, cast.stranger):
        with pytest.raises(Forbidden), work_as(actor) as work:
            services.accept_fast(work, [receipt.report_id], looked=True)
    with pytest.raises(Invalid) as caught, work_as(cast.reviewer_county) as work:
        services.accept_fast(work, [], looked=False)
    assert set(caught.value.fields) == {"report", "looked"}
    with work_as(elsewhere) as work:
        passed = services.accept_fast(work, [receipt.report_id], looked=True)
    assert list(passed.left) == [receipt.report_id]


def test_a_verdict_leads_on_to_the_next_report(client, sign_in, stage, seen, cast):
    first, second = stage.sent(stage.made()), stage.sent(stage.made())
    sign_in(client, "reviewer_county")
    form = {"verdict": "needs_more", "reason_code": "unreadable", "circled": "", "area": "far-9"}
    answer = client.post(f"/signage/reports/{first.report_id}/verdict", data=form)
    assert answer.headers["Location"].endswith(f"/signage/reports/{second.report_id}")
    stored = seen(queries.verdict_of, first.report_id)
    assert (stored.reason, stored.reason_code) == ("", "unreadable")
    assert [(each["role"], each["left"]) for each in stored.circled] == [
        ("far", pytest.approx(2 / 3))
    ]
    last = client.post(f"/signage/reports/{second.report_id}/verdict", data=form)
    assert last.headers["Location"].endswith("/signage/reports")


def test_other_reasons_need_words(stage):
    receipt = stage.sent(stage.made())
    with pytest.raises(Invalid) as caught:
        stage.judged(receipt, Verdict.REJECT, reason_code=ReasonCode.OTHER, reason=" ")
    assert set(caught.value.fields) == {"reason"}
    stage.judged(receipt, Verdict.REJECT, reason_code=ReasonCode.PHOTO_REUSED)


def test_circles_outside_the_photos_are_refused_and_nothing_is_written(
    client, sign_in, stage, seen
):
    receipt = stage.sent(stage.made())
    sign_in(client, "reviewer_county")
    form = {"verdict": "reject", "reason_code": "unreadable"}
    for circled in ("{", "[1]", '[{"role": "near", "left": 2, "top": 0, "width": 1, "height": 1}]'):
        answer = client.post(
            f"/signage/reports/{receipt.report_id}/verdict", data={**form, "circled": circled}
        )
        assert answer.status_code == 422
    assert seen(queries.verdict_of, receipt.report_id) is None


def test_the_crew_sees_what_was_circled_on_page_and_phone(client, sign_in, stage):
    receipt = stage.sent(stage.made())
    circle = Circle(PhotoRole.NEAR, 0.25, 0.5, 0.1, 0.2)
    stage.judged(
        receipt,
        Verdict.NEEDS_MORE,
        reason_code=ReasonCode.UNREADABLE,
        manner=Manner(circled=[circle]),
    )
    sign_in(client, "crew")
    for path in (f"/field/reports/{receipt.report_id}", f"/field/signs/{receipt.sign_id}"):
        page = text_of(client.get(path))
        assert '<rect class="circled-place" x="400.0" y="600.0"' in page
    today = client.get("/api/v1/field/today").json
    (sign,) = [each for each in today["signs"] if each["id"] == receipt.sign_id]
    (photo,) = sign["back"]["circled"]
    assert (photo["role"], photo["width"]) == ("near", 1600)
    assert photo["places"] == [{"left": 0.25, "top": 0.5, "width": 0.1, "height": 0.2}]
    assert sign["back"]["client_id"] == receipt.client_id


def test_sender_and_reviewers_speak_and_nobody_else(stage, seen, work_as, cast, elsewhere):
    receipt = stage.sent(stage.made())
    for actor, words in ((cast.reviewer_county, "远照再退后些"), (cast.crew, "已补拍")):
        with work_as(actor) as work:
            services.add_comment(work, receipt.report_id, words)
    said = seen(queries.comments_of, [receipt.report_id])[receipt.report_id]
    assert [row.body for row in said] == ["远照再退后些", "已补拍"]
    for actor in (cast.other_crew, cast.stranger, elsewhere):
        with pytest.raises(Forbidden), work_as(actor) as work:
            services.add_comment(work, receipt.report_id, "x")
    with pytest.raises(Invalid), work_as(cast.crew) as work:
        services.add_comment(work, receipt.report_id, "  ")
    with pytest.raises(NotFound), work_as(cast.crew) as work:
        services.add_comment(work, "0000000000000000", "x")


def test_comments_are_seen_by_both_on_their_own_page(client, sign_in, stage):
    receipt = stage.sent(stage.made())
    sign_in(client, "crew")
    client.post(f"/field/reports/{receipt.report_id}/comments", data={"comment": "牌子后面有树"})
    sign_in(client, "reviewer_county")
    assert "牌子后面有树" in text_of(client.get(f"/signage/reports/{receipt.report_id}"))
    sign_in(client, "crew")
    assert "牌子后面有树" in text_of(client.get(f"/field/reports/{receipt.report_id}"))
    reports = client.get("/api/v1/field/today").json["reports"]
    assert [said["body"] for said in reports[0]["comments"]] == ["牌子后面有树"]


def test_the_desk_shows_what_to_compare(client, sign_in, stage, work_as, cast):
    sign = stage.made()
    older = stage.sent(sign)
    stage.judged(older, Verdict.REJECT, reason_code=ReasonCode.UNREADABLE)
    newer = stage.sent(sign)
    box = {"box": [0.1, 0.2, 0.5, 0.1]}
    pair = {**box, "spot": [0.2, 0.2, 0.1, 0.1], "due": "城", "seen": "成", "n": 2}
    keep(work_as, cast, newer, Check("reading", Result.FLAG, "one_off", pair))
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"/signage/reports/{newer.report_id}"))
    assert page.count('class="cutting"') == 2
    assert 'id="earlier"' in page
    assert f"/signage/reports/{older.report_id}" in page


def test_rates_of_overruling_are_published(client, stage, work_as, cast):
    for verdict in (Verdict.ACCEPT, Verdict.ACCEPT, Verdict.REJECT):
        receipt = stage.sent(stage.made())
        keep(
            work_as, cast, receipt, Check("distance", Result.FLAG, "flag", {"d": 1, "a": 1, "r": 1})
        )
        why = {} if verdict is Verdict.ACCEPT else {"reason_code": ReasonCode.PLACE_DOUBTFUL}
        stage.judged(receipt, verdict, **why)
    page = text_of(client.get("/signage/checks"))
    assert "2/3 <b>67%</b>" in page
    assert "Checks only ask a person" in text_of(
        client.get("/signage/checks", headers={"Accept-Language": "en"})
    )


def test_the_form_of_the_fast_lane_says_what_is_missing(client, sign_in, stage, seen):
    receipt = stage.fast(stage.made())
    sign_in(client, "reviewer_county")
    assert 'name="report"' in text_of(client.get("/signage/reports"))
    answer = client.post("/signage/fast-lane", data={"report": receipt.report_id})
    assert answer.status_code == 422
    assert 'id="error-looked"' in text_of(answer)
    client.post("/signage/fast-lane", data={"report": receipt.report_id, "looked": "1"})
    assert seen(queries.report, receipt.report_id).status == ReportStatus.ACCEPTED
    assert json.dumps(seen(queries.verdict_of, receipt.report_id).circled) == "[]"


def test_a_former_look_and_the_code_may_come_along_and_are_checked(stage, seen, work_as, cast):
    sign = stage.made()
    submission = stage.submission(sign)
    extra = {PhotoRole.BEFORE: picture("before"), PhotoRole.CODE: picture("code")}
    with work_as(cast.crew) as work:
        receipt = services.submit_report(
            work, submission, near=picture("n"), far=picture("f"), extra=extra
        )
    assert set(receipt.photos) == {"near", "far", "before", "code"}
    with pytest.raises(Invalid) as caught, work_as(cast.crew) as work:
        services.submit_report(
            work,
            stage.submission(sign),
            near=picture("n2"),
            far=picture("f2"),
            extra={PhotoRole.CODE: picture("n2")},
        )
    assert set(caught.value.fields) == {"code"}
    stage.judged(receipt)
    held = seen(queries.photos_of, [receipt.report_id])[receipt.report_id]
    assert set(held) == set(receipt.photos)


def test_a_made_up_position_is_told_and_never_fast(client, sign_in, stage, lane, work_as, cast):
    receipt = stage.fast(stage.made())
    with work_as(cast.reviewer_county) as work:
        queries.report(work.session, receipt.report_id).mock_position = True
    assert lane(receipt).lane is Lane.NORMAL
    sign_in(client, "reviewer_county")
    assert "不是实测" in text_of(client.get(f"/signage/reports/{receipt.report_id}"))
