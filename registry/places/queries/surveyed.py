"""What is known of a place on the ground, for whoever computes where its signs are due."""

from __future__ import annotations

import json
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
_SLACK_DEG = 2e-4
"""More than the metres by which drawn roads that meet may miss each other."""


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
    return RoadsAround(session, [place]).near(place)


class RoadsAround:
    """The roads around some places, read once for all of them."""

    def __init__(self, session: Session, places: Iterable[Surveyed]) -> None:
        """Read every road that may be near one of the places."""
        known = list(places)
        lons = [one.lon for one in known if one.lon is not None]
        lats = [one.lat for one in known if one.lat is not None]
        self._rows = list(_roads_between(session, lons, lats)) if lons and lats else []

    def near(self, place: Surveyed) -> list[RoadShape]:
        """As `roads_near`, but for roads that lie clear of the shape of the place."""
        if place.lon is None or place.lat is None:
            return []
        west, south, east, north = _box_of(place.geojson) or (-180.0, -90.0, 180.0, 90.0)
        return [
            road
            for road, lon, lat, box in self._rows
            if road.id != place.id
            and abs(lon - place.lon) <= REACH_DEG
            and abs(lat - place.lat) <= REACH_DEG
            and box[0] <= east + _SLACK_DEG
            and box[2] >= west - _SLACK_DEG
            and box[1] <= north + _SLACK_DEG
            and box[3] >= south - _SLACK_DEG
        ]


_Box = tuple[float, float, float, float]


def _box_of(geojson: str) -> _Box | None:
    """West, south, east and north of a shape; None for an empty one."""
    if not geojson:
        return None
    points = list(_flat(json.loads(geojson)["coordinates"]))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def _flat(coordinates: Any) -> Iterator[Any]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from _flat(part)


def _roads_between(
    session: Session, lons: Sequence[float], lats: Sequence[float]
) -> Iterator[tuple[RoadShape, float, float, _Box]]:
    statement = (
        select(
            col(Place.id),
            col(PlaceName.text),
            col(Place.road_class),
            col(PlaceGeometry.geojson),
            col(Place.lon),
            col(Place.lat),
        )
        .join(PlaceName, _is_standard())
        .join(PlaceGeometry, col(PlaceGeometry.place_id) == col(Place.id))
        .where(
            *_existing(),
            col(Place.kind).in_(_ROADS),
            col(PlaceGeometry.geometry_type).in_(_LINES),
            col(Place.lon).between(min(lons) - REACH_DEG, max(lons) + REACH_DEG),
            col(Place.lat).between(min(lats) - REACH_DEG, max(lats) + REACH_DEG),
        )
        .order_by(col(Place.id))
    )
    for ident, name, road_class, geojson, lon, lat in session.execute(statement):
        box = _box_of(geojson)
        if box is not None and lon is not None and lat is not None:
            yield RoadShape(ident, name, road_class, geojson), lon, lat, box


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
