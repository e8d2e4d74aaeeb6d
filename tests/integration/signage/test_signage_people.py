"""Each step is for the people whose part it is, and for nobody else."""

from __future__ import annotations

import pytest

from registry.core.errors import Forbidden
from registry.signage import services
from registry.signage.rules.kinds import Ground, SignType
from registry.signage.rules.states import Verdict
from tests.support.signs import HERE


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


def test_acceptance_11_nobody_verifies_their_own_report(stage, work_as):
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
