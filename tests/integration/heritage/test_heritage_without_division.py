"""A record without a county, and a candidate without any division, on their way to a nomination."""

from __future__ import annotations

from datetime import date

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden
from registry.heritage import queries, services
from registry.heritage.rules import Action, ListedName, ListKind, NoticeList, Status
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace

from .conftest import AFTER, START, person

NOTICE = NoticeList(ListKind.GONGSHI, "第八批名单的公示", date(2021, 1, 15), "anhui")


@pytest.fixture
def cave(scene):
    """A cave that lies in the city and in no county of it."""
    city = scene.county_path.strip("/").split("/")[0]
    with scene.work_as(SYSTEM, at=START) as work:
        return place_services.add_place(work, NewPlace("landform", city, [NewName("王乔洞")]))


@pytest.mark.database
def test_what_lies_in_no_county_waits_for_whoever_looks_after_the_city(scene, cave):
    found = scene.nominate(place_id=cave)
    scene.submit(found)
    local = person("local", Role.REVIEWER_COUNTY, scope=scene.county_path)
    seen = scene.version(found)
    with pytest.raises(Forbidden), scene.work_as(local, at=START) as work:
        services.review(work, found, action=Action.FORWARD, seen_version=seen)
    for who in (
        person("of the city", Role.REVIEWER_COUNTY, scope=scene.county_path.rpartition("/")[0]),
        scene.cast.reviewer_city,
        scene.cast.reviewer_province,
    ):
        scene.forward(found, who)
    assert scene.status(found) == Status.EXPERT_REVIEW
    with scene.work_as(SYSTEM) as work:
        assert queries.nomination(work.session, found).division_text == "合肥市"


def taken(scene) -> str:
    with scene.work_as(SYSTEM, at=START) as work:
        row = ListedName(1, "洪疃", "洪疃", "千年古村落")
        return services.take_in_list(work, NOTICE, [row]).added[1]


def test_a_candidate_without_a_place_is_told_what_is_missing_and_starts_no_file(
    scene, client, sign_in
):
    candidate = taken(scene)
    sign_in(client, "steward")
    page = client.get(f"/heritage/candidates/{candidate}").get_data(as_text=True)
    assert "名单没有写，待定" in page
    assert "对上登记里的地名以后才能申报" in page
    sign_in(client, "compiler")
    page = client.get(f"/heritage/candidates/{candidate}").get_data(as_text=True)
    assert "/heritage/nominations/start" not in page
    answer = client.get("/heritage/nominations/start?place=")
    assert answer.status_code == 404
    assert "没有这个地名" in answer.get_data(as_text=True)


def test_once_it_has_a_place_it_goes_all_the_way(scene):
    candidate = taken(scene)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.settle_candidate(work, candidate, scene.place_id)
    found, _notice = scene.notified()
    scene.recognise(found, AFTER)
    with scene.work_as(SYSTEM) as work:
        kept = queries.candidate(work.session, candidate)
        assert (kept.place_id, kept.division_text) == (scene.place_id, "")
        assert len(queries.recognitions_by_place(work.session, [scene.place_id])) == 1


def test_only_whoever_decides_everywhere_says_which_place_a_candidate_is(scene):
    candidate = taken(scene)
    local = person("local steward", Role.STEWARD, scope=scene.county_path)
    for who in (local, scene.cast.compiler, scene.cast.expert, scene.cast.stranger):
        with pytest.raises(Forbidden), scene.work_as(who, at=START) as work:
            services.settle_candidate(work, candidate, scene.place_id)
