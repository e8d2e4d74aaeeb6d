"""Who may bring files in, and what the page of a place says to whom."""

from __future__ import annotations

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.places import queries as places
from registry.places.queries import PlaceFilter
from tests.support.people import play

PATHS = ("/imports", "/imports/new", "/imports/new/list", "/imports/samples/census")


@pytest.mark.parametrize("part", ["crew", "compiler", "reviewer_city", "administrator", "stranger"])
def test_only_those_who_edit_places_see_imports(client, sign_in, part):
    sign_in(client, part)
    for path in PATHS:
        assert client.get(path).status_code == 403, path
    assert client.post("/imports", data={}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/imports").status_code in {302, 303, 401}


@pytest.fixture
def county_steward(runtime, app, cast, gazetteer, sign_in):
    """A browser of somebody who keeps 肥东县 and nothing else."""
    with runtime.write(SYSTEM) as work:
        path = places.division(work.session, gazetteer["肥东县"]).path
        person = play(work, "county-steward", Role.STEWARD, scope=path)
    client = app.test_client()
    sign_in(client, person)
    return client


def test_a_steward_of_a_county_sees_and_offers_that_county_only(desk, county_steward, gazetteer):
    everywhere = desk.check()
    eastern = desk.hand_in(division_id=gazetteer["肥东县"])
    page = county_steward.get("/imports").get_data(as_text=True)
    assert eastern in page
    assert everywhere not in page
    for path in ("", "/mapping", "/progress", "/problems.csv", "/problems.xlsx"):
        assert county_steward.get(f"/imports/{everywhere}{path}").status_code == 403, path
    for path in ("/check", "/apply", "/stop", "/cancel", "/rows/2", "/paper", "/undo"):
        form = {"choice": "skip", "reason": "x"}
        answer = county_steward.post(f"/imports/{everywhere}{path}", data=form)
        assert answer.status_code == 403, path
    offered = county_steward.get("/imports/new").get_data(as_text=True)
    assert "石塘镇" in offered
    assert "三河镇" not in offered


def test_an_unknown_run_is_not_found(desk):
    for run_id in ("0" * 16, "x", "没有"):
        assert desk.client.get(f"/imports/{run_id}").status_code == 404


def test_the_page_of_a_place_says_where_it_came_from(desk, app, sign_in):
    run_id = desk.check()
    desk.apply(run_id)
    with desk.runtime.database.read() as session:
        place = places.search(session, PlaceFilter(q="小李庄")).items[0].card.id
    staff = desk.text(f"/places/{place}")
    assert "从哪里来" in staff
    assert "村.csv" in staff
    assert "第 2 行" in staff
    assert f"/imports/{run_id}" in staff
    visitor = app.test_client().get(f"/places/{place}").get_data(as_text=True)
    assert "由来源资料导入" in visitor
    panel = visitor.partition('id="provenance"')[2].partition("</section>")[0]
    assert "一般地名表" not in panel
    assert "村.csv" not in panel
    assert "导入的地名表" in panel
    assert "steward" not in visitor


def test_a_place_that_no_file_made_has_no_such_panel(desk, gazetteer):
    assert "从哪里来" not in desk.text(f"/places/{gazetteer['龙城村的地名']}")


def test_runs_that_wait_stand_on_the_desk(desk):
    run_id = desk.check()
    page = desk.text("/desk")
    assert "导入等待确认" in page
    assert f"/imports/{run_id}" in page
    desk.apply(run_id)
    assert f"/imports/{run_id}" not in desk.text("/desk")
