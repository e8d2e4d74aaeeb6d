"""A small gazetteer: one city, two counties, a few towns and villages, with traps among them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from registry.core.actor import SYSTEM
from registry.core.ids import stable_id
from registry.places import services
from registry.places.rules import NameKind, PlaceKind, PositionMethod, Years
from registry.places.services import NewDivision, NewName, NewPlace, NewPosition
from registry.places.services.divisions import division_id

NBS = ("nbs", "2023")


def nbs(code: str) -> str:
    return division_id(*NBS, code)


DIVISIONS = [
    NewDivision(*NBS, "340100", "合肥市", "city"),
    NewDivision(*NBS, "340122", "肥东县", "county", parent=(*NBS, "340100")),
    NewDivision(*NBS, "340123", "肥西县", "county", parent=(*NBS, "340100")),
    NewDivision(*NBS, "340122101", "撮镇镇", "township", parent=(*NBS, "340122")),
    NewDivision(*NBS, "340122105", "石塘镇", "township", parent=(*NBS, "340122")),
    NewDivision(*NBS, "340123101", "三河镇", "township", parent=(*NBS, "340123")),
    NewDivision("mca", "2026", "340123102", "三河镇", "township", twin=(*NBS, "340123101")),
]


def place(key: str, kind: PlaceKind, division: str, *names: NewName, **more) -> NewPlace:
    return NewPlace(kind, nbs(division), names, id=PLACES[key], **more)


PLACES = {
    key: stable_id("test place", key)
    for key in ("hefe1", "fe1x1", "sanhe", "cuzhen", "sh1tang", "sanhec", "sanhev", "gucheng", "hu")
}
FORMER = NameKind.FORMER

ROWS = [
    place("hefe1", PlaceKind.CITY, "340100", NewName("合肥市")),
    place("fe1x1", PlaceKind.COUNTY, "340123", NewName("肥西县")),
    place(
        "sanhe",
        PlaceKind.TOWNSHIP,
        "340123101",
        NewName("三河镇"),
        NewName("鹊渚", FORMER, years=Years(-500, -400), from_verbatim="春秋"),
        NewName("三汊河", NameKind.ALIAS),
        position=NewPosition(117.2500123, 31.5100456, PositionMethod.PUBLISHED, "GeoNames"),
    ),
    place("cuzhen", PlaceKind.TOWNSHIP, "340122101", NewName("撮镇镇")),
    place("sh1tang", PlaceKind.TOWNSHIP, "340122105", NewName("石塘镇")),
    place("sanhec", PlaceKind.COMMUNITY, "340122101", NewName("三河社区居民委员会")),
    place("sanhev", PlaceKind.NATURAL_VILLAGE, "340122105", NewName("小三河")),
    place("gucheng", PlaceKind.NATURAL_VILLAGE, "340122105", NewName("烔炀古城")),
    place("hu", PlaceKind.WATER, "340123", NewName("天鹅湖")),
]


@dataclass(frozen=True)
class Gazetteer:
    """The ids of the places and divisions, by a short key."""

    places: dict[str, str]
    feixi: str
    feidong: str
    shitang: str
    feixi_path: str
    feidong_path: str


@pytest.fixture
def gazetteer(runtime) -> Gazetteer:
    """The small gazetteer, committed by the system."""
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, DIVISIONS)
        services.add_places(work, ROWS)
    city = f"/{nbs('340100')}"
    return Gazetteer(
        places=PLACES,
        feixi=nbs("340123"),
        feidong=nbs("340122"),
        shitang=nbs("340122105"),
        feixi_path=f"{city}/{nbs('340123')}",
        feidong_path=f"{city}/{nbs('340122')}",
    )
