"""A small invented gazetteer with signs, for the tests of the map and of coverage."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlmodel import func, select

from registry.core.actor import SYSTEM
from registry.core.rows import stamp
from registry.core.work import Work
from registry.places import queries as places_queries
from registry.places import services as places
from registry.places.rules import PositionMethod
from registry.places.services import NewDivision, NewName, NewPlace, NewPosition
from registry.places.services.divisions import division_id
from registry.runtime import Runtime
from registry.signage.models import Sign, SignRequirement
from registry.signage.services.counting import count_requirement, count_sign

CITY = ("nbs", "2023", "340100")
EAST = ("nbs", "2023", "340122")
WEST = ("nbs", "2023", "340123")


@dataclass(frozen=True)
class Gazetteer:
    """Ids of what was put in."""

    east: str
    west: str
    villages: tuple[str, ...]
    town: str
    lake: str


@pytest.fixture
def gazetteer(runtime: Runtime) -> Gazetteer:
    """Two counties; in the east 烔炀镇 and five villages, two of them with signs; a lake."""
    with runtime.write(SYSTEM) as work:
        return fill(work)


def fill(work: Work) -> Gazetteer:
    """Write the gazetteer in this unit of work."""
    places.add_divisions(
        work,
        [
            NewDivision(*CITY, "虚合市", "city"),
            NewDivision(*EAST, "虚东县", "county", parent=CITY, label_lon=117.6, label_lat=31.9),
            NewDivision(*WEST, "虚西县", "county", parent=CITY, label_lon=117.0, label_lat=31.6),
        ],
    )
    east, west = division_id(*EAST), division_id(*WEST)
    names = ["甲村", "乙村", "丙村", "丁村", "戊村"]
    villages = [
        places.add_place(work, _village(name, east, number)) for number, name in enumerate(names)
    ]
    town = places.add_place(
        work,
        NewPlace("township", east, [NewName("烔炀镇", "standard", roman_toned="Tóngyáng Zhèn")]),
    )
    point = NewPosition(117.42, 31.57, PositionMethod.PUBLISHED, "虚构")
    lake = places.add_place(
        work, NewPlace("water", division_id(*CITY), [NewName("虚湖", "standard")], position=point)
    )
    work.session.flush()
    add_sign(work, villages[0], "verified", lon=117.61, lat=31.91)
    add_sign(work, villages[1], "made")
    add_sign(work, villages[2], "wrong", lon=117.62, lat=31.92)
    add_sign(work, villages[0], "verified", lon=117.6101, lat=31.9101, heritage=True)
    return Gazetteer(east, west, tuple(villages), town, lake)


def _village(name: str, county: str, number: int) -> NewPlace:
    position = None
    if number < 3:
        position = NewPosition(
            117.512345 + number / 100, 31.812345, PositionMethod.PUBLISHED, "虚构"
        )
    return NewPlace("village_committee", county, [NewName(name, "standard")], position=position)


def add_sign(
    work: Work,
    place_id: str,
    state: str,
    *,
    lon: float | None = None,
    lat: float | None = None,
    heritage: bool = False,
) -> Sign:
    """A required position and its sign in a state, counted as the services count them."""
    card = places_queries.place_card(work.session, place_id)
    assert card is not None
    shared = {
        "place_id": place_id,
        "county_id": card.county_id,
        "division_path": card.division_path,
        "stratum": card.stratum,
        "is_heritage": heritage,
        "lon": lon,
        "lat": lat,
    }
    requirement = SignRequirement(
        **stamp(work),
        **shared,
        place_name=card.standard_name,
        sign_type="heritage" if heritage else "village",
        basis="虚构",
        status="satisfied" if state == "verified" else "open",
    )
    work.session.add(requirement)
    work.session.flush()
    count_requirement(work.session, requirement, None)
    number = work.session.exec(select(func.count()).select_from(Sign)).one()
    sign = Sign(
        **stamp(work),
        **shared,
        requirement_id=requirement.id,
        code=f"T{number:07d}",
        family="heritage" if heritage else "place_name",
        text_hanzi=card.standard_name,
        text_roman="CUN",
        state=state,
    )
    work.session.add(sign)
    work.session.flush()
    count_sign(work.session, sign, None)
    return sign
