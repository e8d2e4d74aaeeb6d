"""A name's Roman forms as they are stored: what a person gave, else what the rules propose."""

from __future__ import annotations

from dataclasses import dataclass

from registry.places.rules.kind import PlaceKind
from registry.places.rules.romanise import plain_of, propose, sign_of
from registry.places.rules.romanise.entity import entity_class_of


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


def spell(kind: PlaceKind | str, text: str, given_toned: str = "") -> Spelling:
    """The forms to store: from the toned spelling a person gave, else as the rules propose it."""
    proposal = propose(text, entity_class_of(PlaceKind(kind).value, text))
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
