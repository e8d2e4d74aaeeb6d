"""A title that an association gives: shown as what it is, and never counted as a recognition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.heritage.rules import Action
from registry.heritage.views.certificates import filled
from registry.places import queries as place_queries
from registry.places import services as place_services
from registry.places.queries import PlaceFilter
from registry.signage import queries as sign_queries

from .conftest import AFTER, RULES

ISSUER = "中国地名文化遗产保护促进会"
TITLE = "千年古村落（促进会）"


@pytest.fixture
def titled(app, scene):
    """A village with an association's title; the application's events are wired."""
    row = {
        "key": "association-villages",
        "title": TITLE,
        "issuer": ISSUER,
        "issuer_nature": "association",
        "heritage_class": "千年古村落",
        "rule_set": RULES,
    }
    with scene.work_as(SYSTEM) as work:
        programme = services.add_programmes(work, [row])[0].id
    theirs = replace(scene, programme_id=programme)
    found, notice = theirs.notified()
    return theirs, found, notice, theirs.recognise(found, AFTER)


@pytest.mark.database
def test_it_protects_no_name_opens_no_duty_and_asks_for_no_sign(titled, runtime):
    scene, _found, _notice, listed = titled
    with runtime.database.read() as session:
        assert queries.duties_of_recognition(session, listed.id, AFTER.date()) == []
        assert sign_queries.requirements_of_place(session, scene.place_id) == []
        marked = place_queries.search(session, PlaceFilter(q="龙城村", heritage="recognised"))
        assert marked.items == []
        lists = queries.protection_list(session)
    assert [one.total for one in lists["association-villages"]] == [1]
    with scene.work_as(SYSTEM, at=AFTER) as work:
        place_services.rename(work, scene.place_id, new_text="新城村", basis="肥政〔2026〕3号")


@pytest.mark.database
def test_beside_a_recognition_of_the_authorities_it_changes_nothing(titled, scene, runtime):
    theirs, found, _notice, listed = titled
    second, _ = scene.notified()
    official = scene.recognise(second, AFTER, number=2)
    seen = theirs.version(found)
    with theirs.work_as(theirs.cast.steward, at=AFTER) as work:
        services.change_standing(
            work,
            found,
            action=Action.REVOKE,
            reason="促进会来函",
            seen_version=seen,
            document_no="合民〔2026〕3号",
        )
    with runtime.database.read() as session:
        kept = queries.recognitions_by_place(session, [scene.place_id])[scene.place_id]
        marked = place_queries.search(session, PlaceFilter(q="龙城村", heritage="recognised"))
        due = sign_queries.requirements_of_place(session, scene.place_id)
    assert [one.id for one in kept] == [official.id]
    assert listed.id != official.id
    assert [hit.card.id for hit in marked.items] == [scene.place_id]
    assert len(due) == 1


def test_its_nature_stands_wherever_the_title_stands(titled, client, sign_in):
    scene, found, notice, listed = titled
    sign_in(client, "steward")
    for path in (
        "/heritage",
        f"/heritage/recognitions/{listed.id}",
        f"/heritage/notices/{notice}",
        f"/heritage/nominations/{found}",
        "/heritage/nominations",
        f"/places/{scene.place_id}",
        f"/heritage/programmes/{scene.programme_id}",
    ):
        page = client.get(path).get_data(as_text=True)
        assert TITLE in page, path
        assert "社会组织" in page, path
    page = client.get(f"/heritage/recognitions/{listed.id}").get_data(as_text=True)
    assert "不是政府部门的认定" in page
    client.post("/sign-out")
    for path in (f"/places/{scene.place_id}", f"/heritage/recognitions/{listed.id}"):
        page = client.get(path).get_data(as_text=True)
        assert "社会组织授予的称号" in page
        assert "已认定" not in page, path


def test_its_papers_say_who_gives_it(titled, app, runtime):
    _scene, _found, _notice, listed = titled
    with app.test_request_context("/"), runtime.database.read() as session:
        view = queries.recognition(session, listed.id)
        assert filled(session, view)["issuer"] == f"{ISSUER} · 社会组织"
