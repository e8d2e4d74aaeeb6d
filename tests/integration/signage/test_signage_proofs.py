"""Proofs say the approved text only; positions are checked, exempted with a paper."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.rules.kinds import Ground
from registry.signage.rules.states import SignState, Verdict
from tests.support.signs import HERE, total


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


def test_a_returned_proof_keeps_its_code_and_says_why(stage, work_as, cast, seen):
    sign = stage.proof()
    with pytest.raises(Invalid), work_as(cast.reviewer_city) as work:
        services.return_proof(work, sign.id, reason="  ")
    with work_as(cast.reviewer_city) as work:
        services.return_proof(work, sign.id, reason="走向应为南北")
    stored = seen(queries.sign, sign.id)
    assert (stored.state, stored.proof_note) == (SignState.PLANNED, "走向应为南北")
    again = stage.proof(requirement=seen(queries.requirement, sign.requirement_id))
    assert (again.id, again.code) == (sign.id, sign.code)
    assert seen(queries.sign, sign.id).proof_note == ""


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


def test_an_exemption_needs_its_paper_and_leaves_the_denominator(stage, work_as, cast, seen):
    requirement = stage.requirement()
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.exempt(work, requirement.id, reason="在建", paper=" ", until=date(2020, 1, 1))
    assert set(caught.value.fields) == {"exempt_paper", "exempt_until"}
    with work_as(cast.steward) as work:
        services.exempt(work, requirement.id, reason="在建", paper="民地〔2026〕1号")
    assert total(seen).requirements == 0
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
    assert total(seen).requirements == 1
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.lift_exemption(work, requirement.id, reason="x")


def test_a_position_with_a_sign_is_not_exempted(stage, work_as, cast, seen):
    sign = stage.made()
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.exempt(work, sign.requirement_id, reason="在建", paper="1 号")
