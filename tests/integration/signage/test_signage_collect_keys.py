"""Who may pass the door of ODK Collect, and the addresses that open it."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
import segno

from registry.accounts import services as accounts
from registry.accounts.rules import PersonStatus, Role
from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.signage import queries, services
from registry.web import create_app
from tests.support.collect import Collect, NotSentError, form_for
from tests.support.people import play


def asked(base):
    phone = Collect(base)
    return [
        phone.ask("GET", "/formList")[0],
        phone.ask("GET", "/forms/sign_report/signs.csv")[0],
        phone.ask("HEAD", "/submission")[0],
        phone.ask("POST", "/submission", b"")[0],
    ]


def test_a_key_that_is_none_or_was_taken_back_opens_nothing(
    site, work_as, cast, client, sign_in, key_of
):
    with work_as(cast.crew) as work:
        row, token = services.make_key(work, cast.crew.id, label="旧手机")
    assert asked(f"{site}/openrosa/{token}") == [200, 200, 204, 422]
    with work_as(cast.crew) as work:
        services.revoke_key(work, row.id)
    assert asked(f"{site}/openrosa/{token}") == [401] * 4
    assert asked(f"{site}/openrosa/{'0' * 43}") == [401] * 4
    # What a browser sends by itself counts for nothing here, whoever is signed in.
    for part in ("stranger", "crew", "steward"):
        sign_in(client, part)
        assert client.get(f"/openrosa/{token}/formList").status_code == 401


@pytest.mark.database
def test_a_person_without_the_role_or_an_account_keeps_no_open_door(site, work_as, cast, key_of):

    base = f"{site}/openrosa/{key_of(cast.crew)}"
    with work_as(cast.administrator) as work:
        accounts.revoke(work, cast.crew.id, Role.CREW, "", reason="调走")
    assert asked(base) == [403] * 4
    with work_as(cast.administrator) as work:
        accounts.grant(work, cast.crew.id, Role.CREW)
    assert asked(base)[:3] == [200, 200, 204]
    with work_as(cast.administrator) as work:
        accounts.set_status(work, cast.crew.id, PersonStatus.DISABLED, reason="离职")
    assert asked(base) == [401] * 4


def test_a_key_opens_this_door_only(site, key_of, cast):
    """Whoever holds every role is, by a key, somebody who reports."""
    token = key_of(cast.crew)
    for path in ("/api/v1/field/today", "/field", "/account"):
        status, _ = Collect(site).ask("GET", f"{path}?key={token}", None, {"Authorization": token})
        assert status in {302, 303, 401}


def test_a_key_of_one_division_shows_and_takes_nothing_of_another(site, work_as, stage, land):

    sign = stage.made()
    with work_as(SYSTEM) as work:
        here = play(work, "here", Role.CREW, scope=land.county_path)
        there = play(work, "there", Role.CREW, scope="/elsewhere")
    found = {}
    for actor in (here, there):
        with work_as(actor) as work:
            token = services.make_key(work, actor.id, label="手机")[1]
        phone = Collect(f"{site}/openrosa/{token}")
        table = phone.ask("GET", "/forms/sign_report/signs.csv")[1].decode()
        try:
            phone.send(form_for(sign))
        except NotSentError as error:
            found[actor.name] = (sign.code in table, error.status)
        else:
            found[actor.name] = (sign.code in table, 201)
    assert found == {"here": (True, 201), "there": (False, 403)}


def test_the_door_is_not_there_unless_the_operator_opens_it(runtime, cast, key_of, sign_in):

    token = key_of(cast.crew)
    settings = runtime.settings.model_copy(update={"openrosa": False})
    object.__setattr__(runtime, "settings", settings)
    client = create_app(settings, runtime=runtime).test_client()
    assert client.get(f"/openrosa/{token}/formList").status_code == 404
    assert client.post(f"/openrosa/{token}/submission").status_code == 404
    sign_in(client, "crew")
    assert client.get("/signage/collect").status_code == 404
    assert "collect" not in client.get("/account").get_data(as_text=True)


def test_an_address_is_shown_once_with_the_code_that_collect_scans(client, sign_in, seen, cast):

    sign_in(client, "crew")
    made = client.post("/signage/collect/keys", data={"label": "红米 12"})
    assert (made.status_code, made.location) == (303, "/signage/collect/new")
    page = client.get(made.location).get_data(as_text=True)
    address = re.search(r"http://localhost/openrosa/[\w-]{43}", page)[0]
    assert client.get(address.removeprefix("http://localhost") + "/formList").status_code == 200
    assert client.get("/signage/collect/new").status_code == 303
    listed = client.get("/signage/collect").get_data(as_text=True)
    account = client.get("/account").get_data(as_text=True)
    token = address.rpartition("/")[2]
    assert "红米 12" in listed
    assert "红米 12" in account
    assert token not in listed + account
    [row] = seen(queries.living_keys, [cast.crew.id])
    assert token not in row.model_dump_json()
    settings = {
        "general": {
            "server_url": address,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "project": {"name": "合肥市民政局区划地名处 · crew"},
        "admin": {},
    }
    code = segno.make(packed(settings), error="l")
    assert code.svg_data_uri(scale=5, border=4, light="#fff") in page


def packed(settings):
    plain = json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(plain, 9)).decode()


def refused(work_as, actor, call):
    try:
        with work_as(actor) as work:
            call(work)
    except Problem as problem:
        return problem.status
    return 0


def test_who_makes_and_takes_back_whose_address(work_as, cast):
    def make(person):
        return lambda work: services.make_key(work, person.id, label="手机")

    made = {part: refused(work_as, actor, make(actor)) for part, actor in cast.signed_in().items()}
    assert {part for part, status in made.items() if not status} == {
        "crew",
        "crew_leader",
        "other_crew",
    }
    assert set(made.values()) == {0, 403}
    for_crew = {
        part: refused(work_as, actor, make(cast.crew)) for part, actor in cast.signed_in().items()
    }
    may_lead = {"crew", "crew_leader", "steward"}
    assert {part for part, status in for_crew.items() if not status} == may_lead
    assert refused(work_as, cast.crew_leader, make(cast.stranger)) == 422
    with work_as(cast.crew) as work:
        row, _ = services.make_key(work, cast.crew.id, label="手机")
    for part, actor in cast.signed_in().items():
        expected = 0 if part in may_lead else 404
        assert refused(work_as, actor, lambda work: services.revoke_key(work, row.id)) == expected


def test_a_leader_of_one_division_makes_no_address_for_who_reports_beyond_it(work_as, cast, land):

    with work_as(SYSTEM) as work:
        leader = play(work, "leader", Role.CREW_LEADER, scope=land.county_path)
        own = play(work, "own", Role.CREW, scope=land.county_path)

    def make(person):
        return lambda work: services.make_key(work, person.id, label="手机")

    assert refused(work_as, leader, make(own)) == 0
    assert refused(work_as, leader, make(cast.crew)) == 403


def test_one_person_has_so_many_addresses_and_no_more(work_as, cast, client, sign_in):
    for number in range(5):
        with work_as(cast.crew) as work:
            services.make_key(work, cast.crew.id, label=f"手机 {number}")
    sign_in(client, "crew")
    assert client.post("/signage/collect/keys", data={"label": "再一台"}).status_code == 422


def test_a_leader_hands_an_address_to_a_crew_member_and_takes_it_back(client, sign_in, cast, seen):
    sign_in(client, "crew_leader")
    assert "/signage/collect" in client.get("/signage/phones").get_data(as_text=True)
    form = {"label": "队里的手机", "person_id": cast.crew.id}
    assert client.post("/signage/collect/keys", data=form).status_code == 303
    [row] = seen(queries.living_keys, [cast.crew.id])
    page = client.get("/signage/collect").get_data(as_text=True)
    assert f"/signage/collect/keys/{row.id}/revoke" in page
    assert client.post(f"/signage/collect/keys/{row.id}/revoke").status_code == 303
    assert seen(queries.living_keys, [cast.crew.id]) == []
