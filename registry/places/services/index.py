"""Search terms written beside names, in the same transaction, by one function for every path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from registry.places.models import Division, Place, PlaceGram, PlaceKey, PlaceName
from registry.places.rules import NameKind, is_division
from registry.places.rules.terms import sort_key_of, terms_of


@dataclass(slots=True)
class TermRows:
    """Rows of the two search tables, ready to be inserted together."""

    grams: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)

    def take(self, kind: str, name: Mapping[str, Any], codes: Iterable[str]) -> None:
        """Add the terms of one name: a mapping with id, place_id, text, name_kind, roman_plain."""
        is_standard = name["name_kind"] == NameKind.STANDARD.value
        terms = terms_of(
            kind, name["name_kind"], name["text"], name["roman_plain"], codes if is_standard else ()
        )
        own = {"name_id": name["id"], "place_id": name["place_id"]}
        self.grams += [
            {**own, "gram": gram, "rank": terms.gram_rank, "folded": terms.folded}
            for gram in terms.grams
        ]
        self.keys += [
            {**own, "script": key.script, "tier": key.tier, "key": key.key, "rank": key.rank}
            for key in terms.keys
        ]

    def write(self, session: Session) -> None:
        """Insert everything taken."""
        if self.grams:
            session.execute(insert(PlaceGram), self.grams)
        if self.keys:
            session.execute(insert(PlaceKey), self.keys)


def _codes(session: Session, place: Place) -> list[str]:
    """The codes a place is found by: its own, and those of both lists where it is a division."""
    own = session.get_one(Division, place.division_id)
    numbers = [place.place_code, place.twin_place_code]
    if not is_division(place.kind, own.level):
        return [code for code in numbers if code]
    twins = session.scalars(
        select(col(Division.code)).where(col(Division.twin_division_id) == own.id)
    )
    return [code for code in dict.fromkeys([*numbers, own.code, *twins]) if code]


def reindex(session: Session, place_id: str) -> None:
    """Write the search terms and the list key of a place anew, from its names as they stand.

    A merged place has no terms: its names are found at the place it was merged into.
    """
    session.execute(delete(PlaceGram).where(col(PlaceGram.place_id) == place_id))
    session.execute(delete(PlaceKey).where(col(PlaceKey.place_id) == place_id))
    place = session.get_one(Place, place_id)
    if place.merged_into is not None:
        return
    names = _names(session, place_id)
    standard = next(name for name in names if name["name_kind"] == NameKind.STANDARD.value)
    codes = _codes(session, place)
    rows = TermRows()
    for name in names:
        rows.take(place.kind, name, codes)
    rows.write(session)
    sort_key = sort_key_of(standard["text"], standard["roman_plain"])
    session.execute(update(Place).where(col(Place.id) == place_id).values(sort_key=sort_key))


def _names(session: Session, place_id: str) -> Sequence[Mapping[str, Any]]:
    statement = select(
        col(PlaceName.id),
        col(PlaceName.place_id),
        col(PlaceName.text),
        col(PlaceName.name_kind),
        col(PlaceName.roman_plain),
    ).where(col(PlaceName.place_id) == place_id)
    return [row._asdict() for row in session.execute(statement)]
