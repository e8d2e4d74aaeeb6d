"""What importers need of the gazetteer to tell whether a row of a file is a place that is there.

Everything is asked for a few hundred rows at once: no question a row, and no copy of the whole
gazetteer in memory.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registry.places.models import (
    Claim,
    Division,
    DivisionChange,
    Place,
    PlaceGeometry,
    PlaceName,
    PlacePast,
)
from registry.places.rules import EntityStatus, NameKind

_CHUNK = 400
_WITHDRAWN = EntityStatus.WITHDRAWN.value
#: Columns of a place that a file may fill and that are compared one by one.
COMPARED = (
    *("place_code", "twin_place_code", "category_code", "twin_category_code", "entity_status"),
    *("division_text", "managing_body", "secrecy", "description", "from_text", "to_text"),
    *("direction", "road_class", "length_m", "width_m", "elevation_m", "claimed_sign_count"),
    *("other_codes", "legal_kind", "positional_importance", "positional_basis"),
)

NAME_FACTS = (
    *("minority_text", "minority_language", "valid_from_verbatim", "valid_to_verbatim"),
    *("approval_basis", "approval_document", "orthography_note"),
)
"""What a file may say of a standard name beside its text and its spelling."""


@dataclass(slots=True)
class DivisionRow:
    """A division as it is looked up by name and code."""

    id: str
    scheme: str
    edition: str
    code: str
    name: str
    level: str
    parent_id: str | None
    path: str
    twin_division_id: str | None
    label_lon: float | None
    label_lat: float | None
    valid_to: date | None


def division_rows(session: Session) -> list[DivisionRow]:
    """All divisions of all editions, by path."""
    columns = (col(getattr(Division, item.name)) for item in fields(DivisionRow))
    statement = select(*columns).order_by(col(Division.path), col(Division.id))
    return [DivisionRow(*row) for row in session.execute(statement)]


def successors(session: Session) -> dict[str, tuple[str, int]]:
    """Divisions that gave way to another: id → (id of the one that came after, year)."""
    statement = (
        select(
            col(DivisionChange.from_division_id),
            col(DivisionChange.to_division_id),
            col(DivisionChange.happened_on),
        )
        .where(
            col(DivisionChange.withdrawn_at).is_(None),
            col(DivisionChange.from_division_id).is_not(None),
            col(DivisionChange.to_division_id).is_not(None),
            col(DivisionChange.from_division_id) != col(DivisionChange.to_division_id),
        )
        .order_by(col(DivisionChange.happened_on).desc(), col(DivisionChange.id))
    )
    return {before: (after, on.year) for before, after, on in session.execute(statement)}


@dataclass(slots=True)
class KnownPlace:
    """A place as a row of a file is compared with it.

    `touched`: somebody changed it otherwise than by an import. `runs`: imports that changed it.
    `facts`: what is known of its standard name, by column (`NAME_FACTS`).
    """

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
    protected: bool
    import_run_id: str | None
    import_row: int | None
    name: str = ""
    name_id: str = ""
    roman_toned: str = ""
    roman_plain: str = ""
    roman_status: str = ""
    accuracy_m: float | None = None
    facts: dict[str, str] = field(default_factory=dict)
    others: set[tuple[str, str]] = field(default_factory=set)
    claims: set[tuple[str, str]] = field(default_factory=set)
    shape: str = ""
    touched: bool = False
    runs: set[str] = field(default_factory=set)


def ids_by_code(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Place-name codes → places that have them as their own or as their twin's."""
    found: dict[str, str] = {}
    for chunk in _chunks(codes):
        for column in (col(Place.place_code), col(Place.twin_place_code)):
            statement = select(column, col(Place.id)).where(
                column.in_(chunk), col(Place.entity_status) != _WITHDRAWN
            )
            found.update((code, place_id) for code, place_id in session.execute(statement))
    return found


