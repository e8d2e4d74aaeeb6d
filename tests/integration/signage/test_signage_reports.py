"""A report is taken in once, whole, and a photo proves one sign."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Invalid
from registry.core.geo import Position
from registry.signage import queries, services
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import Verdict
from tests.support.signs import HERE, NOON, picture


def test_the_receipt_quotes_what_is_stored(stage, seen, runtime):
    sign = stage.made()
    receipt = stage.sent(sign, near=picture("a"), far=picture("b"))
    stored = seen(queries.report, receipt.report_id)
    assert receipt.photos == {"near": picture("a").sha256, "far": picture("b").sha256}
    assert receipt.received_at == stored.received_at
    with runtime.database.read() as session:
        entry = journal.history(session, ("field_report", stored.id))[0]
    assert (receipt.journal_seq, receipt.chain_head) == (entry.seq, entry.hash)


def test_sending_again_is_answered_with_the_same_receipt(stage, work_as, cast):
    submission = stage.submission(stage.made())
    receipts = []
    for minutes in (0, 5):
        again = services.Submission(
            **{
                **{name: getattr(submission, name) for name in submission.__slots__},
                "phone_now": NOON + timedelta(minutes=minutes),
            }
        )
        with work_as(cast.crew) as work:
            receipts.append(
                services.submit_report(work, again, near=picture("a"), far=picture("b"))
            )
    first, second = receipts
    assert (first.repeated, second.repeated) == (False, True)
    assert first.report_id == second.report_id
    assert first.chain_head == second.chain_head


def test_the_same_id_with_other_content_is_a_conflict_that_says_what_is_held(stage):
    sign = stage.made()
    first = stage.sent(sign, near=picture("a"))
    with pytest.raises(Conflict) as caught:
        stage.sent(sign, near=picture("c"), client_id=first.client_id)
    assert caught.value.code == "signage.client_id_taken"
    assert picture("a").sha256[:12] in str(caught.value.message)


def test_someone_elses_id_is_not_answered_with_their_receipt(stage, cast):
    sign = stage.made()
    first = stage.sent(sign, near=picture("a"), far=picture("b"))
    with pytest.raises(Conflict):
        stage.sent(
            sign,
            actor=cast.other_crew,
            near=picture("a"),
            far=picture("b"),
            client_id=first.client_id,
        )


def test_a_photo_proves_one_sign_only(stage, land):
    stage.sent(stage.made(), near=picture("a"))
    other = stage.made(land.other_id)
    with pytest.raises(Invalid) as caught:
        stage.sent(other, near=picture("a"))
    assert "龙城村" in str(caught.value.fields["near"][0])
    with pytest.raises(Invalid) as caught:
        stage.sent(other, far=picture("a"))
    assert list(caught.value.fields) == ["far"]


def test_a_photo_rejected_for_one_sign_may_serve_the_right_one(stage, land):
    receipt = stage.sent(stage.made(), near=picture("a"))
    stage.judged(
        receipt, Verdict.REJECT, reason_code=ReasonCode.NOT_THIS_SIGN, reason="是岱山村的牌子"
    )
    assert stage.sent(stage.made(land.other_id), near=picture("a")).report_id


def test_near_and_far_are_two_pictures(stage):
    with pytest.raises(Invalid) as caught:
        stage.sent(stage.made(), near=picture("a"), far=picture("a"))
    assert list(caught.value.fields) == ["far"]


def test_a_sign_that_was_not_made_cannot_be_reported(stage):
    with pytest.raises(Conflict) as caught:
        stage.sent(stage.approved())
    assert caught.value.code == "signage.not_reportable"


def test_acceptance_6_a_report_keeps_distance_shift_and_clock_as_they_were(stage, seen):
    from registry.core.geo import to_gcj02

    lon, lat = astuple(to_gcj02(HERE))
    sign = stage.made()
    receipt = stage.sent(sign, position=Position(lon, lat, 12.0), phone_now=NOON)
    stored = seen(queries.report, receipt.report_id)
    assert stored.shift_suspect == 1
    assert 500 < stored.distance_m < 620
    assert (stored.lon, stored.lat) == (lon, lat), "flagged, never corrected"
    assert stored.clock_skew_s is not None
