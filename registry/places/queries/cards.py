"""The card of a place: what every list, map popup and neighbour shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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
    found: dict[str, Any] = {}
    connection = session.connection()
    for start in range(0, len(wanted), _CHUNK):
        chunk = {"ids": wanted[start : start + _CHUNK]}
        found.update((row.id, row) for row in connection.execute(_CARDS, chunk))
    names = names_on_paths(session, (row.path for row in found.values()))
    return {place_id: card_of(found[place_id], names) for place_id in wanted if place_id in found}


_PLACE = (
    "id",
    "kind",
    "division_id",
    "county_id",
    "lon",
    "lat",
    "entity_status",
    "protected",
    "merged_into",
    "simulated",
)
# Columns, not entities: a card is read only, and the twenty of a page cost a tenth this way.
_CARDS = (
    select(
        *(col(getattr(Place, name)) for name in _PLACE),
        col(PlaceName.text),
        col(PlaceName.roman_toned),
        col(PlaceName.roman_sign),
        col(Division.path),
    )
    .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
    .join(Division, col(Division.id) == col(Place.division_id))
    .where(
        col(Place.id).in_(bindparam("ids", expanding=True)),
        col(PlaceName.name_kind) == NameKind.STANDARD.value,
    )
)


def card_of(row: Any, names: dict[str, tuple[str, str]]) -> PlaceCard:
    """A card from a row with the columns of `_CARDS`; `names` as of `names_on_paths`."""
    kind = PlaceKind(row.kind)
    return PlaceCard(
        id=row.id,
        standard_name=row.text,
        roman_toned=row.roman_toned,
        roman_sign=row.roman_sign,
        kind=kind.value,
        kind_label=kind_label(kind, row.text),
        stratum=stratum_of(kind).value,
        division_id=row.division_id,
        division_path=row.path,
        division_text=_division_text(row.path, kind, names),
        county_id=row.county_id,
        county_name=names.get(row.county_id or "", ("", ""))[0],
        lon=row.lon,
        lat=row.lat,
        status=row.entity_status,
        protected=bool(row.protected),
        merged_into=row.merged_into,
        simulated=bool(row.simulated),
    )


def division_texts(
    session: Session, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """肥东县 · 石塘镇 by (id of a division, kind of a place in it)."""
    pairs = list(wanted)
    ids = sorted({division_id for division_id, _ in pairs})
    paths: dict[str, str] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        statement = select(col(Division.id), col(Division.path)).where(col(Division.id).in_(chunk))
        paths.update((row.id, row.path) for row in session.execute(statement))
    names = names_on_paths(session, paths.values())
    return {
        (division_id, kind): _division_text(paths[division_id], PlaceKind(kind), names)
        for division_id, kind in pairs
        if division_id in paths
    }


def _division_text(path: str, kind: PlaceKind, names: dict[str, tuple[str, str]]) -> str:
    """肥东县 · 石塘镇: from the county down, without the place itself where it is a division."""
    parts = [names[part] for part in path.split("/") if part in names]
    if len(parts) > 1 and is_division(kind, parts[-1][1]):
        parts = parts[:-1]
    below_city = [name for name, level in parts if level not in _ABOVE_COUNTY]
    return " · ".join(below_city or [name for name, _ in parts[-1:]])
