"""What waits for whom, what a place's page shows, and candidate records that stay what they are."""

from __future__ import annotations

from datetime import timedelta

from registry.core.actor import ANONYMOUS, SYSTEM
from registry.data import document
from registry.heritage import queries, services
from registry.heritage.rules import Action, Candidate, CandidateState, SourceNote
from registry.places import queries as place_queries

from .conftest import AFTER, START


def waiting(scene, at=START) -> set[str]:
    with scene.work_as(SYSTEM) as work:
        return {
            part
            for part, actor in scene.cast.everybody().items()
            if queries.desk(work.session, actor, at)
        }


def test_each_stage_waits_for_its_own_people(scene):
    found = scene.nominate()
    assert waiting(scene) == {"compiler"}
    scene.submit(found)
    for part in ("reviewer_county", "reviewer_city", "reviewer_province"):
        assert waiting(scene) == {part}
        scene.forward(found, getattr(scene.cast, part))
    assert waiting(scene) == {"expert"}


def test_the_bureau_is_told_when_it_can_open_answer_and_decide(scene):
    found, notice_id = scene.notified()
    steward = scene.cast.steward

    def kinds(at) -> list[str]:
        with scene.work_as(SYSTEM) as work:
            items = queries.desk(work.session, steward, at)
            files = {item.values.get("nomination_id", found) for item in items}
            assert files <= {found}
            return [item.kind.msgid for item in items]

    assert kinds(START) == ["公示中"]
    objection_id = scene.object_(notice_id, START)
    assert kinds(START) == ["异议"]
    scene.answer(objection_id, START)
    assert kinds(AFTER) == ["公示期满"]
    scene.recognise(found, AFTER)
    assert kinds(AFTER) == ["备案", "公告"]


def test_the_place_shows_to_each_what_is_theirs(scene):
    found = scene.nominate()
    with scene.work_as(SYSTEM) as work:

        def panel(actor):
            return queries.place_panel(work.session, actor, scene.place_id)

        assert panel(ANONYMOUS) is None
        assert [item["nomination"].id for item in panel(scene.cast.compiler)["files"]] == [found]
        assert panel(scene.cast.compiler)["may_nominate"]
        assert not panel(scene.cast.steward)["may_nominate"]


def test_a_recognised_place_shows_it_to_everybody(scene):
    found, _notice = scene.notified()
    scene.recognise(found, AFTER)
    with scene.work_as(SYSTEM) as work:
        shown = queries.place_panel(work.session, ANONYMOUS, scene.place_id)
    assert [view.document_no for view in shown["recognitions"]] == ["合民〔2026〕1号"]
    assert shown["files"] == []


ROW = Candidate(
    "anhui:三河镇",
    "三河镇",
    "千年古镇",
    CandidateState.NOT_SOURCED,
    list_key="anhui",
    sources=(SourceNote("旅游网页", "example.org"),),
)


def test_candidate_records_are_written_once_and_changed_with_their_earlier_words(scene):
    with scene.work_as(SYSTEM) as work:
        assert services.record_candidates(work, [ROW]).added == 1
    with scene.work_as(SYSTEM) as work:
        assert services.record_candidates(work, [ROW]).same == 1
    changed = Candidate(ROW.key, "三河镇", "千年古镇", CandidateState.FILED, list_key="anhui")
    with scene.work_as(SYSTEM) as work:
        assert services.record_candidates(work, [changed]).changed == 1
    with scene.work_as(SYSTEM) as work:
        views = queries.candidates(work.session)
        assert queries.recognitions_by_place(work.session, [scene.place_id]) == {}
        assert queries.protection_list(work.session) == {}
    assert [(view.state, view.sources) for view in views] == [(CandidateState.FILED, [])]
    assert not any(view.place_id for view in views)


def test_the_shipped_programmes_load_once(scene):
    rows = document("programmes.json")
    with scene.work_as(SYSTEM) as work:
        first = [row.id for row in services.add_programmes(work, rows)]
        again = [row.id for row in services.add_programmes(work, rows)]
        shown = queries.programmes(work.session)
    assert first == again
    assert len(shown) == len(rows) + 1
    assert not any(view.superseded_at for view in shown)


def test_a_returned_file_comes_back_to_its_compiler_s_desk(scene):
    found = scene.nominate()
    scene.submit(found)
    with scene.work_as(scene.cast.reviewer_county, at=START + timedelta(hours=1)) as work:
        seen = queries.nomination(work.session, found).version
        services.review(work, found, action=Action.RETURN, reason="补拓片", seen_version=seen)
    assert waiting(scene) == {"compiler"}
    with scene.work_as(SYSTEM) as work:
        assert place_queries.place_card(work.session, scene.place_id).protected is False
