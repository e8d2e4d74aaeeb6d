"""The township's station: every route that acts there, for every role, in and out of scope.

A file of a village stands at its township, another lies in no township; nobody acts on either but
those whose station it is, and on the second the county's reviewers.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from registry.accounts.rules import Role
from registry.core.actor import ANONYMOUS, SYSTEM, Actor
from registry.heritage import services as heritage
from registry.places import services as places
from registry.places.services.divisions import division_id
from tests.support.heritage_acts import version_of
from tests.support.people import play
from tests.support.town import PROGRAMME, RULES, Files
from tests.support.town_acts import resent

from .test_web_heritage_matrix import admitted

COUNTY = ("test", "2026", "340122")
TOWN, OTHER, VILLAGE = (("test", "2026", code) for code in ("105", "106", "105201"))
AUTHOR = {"everybody"}
TOWNSHIP = {"reviewer_township", "reviewer_township of the town"}
#: Of one role for the whole county and for the town itself.
IN_SCOPE = ("", " of the town")


def both(*roles: str) -> set[str]:
    return {f"{role}{where}" for role in roles for where in IN_SCOPE}


#: Who acts on the village's file at its township.
INSIDE = {
    "heritage.decision_create": TOWNSHIP | AUTHOR,
    "heritage.visit_create": TOWNSHIP | both("steward") | AUTHOR,
    "heritage.assignment_create": both("steward") | AUTHOR,
    "heritage.recusal_create": AUTHOR
    | both(
        *("compiler", "reviewer_township", "reviewer_county", "reviewer_city"),
        *("reviewer_province", "expert", "steward"),
    )
    # Leave for a village is leave to read its file, and so to keep off it.
    | {"reviewer_township of the village"},
    "heritage.note_create": AUTHOR
    | both(
        *("reviewer_township", "reviewer_county", "reviewer_city"),
        *("reviewer_province", "expert", "steward"),
    )
    | {"reviewer_township of the village"},
}
#: Who acts on the file that lies in no township, as long as it stands at that station.
OUTSIDE = {
    "heritage.decision_create": {"reviewer_county"} | AUTHOR,
    "heritage.visit_create": {"reviewer_county", "steward"} | AUTHOR,
    "heritage.assignment_create": {"steward"} | AUTHOR,
    "heritage.recusal_create": AUTHOR
    | {"compiler", "reviewer_township", "reviewer_county", "reviewer_city"}
    | {"reviewer_province", "expert", "steward"},
    "heritage.note_create": AUTHOR
    | {"reviewer_township", "reviewer_county", "reviewer_city"}
    | {"reviewer_province", "expert", "steward"},
}


@dataclass(frozen=True)
class Station:
    """The two files, and everybody by their part."""

    inside: str
    outside: str
    people: dict[str, Actor]


@pytest.fixture
def station(town, work_as, cast) -> Station:
    """The two files; every role of the county, of the town and away from both."""
    rows = [
        places.NewDivision(*TOWN, "石塘镇", "township", COUNTY),
        places.NewDivision(*OTHER, "撮镇镇", "township", COUNTY),
        places.NewDivision(*VILLAGE, "龙城村委会", "village", TOWN),
    ]
    town_id, other_id, village_id = (division_id(*key) for key in (TOWN, OTHER, VILLAGE))
    scopes = {
        "": town.land.county_path,
        " of the town": f"{town.land.county_path}/{town_id}",
        " of the other town": f"{town.land.county_path}/{other_id}",
    }
    rules = {**RULES, "levels": ["township", "county"]}
    facts = {**PROGRAMME, "key": "test-townships", "rule_set": rules}
    with work_as(SYSTEM) as work:
        places.add_divisions(work, rows)
        village, road = (
            places.add_place(work, places.NewPlace(kind, where, [places.NewName(name)]))
            for kind, where, name in (
                ("natural_village", village_id, "龙头村"),
                ("road", town.land.county_id, "撮石路"),
            )
        )
        programme = heritage.add_programmes(work, [facts])[0].id
        people = {
            f"{role.value}{where}": play(work, f"town {role.value}{where}", role, scope=scope)
            for role in Role
            for where, scope in scopes.items()
        }
        part = "reviewer_township of the village"
        scope = f"{scopes[' of the town']}/{village_id}"
        people[part] = play(work, f"town {part}", Role.REVIEWER_TOWNSHIP, scope=scope)
    people |= {"everybody": town.person, "visitor": ANONYMOUS}
    files = Files(work_as, cast, programme)
    return Station(files.submitted(village), files.submitted(road), people)


@pytest.fixture
def clients(town_app, station, sign_in):
    found = {}
    for part, who in station.people.items():
        found[part] = town_app.test_client()
        sign_in(found[part], who)
    return found


def wrong_at(town, clients, rehearsal, work_as, file, allowed) -> dict:
    """Who got in and should not, or the other way round, by endpoint and part."""
    found, seen = {}, str(version_of(work_as, file))
    for endpoint, expected in allowed.items():
        act = town.acts[endpoint]
        path = act.path.replace(town.ids["submitted"], file)
        form = act.form if "seen_version" not in act.form else {**act.form, "seen_version": seen}
        for part, client in clients.items():
            rehearsal.clear()
            got_in = admitted(client.post(path, data=resent(form)))
            if got_in != (part in expected):
                found[endpoint, part] = got_in
            assert got_in or not rehearsal.committed, (endpoint, part)
    return found


def test_a_village_s_file_is_its_township_s_and_what_lies_in_none_is_the_county_s(
    town, station, clients, rehearsal, work_as
):
    for file, allowed in ((station.inside, INSIDE), (station.outside, OUTSIDE)):
        assert wrong_at(town, clients, rehearsal, work_as, file, allowed) == {}, file


def test_its_pages_open_to_those_who_take_part_and_ask_the_county_for_its_reason(station, clients):
    wrong, reading = {}, INSIDE["heritage.recusal_create"]
    visiting = INSIDE["heritage.visit_create"]
    for part, client in clients.items():
        for path, allowed in (("", reading), ("/visits/new", visiting)):
            got_in = admitted(client.get(f"/heritage/nominations/{station.inside}{path}"))
            if got_in != (part in allowed):
                wrong[path, part] = got_in
    assert wrong == {}
    _says_that_the_county_stands_in(station, clients["reviewer_county"])


def _says_that_the_county_stands_in(station, county) -> None:
    told = "这个地名不在任何一个乡镇之内"
    address = f"/heritage/nominations/{station.outside}"
    assert told in county.get(address).text
    assert told not in county.get(f"/heritage/nominations/{station.inside}").text
    form = {"action": "forward", "seen_version": "2", "reason": "  "}
    refused = county.post(f"{address}/decisions", data=form)
    assert refused.status_code == 422
    assert "error-reason" in refused.text
    done = county.post(f"{address}/decisions", data={**form, "reason": "跨两个乡镇"})
    assert done.status_code == 303
    assert "（代乡镇级审核）" in county.get(address).text
