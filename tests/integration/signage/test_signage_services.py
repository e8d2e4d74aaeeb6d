"""From a required position to a verified sign, by the people whose part it is, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.places import queries as place_queries
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.rules.kinds import Condition, Defect, Ground, ReasonCode, ReportKind, SignType
from registry.signage.rules.states import (
    ReportStatus,
    RequirementStatus,
    SignState,
    Verdict,
)
from tests.support.signs import HERE, NOON, picture


@pytest.fixture
def read(runtime):
    """Read one thing as it is stored now."""

    def look(query, *arguments):
        with runtime.database.read() as session:
            return query(session, *arguments)

    return look


def total(read, *, heritage=False):
    rows = read(lambda session: queries.tallies(session, heritage=heritage))
    return rows[0] if rows else queries.TallyView("", "")


def test_the_whole_way_moves_the_counters(stage, read):
    requirement = stage.requirement()
    assert total(read).requirements == 1
    sign = stage.made(requirement=requirement)
    assert (total(read).signs, total(read).signs_verified) == (1, 0)
    receipt = stage.sent(sign)
    assert read(queries.sign, sign.id).state == SignState.INSTALLED_CLAIMED
    assert total(read).names_verified == 0, "a claim counts nowhere"
    stage.judged(receipt)
    stored = read(queries.sign, sign.id)
    assert stored.state == SignState.VERIFIED
    assert (stored.lon, stored.lat) == (HERE.lon, HERE.lat)
    assert read(queries.requirement, requirement.id).status == RequirementStatus.SATISFIED
    row = total(read)
    assert (row.requirements_verified, row.signs_verified, row.names_verified) == (1, 1, 1)


def test_a_recognised_name_requires_its_sign_once(stage, work_as, cast, land, read):
    for _ in range(3):
        with work_as(cast.steward) as work:
            services.require_heritage_sign(work, place_id=land.village_id, basis="recognition:1")
    rows = read(queries.requirements_of_place, land.village_id)
    assert len(rows) == 1
    assert rows[0].is_heritage
    assert (rows[0].lon, rows[0].lat) == (HERE.lon, HERE.lat)
    with work_as(cast.steward) as work:
        services.require_heritage_sign(work, place_id=land.other_id, basis="recognition:2")
    unlocated = read(queries.requirements_of_place, land.other_id)[0]
    assert (unlocated.lon, unlocated.lat) == (None, None)


def test_a_name_counts_once_with_a_name_sign_and_a_heritage_sign(stage, work_as, cast, land, read):
    stage.verified()
    with work_as(cast.steward) as work:
        heritage = services.require_heritage_sign(
            work, place_id=land.village_id, basis="recognition:1"
        )
    sign = stage.made(requirement=heritage)
    stage.judged(stage.sent(sign))
    assert total(read).names_verified == 1
    assert total(read, heritage=True).names_verified == 1
    assert total(read).requirements == total(read, heritage=True).requirements == 1


def test_each_write_has_its_journal_entry(stage, runtime):
    stage.verified()
    with runtime.database.read() as session:
        verbs = {entry.verb for entry in journal.latest(session, limit=100)}
        assert journal.verify(session).broken is None
    assert verbs >= {
        "signage.sign_required",
        "signage.sign_planned",
        "signage.proof_prepared",
        "signage.proof_approved",
        "signage.sign_made",
        "signage.report_received",
        "signage.sign_claimed",
        "signage.report_decided",
        "signage.sign_verified",
        "signage.requirement_followed",
        "signage.verdict_given",
        "photo.published",
    }


# --- who may ----------------------------------------------------------------------------------


def refused(cast, allowed):
    return [person for name, person in cast.everybody().items() if name not in allowed]


def test_only_some_may_require_a_sign(work_as, cast, land):
    for person in refused(cast, {"steward", "crew_leader"}):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.require_sign(
                work,
                place_id=land.village_id,
                sign_type=SignType.VILLAGE,
                position=HERE,
                basis="x",
            )


def test_only_some_may_prepare_approve_and_make(stage, work_as, cast):
    requirement, proof = stage.requirement(), stage.proof()
    for person in refused(cast, {"steward"}):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.prepare_proof(
                work, requirement.id, text_hanzi="x", text_roman="X", ground=Ground.BLUE
            )
        with pytest.raises(Forbidden), work_as(person) as work:
            services.mark_made(work, proof.id, maker="x")
    for person in refused(cast, {"reviewer_city"}):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.approve_proof(work, proof.id)
        with pytest.raises(Forbidden), work_as(person) as work:
            services.return_proof(work, proof.id, reason="x")


def test_only_crews_report_and_only_reviewers_verify(stage, work_as, cast):
    sign = stage.made()
    for person in refused(cast, {"crew", "other_crew", "crew_leader"}):
        with pytest.raises(Forbidden):
            stage.sent(sign, actor=person)
    receipt = stage.sent(sign)
    for person in refused(cast, {"reviewer_county", "reviewer_city"}):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.verify(work, receipt.report_id, Verdict.ACCEPT, place_ok=True)


def test_only_some_may_move_exempt_and_remove(stage, work_as, cast):
    requirement, sign = stage.requirement(), stage.made()
    for person in refused(cast, {"steward", "crew_leader"}):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.place_requirement(work, requirement.id, position=HERE, tolerance_m=20)
        with pytest.raises(Forbidden), work_as(person) as work:
            services.exempt(work, requirement.id, reason="在建", paper="1 号")
        with pytest.raises(Forbidden), work_as(person) as work:
            services.lift_exemption(work, requirement.id, reason="x")
        with pytest.raises(Forbidden), work_as(person) as work:
            services.remove_sign(work, sign.id, reason="x")


def test_scope_ends_at_the_division(stage, work_as, cast, land):
    from registry.accounts.rules import Grant, Role, actor_for

    elsewhere = actor_for("0000000000000001", "外县", [Grant(Role.CREW, "/elsewhere")])
    inside = actor_for("0000000000000002", "本县", [Grant(Role.CREW, land.county_path)])
    sign = stage.made()
    with pytest.raises(Forbidden) as caught:
        stage.sent(sign, actor=elsewhere)
    assert caught.value.code == "access.out_of_scope"
    assert stage.sent(sign, actor=inside).report_id


def test_nobody_verifies_their_own_report(stage, work_as):
    from registry.accounts.rules import Grant, Role, actor_for

    both = actor_for(
        "0000000000000003", "一身两役", [Grant(Role.CREW), Grant(Role.REVIEWER_COUNTY)]
    )
    receipt = stage.sent(stage.made(), actor=both)
    with pytest.raises(Forbidden) as caught, work_as(both) as work:
        services.verify(work, receipt.report_id, Verdict.ACCEPT, place_ok=True)
    assert caught.value.code == "signage.own_report"


def test_nobody_approves_their_own_proof(stage, work_as, land):
    from registry.accounts.rules import Grant, Role, actor_for

    both = actor_for(
        "0000000000000004", "一身两役", [Grant(Role.STEWARD), Grant(Role.REVIEWER_CITY)]
    )
    requirement = stage.requirement()
    with work_as(both) as work:
        sign = services.prepare_proof(
            work, requirement.id, text_hanzi="龙城村", text_roman="LONGCHENGCUN", ground=Ground.BLUE
        )
    with pytest.raises(Forbidden) as caught, work_as(both) as work:
        services.approve_proof(work, sign.id)
    assert caught.value.code == "signage.own_proof"


# --- proofs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hanzi", "roman", "field"),
    [
        ("龙城", "LONGCHENGCUN", "text_hanzi"),
        ("龍城村", "LONGCHENGCUN", "text_hanzi"),
        ("龙城村", "LONGCHENG VILLAGE", "text_roman"),
        ("龙城村", "LONGCHENG CUN", "text_roman"),
        ("龙城村", "LÓNGCHÉNGCŪN", "text_roman"),
    ],
)
def test_a_text_that_is_not_the_approved_one_is_named(stage, work_as, cast, hanzi, roman, field):
    requirement = stage.requirement()
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.prepare_proof(
            work, requirement.id, text_hanzi=hanzi, text_roman=roman, ground=Ground.BLUE
        )
    assert list(caught.value.fields) == [field]


def test_a_returned_proof_keeps_its_code_and_says_why(stage, work_as, cast, read):
    sign = stage.proof()
    with pytest.raises(Invalid), work_as(cast.reviewer_city) as work:
        services.return_proof(work, sign.id, reason="  ")
    with work_as(cast.reviewer_city) as work:
        services.return_proof(work, sign.id, reason="走向应为南北")
    stored = read(queries.sign, sign.id)
    assert (stored.state, stored.proof_note) == (SignState.PLANNED, "走向应为南北")
    again = stage.proof(requirement=read(queries.requirement, sign.requirement_id))
    assert (again.id, again.code) == (sign.id, sign.code)
    assert read(queries.sign, sign.id).proof_note == ""


def test_a_proof_is_not_approved_once_the_name_has_changed(stage, work_as, cast, land):
    sign = stage.proof()
    with work_as(cast.steward) as work:
        places.rename(
            work, land.village_id, new_text="龙城寨", basis="测试批文", protection_measure=""
        )
    with pytest.raises(Refused) as caught, work_as(cast.reviewer_city) as work:
        services.approve_proof(work, sign.id)
    assert caught.value.code == "signage.name_changed"


def test_two_approvals_of_one_proof_do_not_both_pass(stage, work_as, cast):
    sign = stage.proof()
    version = sign.row_version
    with work_as(cast.reviewer_city) as work:
        services.approve_proof(work, sign.id, seen_version=version)
    with pytest.raises(Conflict), work_as(cast.reviewer_city) as work:
        services.approve_proof(work, sign.id, seen_version=version)


def test_a_stale_page_does_not_decide(stage, work_as, cast):
    sign = stage.proof()
    with pytest.raises(Conflict) as caught, work_as(cast.reviewer_city) as work:
        services.return_proof(work, sign.id, reason="x", seen_version=sign.row_version - 1)
    assert caught.value.code == "signage.changed_meanwhile"


def test_nothing_is_made_before_its_proof_is_approved_or_in_the_future(stage, work_as, cast):
    sign = stage.proof()
    with pytest.raises(Conflict) as caught, work_as(cast.steward) as work:
        services.mark_made(work, sign.id, maker="x")
    assert caught.value.code == "signage.step_not_open"
    approved = stage.approved(stage.land.other_id)
    with pytest.raises(Invalid), work_as(cast.steward) as work:
        services.mark_made(work, approved.id, maker="x", made_on=date(2099, 1, 1))


# --- positions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "position",
    [Position(31.86, 117.28), Position(0.0, 0.0), Position(float("nan"), 31.0)],
)
def test_an_impossible_position_is_refused(stage, position):
    with pytest.raises(Invalid):
        stage.requirement(position=position)


def test_unknown_things_are_not_found(work_as, cast):
    with work_as(cast.steward) as work:
        with pytest.raises(NotFound):
            services.place_requirement(work, "nothing", position=HERE, tolerance_m=1)
        with pytest.raises(NotFound):
            services.mark_made(work, "nothing", maker="x")
        with pytest.raises(NotFound):
            services.require_heritage_sign(work, place_id="nothing", basis="x")
    with pytest.raises(NotFound), work_as(cast.reviewer_county) as work:
        services.verify(work, "nothing", Verdict.ACCEPT)


def test_an_exemption_needs_its_paper_and_leaves_the_denominator(stage, work_as, cast, read):
    requirement = stage.requirement()
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.exempt(work, requirement.id, reason="在建", paper=" ", until=date(2020, 1, 1))
    assert set(caught.value.fields) == {"exempt_paper", "exempt_until"}
    with work_as(cast.steward) as work:
        services.exempt(work, requirement.id, reason="在建", paper="民地〔2026〕1号")
    assert total(read).requirements == 0
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.prepare_proof(
            work,
            requirement.id,
            text_hanzi="龙城村",
            text_roman="LONGCHENGCUN",
            ground=Ground.BLUE,
        )
    with work_as(cast.steward) as work:
        services.lift_exemption(work, requirement.id, reason="已建成")
    assert total(read).requirements == 1
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.lift_exemption(work, requirement.id, reason="x")


def test_a_position_with_a_sign_is_not_exempted(stage, work_as, cast, read):
    sign = stage.made()
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.exempt(work, sign.requirement_id, reason="在建", paper="1 号")


# --- reports ----------------------------------------------------------------------------------


def test_the_receipt_quotes_what_is_stored(stage, read, runtime):
    sign = stage.made()
    receipt = stage.sent(sign, near=picture("a"), far=picture("b"))
    stored = read(queries.report, receipt.report_id)
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


def test_a_report_keeps_distance_shift_and_clock_as_they_were(stage, read):
    from registry.core.geo import to_gcj02

    lon, lat = to_gcj02(HERE)
    sign = stage.made()
    receipt = stage.sent(sign, position=Position(lon, lat, 12.0), phone_now=NOON)
    stored = read(queries.report, receipt.report_id)
    assert stored.shift_suspect == 1
    assert 500 < stored.distance_m < 620
    assert (stored.lon, stored.lat) == (lon, lat), "flagged, never corrected"
    assert stored.clock_skew_s is not None


# --- verdicts ---------------------------------------------------------------------------------


def test_a_rejected_report_comes_back_with_its_reason(stage, cast, read):
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
    assert read(queries.sign, sign.id).state == SignState.MADE
    mine = read(queries.my_reports, cast.crew)[0]
    assert mine.status == ReportStatus.NEEDS_MORE
    assert read(queries.verdict_of, mine.id).reason == "请把路口拍进去"
    stage.judged(stage.sent(sign))
    assert read(queries.sign, sign.id).state == SignState.VERIFIED


def test_a_second_claim_keeps_the_sign_claimed(stage, cast, read):
    sign = stage.made()
    first = stage.sent(sign)
    stage.sent(sign, actor=cast.other_crew)
    stage.judged(first, Verdict.REJECT, reason_code=ReasonCode.OTHER, reason="x")
    assert read(queries.sign, sign.id).state == SignState.INSTALLED_CLAIMED


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
def test_present_but_wrong_is_a_column_of_its_own(stage, read, changes, state):
    sign = stage.made()
    stage.judged(stage.sent(sign, **changes))
    assert read(queries.sign, sign.id).state == state
    row = total(read)
    assert row.signs_verified == row.names_verified == row.requirements_verified == 0
    assert row.present_invalid == (state != SignState.MISSING)


def test_a_verified_sign_that_is_found_damaged_leaves_the_rate(stage, read):
    sign = stage.verified()
    stage.judged(stage.sent(sign, kind=ReportKind.DAMAGED, condition=Condition.DAMAGED))
    row = total(read)
    assert (row.names_verified, row.requirements_verified, row.present_invalid) == (0, 0, 1)
    assert read(queries.requirement, sign.requirement_id).status == RequirementStatus.OPEN
    stage.judged(stage.sent(sign, kind=ReportKind.EXISTING_GOOD))
    assert total(read).names_verified == 1


def test_a_question_about_a_sign_leaves_it_as_it_is(stage, read):
    sign = stage.verified()
    stage.judged(stage.sent(sign, kind=ReportKind.QR_DEAD))
    assert read(queries.sign, sign.id).state == SignState.VERIFIED


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


def test_without_a_position_the_sign_stands_where_it_was_due(stage, read):
    sign = stage.made()
    stage.judged(stage.sent(sign, position=None))
    stored = read(queries.sign, sign.id)
    assert (stored.lon, stored.lat) == (HERE.lon, HERE.lat)


def test_a_removed_sign_reopens_its_position(stage, work_as, cast, read):
    sign = stage.verified()
    with pytest.raises(Invalid), work_as(cast.steward) as work:
        services.remove_sign(work, sign.id, reason="")
    with work_as(cast.steward) as work:
        services.remove_sign(work, sign.id, reason="道路改线")
    assert read(queries.requirement, sign.requirement_id).status == RequirementStatus.OPEN
    assert total(read).signs == 0
    assert read(queries.live_sign_of, sign.requirement_id) is None


def test_the_queue_holds_what_waits_for_others(stage, cast, read):
    receipt = stage.sent(stage.made())
    assert [row.id for row in read(queries.reports_waiting, cast.reviewer_county)] == [
        receipt.report_id
    ]
    items = read(queries.desk, cast.reviewer_county, NOON)
    assert [(item.title, item.endpoint) for item in items] == [("龙城村", "signage.report_show")]
    assert read(queries.desk, cast.stranger, NOON) == []


def test_the_desk_shows_each_stage_to_whose_part_it_is(stage, cast, read):
    stage.requirement()
    stage.proof(stage.land.other_id)
    stage.approved(stage.land.road_id)
    steward = {str(item.kind) for item in read(queries.desk, cast.steward, NOON)}
    city = {str(item.kind) for item in read(queries.desk, cast.reviewer_city, NOON)}
    assert steward == {"应设点位待出校样", "待送制作"}
    assert city == {"校样待审定"}


def test_the_panel_of_a_place_shows_its_signs(stage, cast, land, read):
    assert read(queries.place_panel, cast.visitor, land.village_id) is None
    sign = stage.verified()
    panel = read(queries.place_panel, cast.visitor, land.village_id)
    assert (panel["due"], panel["verified"]) == (1, 1)
    assert panel["signs"][0]["row"].id == sign.id
    assert set(panel["signs"][0]["photos"]) == {"near", "far"}


def test_the_map_shows_verified_signs_only(stage, land, read):
    sign = stage.verified()
    stage.made(land.other_id)
    box = (117.0, 31.0, 118.0, 32.0)
    assert [row.id for row in read(queries.signs_located_in, box)] == [sign.id]
    assert read(queries.signs_located_in, (110.0, 31.0, 111.0, 32.0)) == []


def test_the_crews_list_is_nearest_first(stage, cast, land, read):
    far_away = stage.requirement(land.other_id, position=Position(117.5, 31.9))
    stage.made(requirement=far_away)
    near = stage.made()
    no_point = stage.requirement(land.road_id, position=None)
    stage.made(requirement=no_point)
    items = read(queries.field_list, cast.crew, Position(117.2831, 31.8611))
    assert [item.sign.place_id for item in items] == [
        land.village_id,
        land.other_id,
        land.road_id,
    ]
    assert items[0].sign.id == near.id
    assert items[0].distance_m < 20
    assert items[2].distance_m is None
    assert len(read(queries.field_list, cast.crew)) == 3


def test_lists_page_by_keyset(stage, read):
    rows = [stage.requirement() for _ in range(5)]
    with_cursor = read(lambda session: queries.requirement_list(session, limit=2))
    seen = list(with_cursor.items)
    while with_cursor.next:
        cursor = with_cursor.next
        with_cursor = read(
            lambda session, after=cursor: queries.requirement_list(session, limit=2, after=after)
        )
        seen += with_cursor.items
    assert sorted(row.id for row in seen) == sorted(row.id for row in rows)
    assert len(seen) == 5


def test_names_on_cards_are_those_of_the_place(stage, read, land):
    card = read(place_queries.place_card, land.village_id)
    assert (card.standard_name, card.roman_sign) == ("龙城村", "LONGCHENGCUN")
