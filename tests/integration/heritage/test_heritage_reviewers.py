"""Assigned, recused, voting: who counts on a file, and what an edit leaves standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.accounts import services as accounts
from registry.accounts.rules import PersonStatus, Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Verdict
from registry.heritage.rules.drafts import NoticeTerms
from registry.heritage.rules.voting import Choice
from tests.support.people import play

from .conftest import RULES, START, TEXT, TODAY, claim

TERMS = NoticeTerms(TODAY, TODAY + timedelta(days=6), issuer="合肥市民政局", contact="0551")
MEETS = {c["key"]: (Verdict.MEETS, "看过原文") for c in RULES["criteria"]}


def at_county(scene) -> str:
    found = scene.nominate()
    scene.submit(found)
    return found


def second(scene, role: Role, part: str = "second", scope: str = ""):
    with scene.work_as(SYSTEM) as work:
        return play(work, part, role, scope=scope)


def find(scene, found: str, who, findings=MEETS) -> None:
    seen = scene.version(found)
    with scene.work_as(who, at=START) as work:
        services.find(work, found, findings=findings, seen_version=seen)


def forward(scene, found: str, who) -> None:
    seen = scene.version(found)
    with scene.work_as(who, at=START) as work:
        services.review(work, found, action=Action.FORWARD, seen_version=seen)


def standing(scene, found: str):
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        programme = queries.programme(work.session, file.programme_id)
        return queries.standing_of(work.session, file, programme.rules)


def assign(scene, found: str, person=None, **more):
    with scene.work_as(scene.cast.steward, at=START) as work:
        person_id = None if person is None else person.id
        return services.assign(work, found, person_id=person_id, **more)


def recuse(scene, found: str, who, reason: str = "我是村里人", **more) -> None:
    with scene.work_as(who, at=START) as work:
        services.recuse(work, found, reason=reason, **more)


def test_an_assigned_file_is_closed_to_the_others_with_the_same_leave(scene):
    found = at_county(scene)
    other = second(scene, Role.REVIEWER_COUNTY)
    assign(scene, found, other)
    with pytest.raises(Forbidden) as refused:
        forward(scene, found, scene.cast.reviewer_county)
    assert refused.value.code == "heritage.assigned_to_others"
    forward(scene, found, other)
    assert scene.status(found) == "city"


def test_an_assignment_binds_only_at_its_own_station(scene):
    found = at_county(scene)
    assign(scene, found, scene.cast.reviewer_county)
    forward(scene, found, scene.cast.reviewer_county)
    forward(scene, found, scene.cast.reviewer_city)
    assert scene.status(found) == "province"


def test_nobody_without_leave_there_is_assigned(scene):
    found = at_county(scene)
    elsewhere = second(scene, Role.REVIEWER_COUNTY, "elsewhere", scene.other_county_path)
    for person in (scene.cast.expert, scene.cast.compiler, elsewhere):
        with pytest.raises(Invalid) as refused:
            assign(scene, found, person)
        assert set(refused.value.fields) == {"person_id"}


def test_turns_go_round_and_the_busier_waits(scene):
    reviewers = [scene.cast.reviewer_county, second(scene, Role.REVIEWER_COUNTY)]
    first = at_county(scene)
    other = replace(scene, place_id=scene.other_place_id)
    next_one = at_county(other)
    given = [assign(scene, file)[0].person_id for file in (first, next_one)]
    assert set(given) == {person.id for person in reviewers}


def test_a_programme_may_assign_in_turn_by_itself(scene):
    rules = {**RULES, "edition": "turns", "assignment": "turn", "quorum": 2}
    experts = {scene.cast.expert.id, second(scene, Role.EXPERT, "expert2").id}
    with scene.work_as(SYSTEM, at=START) as work:
        facts = {
            "key": "turns",
            "title": "轮流",
            "issuer": "局",
            "issuer_nature": "government",
            "heritage_class": "千年古村落",
            "rule_set": rules,
        }
        programme = services.add_programmes(work, [facts])[0].id
    found = scene.nominate(programme_id=programme)
    scene.submit(found)
    for part in ("reviewer_county", "reviewer_city", "reviewer_province"):
        scene.forward(found, getattr(scene.cast, part))
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        bound = queries.bound_people(work.session, file)
    assert set(bound) == experts


def test_a_reviewer_removed_half_way_binds_nobody(scene):
    found = at_county(scene)
    gone = second(scene, Role.REVIEWER_COUNTY)
    assign(scene, found, gone)
    with scene.work_as(scene.cast.administrator, at=START) as work:
        accounts.set_status(work, gone.id, PersonStatus.DISABLED, reason="调走")
    forward(scene, found, scene.cast.reviewer_county)
    assert scene.status(found) == "city"


def test_an_assignment_is_taken_back_with_its_reason_and_stays_on_record(scene, runtime):
    found = at_county(scene)
    row = assign(scene, found, scene.cast.reviewer_county)[0]
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.unassign(work, found, assignment_id=row.id, reason="出差")
    with pytest.raises(Conflict), scene.work_as(scene.cast.steward, at=START) as work:
        services.unassign(work, found, assignment_id=row.id, reason="又一次")
    with runtime.database.read() as session:
        kept = queries.assignments(session, found)
        verbs = [entry.verb for entry in journal.history(session, ("nomination", found))]
    assert [(one.ended_reason, one.ended_at) for one in kept] == [("出差", START)]
    assert verbs[:2] == ["heritage.unassigned", "heritage.assigned"]


def test_whoever_keeps_off_neither_reviews_nor_finds_nor_votes_nor_decides(scene):
    found = at_county(scene)
    recuse(scene, found, scene.cast.reviewer_county)
    with pytest.raises(Forbidden) as refused:
        forward(scene, found, scene.cast.reviewer_county)
    assert refused.value.code == "heritage.recused"
    forward(scene, found, second(scene, Role.REVIEWER_COUNTY))
    for part in ("reviewer_city", "reviewer_province"):
        forward(scene, found, getattr(scene.cast, part))
    recuse(scene, found, scene.cast.expert)
    with pytest.raises(Forbidden):
        find(scene, found, scene.cast.expert)
    with pytest.raises(Forbidden):
        scene.vote(found)
    recuse(scene, found, scene.cast.steward)
    seen = scene.version(found)
    with pytest.raises(Forbidden), scene.work_as(scene.cast.steward, at=START) as work:
        services.decide(work, found, action=Action.REJECT, reason="不行", seen_version=seen)
    with pytest.raises(Forbidden), scene.work_as(scene.cast.steward, at=START) as work:
        services.open_notice(work, found, terms=TERMS, seen_version=seen)


def test_what_a_recused_expert_found_and_voted_no_longer_counts(scene):
    found = scene.judged()
    assert standing(scene, found).tally.is_carried
    recuse(scene, found, scene.cast.expert)
    left = standing(scene, found)
    assert (left.findings, left.votes) == ([], [])
    assert set(left.lacking) == {c["key"] for c in RULES["criteria"]}
    with pytest.raises(Refused) as refused:
        open_notice(scene, found)
    assert refused.value.code == "heritage.findings_missing"


def open_notice(scene, found: str, reason: str = "") -> None:
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.open_notice(work, found, terms=TERMS, seen_version=seen, reason=reason)


def test_after_a_recusal_the_next_in_turn_takes_over(scene):
    found = at_county(scene)
    other = second(scene, Role.REVIEWER_COUNTY)
    first = assign(scene, found)[0].person_id
    people = {one.id: one for one in (scene.cast.reviewer_county, other)}
    recuse(scene, found, people.pop(first))
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        assert list(queries.bound_people(work.session, file)) == list(people)


def test_a_recusal_needs_its_reason_a_part_in_the_procedure_and_happens_once(scene):
    found = at_county(scene)
    with pytest.raises(Invalid) as refused:
        recuse(scene, found, scene.cast.expert, reason=" ")
    assert set(refused.value.fields) == {"recusal_reason"}
    with pytest.raises(Forbidden):
        recuse(scene, found, scene.cast.crew)
    with pytest.raises(Forbidden):
        recuse(scene, found, scene.cast.expert, person_id=scene.cast.reviewer_county.id)
    recuse(scene, found, scene.cast.steward, person_id=scene.cast.expert.id)
    with pytest.raises(Conflict) as conflict:
        recuse(scene, found, scene.cast.expert)
    assert conflict.value.code == "heritage.already_recused"


def test_experts_judge_blind_then_see_each_other_then_vote(scene):
    found = scene.in_review()
    other = second(scene, Role.EXPERT)
    with pytest.raises(Refused) as early:
        scene.vote(found)
    assert early.value.code == "heritage.vote_too_early"
    find(scene, found, scene.cast.expert)
    scene.vote(found, choice=Choice.REJECT)
    with scene.work_as(other) as work:
        view = queries.dossier(work.session, found, other)
    assert [(row.findings, row.hidden) for row in view.rows] == [([], 1)] * 3
    assert (view.review.votes, view.review.hidden) == ([], 1)
    assert view.review.fault is not None
    find(scene, found, other)
    with scene.work_as(other) as work:
        view = queries.dossier(work.session, found, other)
    assert [len(row.findings) for row in view.rows] == [2, 2, 2]
    assert (view.review.fault, view.review.hidden) == (None, 1)
    scene.vote(found, other)
    with scene.work_as(other) as work:
        view = queries.dossier(work.session, found, other)
    assert [vote.is_mine for vote in view.review.votes] == [False, True]
    with pytest.raises(Conflict) as again:
        scene.vote(found, other)
    assert again.value.code == "heritage.already_voted"


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([Choice.REJECT], "heritage.vote_not_carried"),
        ([Choice.ABSTAIN], "heritage.vote_not_carried"),
        ([Choice.APPROVE, Choice.REJECT], "heritage.vote_not_carried"),
        ([], "heritage.votes_missing"),
    ],
)
def test_a_notice_needs_a_carried_vote(scene, choices, code):
    found = scene.in_review()
    experts = [scene.cast.expert, second(scene, Role.EXPERT)][: max(1, len(choices))]
    for who in experts:
        find(scene, found, who)
    for who, choice in zip(experts, choices, strict=False):
        scene.vote(found, who, choice=choice)
    with pytest.raises(Refused) as refused:
        open_notice(scene, found)
    assert refused.value.code == code


def test_an_approval_with_changes_asks_what_was_done_about_them(scene):
    found = scene.in_review()
    find(scene, found, scene.cast.expert)
    scene.vote(found, choice=Choice.CHANGE)
    with pytest.raises(Invalid) as refused:
        open_notice(scene, found)
    assert set(refused.value.fields) == {"reason"}
    open_notice(scene, found, reason="已按意见改写概述")
    assert scene.status(found) == "notice"


def test_a_rejecting_vote_says_why(scene):
    found = scene.in_review()
    find(scene, found, scene.cast.expert)
    seen = scene.version(found)
    with pytest.raises(Invalid) as refused, scene.work_as(scene.cast.expert, at=START) as work:
        services.vote(work, found, choice=Choice.REJECT, reason=" ", seen_version=seen)
    assert set(refused.value.fields) == {"vote_reason"}


def rewritten(scene, found: str, change) -> None:
    """Returned by the bureau, changed by the compiler, and brought before the experts again."""
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.decide(work, found, action=Action.RETURN, reason="补", seen_version=seen)
    seen = scene.version(found)
    with scene.work_as(scene.cast.compiler, at=START) as work:
        change(work, seen)
    scene.submit(found)
    for part in ("reviewer_county", "reviewer_city", "reviewer_province"):
        scene.forward(found, getattr(scene.cast, part))


def test_new_evidence_opens_only_the_findings_it_touches(scene):
    found = scene.judged()
    extra = claim("name_age", text="宋代方志有载")
    rewritten(
        scene,
        found,
        lambda work, seen: services.add_claim(work, found, draft=extra, seen_version=seen),
    )
    now = standing(scene, found)
    assert set(now.lacking) == {"name_age"}
    assert {row.criterion for row in now.past} == {"name_age"}
    assert now.found_by(scene.cast.expert.id) == {"settlement_age", "remains"}
    assert now.votes == [], "a vote is about the whole file"
    find(scene, found, scene.cast.expert, {"name_age": (Verdict.MEETS, "看过方志")})
    scene.vote(found)
    open_notice(scene, found)


def test_another_reference_year_opens_the_computed_criteria_alone(scene):
    found = scene.judged()
    text = replace(TEXT, reference_year=2025)
    rewritten(
        scene,
        found,
        lambda work, seen: services.update_draft(work, found, text=text, seen_version=seen),
    )
    assert set(standing(scene, found).lacking) == {"settlement_age", "name_age"}


def test_other_words_in_the_summary_open_no_finding(scene):
    found = scene.judged()
    text = replace(TEXT, summary="改写的概述。")
    rewritten(
        scene,
        found,
        lambda work, seen: services.update_draft(work, found, text=text, seen_version=seen),
    )
    now = standing(scene, found)
    assert (now.lacking, now.past, now.votes) == ({}, [], [])


def test_the_desk_holds_what_is_one_s_own_to_do(scene):
    found = at_county(scene)
    other = second(scene, Role.REVIEWER_COUNTY)

    def waits_for(who) -> list[str]:
        with scene.work_as(SYSTEM) as work:
            return [item.title for item in queries.desk(work.session, who, START)]

    both = (scene.cast.reviewer_county, other)
    assert [waits_for(who) for who in both] == [["龙城村"], ["龙城村"]]
    assign(scene, found, other)
    assert [waits_for(who) for who in both] == [[], ["龙城村"]]
    recuse(scene, found, other)
    assert [waits_for(who) for who in both] == [["龙城村"], []]
