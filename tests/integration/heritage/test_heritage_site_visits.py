"""Site visits: who makes one, what is refused, who reads it, and what is frozen of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action
from registry.heritage.rules.drafts import NoticeTerms
from registry.heritage.rules.visits import VisitSaid
from tests.support.pictures import jpeg, phone_exif

from .conftest import AFTER, RULES, START, TODAY, acting_also_as, person

SECRET = "问到的老人说碑是后立的"
SAID = VisitSaid(TODAY, "村口和老街", "王某、文物所李某", SECRET, {"remains": "格局完整"})


def visit(scene, found, who, said=SAID, **more):
    seen = more.pop("seen", None) or scene.version(found)
    with scene.work_as(who, at=more.pop("at", START)) as work:
        return services.record_visit(work, found, said=said, seen_version=seen).id


def seen_by(scene, found, who):
    with scene.work_as(SYSTEM) as work:
        return queries.visits_for(work.session, queries.nomination(work.session, found), who)


@pytest.mark.database
def test_a_visit_belongs_to_the_version_that_was_read_and_is_corrected_beside_itself(scene):
    found = scene.in_review()
    made = visit(scene, found, scene.cast.expert)
    shared = replace(SAID, report="碑是清代重立", shared=True)
    with scene.work_as(scene.cast.expert, at=START) as work:
        services.correct_visit(work, made, said=shared, reason="看错年号", seen_number=1)
    with pytest.raises(Conflict) as late, scene.work_as(scene.cast.expert, at=START) as work:
        services.correct_visit(work, made, said=SAID, reason="再改", seen_number=1)
    assert late.value.code == "heritage.visit_corrected_meanwhile"
    view = seen_by(scene, found, scene.cast.steward)[0]
    assert view.visit.version == scene.version(found)
    assert [one.report for one in view.reports] == [SECRET, "碑是清代重立"]
    with scene.work_as(SYSTEM) as work:
        entries = journal.history(work.session, ("nomination", found))
    assert {"heritage.visited", "heritage.visit_corrected"} <= {one.verb for one in entries}
    assert not any(SECRET in str(one.after) for one in entries)


def test_only_an_impartial_reviewer_of_the_station_or_the_bureau_visits(scene):
    found = scene.in_review()
    kept_out = [
        *(scene.cast.compiler, scene.cast.crew, scene.cast.stranger, scene.cast.reviewer_county),
        acting_also_as(scene.cast.compiler, Role.STEWARD),
        person("elsewhere", Role.STEWARD, scene.other_county_path),
    ]
    for who in kept_out:
        with pytest.raises(Forbidden):
            visit(scene, found, who)
    with scene.work_as(scene.cast.expert, at=START) as work:
        services.recuse(work, found, reason="我是村里人")
    with pytest.raises(Forbidden) as off:
        visit(scene, found, scene.cast.expert)
    assert off.value.code == "heritage.recused"
    assert visit(scene, found, scene.cast.steward)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"visited_on": TODAY.replace(day=TODAY.day + 1)}, {"visited_on"}),
        ({"visited_on": TODAY.replace(year=2014)}, {"visited_on"}),
        ({"report": " ", "place_visited": ""}, {"report", "place_visited"}),
        ({"observations": {"nothing": "…"}}, {"seen-nothing"}),
    ],
)
def test_every_fault_of_a_report_is_named_and_nothing_is_written(scene, change, wrong):
    found = scene.in_review()
    with pytest.raises(Invalid) as invalid:
        visit(scene, found, scene.cast.expert, replace(SAID, **change))
    assert set(invalid.value.fields) == wrong
    assert seen_by(scene, found, SYSTEM) == seen_by(scene, found, scene.cast.steward) == []


def test_a_file_that_was_decided_meanwhile_takes_no_visit(scene):
    found = scene.in_review()
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.decide(work, found, action=Action.REJECT, reason="证据不足", seen_version=seen)
    with pytest.raises(Conflict):
        visit(scene, found, scene.cast.expert, seen=seen)
    with pytest.raises(Refused) as late:
        visit(scene, found, scene.cast.expert)
    assert late.value.code == "heritage.not_under_review"


def test_the_applicant_reads_what_is_shared_and_no_position(scene, runtime, client, sign_in):
    found = scene.in_review()
    made = visit(scene, found, scene.cast.expert)
    content = jpeg(exif=phone_exif())
    kept = services.keep_visit_photo(
        runtime.store,
        io.BytesIO(content),
        file_name="a.jpg",
        max_bytes=10_000_000,
        photo_limits=None,
    )
    with scene.work_as(scene.cast.expert, at=START) as work:
        photo = services.add_visit_photo(work, made, kept, caption="村口的碑").id
    path, picture = f"/heritage/visits/{made}", f"/heritage/visit-photos/{photo}"
    sign_in(client, scene.cast.compiler)
    assert client.get(path).status_code == client.get(f"{picture}/files/copy").status_code == 404
    assert SECRET not in client.get(f"/heritage/nominations/{found}").text
    with scene.work_as(scene.cast.expert, at=START) as work:
        said = replace(SAID, shared=True)
        services.correct_visit(work, made, said=said, reason="可以给申报人", seen_number=1)
    assert SECRET in client.get(path).text
    copy = client.get(f"{picture}/files/copy")
    assert (copy.status_code, b"Exif" in copy.data) == (200, False)
    assert client.get(f"{picture}/files/original").status_code == 404
    assert client.get(f"{picture}/files/other").status_code == 404
    sign_in(client, "reviewer_city")
    assert client.get(f"{picture}/files/original").data == content
    assert "格局完整" in client.get(f"/heritage/nominations/{found}").text


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [(b"MZ\x90\x00 a program", "a.jpg", "Windows"), (b"%PDF-1.4 paper", "a.pdf", "PDF")],
)
def test_a_photograph_that_lies_is_told_what_it_is(runtime, scene, content, name, told):
    with pytest.raises(Invalid) as wrong:
        services.keep_visit_photo(
            runtime.store,
            io.BytesIO(content),
            file_name=name,
            max_bytes=10_000_000,
            photo_limits=None,
        )
    assert told in " ".join(str(text) for text in wrong.value.fields["file"])
    assert list(runtime.store.blobs()) == []


@pytest.mark.database
def test_rules_that_ask_for_a_visit_allow_no_vote_before_one(scene):
    with scene.work_as(SYSTEM) as work:
        row = {
            "key": "test-visited",
            "title": "要核查的名录",
            "issuer": "省民政厅",
            "issuer_nature": "government",
            "heritage_class": "千年古村落",
            "rule_set": {**RULES, "visit_required": True},
        }
        asking = replace(scene, programme_id=services.add_programmes(work, [row])[0].id)
    with pytest.raises(Refused) as early:
        asking.judged()
    assert early.value.code == "heritage.vote_too_early"
    with scene.work_as(SYSTEM) as work:
        found = queries.nominations(work.session)[0].id
    made = visit(scene, found, scene.cast.steward)
    asking.vote(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.withdraw_visit(work, made, reason="去错了村")
        assert queries.standing_visits(work.session, found) == 0
    terms = NoticeTerms(TODAY, TODAY + timedelta(days=6), issuer="合肥市民政局", contact="0551")

    def open_notice():
        seen = asking.version(found)
        with scene.work_as(scene.cast.steward, at=START) as work:
            return services.open_notice(work, found, terms=terms, seen_version=seen)

    with pytest.raises(Refused) as unseen:
        open_notice()
    assert unseen.value.code == "heritage.visit_missing"
    assert "实地" in str(unseen.value.message)
    assert asking.status(found) == "expert_review"
    visit(scene, found, scene.cast.steward)
    assert open_notice()


def test_a_notice_freezes_that_there_was_a_visit_and_no_word_of_it(scene, client):
    found = scene.in_review()
    visit(scene, found, scene.cast.expert)

    class Walk(type(scene)):  # type: ignore[misc]
        def in_review(self):
            return found

    walk = Walk(**{name: getattr(scene, name) for name in scene.__dataclass_fields__})
    _file, notice = walk.notified()
    frozen = client.get(f"/heritage/notices/{notice}/snapshot.json")
    listed = frozen.json["visits"][0]
    assert listed["visited_on"] == TODAY.isoformat()
    assert listed["report_sha256"] == SAID.sha256
    shown = walk.recognise(found, AFTER)
    page = client.get(f"/heritage/recognitions/{shown.id}").text
    assert TODAY.isoformat() in page
    assert "王某" not in page + frozen.text
    assert SECRET not in page + frozen.text
    with scene.work_as(SYSTEM) as work:
        kept = queries.place_archive(work.session, scene.cast.steward, scene.place_id)
    assert kept["record"]["nominations"][0]["visits"][0]["reports"][0]["report"] == SECRET
