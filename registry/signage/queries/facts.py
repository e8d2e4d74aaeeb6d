"""What the engine of placement rules is told of a place: its shape, and the roads around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from registry.places.queries.surveyed import RoadsAround, Surveyed
from registry.signage.rules.placement import Facts, PlacementRule, Road, Way

BY_ROADS = frozenset({Way.CROSSINGS, Way.ENTRANCES, Way.BOUNDARY})
"""Ways that ask for the roads across a place."""


class Surroundings:
    """The named roads around some places, read once for all of them, and only if asked for."""

    def __init__(self, session: Session, places: Iterable[Surveyed]) -> None:
        """Remember which places will be asked about."""
        self._session = session
        self._places = list(places)
        self._around: RoadsAround | None = None

    def roads(self, place: Surveyed) -> list[Road]:
        """The roads that may cross a place."""
        if self._around is None:
            self._around = RoadsAround(self._session, self._places)
        return [
            Road(road.id, road.name, road.road_class, road.geojson)
            for road in self._around.near(place)
        ]

    def facts(self, place: Surveyed, rules: Sequence[PlacementRule]) -> Facts:
        """What the engine needs to know of a place for these rules."""
        wanted = [rule for rule in rules if rule.applies_to(place.kind, place.road_class)]
        needs_roads = bool(place.geojson) and any(rule.way in BY_ROADS for rule in wanted)
        point = None if place.lon is None or place.lat is None else (place.lon, place.lat)
        return Facts(
            id=place.id,
            kind=place.kind,
            road_class=place.road_class,
            is_living=place.is_living,
            is_recognised=place.is_recognised,
            point=point,
            geojson=place.geojson,
            roads=tuple(self.roads(place)) if needs_roads else (),
        )
