"""A verdict moves sign, position, photos and counters together."""

from __future__ import annotations

import pytest

from registry.core.errors import Conflict, Invalid
from registry.signage import queries, services
from registry.signage.rules.kinds import Condition, Defect, ReasonCode, ReportKind
from registry.signage.rules.states import ReportStatus, RequirementStatus, SignState, Verdict
from tests.support.signs import HERE, signed_names, total


def test_a_rejected_report_comes_back_with_its_reason(stage, cast, seen):
    sign = stage.made()
    receipt = stage.sent(sign)
    with pytest.raises(Invalid) as caught:
        stage.judged(receipt, Verdict.NEEDS_MORE)
    assert set(caught.value.fields) == {"reason", "reason_code"}
    stage.judged(
        receipt,
        Verdict.NEEDS_MORE,
        reason_code=ReasonCode.NO_SURROUNDINGS,
        reason="请把路口拍进去",
    )
    assert seen(queries.sign, sign.id).state == SignState.MADE
    mine = seen(queries.my_reports, cast.crew)[0]
    assert mine.status == ReportStatus.NEEDS_MORE
    assert seen(queries.verdict_of, mine.id).reason == "请把路口拍进去"
    stage.judged(stage.sent(sign))
    assert seen(queries.sign, sign.id).state == SignState.VERIFIED


def test_a_second_claim_keeps_the_sign_claimed(stage, cast, seen):
    sign = stage.made()
    first = stage.sent(sign)
    stage.sent(sign, actor=cast.other_crew)
    stage.judged(first, Verdict.REJECT, reason_code=ReasonCode.OTHER, reason="x")
    assert seen(queries.sign, sign.id).state == SignState.INSTALLED_CLAIMED


def test_a_report_is_decided_once(stage):
    receipt = stage.sent(stage.made())
    stage.judged(receipt)
    with pytest.raises(Conflict) as caught:
        stage.judged(receipt)
    assert caught.value.code == "signage.already_decided"


def test_a_good_sign_is_not_accepted_without_looking_at_its_place(stage):
    receipt = stage.sent(stage.made())
    with pytest.raises(Invalid) as caught:
        stage.judged(receipt, place_ok=False)
    assert list(caught.value.fields) == ["place_ok"]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"observed_hanzi": "龙成村"}, SignState.WRONG),
        ({"observed_roman": "LONGCHENG VILLAGE"}, SignState.WRONG),
        ({"condition": Condition.UNREADABLE}, SignState.DAMAGED),
        ({"defects": (Defect.TRAFFIC_SIGN,)}, SignState.WRONG),
        ({"kind": ReportKind.BLANK, "observed_hanzi": ""}, SignState.WRONG),
        ({"kind": ReportKind.MISSING, "observed_hanzi": ""}, SignState.MISSING),
    ],
)
def test_present_but_wrong_is_a_column_of_its_own(stage, seen, changes, state):
    sign = stage.made()
    stage.judged(stage.sent(sign, **changes))
    assert seen(queries.sign, sign.id).state == state
    row = total(seen)
    assert row.signs_verified == signed_names(seen) == row.requirements_verified == 0
    assert row.present_invalid == (state != SignState.MISSING)


def test_a_verified_sign_that_is_found_damaged_leaves_the_rate(stage, seen):
    sign = stage.verified()
    stage.judged(stage.sent(sign, kind=ReportKind.DAMAGED, condition=Condition.DAMAGED))
    row = total(seen)
    assert (signed_names(seen), row.requirements_verified, row.present_invalid) == (0, 0, 1)
    assert seen(queries.requirement, sign.requirement_id).status == RequirementStatus.OPEN
    stage.judged(stage.sent(sign, kind=ReportKind.EXISTING_GOOD))
    assert signed_names(seen) == 1


def test_a_question_about_a_sign_leaves_it_as_it_is(stage, seen):
    sign = stage.verified()
    stage.judged(stage.sent(sign, kind=ReportKind.QR_DEAD))
    assert seen(queries.sign, sign.id).state == SignState.VERIFIED


def test_photos_are_public_only_after_review(stage, runtime):
    from registry.photos import queries as photo_queries

    def public(receipt):
        with runtime.database.read() as session:
            held = queries.photos_of(session, [receipt.report_id])[receipt.report_id]
            return {photo_queries.photo(session, row.photo_id).is_public for row in held.values()}

    receipt = stage.sent(stage.made())
    assert public(receipt) == {False}
    stage.judged(receipt)
    assert public(receipt) == {True}


def test_without_a_position_the_sign_stands_where_it_was_due(stage, seen):
    sign = stage.made()
    stage.judged(stage.sent(sign, position=None))
    stored = seen(queries.sign, sign.id)
    assert (stored.lon, stored.lat) == (HERE.lon, HERE.lat)


def test_a_removed_sign_reopens_its_position(stage, work_as, cast, seen):
    sign = stage.verified()
    with pytest.raises(Invalid), work_as(cast.steward) as work:
        services.remove_sign(work, sign.id, reason="")
    with work_as(cast.steward) as work:
        services.remove_sign(work, sign.id, reason="道路改线")
    assert seen(queries.requirement, sign.requirement_id).status == RequirementStatus.OPEN
    assert total(seen).signs == 0
    assert seen(queries.live_sign_of, sign.requirement_id) is None


def test_a_line_the_crew_did_not_type_is_read_by_the_reviewer(stage, seen):
    sign = stage.made()
    receipt = stage.sent(sign, observed_roman="")
    with pytest.raises(Invalid) as caught:
        stage.judged(receipt)
    assert list(caught.value.fields) == ["text_ok"]
    stage.judged(receipt, text_ok=True)
    assert seen(queries.sign, sign.id).state == SignState.VERIFIED


def test_a_line_that_was_typed_speaks_for_itself(stage, seen):
    sign = stage.made()
    stage.judged(stage.sent(sign, observed_roman="LONGCHENG VILLAGE"), text_ok=True)
    assert seen(queries.sign, sign.id).state == SignState.WRONG
