"""Who may do what: the cast against every write, scopes, and one's own file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.accounts.rules import Role
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Candidate, CandidateState, Outcome, Verdict
from registry.heritage.rules.drafts import NoticeTerms

from .conftest import AFTER, START, TEXT, acting_also_as, claim, person

TERMS = NoticeTerms(
    china_date(START), china_date(START) + timedelta(days=6), issuer="市民政局", contact="0551"
)


def nominate(work, scene, _found, _objection):
    services.nominate(
        work, place_id=scene.other_place_id, programme_id=scene.programme_id, text=TEXT
    )


def review(work, _scene, found, _objection):
    seen = queries.nomination(work.session, found).version
    services.review(work, found, action=Action.FORWARD, seen_version=seen)


def find(work, _scene, found, _objection):
    seen = queries.nomination(work.session, found).version
    findings = {"remains": (Verdict.MEETS, "看过现场")}
    services.find(work, found, findings=findings, seen_version=seen)


def open_notice(work, _scene, found, _objection):
    seen = queries.nomination(work.session, found).version
    services.open_notice(work, found, terms=TERMS, seen_version=seen)


def answer(work, _scene, _found, objection):
    services.answer(
        work, objection, outcome=Outcome.DISMISSED, text="有拓片", public_summary="年代"
    )


def decide(work, _scene, found, _objection):
    seen = queries.nomination(work.session, found).version
    services.decide(
        work,
        found,
        action=Action.REJECT,
        reason="证据不足",
        seen_version=seen,
    )


def record(work, _scene, _found, _objection):
    candidate = Candidate("k", "三河镇", "千年古镇", CandidateState.NOT_SOURCED)
    services.record_candidates(work, [candidate])


def edit(work, _scene, found, _objection):
    seen = queries.nomination(work.session, found).version
    services.update_draft(work, found, text=TEXT, seen_version=seen)


#: The write, the stage it is tried at, and everybody of the cast who may do it.
WRITES = [
    (nominate, "draft", {"compiler"}),
    (edit, "draft", {"compiler"}),
    (review, "county", {"reviewer_county"}),
    (find, "review", {"expert"}),
    (open_notice, "judged", {"steward"}),
    (answer, "notice", {"steward"}),
    (decide, "notice", {"steward"}),
    (record, "draft", {"steward"}),
]


def bring_to(scene, stage: str) -> tuple[str, str]:
    if stage == "draft":
        return scene.nominate(), ""
    if stage == "county":
        found = scene.nominate()
        scene.submit(found)
        return found, ""
    if stage == "review":
        return scene.in_review(), ""
    if stage == "judged":
        return scene.judged(), ""
    found, notice_id = scene.notified()
    return found, scene.object_(notice_id, START)


@pytest.mark.parametrize(
    ("write", "stage", "allowed"), WRITES, ids=lambda v: getattr(v, "__name__", "")
)
def test_each_write_is_open_to_its_own_part_alone(scene, write, stage, allowed):
    found, objection = bring_to(scene, stage)
    for part, actor in scene.cast.everybody().items():
        if part in allowed:
            continue
        with pytest.raises(Forbidden), scene.work_as(actor, at=START) as work:
            write(work, scene, found, objection)
    for part in allowed:
        with scene.work_as(getattr(scene.cast, part), at=START) as work:
            write(work, scene, found, objection)


@pytest.mark.parametrize(
    ("write", "stage", "role"),
    [
        (nominate, "draft", Role.COMPILER),
        (review, "county", Role.REVIEWER_COUNTY),
        (find, "review", Role.EXPERT),
        (open_notice, "judged", Role.STEWARD),
        (answer, "notice", Role.STEWARD),
        (decide, "notice", Role.STEWARD),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_leave_for_another_county_is_no_leave(scene, write, stage, role):
    found, objection = bring_to(scene, stage)
    # The new file of `nominate` is for the other place, all the rest is in the first county.
    wrong = scene.county_path if write is nominate else scene.other_county_path
    actor = person("of_another_county", role, wrong)
    with pytest.raises(Forbidden) as refused, scene.work_as(actor, at=START) as work:
        write(work, scene, found, objection)
    assert refused.value.code == "access.out_of_scope"


@pytest.mark.parametrize(
    ("write", "stage"),
    [
        (review, "county"),
        (find, "review"),
        (open_notice, "judged"),
        (answer, "notice"),
        (decide, "notice"),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_nobody_acts_on_a_file_they_compiled(scene, write, stage):
    found, objection = bring_to(scene, stage)
    compiler = acting_also_as(
        scene.cast.compiler,
        Role.REVIEWER_COUNTY,
        Role.EXPERT,
        Role.STEWARD,
    )
    with pytest.raises(Forbidden) as refused, scene.work_as(compiler, at=START) as work:
        write(work, scene, found, objection)
    assert refused.value.code == "heritage.own_file"


def test_only_the_compiler_submits_and_withdraws(scene):
    found = scene.nominate()
    other = person("other_compiler", Role.COMPILER)
    for act in (
        lambda work: services.submit(work, found, seen_version=1),
        lambda work: services.withdraw(work, found, seen_version=1, reason="不是我的"),
        lambda work: services.add_claim(work, found, draft=claim(), seen_version=1),
    ):
        with pytest.raises(Forbidden) as refused, scene.work_as(other, at=START) as work:
            act(work)
        assert refused.value.code == "heritage.not_compiler"


def test_a_reviewer_who_was_second_learns_that_and_not_that_the_next_level_is_not_theirs(scene):
    found = scene.nominate()
    scene.submit(found)
    seen = scene.version(found)
    scene.forward(found, scene.cast.reviewer_county)
    second = person("second_reviewer", Role.REVIEWER_COUNTY)
    with pytest.raises(Conflict) as conflict, scene.work_as(second, at=START) as work:
        services.review(work, found, action=Action.FORWARD, seen_version=seen)
    assert conflict.value.code == "heritage.changed_meanwhile"


def test_a_level_is_not_decided_over_its_reviewer_s_head(scene):
    found = scene.nominate()
    scene.submit(found)
    with pytest.raises(Refused), scene.work_as(scene.cast.steward, at=AFTER) as work:
        services.decide(
            work,
            found,
            action=Action.RECOGNISE,
            reason="快一点",
            seen_version=scene_version(work, found),
            document_no="合民〔2026〕1号",
        )


def scene_version(work, found: str) -> int:
    return queries.nomination(work.session, found).version


def test_an_expert_judges_once_and_sees_the_others_only_afterwards(scene):
    found = scene.judged()
    other = person("other_expert", Role.EXPERT)
    with scene.work_as(other, at=START) as work:
        before = queries.dossier(work.session, found, other).rows[0]
        assert (before.findings, before.hidden) == ([], 1)
        seen = scene_version(work, found)
        findings = {"settlement_age": (Verdict.DOUBTFUL, "拓片不清")}
        services.find(work, found, findings=findings, seen_version=seen)
        after = queries.dossier(work.session, found, other).rows[0]
        assert [view.is_mine for view in after.findings] == [False, True]
    with pytest.raises(Exception, match=r"form\.invalid"), scene.work_as(other, at=START) as work:
        services.find(work, found, findings=findings, seen_version=seen)
