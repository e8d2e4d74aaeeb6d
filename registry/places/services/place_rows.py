"""Places on their way into the tables: checked, turned into columns, written in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound, Refused
from registry.core.geo import position_fault
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Division, Place, PlaceGeometry, PlaceName
from registry.places.rules import (
    COUNTY_LEVELS,
    Datum,
    Direction,
    EntityStatus,
    LegalKind,
    NameKind,
    PlaceKind,
    PositionMethod,
    Secrecy,
    is_division,
    legal_kind_of,
)
from registry.places.rules.details import EDITABLE, detail_faults, is_secret
from registry.places.rules.position import stored_datum_fault
from registry.places.rules.terms import sort_key_of
from registry.places.services.geometry import (
    NewGeometry,
    checked_shape,
    geometry_values,
    label_columns,
)
from registry.places.services.index import TermRows
from registry.places.services.rowing import NewName, name_values

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class NewPosition:
    """Where a place is, in WGS 84, and how anybody knows.

    `datum` is what the value was received in; any but WGS 84 and CGCS2000 only with
    `is_converted`, by whoever turned it into WGS 84, knowingly.
    """

    lon: float
    lat: float
    method: PositionMethod | str
    source: str
    datum: Datum | str = Datum.WGS84
    original_coord: str = ""
    accuracy_m: float | None = None
    is_converted: bool = False


@dataclass(frozen=True, slots=True)
class NewPlace:
    """One place to take in. Exactly one of `names` is the standard one.

    `division_id`: the smallest division it lies in; for a place that is a division, that division.
    `id` is given for shipped data (`core.ids.stable_id`). Without a `position` the label point of
    the `geometry` is where it is. `import_run_id`, `import_row`: which row of which file said so;
    its names say the same.
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
    twin_place_code: str | None = None
    twin_category_code: str | None = None
    division_text: str = ""
    parent_place_id: str | None = None
    from_text: str = ""
    to_text: str = ""
    direction: Direction | str = Direction.NONE
    road_class: str = ""
    length_m: float | None = None
    width_m: float | None = None
    elevation_m: float | None = None
    positional_importance: bool = False
    positional_basis: str = ""
    claimed_sign_count: int | None = None
    other_codes: Sequence[str] = ()
    geometry: NewGeometry | None = None
    import_run_id: str | None = None
    import_row: int | None = None


# Most rows of a list leave most columns alone: only what differs from the default is checked.
_DEFAULTS = {
    item.name: item.default
    for item in fields(NewPlace)
    if item.name in EDITABLE and item.default is not MISSING
}
_COPIED = tuple(
    name for name in _DEFAULTS if name not in {"legal_kind", "entity_status", "direction"}
)


def check_position(lon: float, lat: float, datum: Datum, *, is_converted: bool) -> None:
    """Refuse what is no position in China, or in a datum that has to be converted first.

    Raises:
        Invalid: field `lon` or `datum`.
    """
    fault = position_fault(lon, lat)
    if fault is not None:
        raise Invalid({"lon": [fault]})
    fault = stored_datum_fault(datum, is_converted=is_converted)
    if fault is not None:
        raise Invalid({"datum": [fault]})


class PlaceRows:
    """Rows of places, names, shapes and search terms, gathered and written in batches."""

    def __init__(self, work: Work, division_ids: set[str]) -> None:
        self.work = work
        self.divisions = divisions_of(work.session, division_ids)
        self.stamp = stamp(work)
        self.places: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []
        self.shapes: list[Mapping[str, Any]] = []
        self.terms = TermRows()

    def take(self, row: NewPlace) -> str:
        """Check one place and gather its rows; returns its id.

        Raises: as `services.places.add_place`.
        """
        division = self.divisions.get(row.division_id)
        if division is None:
            raise NotFound("places.division_unknown", T("没有这个政区"))
        self.work.actor.require(Permission.PLACE_EDIT, division.path)
        _check(row)
        place_id = row.id or new_id()
        kind = PlaceKind(row.kind).value
        names = [self._name(place_id, kind, row, name) for name in row.names]
        standard = next(name for name in names if name["name_kind"] == NameKind.STANDARD.value)
        values = {**self.stamp, **_place_values(row, place_id, division)}
        values["sort_key"] = sort_key_of(standard["text"], standard["roman_plain"])
        if row.geometry is not None:
            shape = checked_shape(row.geometry)
            self.shapes.append(geometry_values(self.work, place_id, row.geometry, shape))
            if row.position is None:
                values |= label_columns(row.geometry, shape)
        self.places.append(values)
        self.names += names
        # By any of its names: the standard one may be newer than the list (罗塘镇, once 罗塘乡).
        own = division.codes if is_division(kind, division.level) else ()
        codes = [code for code in (row.place_code, row.twin_place_code, *own) if code]
        self.terms.take(values, names, codes)
        return place_id

    def _name(self, place_id: str, kind: str, row: NewPlace, name: NewName) -> dict[str, Any]:
        path = self.divisions[row.division_id].path
        values = name_values(self.work, place_id, kind, name, division_path=path)
        if row.import_run_id is not None:
            values |= {"import_run_id": row.import_run_id, "import_row": row.import_row}
        else:
            values.setdefault("import_run_id", None)
            values.setdefault("import_row", None)
        return values

    def write(self) -> None:
        """Insert what was gathered and start afresh."""
        if not self.places:
            return
        session = self.work.session
        session.execute(insert(Place), self.places)
        session.execute(insert(PlaceName), self.names)
        if self.shapes:
            session.execute(insert(PlaceGeometry), self.shapes)
        self.terms.write(session)
        self.places, self.names, self.shapes, self.terms = [], [], [], TermRows()


