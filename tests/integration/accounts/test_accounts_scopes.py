"""What a role can be limited to: divisions of the list, down to the township and no further."""

from __future__ import annotations

import pytest

from registry.accounts import queries, services
from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.places.services import NewDivision, add_divisions
from registry.places.services.divisions import division_id
from tests.support.people import PASSWORD

CITY, COUNTY, TOWN, VILLAGE = (
    ("nbs", "2023", code) for code in ("340100", "340122", "340122105", "340122105201")
)


@pytest.fixture
def paths(work_as):
    """The paths of a county, of its street office and of a village."""
    with work_as(SYSTEM) as work:
        rows = [
            NewDivision(*CITY, "合肥市", "city"),
            NewDivision(*COUNTY, "肥东县", "county", CITY),
            NewDivision(*TOWN, "石塘街道", "township", COUNTY),
            NewDivision(*VILLAGE, "龙城村委会", "village", TOWN),
        ]
        add_divisions(work, rows)
    ids = [division_id(*key) for key in (CITY, COUNTY, TOWN, VILLAGE)]
    chain = ["/" + "/".join(ids[: end + 1]) for end in range(len(ids))]
    return dict(zip(("city", "county", "town", "village"), chain, strict=True))


def held(runtime, person_id: str) -> list[tuple[Role, str]]:
    with runtime.database.read() as session:
        return [(one.role, one.scope_path) for one in queries.grants(session, person_id)]


def test_a_township_s_reviewer_is_appointed_for_a_street_office(
    client, sign_in, paths, runtime, cast
):
    sign_in(client, "administrator")
    form = {"role": "reviewer_township", "scope_path": paths["town"]}
    assert "石塘街道" in client.get("/people").text
    assert client.post(f"/people/{cast.stranger.id}/grants", data=form).status_code == 303
    assert held(runtime, cast.stranger.id) == [(Role.REVIEWER_TOWNSHIP, paths["town"])]
    page = client.get("/people", headers={"Accept-Language": "en"}).text
    assert "Township reviewer" in page


@pytest.mark.parametrize("scope", ["village", "/nowhere"])
def test_a_village_or_an_unknown_path_is_no_scope(client, sign_in, paths, runtime, cast, scope):
    sign_in(client, "administrator")
    form = {"role": "reviewer_township", "scope_path": paths.get(scope, scope)}
    refused = client.post(f"/people/{cast.stranger.id}/grants", data=form)
    assert refused.status_code == 422
    assert 'id="error-scope_path"' in refused.text
    # The role that was chosen is still chosen.
    assert '<option value="reviewer_township" selected>' in refused.text
    assert held(runtime, cast.stranger.id) == []


def test_a_new_account_s_faults_are_told_together_and_nobody_is_added(
    client, sign_in, paths, runtime
):
    sign_in(client, "administrator")
    person = {"name": "王五", "email": "w@example.cn", "password": "short", "role": "compiler"}
    form = {**person, "scope_path": paths["village"]}
    refused = client.post("/people", data=form)
    assert refused.status_code == 422
    for name in ("password", "scope_path"):
        assert f'id="error-{name}"' in refused.text
    for good in ({"password": PASSWORD}, {"scope_path": paths["county"]}):
        assert client.post("/people", data={**form, **good}).status_code == 422
    with runtime.database.read() as session:
        assert queries.person_by_email(session, "w@example.cn") is None


def test_a_scope_that_is_no_longer_offered_can_still_be_taken_back(
    client, sign_in, paths, runtime, cast, work_as
):
    with work_as(cast.administrator) as work:
        services.grant(work, cast.stranger.id, Role.REVIEWER_TOWNSHIP, paths["village"])
    sign_in(client, "administrator")
    form = {"role": "reviewer_township", "scope_path": paths["village"], "reason": "误授"}
    done = client.post(f"/people/{cast.stranger.id}/grants/revoke", data=form)
    assert done.status_code == 303
    assert held(runtime, cast.stranger.id) == []
