"""From draft to recognition: each step, what it leaves behind, what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.clock import china_date, day_end
from registry.core.errors import Conflict, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, AgeVerdict, Recognised, Status, Verdict
from registry.heritage.rules.drafts import NoticeTerms
from registry.places import queries as place_queries
from registry.places import services as place_services

from .conftest import AFTER, RULES, START, TEXT, citation, claim


def verbs(runtime, subject) -> list[str]:
    with runtime.database.read() as session:
        return [entry.verb for entry in reversed(journal.history(session, subject))]


def test_a_file_walks_from_draft_to_the_list(scene, runtime):
    heard = []
    runtime.bus.subscribe(Recognised, lambda _work, event: heard.append(event))
    found, notice_id = scene.notified()
    objection_id = scene.object_(notice_id, START + timedelta(days=1))
    scene.answer(objection_id, START + timedelta(days=2))
    recognition = scene.recognise(found, AFTER)
    with scene.work_as(SYSTEM) as work:
        acts = queries.decisions(work.session, found)
        edition = queries.protection_list(work.session)["test-villages"][0]
        card = place_queries.place_card(work.session, scene.place_id)
    assert [act.to_status for act in acts] == [
        "draft",
        "county",
        "city",
        "province",
        "expert_review",
        "notice",
        "recognised",
    ]
    assert [act.seq for act in acts] == list(range(1, 8))
    assert (edition.number, edition.total) == (1, 1)
    assert [view.place_name for view in edition.added] == ["龙城村"]
    assert card.protected
    assert [event.recognition_id for event in heard] == [recognition.id]
    assert heard[0].place_id == scene.place_id
    assert verbs(runtime, ("nomination", found)) == [
        "heritage.started",
        "heritage.claim_added",
        "heritage.claim_added",
        "heritage.submitted",
        *["heritage.forwarded"] * 3,
        "heritage.found",
        "heritage.voted",
        "heritage.notice_opened",
        "heritage.recognised",
    ]
    assert verbs(runtime, ("objection", objection_id)) == ["heritage.objected", "heritage.answered"]


def test_a_listener_that_fails_undoes_the_recognition(scene, runtime):
    found, _notice = scene.notified()

    def fail(_work, _event):
        raise Refused("signage.no", None)

    runtime.bus.subscribe(Recognised, fail)
    with pytest.raises(Refused):
        scene.recognise(found, AFTER)
    assert scene.status(found) == "notice"
    with scene.work_as(SYSTEM) as work:
        assert queries.protection_list(work.session) == {}


def test_each_recognition_makes_an_edition_of_its_list(scene):
    found, _notice = scene.notified()
    scene.recognise(found, AFTER)
    other = replace(scene, place_id=scene.other_place_id)
    second, _notice = other.notified()
    scene.recognise(second, AFTER, number=2)
    with scene.work_as(SYSTEM) as work:
        editions = queries.protection_list(work.session)["test-villages"]
    assert [(edition.number, edition.total) for edition in editions] == [(2, 2), (1, 1)]


def test_acceptance_10_a_recognised_name_is_not_renamed_without_its_measure(scene):
    found, _notice = scene.notified()
    scene.recognise(found, AFTER)
    paper = {"new_text": "龙泉村", "basis": "合民〔2026〕9号"}
    with pytest.raises(Refused) as refused, scene.work_as(SYSTEM, at=AFTER) as work:
        place_services.rename(work, scene.place_id, **paper, protection_measure="")
    assert refused.value.code == "places.rename_protected"
    with scene.work_as(SYSTEM, at=AFTER) as work:
        place_services.rename(work, scene.place_id, **paper, protection_measure="原址立碑存名")


def test_words_without_citation_are_kept_but_stop_the_submission(scene):
    bare = claim("name_age", citations=())
    found = scene.nominate(claims=[claim(), bare])
    with pytest.raises(Refused) as refused:
        scene.submit(found)
    assert refused.value.code == "heritage.incomplete"
    assert refused.value.advice is not None
    with scene.work_as(SYSTEM) as work:
        dossier = queries.dossier(work.session, found, SYSTEM)
        stated = place_queries.claims_of(work.session, scene.place_id)
    row = next(row for row in dossier.rows if row.criterion.key == "name_age")
    assert [c.claim_id for c in row.claims] == [None]
    assert [gap.quote for gap in dossier.gaps if gap.blocking] == ["唐代已有此村"]
    assert len(stated) == 1, "the gazetteer holds no claim without evidence"


def test_a_citation_turns_words_into_a_claim_and_lets_the_file_go(scene):
    found = scene.nominate(claims=[claim(), claim("name_age", citations=())])
    with scene.work_as(SYSTEM) as work:
        dossier = queries.dossier(work.session, found, SYSTEM)
    link = dossier.rows[1].claims[0]
    for draft in (citation(locator="第五行"), citation(locator="第六行", supports=False)):
        with scene.work_as(scene.cast.compiler, at=START) as work:
            seen = queries.nomination(work.session, found).version
            services.add_citation(work, found, link_id=link.link_id, draft=draft, seen_version=seen)
    with scene.work_as(SYSTEM) as work:
        row = queries.dossier(work.session, found, SYSTEM).rows[1]
    assert [len(row.claims[0].supporting), len(row.claims[0].contradicting)] == [1, 1]
    assert row.age.verdict is AgeVerdict.LIKELY
    scene.submit(found)
    assert scene.status(found) == "county"


def test_a_removed_claim_leaves_the_file_and_stays_in_the_gazetteer(scene):
    found = scene.nominate()
    with scene.work_as(scene.cast.compiler, at=START) as work:
        link = queries.dossier(work.session, found, SYSTEM).rows[0].claims[0]
        services.remove_claim(work, found, link_id=link.link_id, seen_version=1)
    with scene.work_as(SYSTEM) as work:
        assert queries.claim_count(work.session, found) == 1
        assert len(place_queries.claims_of(work.session, scene.place_id)) == 2


def test_a_submitted_file_is_no_longer_written(scene):
    found, _notice = scene.notified()
    for change in (
        lambda work, seen: services.update_draft(work, found, text=TEXT, seen_version=seen),
        lambda work, seen: services.add_claim(work, found, draft=claim(), seen_version=seen),
    ):
        with pytest.raises(Refused), scene.work_as(scene.cast.compiler, at=START) as work:
            change(work, queries.nomination(work.session, found).version)


def test_a_returned_file_is_written_again_and_voted_on_again(scene):
    found = scene.judged()
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.decide(work, found, action=Action.RETURN, reason="补拓片", seen_version=seen)
    assert scene.status(found) == "returned"
    with scene.work_as(scene.cast.compiler, at=START) as work:
        changed = replace(TEXT, summary="补充了拓片。")
        services.update_draft(work, found, text=changed, seen_version=scene_version(work, found))
    scene.submit(found)
    for part in ("reviewer_county", "reviewer_city", "reviewer_province"):
        scene.forward(found, getattr(scene.cast, part))
    with pytest.raises(Refused) as refused:
        open_notice(scene, found)
    assert refused.value.code == "heritage.votes_missing"


def scene_version(work, found: str) -> int:
    return queries.nomination(work.session, found).version


def open_notice(scene, found: str, days: int = 6, **more):
    today = china_date(START)
    terms = NoticeTerms(today, today + timedelta(days=days), issuer="市民政局", contact="0551")
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        return services.open_notice(work, found, terms=terms, seen_version=seen, **more)


def test_a_doubt_or_a_short_window_asks_for_written_reasons(scene):
    found = scene.judged(Verdict.DOUBTFUL)
    with pytest.raises(Invalid) as invalid:
        open_notice(scene, found)
    assert list(invalid.value.fields) == ["reason"]
    open_notice(scene, found, reason="年代存疑,公示征求意见")
    other = replace(scene, place_id=scene.other_place_id)
    second = other.judged()
    with pytest.raises(Invalid) as invalid:
        open_notice(scene, second, days=2)
    assert list(invalid.value.fields) == ["reason"]


def test_acceptance_7_the_wrong_kind_of_name_needs_a_reason_that_the_reviewer_reads(scene):
    rules = {**RULES, "edition": "towns", "expected_suffixes": ["镇"]}
    facts = {
        "key": "test-towns",
        "title": "千年古镇",
        "issuer": "省民政厅",
        "issuer_nature": "government",
        "heritage_class": "千年古镇",
        "rule_set": rules,
    }
    with scene.work_as(SYSTEM) as work:
        programme = services.add_programmes(work, [facts])[0]
    found = scene.nominate(programme_id=programme.id)
    with pytest.raises(Invalid) as invalid:
        scene.submit(found)
    assert list(invalid.value.fields) == ["exception_reason"]
    with scene.work_as(scene.cast.compiler, at=START) as work:
        text = replace(TEXT, exception_reason="曾为建制镇")
        services.update_draft(work, found, text=text, seen_version=1)
    scene.submit(found)
    with scene.work_as(SYSTEM) as work:
        dossier = queries.dossier(work.session, found, SYSTEM)
    assert len(dossier.warnings) == 1
    assert dossier.nomination.exception_reason == "曾为建制镇"


def test_a_place_has_one_living_file_in_a_programme(scene):
    first = scene.nominate()
    with pytest.raises(Conflict):
        scene.nominate()
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.withdraw(work, first, seen_version=1, reason="重写")
    assert scene.nominate() != first


def test_a_withdrawn_file_ends_its_notice(scene):
    found, notice_id = scene.notified()
    seen = scene.version(found)
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.withdraw(work, found, seen_version=seen, reason="发现错误")
    with scene.work_as(SYSTEM) as work:
        notice = queries.notice(work.session, notice_id)
        assert queries.current_notice(work.session, found) is None
    assert notice.ended_without_at == START
    with pytest.raises(Refused):
        scene.object_(notice_id, START + timedelta(days=1))


def test_a_decision_needs_its_reason_and_its_document_number(scene):
    found, _notice = scene.notified()
    seen = scene.version(found)
    for words, field in ((("", "合民〔2026〕1号"), "reason"), (("好", "1号"), "document_no")):
        with pytest.raises(Invalid) as invalid, scene.work_as(scene.cast.steward, at=AFTER) as work:
            services.decide(
                work,
                found,
                action=Action.RECOGNISE,
                reason=words[0],
                seen_version=seen,
                document_no=words[1],
            )
        assert list(invalid.value.fields) == [field]
    assert scene.status(found) == "notice"


def test_a_changed_rule_set_is_a_new_edition_and_old_files_keep_theirs(scene):
    found = scene.nominate()
    facts = {
        "key": "test-villages",
        "title": "千年古村落",
        "issuer": "省民政厅",
        "issuer_nature": "government",
        "heritage_class": "千年古村落",
        "rule_set": RULES,
    }
    changed = {**RULES, "notice_days": 10}
    with scene.work_as(SYSTEM) as work:
        again = services.add_programmes(work, [facts])[0]
        assert again.id == scene.programme_id
        with pytest.raises(Conflict):
            services.add_programmes(work, [{**facts, "rule_set": changed}])
        newer = {**facts, "rule_set": {**changed, "edition": "test-2"}}
        services.add_programmes(work, [newer])
    with scene.work_as(SYSTEM) as work:
        assert queries.dossier(work.session, found, SYSTEM).programme.rules.notice_days == 7
        assert [view.rules.edition for view in queries.programmes(work.session)] == ["test-2"]
    with pytest.raises(Refused) as refused:
        scene.nominate(place_id=scene.other_place_id)
    assert refused.value.code == "heritage.programme_superseded"


def test_the_state_is_what_the_last_decision_became_after_any_acts(scene):
    found = scene.judged()
    with scene.work_as(SYSTEM) as work:
        last = queries.decisions(work.session, found)[-1]
        file = queries.nomination(work.session, found)
        assert (last.to_status, last.seen_version + 1) == (file.status, file.version)
        assert Status(file.status) is Status.EXPERT_REVIEW
    assert day_end(china_date(START)) > START
