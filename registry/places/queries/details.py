"""What the data dictionary knows of a place besides its names: labelled values, and its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from registry.core.text import T, Text
from registry.places.models import Place, PlaceGeometry, PlaceName
from registry.places.rules import DATUM_LABELS, POSITION_METHOD_LABELS, Datum, PositionMethod
from registry.places.rules.details import EDITABLE, needs_positional_basis
from registry.places.rules.fields import PLACE_LABELS, Shown, shown
from registry.places.rules.kind import NameKind
from registry.places.rules.position import GeometryType
from registry.places.rules.shape import GEOMETRY_LABELS

_ROWS = (
    *("legal_kind", "entity_status", "retired_on", "retired_basis", "managing_body"),
    *("parent_place_id", "place_code", "category_code"),
    *("twin_place_code", "twin_category_code", "other_codes"),
    *("from_text", "to_text", "direction", "road_class", "length_m", "width_m", "elevation_m"),
    *("positional_importance", "positional_basis", "claimed_sign_count", "secrecy"),
)


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One labelled value; `place_id` where it is another place, `note` what is to be said of it."""

    name: str
    label: Text
    shown: Shown
    place_id: str | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ShapeView:
    """A shape in WGS 84: `geojson` is exact, so round it for the public."""

    geometry_type: str
    type_label: Text
    geojson: str
    method_label: Text
    datum_label: Text
    source: str
    original: str
    accuracy_m: float | None


def details_of(session: Session, place: Place) -> Sequence[DetailRow]:
    """The columns of a place that hold something, in the order of its page."""
    called = _called(session, place.parent_place_id)
    return [
        _row(place, name, found)
        for name in _ROWS
        if (found := _shown(place, name, called)) is not None
    ]


def _shown(place: Place, name: str, called: dict[str, str]) -> Shown | None:
    value = getattr(place, name)
    if name == "positional_importance" and not value:
        # Three of the eight kinds of the regulation stand under this condition.
        return Shown(T("尚未认定"), "words") if needs_positional_basis(place.legal_kind) else None
    return shown(name, value, called) or None


_NOTES = {
    "claimed_sign_count": T("普查时登记人所报，不是核验过的标志"),
    "positional_importance": T("条例第三条的后三类地名以此为前提"),
    "twin_place_code": T("同一个村，区域和组织各登记了一次"),
}


def _row(place: Place, name: str, found: Shown) -> DetailRow:
    parent = place.parent_place_id if name == "parent_place_id" else None
    return DetailRow(name, PLACE_LABELS[name], found, parent, _NOTES.get(name))


def _called(session: Session, place_id: str | None) -> dict[str, str]:
    if place_id is None:
        return {}
    statement = select(PlaceName.text).where(
        PlaceName.place_id == place_id, col(PlaceName.name_kind) == NameKind.STANDARD.value
    )
    return {place_id: session.exec(statement).first() or ""}


def shape_of(row: PlaceGeometry | None) -> ShapeView | None:
    """A shape as pages see it."""
    if row is None:
        return None
    return ShapeView(
        geometry_type=row.geometry_type,
        type_label=GEOMETRY_LABELS[GeometryType(row.geometry_type)],
        geojson=row.geojson,
        method_label=POSITION_METHOD_LABELS[PositionMethod(row.method)],
        datum_label=DATUM_LABELS[Datum(row.datum)],
        source=row.source,
        original=row.original,
        accuracy_m=row.accuracy_m,
    )


def columns_of(session: Session, place_id: str) -> dict[str, Any]:
    """The editable columns of a place as they are stored."""
    place = session.get_one(Place, place_id)
    return {name: getattr(place, name) for name in EDITABLE}


def former_names(session: Session, place_id: str) -> list[str]:
    """What a place was called before its present standard name."""
    statement = select(PlaceName.text).where(
        col(PlaceName.place_id) == place_id, col(PlaceName.name_kind) == NameKind.FORMER.value
    )
    return sorted(session.exec(statement).all())