def ids_by_name(
    session: Session, texts: Collection[str], counties: Collection[str] | None
) -> dict[str, list[str]]:
    """Texts → places that bear them as any of their names.

    In these counties and in none (a city lies in no county); everywhere where `counties` is None.
    """
    found: dict[str, list[str]] = {}
    for chunk in _chunks(texts):
        # The county is compared here: asked for in the statement, SQLite starts from it and reads
        # every place of the county.
        statement = (
            select(col(PlaceName.text), col(Place.id), col(Place.county_id))
            .join(Place, col(Place.id) == col(PlaceName.place_id))
            .where(col(PlaceName.text).in_(chunk), col(Place.entity_status) != _WITHDRAWN)
        )
        for text, place_id, county_id in session.execute(statement):
            if counties is None or county_id is None or county_id in counties:
                found.setdefault(text, []).append(place_id)
    return found


def ids_by_sound(
    session: Session, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[str]]:
    """(county, pinyin without tones and spaces) → places there whose standard name reads so."""
    pairs = list(dict.fromkeys(wanted))
    if not pairs:
        return {}
    connection = session.connection()
    on_sqlite = connection.dialect.name == "sqlite"
    values: tuple[Any, ...]
    if on_sqlite:
        values = (json.dumps(pairs, ensure_ascii=False),)
    else:
        values = ([county for county, _ in pairs], [sound for _, sound in pairs])
    found: dict[tuple[str, str], list[str]] = {}
    statement = _BY_SOUND_SQLITE if on_sqlite else _BY_SOUND_POSTGRESQL
    for county, sort_key, place_id in connection.exec_driver_sql(statement, values):
        key = county, sort_key.partition(" ")[0]
        found.setdefault(key, []).append(place_id)
    return found


# sort_key is the pinyin, a space, the characters; "!" follows the space. One range of one index a
# pair, in the order of the pairs: with OR between the ranges SQLite reads the whole table instead.
_BY_SOUND_SQLITE = """
    SELECT p.county_id, p.sort_key, p.id FROM json_each(?) AS w CROSS JOIN place AS p
    WHERE p.county_id = json_extract(w.value, '$[0]')
      AND p.sort_key >= json_extract(w.value, '$[1]') || ' '
      AND p.sort_key < json_extract(w.value, '$[1]') || '!'
      AND p.merged_into IS NULL AND p.entity_status <> 'withdrawn'
"""
_BY_SOUND_POSTGRESQL = """
    SELECT p.county_id, p.sort_key, p.id
    FROM unnest(%s::text[], %s::text[]) AS w(county, sound) JOIN place AS p
      ON p.county_id = w.county
     AND p.sort_key >= (w.sound || ' ') COLLATE "C" AND p.sort_key < (w.sound || '!') COLLATE "C"
    WHERE p.merged_into IS NULL AND p.entity_status <> 'withdrawn'
"""


def ids_by_division(session: Session, division_ids: Collection[str]) -> dict[str, list[str]]:
    """Divisions → places that are said to lie in them (among these, the division itself)."""
    found: dict[str, list[str]] = {}
    for chunk in _chunks(division_ids):
        statement = select(col(Place.division_id), col(Place.id)).where(
            col(Place.division_id).in_(chunk),
            col(Place.merged_into).is_(None),
            col(Place.entity_status) != _WITHDRAWN,
        )
        for division_id, place_id in session.execute(statement):
            found.setdefault(division_id, []).append(place_id)
    return found


def known_places(session: Session, place_ids: Collection[str]) -> dict[str, KnownPlace]:
    """These places with everything a row is compared with; unknown ids are left out."""
    found: dict[str, KnownPlace] = {}
    for chunk in _chunks(place_ids):
        _read_places(session, chunk, found)
        _read_names(session, chunk, found)
        _read_rest(session, chunk, found)
    return found


_PLACE_COLUMNS = (
    *("id", "kind", "division_id", "county_id", "lon", "lat", "position_method", "merged_into"),
    *("row_version", "protected", "import_run_id", "import_row", "accuracy_m"),
)


