"""The card of a place: what every list, map popup and neighbour shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from registry.core.text import Text
from registry.places.models import Division, Place, PlaceName
from registry.places.queries.divisions import names_on_paths
from registry.places.rules import (
    DivisionLevel,
    NameKind,
    PlaceKind,
    is_division,
    kind_label,
    stratum_of,
)

_CHUNK = 400
_ABOVE_COUNTY = frozenset({DivisionLevel.PROVINCE.value, DivisionLevel.CITY.value})


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place in one line. `lon`, `lat` are exact: the public gets `public_position` of them."""

    id: str
    standard_name: str
    roman_toned: str
    roman_sign: str
    kind: str
    kind_label: Text
    stratum: str
    division_id: str
    division_path: str
    division_text: str
    county_id: str | None
    county_name: str
    lon: float | None
    lat: float | None
    status: str
    protected: bool
    merged_into: str | None
    simulated: bool


def place_card(session: Session, place_id: str) -> PlaceCard | None:
    """One card, or None where there is no such place."""
    return place_cards(session, [place_id]).get(place_id)


def place_cards(session: Session, place_ids: Iterable[str]) -> dict[str, PlaceCard]:
    """Cards by id, in the order asked for; unknown ids are left out."""
    wanted = list(dict.fromkeys(place_ids))
    found: dict[str, tuple[Place, PlaceName, str]] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = {"ids": wanted[start : start + _CHUNK]}
        for place, name, path in session.execute(_CARDS, chunk):
            found[place.id] = (place, name, path)
    names = names_on_paths(session, (path for _, _, path in found.values()))
    return {place_id: _card(*found[place_id], names) for place_id in wanted if place_id in found}


_CARDS = (
    select(Place, PlaceName, col(Division.path))
    .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
    .join(Division, col(Division.id) == col(Place.division_id))
    .where(
        col(Place.id).in_(bindparam("ids", expanding=True)),
        col(PlaceName.name_kind) == NameKind.STANDARD.value,
    )
)


def _card(place: Place, name: PlaceName, path: str, names: dict[str, tuple[str, str]]) -> PlaceCard:
    kind = PlaceKind(place.kind)
    return PlaceCard(
        id=place.id,
        standard_name=name.text,
        roman_toned=name.roman_toned,
        roman_sign=name.roman_sign,
        kind=kind.value,
        kind_label=kind_label(kind, name.text),
        stratum=stratum_of(kind).value,
        division_id=place.division_id,
        division_path=path,
        division_text=_division_text(path, kind, names),
        county_id=place.county_id,
        county_name=names.get(place.county_id or "", ("", ""))[0],
        lon=place.lon,
        lat=place.lat,
        status=place.entity_status,
        protected=place.protected,
        merged_into=place.merged_into,
        simulated=place.simulated,
    )


def _division_text(path: str, kind: PlaceKind, names: dict[str, tuple[str, str]]) -> str:
    """肥东县 · 石塘镇: from the county down, without the place itself where it is a division."""
    parts = [names[part] for part in path.split("/") if part in names]
    if len(parts) > 1 and is_division(kind, parts[-1][1]):
        parts = parts[:-1]
    below_city = [name for name, level in parts if level not in _ABOVE_COUNTY]
    return " · ".join(below_city or [name for name, _ in parts[-1:]])
