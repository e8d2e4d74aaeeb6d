"""Counts and positions for those who measure and draw: coverage and the map."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from registry.places.models import Division, Place, PlaceName
from registry.places.rules import EntityStatus, NameKind


@dataclass(frozen=True, slots=True)
class LocatedPlace:
    """A place to draw, with its exact position: round it for the public."""

    id: str
    name: str
    lon: float
    lat: float
    kind: str


@dataclass(frozen=True, slots=True)
class UnlocatedCount:
    """How many places of a county have no position yet."""

    county_id: str | None
    county_name: str
    count: int


def located_in(
    session: Session,
    bbox: tuple[float, float, float, float],
    kinds: Collection[str] | None = None,
) -> list[LocatedPlace]:
    """Places inside (west, south, east, north), edges included, by id; all kinds or some."""
    west, south, east, north = bbox
    statement = (
        select(col(Place.id), col(PlaceName.text), col(Place.lon), col(Place.lat), col(Place.kind))
        .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
        .where(
            *counted(),
            col(PlaceName.name_kind) == NameKind.STANDARD.value,
            col(Place.lon).between(west, east),
            col(Place.lat).between(south, north),
        )
        .order_by(col(Place.id))
    )
    if kinds is not None:
        statement = statement.where(col(Place.kind).in_(list(kinds)))
    return [
        LocatedPlace(place_id, name, lon, lat, kind)
        for place_id, name, lon, lat, kind in session.execute(statement)
        if lon is not None and lat is not None
    ]


def unlocated_by_county(session: Session) -> list[UnlocatedCount]:
    """Places without a position by county, in order of code; counties without any are left out."""
    statement = (
        select(col(Place.county_id), func.count())
        .where(*counted(), col(Place.lon).is_(None))
        .group_by(col(Place.county_id))
    )
    counts = {county_id: int(number) for county_id, number in session.execute(statement)}
    named = select(col(Division.id), col(Division.name)).where(
        col(Division.id).in_([county for county in counts if county])
    )
    found = [
        UnlocatedCount(county_id, name, counts[county_id])
        for county_id, name in session.execute(named.order_by(col(Division.code)))
    ]
    return [*found, UnlocatedCount(None, "", counts[None])] if None in counts else found


def counted() -> tuple[ColumnElement[bool], ...]:
    """What makes a place count: it exists and was not merged into another."""
    return (
        col(Place.entity_status) == EntityStatus.EXISTING.value,
        col(Place.merged_into).is_(None),
    )
