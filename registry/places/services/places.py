"""Taking in places, one or many, and saying where they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound, Refused
from registry.core.geo import Position, position_fault
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, Place, PlaceName
from registry.places.rules import (
    COUNTY_LEVELS,
    STORED_AS_IS,
    Datum,
    EntityStatus,
    LegalKind,
    NameKind,
    PlaceKind,
    PositionMethod,
    Secrecy,
    is_division,
    legal_kind_of,
)
from registry.places.rules.terms import sort_key_of
from registry.places.services.index import TermRows
from registry.places.services.rowing import NewName, name_values
from registry.places.services.versions import lock_version, scoped_place

_BATCH = 500


@dataclass(frozen=True, slots=True)
class NewPosition:
    """Where a place is, in WGS 84, and how anybody knows."""

    lon: float
    lat: float
    method: PositionMethod | str
    source: str
    datum: Datum | str = Datum.WGS84
    original_coord: str = ""
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class NewPlace:
    """One place to take in. Exactly one of `names` is the standard one.

    `division_id`: the smallest division it lies in; for a place that is a division, that division.
    `id` is given for shipped data (`core.ids.stable_id`).
    """

    kind: PlaceKind | str
    division_id: str
    names: Sequence[NewName]
    id: str | None = None
    place_code: str | None = None
    category_code: str | None = None
    legal_kind: LegalKind | str | None = None
    entity_status: EntityStatus | str = EntityStatus.EXISTING
    managing_body: str = ""
    position: NewPosition | None = None
    secrecy: str = Secrecy.UNKNOWN.value
    description: str = ""
    citation_id: str | None = None


def add_place(work: Work, row: NewPlace) -> str:
    """Take in one place with its names; returns its id.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: a name with markup or control characters, no or two standard names, a bad position.
        NotFound: `places.division_unknown`.
        Refused: `places.secret`: whatever is not public never reaches a table.
    """
    rows = _Rows(work, {row.division_id})
    place_id = rows.take(row)
    rows.write()
    standard = next(name for name in row.names if name.name_kind == NameKind.STANDARD)
    after = {
        "standard_name": standard.text,
        "kind": PlaceKind(row.kind).value,
        "division_id": row.division_id,
        "names": [name.text for name in row.names],
        "lon": row.position.lon if row.position else None,
        "lat": row.position.lat if row.position else None,
    }
    journal.record(work, "places.added", ("place", place_id), after=after)
    return place_id


def add_places(work: Work, rows: Iterable[NewPlace]) -> list[str]:
    """Take in many places in one act with one journal entry; those whose id exists are left alone.

    Returns the ids that were added. Raises as `add_place`; then nothing of the act is written.
    """
    wanted = list(rows)
    here = _existing(work.session, [row.id for row in wanted if row.id])
    fresh = [row for row in wanted if row.id not in here]
    if not fresh:
        return []
    builder = _Rows(work, {row.division_id for row in fresh})
    added = []
    for row in fresh:
        added.append(builder.take(row))
        if len(builder.places) >= _BATCH:
            builder.write()
    builder.write()
    digest = hashlib.sha256("\n".join(added).encode()).hexdigest()
    after = {"count": len(added), "first": added[0], "last": added[-1], "ids_sha256": digest}
    journal.record(work, "places.list_added", ("place_list", digest[:16]), after=after)
    return added


def locate(
    work: Work,
    place_id: str,
    position: Position,
    *,
    source: str,
    method: PositionMethod | str,
    datum: Datum | str = Datum.WGS84,
    original_coord: str = "",
    seen_version: int | None = None,
) -> None:
    """Say where a place is. `position` is WGS 84; the original text is kept beside it.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: outside China, swapped, not finite; a datum that has to be converted first.
        Conflict: `places.changed_meanwhile`, where `seen_version` is no longer the row's.
    """
    place = scoped_place(work, place_id, Permission.PLACE_EDIT)
    _check_position(position.lon, position.lat, Datum(datum))
    before = {"lon": place.lon, "lat": place.lat, "position_source": place.position_source}
    lock_version(work, place, seen_version)
    place.lon, place.lat, place.accuracy_m = position.lon, position.lat, position.accuracy_m
    place.position_method = PositionMethod(method).value
    place.datum = Datum(datum).value
    place.original_coord = original_coord or f"{position.lon}, {position.lat}"
    place.position_source = source
    work.session.add(place)
    work.session.flush()
    after = {
        "lon": place.lon,
        "lat": place.lat,
        "accuracy_m": place.accuracy_m,
        "position_source": source,
        "method": place.position_method,
        "original_coord": place.original_coord,
    }
    journal.record(work, "places.located", ("place", place_id), before=before, after=after)


def _check_position(lon: float, lat: float, datum: Datum) -> None:
    fault = position_fault(lon, lat)
    if fault is not None:
        raise Invalid({"lon": [fault]})
    if datum not in STORED_AS_IS:
        raise Invalid({"datum": [T("这个坐标系的数值要先换算，不能直接使用")]})


def _existing(session: Session, place_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(place_ids), _BATCH):
        chunk = place_ids[start : start + _BATCH]
        found.update(session.scalars(select(col(Place.id)).where(col(Place.id).in_(chunk))))
    return found


class _Rows:
    """Rows of places, names and search terms, gathered and written in batches."""

    def __init__(self, work: Work, division_ids: set[str]) -> None:
        self.work = work
        self.divisions = _divisions(work.session, division_ids)
        self.places: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []
        self.terms = TermRows()

    def take(self, row: NewPlace) -> str:
        """Check one place and gather its rows; returns its id."""
        division = self.divisions.get(row.division_id)
        if division is None:
            raise NotFound("places.division_unknown", T("没有这个政区"))
        self.work.actor.require(Permission.PLACE_EDIT, division.path)
        _check(row)
        place_id = row.id or new_id()
        kind = PlaceKind(row.kind).value
        names = [name_values(self.work, place_id, kind, name) for name in row.names]
        standard = next(name for name in names if name["name_kind"] == NameKind.STANDARD.value)
        self.places.append(_place_values(self.work, row, place_id, division, standard))
        self.names += names
        # By any of its names: the standard one may be newer than the list (罗塘镇, once 罗塘乡).
        own = division.codes if is_division(kind, division.level) else ()
        codes = [row.place_code, *own]
        for name in names:
            self.terms.take(kind, name, [code for code in codes if code])
        return place_id

    def write(self) -> None:
        """Insert what was gathered and start afresh."""
        if not self.places:
            return
        session = self.work.session
        session.execute(insert(Place), self.places)
        session.execute(insert(PlaceName), self.names)
        self.terms.write(session)
        self.places, self.names, self.terms = [], [], TermRows()


@dataclass(frozen=True, slots=True)
class _Division:
    level: str
    path: str
    county_id: str | None
    codes: tuple[str, ...]


def _divisions(session: Session, division_ids: set[str]) -> Mapping[str, _Division]:
    rows = session.execute(
        select(
            col(Division.id),
            col(Division.code),
            col(Division.level),
            col(Division.path),
            col(Division.twin_division_id),
        )
    ).all()
    levels = {row.id: row.level for row in rows}
    twins: dict[str, list[str]] = {}
    for row in rows:
        if row.twin_division_id:
            twins.setdefault(row.twin_division_id, []).append(row.code)
    return {
        row.id: _Division(
            row.level,
            row.path,
            next((part for part in row.path.split("/") if levels.get(part) in COUNTY_LEVELS), None),
            tuple(dict.fromkeys([row.code, *twins.get(row.id, ())])),
        )
        for row in rows
        if row.id in division_ids
    }


def _check(row: NewPlace) -> None:
    if row.secrecy not in {item.value for item in Secrecy}:
        raise Refused("places.secret", T("密级不是公开的地名不能进入本系统"))
    standards = [name for name in row.names if name.name_kind == NameKind.STANDARD]
    if len(standards) != 1:
        raise Invalid({"names": [T("一个地名实体有且只有一个标准名")]})
    if row.position is not None:
        _check_position(row.position.lon, row.position.lat, Datum(row.position.datum))


def _place_values(
    work: Work, row: NewPlace, place_id: str, division: _Division, standard: Mapping[str, Any]
) -> dict[str, Any]:
    where = row.position
    legal = LegalKind(row.legal_kind) if row.legal_kind else legal_kind_of(row.kind)
    return {
        **stamp(work),
        "id": place_id,
        "place_code": row.place_code,
        "legal_kind": legal.value,
        "kind": PlaceKind(row.kind).value,
        "category_code": row.category_code,
        "entity_status": EntityStatus(row.entity_status).value,
        "division_id": row.division_id,
        "county_id": division.county_id,
        "managing_body": row.managing_body,
        "lon": where.lon if where else None,
        "lat": where.lat if where else None,
        "accuracy_m": where.accuracy_m if where else None,
        "datum": Datum(where.datum).value if where else None,
        "position_method": PositionMethod(where.method).value if where else None,
        "original_coord": where.original_coord if where else "",
        "position_source": where.source if where else "",
        "secrecy": row.secrecy,
        "description": row.description,
        "protected": False,
        "protection_basis": "",
        "merged_into": None,
        "row_version": 1,
        "citation_id": row.citation_id,
        "sort_key": sort_key_of(standard["text"], standard["roman_plain"]),
    }
