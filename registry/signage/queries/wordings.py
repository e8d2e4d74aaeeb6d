"""What may stand on a sign of a place: its registered names, the one for plates first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from registry.places.queries import place_dossier
from registry.places.rules import NameKind


@dataclass(frozen=True, slots=True)
class Wording:
    """Hanzi and the spelling that belongs to them, as they would be cast."""

    hanzi: str
    roman: str
    is_approved: bool
    minority: str = ""


def wordings(session: Session, place_id: str) -> list[Wording]:
    """The registered short form first, where there is one, then the standard name.

    A committee is listed as 龙城社区村民委员会; the place it stands for is 龙城社区,
    and that is what a village sign says (decision 0006). Other aliases are never
    cast: 条例 art. 18.
    """
    dossier = place_dossier(session, place_id)
    names = [] if dossier is None else dossier.names
    order = (NameKind.SHORT, NameKind.STANDARD)
    return [
        Wording(name.text, name.roman_sign, name.is_roman_approved, name.minority_text)
        for kind in order
        for name in names
        if name.name_kind == kind and (name.roman_sign or kind is NameKind.STANDARD)
    ]
