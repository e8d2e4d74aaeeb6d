"""Cases that do not fit: renamed half way, one name on two places, streets, caves, no code."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.core.errors import Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Status
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace

from .conftest import AFTER, START, TEXT


def rename(scene, new_text: str) -> None:
    with scene.work_as(SYSTEM, at=START) as work:
        basis = "肥政〔2026〕3号"
        place_services.rename(work, scene.place_id, new_text=new_text, basis=basis)


def add(scene, kind: str, name: str) -> str:
    county = scene.county_path.rpartition("/")[2]
    with scene.work_as(SYSTEM, at=START) as work:
        return place_services.add_place(work, NewPlace(kind, county, [NewName(name)]))


def test_a_place_renamed_during_its_notice_is_not_recognised_under_the_old_name(scene):
    found, notice_id = scene.notified()
    rename(scene, "新城村")
    with pytest.raises(Refused) as refused:
        scene.recognise(found, AFTER)
    assert refused.value.code == "heritage.name_changed"
    assert scene.status(found) == Status.NOTICE
    with scene.work_as(SYSTEM) as work:
        shown = queries.notice(work.session, notice_id)
    assert (shown.snapshot["place"]["name"], shown.is_intact) == ("龙城村", True)


def test_an_edit_during_notice_is_refused_and_after_a_return_it_is_noticed_anew(scene):
    found, first = scene.notified()
    seen = scene.version(found)
    with pytest.raises(Refused), scene.work_as(scene.cast.compiler, at=START) as work:
        services.update_draft(work, found, text=TEXT, seen_version=seen)
    with scene.work_as(scene.cast.steward, at=START) as work:
        services.decide(work, found, action=Action.RETURN, reason="补拓片", seen_version=seen)
    seen = scene.version(found)
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.update_draft(work, found, text=TEXT, seen_version=seen)
    with scene.work_as(SYSTEM) as work:
        assert queries.current_notice(work.session, found) is None
        assert queries.notice(work.session, first).ended_without_at == START


def test_town_and_village_of_one_name_are_two_files_and_two_places(scene):
    town, village = add(scene, "township", "许村镇"), add(scene, "natural_village", "许村")
    both = [add(scene, kind, "呈坎") for kind in ("village_committee", "natural_village")]
    files = {scene.nominate(place_id=place) for place in (town, village, *both)}
    assert len(files) == 4
    with scene.work_as(SYSTEM) as work:
        held = {queries.nomination(work.session, found).place_id for found in files}
    assert held == {town, village, *both}


@pytest.mark.parametrize(("kind", "name"), [("street_lane", "淮河路"), ("landform", "王乔洞")])
def test_a_street_and_a_cave_are_nominated_like_a_village(scene, kind, name):
    found = scene.nominate(place_id=add(scene, kind, name))
    scene.submit(found)
    assert scene.status(found) == Status.COUNTY


def test_a_place_without_a_code_of_its_own_goes_by_its_county(scene):
    found = scene.nominate(place_id=add(scene, "natural_village", "洪疃"))
    scene.submit(found)
    scene.forward(found, scene.cast.reviewer_county)
    assert scene.status(found) == Status.CITY