def _read_places(session: Session, chunk: Sequence[str], found: dict[str, KnownPlace]) -> None:
    columns = [col(getattr(Place, name)) for name in (*_PLACE_COLUMNS, *COMPARED)]
    size = len(_PLACE_COLUMNS)
    for row in session.execute(select(*columns).where(col(Place.id).in_(chunk))):
        own = dict(zip(_PLACE_COLUMNS, row[:size], strict=True))
        fields = dict(zip(COMPARED, row[size:], strict=True))
        found[own["id"]] = KnownPlace(**own, fields=fields)


def _read_names(session: Session, chunk: Sequence[str], found: dict[str, KnownPlace]) -> None:
    statement = select(
        col(PlaceName.place_id),
        col(PlaceName.id),
        col(PlaceName.name_kind),
        col(PlaceName.text),
        col(PlaceName.roman_toned),
        col(PlaceName.roman_plain),
        col(PlaceName.roman_status),
        *(col(getattr(PlaceName, name)) for name in NAME_FACTS),
    ).where(col(PlaceName.place_id).in_(chunk))
    for place_id, name_id, kind, text, toned, plain, status, *facts in session.execute(statement):
        place = found[place_id]
        if kind == NameKind.STANDARD.value:
            place.name, place.name_id = text, name_id
            place.roman_toned, place.roman_plain, place.roman_status = toned, plain, status
            place.facts = dict(zip(NAME_FACTS, facts, strict=True))
        else:
            place.others.add((kind, text))


def _read_rest(session: Session, chunk: Sequence[str], found: dict[str, KnownPlace]) -> None:
    claims = select(col(Claim.place_id), col(Claim.claim_type), col(Claim.value_text))
    for place_id, kind, text in session.execute(claims.where(col(Claim.place_id).in_(chunk))):
        found[place_id].claims.add((kind, text))
    shapes = select(col(PlaceGeometry.place_id), col(PlaceGeometry.geojson))
    for place_id, shape in session.execute(shapes.where(col(PlaceGeometry.place_id).in_(chunk))):
        found[place_id].shape = shape
    pasts = (
        select(col(PlacePast.place_id), col(PlacePast.import_run_id))
        .where(col(PlacePast.place_id).in_(chunk))
        .distinct()
    )
    for place_id, run_id in session.execute(pasts):
        if run_id is None:
            found[place_id].touched = True
        else:
            found[place_id].runs.add(run_id)


def _chunks(values: Collection[str]) -> Iterable[list[str]]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]


def ids_of_kinds(
    session: Session, kinds: Collection[str], counties: Collection[str] | None
) -> list[str]:
    """Places of these kinds, in these counties or anywhere: for lists of a few dozen rows."""
    statement = select(col(Place.id)).where(
        col(Place.kind).in_(sorted(kinds)),
        col(Place.merged_into).is_(None),
        col(Place.entity_status) != _WITHDRAWN,
    )
    if counties is not None:
        statement = statement.where(col(Place.county_id).in_(sorted(counties)))
    return list(session.scalars(statement.order_by(col(Place.id))))


def created_by_import(
    session: Session, run_id: str, after: int, limit: int
) -> list[tuple[int, str]]:
    """(row of the file, place) of what a run created and is still there, from row `after` on."""
    statement = (
        select(col(Place.import_row), col(Place.id))
        .where(
            col(Place.import_run_id) == run_id,
            col(Place.import_row) > after,
            col(Place.entity_status) != _WITHDRAWN,
        )
        .order_by(col(Place.import_row), col(Place.id))
        .limit(limit)
    )
    return [(number or 0, place_id) for number, place_id in session.execute(statement)]


def ids_after(session: Session, after: str, limit: int, county_id: str | None = None) -> list[str]:
    """Places that are there, in order of id, from the one after `after` on."""
    statement = (
        select(col(Place.id))
        .where(
            col(Place.id) > after,
            col(Place.merged_into).is_(None),
            col(Place.entity_status) != _WITHDRAWN,
        )
        .order_by(col(Place.id))
        .limit(limit)
    )
    if county_id is not None:
        statement = statement.where(col(Place.county_id) == county_id)
    return list(session.scalars(statement))