@dataclass(frozen=True, slots=True)
class DivisionFacts:
    """What a place takes over from the division it lies in."""

    level: str
    path: str
    county_id: str | None
    codes: tuple[str, ...]


def divisions_of(session: Session, division_ids: set[str]) -> Mapping[str, DivisionFacts]:
    """The facts of these divisions, by id; unknown ids are left out."""
    own = _known(session, col(Division.id), division_ids)
    above = {part for row in own.values() for part in row.path.split("/") if part}
    levels = {row.id: row.level for row in _known(session, col(Division.id), above).values()}
    twins: dict[str, list[str]] = {}
    for row in _known(session, col(Division.twin_division_id), division_ids).values():
        twins.setdefault(row.twin_division_id, []).append(row.code)
    return {
        row.id: DivisionFacts(
            row.level,
            row.path,
            next((part for part in row.path.split("/") if levels.get(part) in COUNTY_LEVELS), None),
            tuple(dict.fromkeys([row.code, *twins.get(row.id, ())])),
        )
        for row in own.values()
    }


def _known(session: Session, column: Any, values: set[str]) -> dict[str, Any]:
    wanted = sorted(values)
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = select(
            col(Division.id),
            col(Division.code),
            col(Division.level),
            col(Division.path),
            col(Division.twin_division_id),
        ).where(column.in_(wanted[start : start + _CHUNK]))
        found.update((row.id, row) for row in session.execute(statement))
    return found


def _check(row: NewPlace) -> None:
    if is_secret(row.secrecy):
        raise Refused("places.secret", T("密级不是公开的地名不能进入本系统"))
    standards = [name for name in row.names if name.name_kind == NameKind.STANDARD]
    if len(standards) != 1:
        raise Invalid({"names": [T("一个地名实体有且只有一个标准名")]})
    if row.position is not None:
        where = row.position
        check_position(where.lon, where.lat, Datum(where.datum), is_converted=where.is_converted)
    given = {name: getattr(row, name) for name in _COPIED}
    asked = {name: value for name, value in given.items() if value != _DEFAULTS[name]}
    if "category_code" in asked or "twin_category_code" in asked:
        asked |= {name: given[name] for name in ("category_code", "twin_category_code")}
    if "positional_importance" in asked or "positional_basis" in asked:
        asked |= {name: given[name] for name in ("positional_importance", "positional_basis")}
    faults: dict[str, list[Text]] = detail_faults(asked) if asked else {}
    if faults:
        raise Invalid(faults)


def _place_values(row: NewPlace, place_id: str, division: DivisionFacts) -> dict[str, Any]:
    where = row.position
    legal = LegalKind(row.legal_kind) if row.legal_kind else legal_kind_of(row.kind)
    return {
        **{name: getattr(row, name) for name in _COPIED},
        "id": place_id,
        "legal_kind": legal.value,
        "kind": PlaceKind(row.kind).value,
        "entity_status": EntityStatus(row.entity_status).value,
        "direction": Direction(row.direction).value,
        "other_codes": list(row.other_codes),
        "division_id": row.division_id,
        "county_id": division.county_id,
        "lon": where.lon if where else None,
        "lat": where.lat if where else None,
        "accuracy_m": where.accuracy_m if where else None,
        "datum": Datum(where.datum).value if where else None,
        "position_method": PositionMethod(where.method).value if where else None,
        "original_coord": where.original_coord if where else "",
        "position_source": where.source if where else "",
        "protected": False,
        "protection_basis": "",
        "merged_into": None,
        "row_version": 1,
        "import_run_id": row.import_run_id,
        "import_row": row.import_row,
    }
