"""Shapes of places beyond a point: taken in, replaced, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid
from registry.core.forms import Wrong
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Place, PlaceGeometry
from registry.places.rules import Datum, PositionMethod
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.position import stored_datum_fault
from registry.places.rules.shape import Shape, read_shape
from registry.places.services.past import keep
from registry.places.services.versions import living_place, lock_version


@dataclass(frozen=True, slots=True)
class NewGeometry:
    """A shape in WGS 84 as GeoJSON text, and how anybody knows.

    `datum` is what it was received in, `original` the text as it was received where it differs;
    `is_converted` says that the importers turned it into WGS 84, knowingly.
    """

    geojson: str
    method: PositionMethod | str
    source: str
    datum: Datum | str = Datum.WGS84
    original: str = ""
    accuracy_m: float | None = None
    is_converted: bool = False


def checked_shape(given: NewGeometry) -> Shape:
    """The shape, checked.

    Raises:
        Invalid: fields `geojson`, `datum`; see `rules.shape.read_shape`.
    """
    fault = stored_datum_fault(Datum(given.datum), is_converted=given.is_converted)
    if fault is not None:
        raise Invalid({"datum": [fault]})
    try:
        return read_shape(given.geojson)
    except Wrong as wrong:
        raise Invalid({"geojson": [wrong.text]}) from wrong


def geometry_values(
    work: Work, place_id: str, given: NewGeometry, shape: Shape
) -> Mapping[str, Any]:
    """The columns of a fresh shape."""
    return {
        **stamp(work),
        "id": new_id(),
        "place_id": place_id,
        "geometry_type": shape.geometry_type.value,
        "geojson": shape.geojson,
        "datum": Datum(given.datum).value,
        "original": given.original,
        "method": PositionMethod(given.method).value,
        "source": given.source,
        "accuracy_m": given.accuracy_m,
    }


def set_geometry(
    work: Work,
    place_id: str,
    given: NewGeometry | None,
    *,
    reason: str = "",
    seen_version: int | None = None,
    import_run_id: str | None = None,
) -> int | None:
    """Give a place a shape, or take it away with None. Returns the kept state's number, if any.

    A place without a position gets the label point of its shape, marked as computed; a position
    that is there stays. None where the same shape stands there already.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: `geojson`, `datum`. Conflict: `places.changed_meanwhile`, `places.is_merged`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    here = work.session.exec(select(PlaceGeometry).where(PlaceGeometry.place_id == place_id))
    present = here.one_or_none()
    shape = checked_shape(given) if given else None
    if (present.geojson if present else None) == (shape.geojson if shape else None):
        return None
    verb = "places.shaped" if shape else "places.shape_removed"
    before = _journalled(present.geometry_type, present.source) if present else None
    number = keep(work, place_id, verb, reason=reason, import_run_id=import_run_id)
    lock_version(work, place, seen_version)
    work.session.execute(delete(PlaceGeometry).where(col(PlaceGeometry.place_id) == place_id))
    after = None
    if given and shape:
        values = geometry_values(work, place_id, given, shape)
        work.session.execute(insert(PlaceGeometry), [values])
        _label(work, place, given, shape)
        after = _journalled(shape.geometry_type.value, given.source)
    journal.record(work, verb, ("place", place_id), before=before, after=after or {}, reason=reason)
    work.announce(PlaceChanged(place_id))
    return number


def _journalled(geometry_type: str, source: str) -> dict[str, str]:
    return {"geometry_type": geometry_type, "geometry_source": source}


def _label(work: Work, place: Place, given: NewGeometry, shape: Shape) -> None:
    if place.lon is not None:
        return
    for name, value in label_columns(given, shape).items():
        setattr(place, name, value)
    work.session.add(place)
    work.session.flush()


def label_columns(given: NewGeometry, shape: Shape) -> dict[str, Any]:
    """The position of a place that has nothing but its shape: a point on it, computed."""
    return {
        "lon": shape.label_lon,
        "lat": shape.label_lat,
        "accuracy_m": None,
        "datum": Datum.WGS84.value,
        "position_method": PositionMethod.COMPUTED.value,
        "original_coord": "",
        "position_source": given.source or str(T("由图形推算")),
    }
