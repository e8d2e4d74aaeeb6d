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
        ("社区", EntityClass.ZONE),
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
    "residential": EntityClass.RESIDENTIAL,
    "building": EntityClass.BUILDING,
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
    return _ending_class(kind, hanzi) or _BY_KIND[kind]


# What people call a class where it is not its own name: kinds of the gazetteer and plain words.
_NAMED = {
    "street": EntityClass.ROAD,
    "square": EntityClass.OPEN_SPACE,
    "park": EntityClass.OPEN_SPACE,
    "estate": EntityClass.RESIDENTIAL,
    "station": EntityClass.TRANSPORT,
    "hill": EntityClass.LANDFORM,
    "mountain": EntityClass.LANDFORM,
    "lake": EntityClass.WATER,
    "river": EntityClass.WATER,
}
# Under these words the Hanzi decide further: 蜀山区 is a district, 撮镇镇 a town.
_DECIDED_BY_ENDING = ("county", "township")
# Units of one level: who asks for a town and names a 乡 means the 乡.
_OF_ONE_LEVEL = {EntityClass.TOWN: "township", EntityClass.SUBDISTRICT: "township"}

CLASS_WORDS = tuple(sorted({*(item.value for item in EntityClass), *_BY_KIND, *_NAMED}))
"""Every word that `entity_class_named` knows."""


def entity_class_named(word: str, hanzi: str) -> EntityClass:
    """The class that a word asks for: one of the classes, a kind of place, or a plain word.

    `ValueError` for a word that names none.
    """
    if word in _DECIDED_BY_ENDING:
        by_ending = _ending_class(word, hanzi)
        return by_ending or EntityClass(word)
    if word in set(EntityClass):
        level = _OF_ONE_LEVEL.get(EntityClass(word))
        return (level and _ending_class(level, hanzi)) or EntityClass(word)
    if word in _NAMED:
        return _NAMED[word]
    return entity_class_of(word, hanzi)


# Endings as older papers write them.
_OLDER = str.maketrans("鎮鄉區橋廣場縣", "镇乡区桥广场县")


def _ending_class(kind: str, hanzi: str) -> EntityClass | None:
    written = hanzi.translate(_OLDER)
    return next(
        (found for ending, found in _BY_ENDING.get(kind, ()) if written.endswith(ending)), None
    )
