"""Filters leave out places and change nothing else: any of them together, page by page."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from registry.core.actor import SYSTEM
from registry.core.clock import SystemClock
from registry.core.events import Bus
from registry.core.work import Work
from registry.places import queries, services
from registry.places.models import Division, Place
from registry.places.queries import PlaceFilter, narrow
from registry.places.rules import PositionMethod
from registry.places.services import NewDivision, NewName, NewPlace, NewPosition
from registry.places.services.divisions import division_id

CITY = ("test", "1", "1")
COUNTIES = [("test", "1", "11"), ("test", "1", "12")]
TOWNS = [("test", "1", "111"), ("test", "1", "121"), ("test", "1", "122")]
DIVISIONS = [
    NewDivision(*CITY, "某市", "city"),
    *(NewDivision(*key, f"{key[2]}县", "county", parent=CITY) for key in COUNTIES),
    *(
        NewDivision(*key, f"{key[2]}镇", "township", parent=("test", "1", key[2][:2]))
        for key in TOWNS
    ),
]
KINDS, STATES = ["township", "natural_village", "road"], ["existing", "vanished"]
HERITAGE, SIGNS = ["none", "recognised"], ["none", "verified"]
QUERIES = ["", "三", "三河", "河", "三河庄", "三河三河", "河庄三河", "三河庄三", "s", "sh", "sanhe"]
POSITION = NewPosition(117.0, 31.0, PositionMethod.PUBLISHED, "某表")
PLACE = st.fixed_dictionaries(
    {
        "text": st.text(alphabet="三河庄", min_size=1, max_size=4),
        "division": st.sampled_from([*COUNTIES, *TOWNS]),
        "kind": st.sampled_from(KINDS),
        "entity_status": st.sampled_from(STATES),
        "heritage_state": st.sampled_from(HERITAGE),
        "sign_state": st.sampled_from(SIGNS),
        "protected": st.booleans(),
        "located": st.booleans(),
    }
)
WANTED = st.fixed_dictionaries(
    {},
    optional={
        "county": st.sampled_from([division_id(*key) for key in COUNTIES]),
        "under": st.sampled_from([CITY, *COUNTIES, *TOWNS]),
        "kind": st.sampled_from(KINDS),
        "status": st.sampled_from(STATES),
        "heritage": st.sampled_from(HERITAGE),
        "sign": st.sampled_from(SIGNS),
        "protected": st.booleans(),
        "located": st.booleans(),
    },
)


@pytest.fixture
def database(runtime):
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, DIVISIONS)
    return runtime.database


def taken_in(session, places) -> dict[str, dict]:
    """The places by id, as they were written."""
    work = Work(session=session, actor=SYSTEM, at=SystemClock().now(), bus=Bus())
    made = services.add_places(
        work,
        [
            NewPlace(
                place["kind"],
                division_id(*place["division"]),
                [NewName(place["text"])],
                position=POSITION if place["located"] else None,
            )
            for place in places
        ],
    )
    for place_id, place in zip(made, places, strict=True):
        given = {"text", "division", "kind", "located"}
        kept = {name: value for name, value in place.items() if name not in given}
        kept["protection_basis"] = "某号文" if place["protected"] else ""
        session.execute(update(Place).where(col(Place.id) == place_id).values(**kept))
    return dict(zip(made, places, strict=True))


def passes(place: dict, wanted: dict) -> bool:
    """What the filters say, asked of one place."""
    code = place["division"][2]
    own = {
        "county": division_id("test", "1", code[:2]),
        "located": place["located"],
        "kind": place["kind"],
        "status": place["entity_status"],
        "heritage": place["heritage_state"],
        "sign": place["sign_state"],
        "protected": place["protected"],
    }
    inside = "under" not in wanted or code.startswith(wanted["under"][2])
    return inside and all(own[name] == value for name, value in wanted.items() if name != "under")


def paged(session, wanted: PlaceFilter, limit: int) -> list[str]:
    found, after = [], None
    while True:
        page = queries.search(session, wanted, limit, after)
        found += [hit.card.id for hit in page.items]
        after = page.next
        if after is None:
            return found


@settings(max_examples=30)
@given(
    places=st.lists(PLACE, max_size=8),
    wanted=WANTED,
    query=st.sampled_from(
        ["", "三", "三河", "河", "三河庄", "三河三河", "河庄三河", "s", "sh", "sanhe", "三河庄三"]
    ),
    limit=st.integers(1, 3),
    few=st.sampled_from([-1, 2, 500]),
)
def test_filters_together_leave_out_and_change_nothing_else(
    database, places, wanted, query, limit, few
) -> None:
    # Nothing is committed: the next example starts with an empty gazetteer. Few places that pass
    # are looked at one by one, many are met on the way: the answer is the same.
    with database.read() as session, patch.object(narrow, "FEW", few):
        written = taken_in(session, places)
        under = wanted.get("under")
        path = None if under is None else session.get_one(Division, division_id(*under)).path
        asked = PlaceFilter(q=query, **{**wanted, "under": path})
        everything = paged(session, PlaceFilter(q=query), 50)
        expected = [place for place in everything if passes(written[place], wanted)]
        assert paged(session, asked, limit) == expected
        passing = sum(passes(place, wanted) for place in written.values())
        assert queries.count(session, asked) == passing
        assert len(paged(session, replace(asked, q=""), 50)) == passing
