"""A place renamed, merged or abolished at any station before the notice: never listed unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Status, Verdict
from registry.heritage.rules.drafts import NoticeTerms
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace
from registry.places.services.merging import merge

from .conftest import AFTER, RULES, START, TODAY

NEW = "新城村"
STATIONS = ("draft", "county", "city", "province", "expert_review")


def rename(scene, new_text: str = NEW) -> None:
    with scene.work_as(SYSTEM, at=START) as work:
        basis = "肥政〔2026〕3号"
        place_services.rename(work, scene.place_id, new_text=new_text, basis=basis)


def absorb(scene, name: str) -> str:
    """Merge the nominated record into another one of this name; that one."""
    county = scene.county_path.rpartition("/")[2]
    choices = {} if name == "龙城村" else {"other_name": "alias"}
    with scene.work_as(SYSTEM, at=START) as work:
        other = place_services.add_place(work, NewPlace("natural_village", county, [NewName(name)]))
        merge(work, scene.place_id, other, choices=choices, reason="同一个村登记了两次")
    return other


def reviewers(scene):
    return (scene.cast.reviewer_county, scene.cast.reviewer_city, scene.cast.reviewer_province)


def walk(scene, change, station: str) -> str:
    """A file that goes its way, with the change when it has come to a station."""
    found = scene.nominate()
    at = iter(STATIONS)
    for step in (scene.submit, *(lambda f, w=who: scene.forward(f, w) for who in reviewers(scene))):
        if next(at) == station:
            change()
        step(found)
    if station == "expert_review":
        change()
    return found


def judge(scene, found: str, criteria=None) -> None:
    wanted = criteria or [one["key"] for one in RULES["criteria"]]
    seen = scene.version(found)
    with scene.work_as(scene.cast.expert, at=START) as work:
        findings = dict.fromkeys(wanted, (Verdict.MEETS, "看过原文"))
        services.find(work, found, findings=findings, seen_version=seen)


def give_notice(scene, found: str) -> str:
    seen = scene.version(found)
    terms = NoticeTerms(TODAY, TODAY + timedelta(days=6), issuer="合肥市民政局", contact="0551")
    with scene.work_as(scene.cast.steward, at=START) as work:
        return services.open_notice(work, found, terms=terms, seen_version=seen).id


def send_back(scene, found: str) -> None:
    """Returned for evidence, and handed in again by its compiler, up to the experts."""
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.decide(work, found, action=Action.RETURN, reason="核对名称", seen_version=seen)
    scene.submit(found)
    for who in reviewers(scene):
        scene.forward(found, who)


@pytest.mark.database
@pytest.mark.parametrize("station", STATIONS)
def test_what_is_listed_is_the_name_that_was_judged_and_shown(scene, station):
    found = walk(scene, lambda: rename(scene), station)
    judge(scene, found)
    scene.vote(found)
    if station != "draft":
        with pytest.raises(Refused) as refused:
            give_notice(scene, found)
        assert refused.value.code == "heritage.name_changed"
        assert scene.status(found) == Status.EXPERT_REVIEW
        send_back(scene, found)
        judge(scene, found, ["name_age"])
        scene.vote(found)
    notice = give_notice(scene, found)
    listed = scene.recognise(found, AFTER)
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        shown = queries.notice(work.session, notice).snapshot["place"]["name"]
    assert (file.place_name, shown, listed.place_name) == (NEW, NEW, NEW)


def test_under_another_name_only_what_was_found_of_the_name_is_judged_again(scene, runtime):
    found = scene.judged()
    rename(scene)
    send_back(scene, found)
    with runtime.database.read() as session:
        file = queries.nomination(session, found)
        programme = queries.programme(session, file.programme_id)
        standing = queries.standing_of(session, file, programme.rules)
        kept = journal.history(session, ("nomination", found))
    assert set(standing.lacking) == {"name_age"}
    assert {row.criterion for row in standing.past} == {"name_age"}
    followed = next(one for one in kept if one.verb == "heritage.name_followed")
    assert (followed.before["place_name"], followed.after["place_name"]) == ("龙城村", NEW)


def test_handed_in_again_under_the_same_name_nothing_is_judged_anew(scene, runtime):
    found = scene.judged()
    send_back(scene, found)
    with runtime.database.read() as session:
        file = queries.nomination(session, found)
        programme = queries.programme(session, file.programme_id)
        assert queries.standing_of(session, file, programme.rules).lacking == {}


@pytest.mark.database
@pytest.mark.parametrize("station", STATIONS)
@pytest.mark.parametrize("name", ["龙城村", "龙城大村"])
def test_a_record_merged_on_the_way_takes_its_file_along(app, scene, station, name):
    into = []
    found = walk(scene, lambda: into.append(absorb(scene, name)), station)
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        assert (file.place_id, file.status) == (into[0], Status.EXPERT_REVIEW)
    judge(scene, found)
    scene.vote(found)
    if name == "龙城村" or station == "draft":
        give_notice(scene, found)
        assert scene.recognise(found, AFTER).place_id == into[0]
    else:
        with pytest.raises(Refused) as refused:
            give_notice(scene, found)
        assert refused.value.code == "heritage.name_changed"


def test_the_file_says_so_on_its_page(scene, client, sign_in):
    found = scene.nominate()
    scene.submit(found)
    rename(scene)
    sign_in(client, "reviewer_county")
    page = client.get(f"/heritage/nominations/{found}").get_data(as_text=True)
    assert "申报以后，这个地名改了标准名" in page
    assert NEW in page


@pytest.mark.parametrize("station", STATIONS)
def test_a_place_that_is_abolished_on_the_way_keeps_its_file_and_its_name(scene, station):
    def abolish():
        with scene.work_as(SYSTEM, at=START) as work:
            place_services.retire(
                work, scene.place_id, on=START.date(), basis="皖政〔2026〕1号", reason="并入邻村"
            )

    found = walk(scene, abolish, station)
    judge(scene, found)
    scene.vote(found)
    give_notice(scene, found)
    listed = scene.recognise(found, AFTER)
    assert listed.place_name == "龙城村", "the entity ends, the name lives on"
