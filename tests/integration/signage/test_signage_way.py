"""From a required position to a verified sign, and what each page then knows of it."""

from __future__ import annotations

from registry.core import journal
from registry.signage import queries, services
from registry.signage.rules.states import RequirementStatus, SignState
from tests.support.signs import HERE, signed_names, total


def test_the_whole_way_moves_the_counters(stage, seen):
    requirement = stage.requirement()
    assert total(seen).requirements == 1
    sign = stage.made(requirement=requirement)
    assert (total(seen).signs, total(seen).signs_verified) == (1, 0)
    receipt = stage.sent(sign)
    assert seen(queries.sign, sign.id).state == SignState.INSTALLED_CLAIMED
    assert signed_names(seen) == 0, "a claim counts nowhere"
    stage.judged(receipt)
    stored = seen(queries.sign, sign.id)
    assert stored.state == SignState.VERIFIED
    assert (stored.lon, stored.lat) == (HERE.lon, HERE.lat)
    assert seen(queries.requirement, requirement.id).status == RequirementStatus.SATISFIED
    row = total(seen)
    assert (row.requirements_verified, row.signs_verified, signed_names(seen)) == (1, 1, 1)


def test_a_recognised_name_requires_its_sign_once(stage, work_as, cast, land, seen):
    for _ in range(3):
        with work_as(cast.steward) as work:
            services.require_heritage_sign(work, place_id=land.village_id, basis="recognition:1")
    rows = seen(queries.requirements_of_place, land.village_id)
    assert len(rows) == 1
    assert rows[0].is_heritage
    assert (rows[0].lon, rows[0].lat) == (HERE.lon, HERE.lat)
    with work_as(cast.steward) as work:
        services.require_heritage_sign(work, place_id=land.other_id, basis="recognition:2")
    unlocated = seen(queries.requirements_of_place, land.other_id)[0]
    assert (unlocated.lon, unlocated.lat) == (None, None)


def test_a_name_counts_once_with_a_name_sign_and_a_heritage_sign(stage, work_as, cast, land, seen):
    stage.verified()
    with work_as(cast.steward) as work:
        heritage = services.require_heritage_sign(
            work, place_id=land.village_id, basis="recognition:1"
        )
    sign = stage.made(requirement=heritage)
    stage.judged(stage.sent(sign))
    assert signed_names(seen) == 1
    assert total(seen, heritage=True).signs_verified == 1
    assert total(seen).requirements == total(seen, heritage=True).requirements == 1


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
