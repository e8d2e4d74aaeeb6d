"""Spellings that follow the kind of a place: 三河镇 is one word as a village and two as a town."""

from __future__ import annotations

from sqlmodel import col, select

from registry.core.work import Work
from registry.places.models import Division, Place, PlaceName
from registry.places.queries.readings import reading_book, spelled_names
from registry.places.rules import RomanStatus
from registry.places.rules.spelling import agrees, proposal_for, spell
from registry.places.services.readings import mark_doubts


def respell(work: Work, place: Place, kind_before: str) -> None:
    """Propose anew what the program proposed for the kind a place was of; journals nothing.

    What a person approved or a list gave otherwise stays as it is, and is marked where it differs
    from what the rules say now. To be called in the unit of the change, after the row is written.
    """
    path = work.session.get_one(Division, place.division_id).path
    readings = reading_book(work.session).table_for(path)
    names = list(work.session.exec(select(PlaceName).where(col(PlaceName.place_id) == place.id)))
    for name in names:
        before = proposal_for(kind_before, name.text, readings)
        own = name.roman_status == RomanStatus.PROPOSED and agrees(name.roman_toned, before)
        if not own:
            continue
        spelling = spell(place.kind, name.text, readings=readings)
        name.roman_toned, name.roman_plain = spelling.toned, spelling.plain
        name.roman_sign, name.reading_basis = spelling.sign, spelling.basis[:300]
        if (name.specific, name.generic) == (before.specific, before.generic):
            name.specific, name.generic = spelling.specific, spelling.generic
            name.generic_absorbed = spelling.absorbed
        work.session.add(name)
    work.session.flush()
    mark_doubts(work, spelled_names(work.session, [name.id for name in names]).values())
    work.session.expire_all()
