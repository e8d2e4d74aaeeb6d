"""Places that look like one, found by keys and indexes: in a whole county, or for one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry.core.geo import Position
from registry.places.models import Division, Place, PlaceKey, PlaceLine, PlaceName
from registry.places.rules import EntityStatus, NameKind, PositionMethod
from registry.places.rules.likeness import (
    Called,
    Described,
    Likeness,
    area_of,
    called,
    likeness,
    ranked,
)
from registry.places.rules.pairing import CROWD, Spot, border_namesakes, candidates

_CHUNK = 400
_STREAM = 2000
_ROUGH = frozenset({PositionMethod.LABEL_POINT, PositionMethod.COMPUTED, PositionMethod.DESCRIBED})
_TIERS = (0, 1, 2)
_LAST = "\U0010ffff"
_BOX = 0.003
_MOST = 60


@dataclass(frozen=True, slots=True)
class Alike:
    """Two places (the smaller id first) that a person should look at, and why."""

    first_id: str
    second_id: str
    likeness: Likeness


def described(session: Session, place_ids: Iterable[str]) -> dict[str, Described]:
    """What is known of these places for comparing; merged and unknown ones are left out."""
    wanted = sorted(set(place_ids))
    found: dict[str, Described] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        names = select(*_NAME_COLUMNS).where(col(PlaceName.place_id).in_(chunk))
        places = _places().where(col(Place.id).in_(chunk))
        found |= _described(session, places, names)
    return found


def alike_in(session: Session, county_id: str | None) -> list[Alike]:
    """All pairs of one county (None: of what lies in no county) that are worth a question."""
    county = col(Place.county_id)
    here = county.is_(None) if county_id is None else county == county_id
    names = (
        select(*_NAME_COLUMNS)
        .join(Place, col(Place.id) == col(PlaceName.place_id))
        .where(here, _stands())
    )
    places = _described(session, _places().where(here), names)
    return _judged(places, candidates(places))


def ids_in(session: Session, county_id: str | None) -> set[str]:
    """The places of a county that `alike_in` looks at."""
    county = col(Place.county_id)
    here = county.is_(None) if county_id is None else county == county_id
    return {row.id for row in session.execute(_places().where(here))}


def alike_by_code(session: Session) -> list[Alike]:
    """Pairs of which one has the other's number as its twin's, in whatever counties they are."""
    twin = aliased(Place)
    statement = (
        select(col(Place.id), col(twin.id))
        .join(twin, col(twin.twin_place_code) == col(Place.place_code))
        .where(
            col(Place.id) != col(twin.id),
            _stands(),
            _stands(twin),
        )
    )
    pairs = [(min(one, other), max(one, other)) for one, other in session.execute(statement)]
    return _judged(described(session, (part for pair in pairs for part in pair)), pairs)


def alike_across(session: Session) -> list[Alike]:
    """Pairs in two counties: one code, or one name within 300 m, as in villages on a border.

    One pass over the names in order and one over the codes; nothing is
    compared with everything.
    """
    pairs = dict.fromkeys((*border_namesakes(_spots(session)), *_of_one_code(session)))
    known = described(session, (part for pair in pairs for part in pair))
    elsewhere = [
        (one, other)
        for one, other in pairs
        if one in known and other in known and known[one].county_id != known[other].county_id
    ]
    return _judged(known, elsewhere)


def _spots(session: Session) -> Iterator[Spot]:
    name, place = col(PlaceName.text), Place
    columns = (name, col(place.lon), col(place.lat), col(place.id), col(place.county_id))
    statement = (
        select(*columns)
        .join(place, col(place.id) == col(PlaceName.place_id))
        .where(col(place.lon).is_not(None), _stands())
        .order_by(name, col(place.lon), col(place.id))
    )
    for row in session.execute(statement.execution_options(yield_per=_STREAM)):
        yield Spot(*row)


def _of_one_code(session: Session) -> Iterator[tuple[str, str]]:
    """By the number of the place, of its twin, or one of an older register."""
    columns = (col(Place.id), col(Place.place_code), col(Place.twin_place_code))
    codes = select(*columns, col(Place.other_codes)).where(
        _stands(),
        col(Place.place_code).is_not(None)
        | col(Place.twin_place_code).is_not(None)
        | (cast(col(Place.other_codes), String) != "[]"),
    )
    owners: dict[str, tuple[str, ...]] = {}
    for place_id, own, twin, others in session.execute(
        codes.order_by(col(Place.id)).execution_options(yield_per=_STREAM)
    ):
        for code in {own, twin, *(others or ())} - {None, ""}:
            known = owners.get(code, ())
            yield from ((one, place_id) for one in known)
            owners[code] = (*known, place_id)[:CROWD]


def alike_to(session: Session, place_id: str) -> list[tuple[str, Likeness]]:
    """The places (id) that one place looks like, the most alike first; by indexes, no scan."""
    own = described(session, [place_id]).get(place_id)
    if own is None:
        return []
    ids = set(_same_keys(session, own)) | set(_close_by(session, own)) | set(_coded(session, own))
    others = described(session, ids - {place_id})
    return [
        (match.place_id, match.likeness)
        for match in ranked(own, others.items())
        if match.likeness.worth_asking
    ]


def compared(session: Session, one_id: str, other_id: str) -> Likeness | None:
    """How alike two places are now, whatever the score; None where one is merged or unknown."""
    places = described(session, [one_id, other_id])
    if len(places) != 2:
        return None
    return likeness(places[one_id], places[other_id])


def _judged(places: Mapping[str, Described], pairs: Iterable[tuple[str, str]]) -> list[Alike]:
    found = []
    for one, other in pairs:
        score = likeness(places[one], places[other])
        if score.worth_asking:
            found.append(Alike(one, other, score))
    return found


def _places() -> Select[Any]:
    return (
        select(
            *(
                getattr(Place, name)
                for name in (
                    *("id", "kind", "county_id", "lon", "lat", "position_method"),
                    *("place_code", "twin_place_code", "other_codes", "category_code"),
                )
            ),
            col(Division.path),
        )
        .join(Division, col(Division.id) == col(Place.division_id))
        .where(_stands())
    )


def _stands(place: Any = Place) -> ColumnElement[bool]:
    """Neither merged nor withdrawn."""
    gone = (EntityStatus.MERGED.value, EntityStatus.WITHDRAWN.value)
    return col(place.entity_status).not_in(gone)


_NAME_COLUMNS = (
    col(PlaceName.place_id),
    col(PlaceName.text),
    col(PlaceName.name_kind),
    col(PlaceName.roman_plain),
)


def _described(
    session: Session, places: Select[Any], names: Select[str, str, str, str]
) -> dict[str, Described]:
    standard: dict[str, Called] = {}
    others: dict[str, list[Called]] = {}
    for place_id, text, name_kind, roman in session.execute(names):
        if name_kind == NameKind.STANDARD:
            standard[place_id] = called(text, roman)
        else:
            others.setdefault(place_id, []).append(called(text, roman))
    return {
        row.id: _one(row, standard[row.id], others.get(row.id, ()))
        for row in session.execute(places)
        if row.id in standard
    }


def _one(row: Any, standard: Called, others: Iterable[Called]) -> Described:
    codes = (row.place_code, row.twin_place_code, *(row.other_codes or ()))
    return Described(
        standard,
        row.kind,
        others=tuple(others),
        division=tuple(part for part in row.path.split("/") if part),
        county_id=row.county_id,
        position=None if row.lon is None else Position(row.lon, row.lat),
        rough=row.position_method in _ROUGH,
        codes=frozenset(code for code in codes if code),
        category=row.category_code or "",
    )


def _same_keys(session: Session, own: Described) -> Iterable[str]:
    """Places of the county with one of its names, its sound, or a name that begins as its does."""
    key = col(PlaceKey.key)
    names = {own.standard.folded, *(name.folded for name in own.others)}
    conditions = [(col(PlaceKey.script) == "h") & key.in_(sorted(names))]
    if own.standard.sound:
        conditions.append((col(PlaceKey.script) == "p") & (key == own.standard.sound))
    area = area_of(own.standard.folded)
    if area is not None:
        begins = key.between(area[0], area[0] + _LAST)
        conditions.append((col(PlaceKey.script) == "h") & begins)
    for condition in conditions:
        yield from session.scalars(
            select(col(PlaceLine.place_id))
            .join(PlaceKey, col(PlaceKey.number) == col(PlaceLine.number))
            .join(Place, col(Place.id) == col(PlaceLine.place_id))
            .where(condition, col(PlaceKey.tier).in_(_TIERS), col(Place.county_id) == own.county_id)
            .limit(_MOST)
        )


def _close_by(session: Session, own: Described) -> Iterable[str]:
    if own.position is None:
        return ()
    lon, lat = own.position.lon, own.position.lat
    box = (
        col(Place.lon).between(lon - _BOX, lon + _BOX),
        col(Place.lat).between(lat - _BOX, lat + _BOX),
    )
    return session.scalars(select(col(Place.id)).where(*box).limit(_MOST * 4))


def _coded(session: Session, own: Described) -> Iterable[str]:
    codes = sorted(own.codes)
    for column in (col(Place.place_code), col(Place.twin_place_code)):
        if codes:
            yield from session.scalars(select(col(Place.id)).where(column.in_(codes)))
