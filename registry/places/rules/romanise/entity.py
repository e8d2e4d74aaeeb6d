"""The classes of entity that decide how a name is cut, and how to tell one from the Hanzi."""

from __future__ import annotations

from enum import StrEnum


class EntityClass(StrEnum):
    """What kind of thing bears the name: the same Hanzi are cut differently by class."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    COUNTY = "county"
    TOWN = "town"
    TOWNSHIP = "township"
    SUBDISTRICT = "subdistrict"
    ZONE = "zone"
    VILLAGE = "village"
    COMMUNITY = "community"
    NATURAL_VILLAGE = "natural_village"
    MARKET_TOWN = "market_town"
    ROAD = "road"
    LANE = "lane"
    WATER = "water"
    LANDFORM = "landform"
    BRIDGE = "bridge"
    OPEN_SPACE = "open_space"
    RESIDENTIAL = "residential"
    BUILDING = "building"
    TRANSPORT = "transport"
    SITE = "site"
    UNIT = "unit"
    OTHER = "other"


_BY_ENDING = {
    "city": (("市", EntityClass.CITY),),
    "county": (("区", EntityClass.DISTRICT),),
    "township": (
        ("街道", EntityClass.SUBDISTRICT),
        ("镇", EntityClass.TOWN),
        ("乡", EntityClass.TOWNSHIP),
    ),
    "other": (("桥", EntityClass.BRIDGE), ("广场", EntityClass.OPEN_SPACE)),
}
_BY_KIND = {
    "city": EntityClass.CITY,
    "county": EntityClass.COUNTY,
    "functional_zone": EntityClass.ZONE,
    "township": EntityClass.ZONE,
    "village_committee": EntityClass.VILLAGE,
    "community": EntityClass.COMMUNITY,
    "natural_village": EntityClass.NATURAL_VILLAGE,
    "street_lane": EntityClass.LANE,
    "road": EntityClass.ROAD,
    "water": EntityClass.WATER,
    "landform": EntityClass.LANDFORM,
    "site": EntityClass.SITE,
    "other": EntityClass.OTHER,
}


def entity_class_of(kind: str, hanzi: str) -> EntityClass:
    """The class for a kind of place of the gazetteer; the ending parts 镇, 乡 and 街道.

    `ValueError` for an unknown kind.
    """
    if kind not in _BY_KIND:
        message = f"no class of entity is known for the kind {kind!r}"
        raise ValueError(message)
    for ending, entity_class in _BY_ENDING.get(kind, ()):
        if hanzi.endswith(ending):
            return entity_class
    return _BY_KIND[kind]
