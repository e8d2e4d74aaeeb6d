"""Which class of the spelling rules a kind of place falls in, and a proposal that never fails."""

from __future__ import annotations

from dataclasses import dataclass

from registry.places.rules.kind import PlaceKind
from registry.places.rules.romanise import EntityClass, Proposal, plain_of, propose, sign_of

_CLASSES = {
    PlaceKind.CITY: EntityClass.CITY,
    PlaceKind.FUNCTIONAL_ZONE: EntityClass.ZONE,
    PlaceKind.VILLAGE_COMMITTEE: EntityClass.VILLAGE,
    PlaceKind.COMMUNITY: EntityClass.COMMUNITY,
    PlaceKind.NATURAL_VILLAGE: EntityClass.NATURAL_VILLAGE,
    PlaceKind.STREET_LANE: EntityClass.LANE,
    PlaceKind.ROAD: EntityClass.ROAD,
    PlaceKind.WATER: EntityClass.WATER,
    PlaceKind.LANDFORM: EntityClass.LANDFORM,
    PlaceKind.SITE: EntityClass.SITE,
    PlaceKind.OTHER: EntityClass.OTHER,
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name's Roman forms and its parts, as they are stored."""

    toned: str
    plain: str
    sign: str
    specific: str
    generic: str
    absorbed: bool
    basis: str


def entity_class_of(kind: PlaceKind | str, text: str) -> EntityClass:
    """The class that decides where a name is cut: 石塘镇 is a town, 逍遥津街道 a subdistrict."""
    kind = PlaceKind(kind)
    if kind is PlaceKind.COUNTY:
        return EntityClass.DISTRICT if text.endswith("区") else EntityClass.COUNTY
    if kind is PlaceKind.TOWNSHIP:
        if text.endswith("街道"):
            return EntityClass.SUBDISTRICT
        return EntityClass.TOWN if text.endswith("镇") else EntityClass.TOWNSHIP
    return _CLASSES[kind]


def spell(kind: PlaceKind | str, text: str, given_toned: str = "") -> Spelling:
    """The forms to store: from the toned spelling a person gave, else as the rules propose it."""
    proposal: Proposal = propose(text, entity_class_of(kind, text))
    toned = given_toned or proposal.toned
    plain = plain_of(toned)
    return Spelling(
        toned=toned,
        plain=plain,
        sign=sign_of(plain),
        specific=proposal.specific,
        generic=proposal.generic,
        absorbed=proposal.absorbed,
        basis="" if given_toned else ", ".join(proposal.basis),
    )
