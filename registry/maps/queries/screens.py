"""What one screen shows of one layer: marks where they are few, counts where they are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session

from registry.core.boxes import Box
from registry.core.journal import JournalHead
from registry.coverage import queries as coverage
from registry.maps.rules import Layer, Mark, Screen, arrange
from registry.places import queries as places
from registry.places.queries import LocatedPlace
from registry.places.rules import PlaceKind
from registry.signage import queries as signage

#: Divisions down to the county are drawn as circles at their label points, not as points too.
_AS_CIRCLES = frozenset({PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.FUNCTIONAL_ZONE})
_POINTS = tuple(kind.value for kind in PlaceKind if kind not in _AS_CIRCLES)
_ALL = 1_000_000


def state_of(session: Session) -> str:
    """What a kept screen is valid for: the head of the journal, which every write moves on.

    So a reader sees an approval on the next request, and an unchanged registry is not read again.
    """
    head = session.get(JournalHead, 1)
    return "" if head is None else head.hash


def screen(session: Session, layer: Layer, box: Box, zoom: int) -> Screen:
    """The marks of a layer inside a box, as points or as clusters whose counts add up."""
    return arrange(_marks(session, layer, box), box, zoom)


def _marks(session: Session, layer: Layer, box: Box) -> Iterable[Mark]:
    if layer is Layer.COVERAGE:
        return ()
    if layer is Layer.SIGNS:
        return _signs(session, box)
    found = places.located_in(session, box.as_tuple(), kinds=_POINTS)
    return _recognised(session, found) if layer is Layer.HERITAGE else map(_place, found)


def _place(row: LocatedPlace) -> Mark:
    tone = "water" if row.kind == PlaceKind.WATER else "place"
    return Mark(row.id, row.name, row.lon, row.lat, kind=row.kind, tone=tone, place_id=row.id)


def _recognised(session: Session, found: Sequence[LocatedPlace]) -> Iterable[Mark]:
    names = {row.place_id: row for row in coverage.recognised(session)}
    for row in found:
        if row.id in names:
            mark = _place(row)
            yield replace(mark, tone="recognised", simulated=names[row.id].simulated)


def _signs(session: Session, box: Box) -> Iterable[Mark]:
    for row in signage.signs_located_in(session, box.as_tuple(), limit=_ALL):
        yield Mark(
            row.id,
            row.name,
            row.lon,
            row.lat,
            kind=row.kind,
            tone="heritage-sign" if row.is_heritage else "sign",
            simulated=row.simulated,
            place_id=row.place_id,
        )
