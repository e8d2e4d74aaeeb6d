"""One queue: what waits, how it may be decided on the desk, and back to the row that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.core.panels import DeskKey
from registry.heritage import queries, services
from registry.heritage.rules import Verdict

from .conftest import RULES, START, person


def desk(scene, who):
    with scene.work_as(SYSTEM) as work:
        return queries.desk(work.session, who, START + timedelta(days=3))


def at_county(scene) -> str:
    found = scene.nominate()
    scene.submit(found)
    return found


def form_of(act, **more: str) -> dict[str, str]:
    return {**act.fields, **more}


def test_a_reviewer_sees_the_ways_to_decide_and_others_nothing(scene):
    at_county(scene)
    row = desk(scene, scene.cast.reviewer_county)[0]
    assert [act.key for act in row.acts] == list(DeskKey)
    assert [act.reason for act in row.acts] == ["", "reason", "reason"]
    elsewhere = person("elsewhere", Role.REVIEWER_COUNTY, scene.other_county_path)
    for who in (elsewhere, scene.cast.crew, scene.cast.stranger, scene.cast.reviewer_city):
        assert desk(scene, who) == []
    assert [row.acts for row in desk(scene, scene.cast.compiler)] == []


def test_a_vote_is_cast_from_the_desk_once_every_finding_is_there(scene):
    found = scene.in_review()
    assert [row.acts for row in desk(scene, scene.cast.expert)] == [()]
    seen = scene.version(found)
    with scene.work_as(scene.cast.expert, at=START) as work:
        given = {c["key"]: (Verdict.MEETS, "看过原文") for c in RULES["criteria"]}
        services.find(work, found, findings=given, seen_version=seen)
    acts = desk(scene, scene.cast.expert)[0].acts
    assert [act.fields["choice"] for act in acts] == ["approve", "change", "reject"]


def test_what_is_decided_without_a_script_leads_back_to_the_desk(scene, client, sign_in):
    found = at_county(scene)
    sign_in(client, "reviewer_county")
    page = client.get("/desk").text
    assert 'name="desk_row" value="0"' in page
    assert "data-desk-act" in page
    act = desk(scene, scene.cast.reviewer_county)[0].acts[0]
    address = f"/heritage/nominations/{found}/decisions"
    done = client.post(address, data=form_of(act, desk_row="0"))
    assert (done.status_code, done.headers["Location"]) == (303, "/desk?at=0")
    assert scene.status(found) == "city"
    assert client.get("/desk?at=0").status_code == 200


def test_a_refused_act_stays_with_its_faults_and_moves_nothing(scene, client, sign_in):
    found = at_county(scene)
    sign_in(client, "reviewer_county")
    acts = desk(scene, scene.cast.reviewer_county)[0].acts
    address = f"/heritage/nominations/{found}/decisions"
    unsaid = client.post(address, data=form_of(acts[1], reason=" ", desk_row="0"))
    assert unsaid.status_code == 422
    assert 'id="error-reason"' in unsaid.text
    stale = {**form_of(acts[0], desk_row="0"), "seen_version": "1"}
    assert client.post(address, data=stale).status_code == 409
    assert scene.status(found) == "county"


def test_a_row_that_is_none_leads_to_the_file_itself(scene, client, sign_in):
    sign_in(client, "reviewer_county")
    places = (scene.place_id, scene.other_place_id)
    for place, row in zip(places, ("//evil.example", "\u0661"), strict=True):
        found = at_county(replace(scene, place_id=place))
        act = next(
            row.acts[0]
            for row in desk(scene, scene.cast.reviewer_county)
            if row.values["nomination_id"] == found
        )
        address = f"/heritage/nominations/{found}"
        done = client.post(f"{address}/decisions", data=form_of(act, desk_row=row))
        assert done.headers["Location"] == address
    for bad in ("-1", "x", "99999999999"):
        assert client.get(f"/desk?at={bad}").status_code == 422
    assert client.get("/desk?at=9999").status_code == 200
