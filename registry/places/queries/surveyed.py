"""What is known of a place on the ground, for whoever computes where its signs are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registry.places.models import Division, Place, PlaceGeometry, PlaceName
from registry.places.rules import (
    EntityStatus,
    GeometryType,
    HeritageMark,
    NameKind,
    PlaceKind,
    stratum_of,
)

_CHUNK = 400
_ROADS = (PlaceKind.ROAD.value, PlaceKind.STREET_LANE.value)
_LINES = (GeometryType.LINE.value, GeometryType.MULTILINE.value)
REACH_DEG = 0.3
"""About 30 km: the label of a road that crosses a place stands no further from it than this."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A place with its class, state, exact position and shape (GeoJSON text, or empty)."""

    id: str
    name: str
    kind: str
    road_class: str
    status: str
    is_recognised: bool
    division_id: str
    division_path: str
    county_id: str | None
    lon: float | None
    lat: float | None
    geojson: str
    version: int

    @property
    def stratum(self) -> str:
        """The stratum in which the place is counted."""
        return stratum_of(self.kind).value

    @property
    def is_living(self) -> bool:
        """Whether it is there now: neither planned nor gone."""
        return self.status == EntityStatus.EXISTING.value


@dataclass(frozen=True, slots=True)
class RoadShape:
    """A named road that is there, with its drawn line."""

    id: str
    name: str
    road_class: str
    geojson: str


def surveyed(session: Session, place_ids: Iterable[str]) -> dict[str, Surveyed]:
    """These places by id; a place without a standard name is left out."""
    found: dict[str, Surveyed] = {}
    wanted = list(dict.fromkeys(place_ids))
    for start in range(0, len(wanted), _CHUNK):
        statement = (
            select(
                col(Place.id),
                col(PlaceName.text),
                col(Place.kind),
                col(Place.road_class),
                col(Place.entity_status),
                col(Place.heritage_state) == HeritageMark.RECOGNISED.value,
                col(Place.division_id),
                col(Division.path),
                col(Place.county_id),
                col(Place.lon),
                col(Place.lat),
                col(PlaceGeometry.geojson),
                col(Place.row_version),
            )
            .join(PlaceName, _is_standard())
            .join(Division, col(Division.id) == col(Place.division_id))
            .join(PlaceGeometry, col(PlaceGeometry.place_id) == col(Place.id), isouter=True)
            .where(col(Place.id).in_(wanted[start : start + _CHUNK]))
        )
        for row in session.execute(statement):
            *known, geojson, version = tuple(row)
            found[row[0]] = Surveyed(*known, geojson or "", version)  # type: ignore[call-arg]
    return found


def roads_near(session: Session, place: Surveyed) -> list[RoadShape]:
    """Named roads with a drawn line whose label stands within about 30 km of a place's own."""
    if place.lon is None or place.lat is None:
        return []
    statement = (
        select(
            col(Place.id), col(PlaceName.text), col(Place.road_class), col(PlaceGeometry.geojson)
        )
        .join(PlaceName, _is_standard())
        .join(PlaceGeometry, col(PlaceGeometry.place_id) == col(Place.id))
        .where(
            *_existing(),
            col(Place.id) != place.id,
            col(Place.kind).in_(_ROADS),
            col(PlaceGeometry.geometry_type).in_(_LINES),
            col(Place.lon).between(place.lon - REACH_DEG, place.lon + REACH_DEG),
            col(Place.lat).between(place.lat - REACH_DEG, place.lat + REACH_DEG),
        )
        .order_by(col(Place.id))
    )
    return [RoadShape(*row) for row in session.execute(statement)]


def versions_in(
    session: Session, county_id: str, kinds: Sequence[str]
) -> Iterator[tuple[str, int]]:
    """Every existing place of these kinds in a county, and its version, by id."""
    statement = (
        select(col(Place.id), col(Place.row_version))
        .where(*_existing(), col(Place.county_id) == county_id, col(Place.kind).in_(kinds))
        .order_by(col(Place.id))
    )
    for row in session.execute(statement):
        yield row[0], row[1]


def _is_standard() -> Any:
    return (col(PlaceName.place_id) == col(Place.id)) & (
        col(PlaceName.name_kind) == NameKind.STANDARD.value
    )


def _existing() -> tuple[Any, ...]:
    return (
        col(Place.entity_status) == EntityStatus.EXISTING.value,
        col(Place.merged_into).is_(None),
    )
