"""What a row is compared with: a place of the registry, as far as importing needs to know it."""

from __future__ import annotations

from typing import Any, Protocol

from imports.rules.divisions import DivisionIndex
from imports.rules.draft import PlaceDraft
from registry.core.geo import Position
from registry.places.rules.likeness import Described, called


class KnownLike(Protocol):
    """A registered place; see `registry.places.queries.matching.KnownPlace`."""

    id: str
    kind: str
    division_id: str
    county_id: str | None
    fields: dict[str, Any]
    lon: float | None
    lat: float | None
    position_method: str | None
    merged_into: str | None
    row_version: int
    import_run_id: str | None
    import_row: int | None
    name: str
    roman_plain: str
    roman_status: str
    accuracy_m: float | None
    facts: dict[str, str]
    others: set[tuple[str, str]]
    claims: set[tuple[str, str]]
    shape: str
    touched: bool
    runs: set[str]


_ROUGH = frozenset({"label_point", "computed", "described"})


def described_place(place: KnownLike, divisions: DivisionIndex) -> Described:
    """The place as likeness compares it."""
    codes = {place.fields.get("place_code"), place.fields.get("twin_place_code")}
    known = place.division_id in divisions.by_id
    return Described(
        standard=called(place.name, place.roman_plain),
        kind=place.kind,
        others=tuple(called(text) for _, text in sorted(place.others)),
        division=divisions.path_ids(place.division_id) if known else (),
        county_id=place.county_id,
        position=_position(place.lon, place.lat),
        rough=place.position_method in _ROUGH,
        codes=frozenset(code for code in codes if code),
        category=place.fields.get("category_code") or "",
    )


def described_draft(draft: PlaceDraft, divisions: DivisionIndex) -> Described:
    """The row as likeness compares it."""
    point = draft.point
    known = draft.division_id in divisions.by_id
    roman = draft.spelling.plain if draft.spelling else draft.roman
    return Described(
        standard=called(draft.name, roman),
        kind=draft.kind,
        others=tuple(called(text) for _, text in draft.names),
        division=divisions.path_ids(draft.division_id) if known else (),
        county_id=divisions.county_of(draft.division_id) if known else None,
        position=_position(point.lon, point.lat) if point else None,
        codes=frozenset({draft.place_code} - {""}),
        category=draft.fields.get("category_code") or "",
    )


def _position(lon: float | None, lat: float | None) -> Position | None:
    return None if lon is None or lat is None else Position(lon, lat)
