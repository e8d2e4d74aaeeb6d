"""What a fresh computation would change in what people have accepted: added, moved, gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from registry.signage.rules.placement.engine import Spot
from registry.signage.rules.placement.measuring import metres

SAME_M = 5.0
"""A spot that has shifted by less than this is where it was: redrawing a line shifts it so much."""


@dataclass(frozen=True, slots=True)
class Present:
    """A required position as it stands. `spot_*` are what the engine said when it was accepted.

    A person may have moved it since: what counts is whether the engine says something new.
    """

    id: str
    lon: float | None
    lat: float | None
    tolerance_m: float
    is_heritage: bool
    is_exempt: bool
    rule_key: str = ""
    spot_key: str = ""
    spot_lon: float | None = None
    spot_lat: float | None = None

    def is_where(self, spot: Spot) -> bool:
        """Whether the engine put it where it puts this spot, for the same rule."""
        if self.rule_key != spot.rule_key or self.spot_lon is None or self.spot_lat is None:
            return False
        return metres((self.spot_lon, self.spot_lat), (spot.lon, spot.lat)) <= SAME_M


@dataclass(slots=True)
class Difference:
    """What would change. `met` are the spots that a position serves already, by position id."""

    added: list[Spot] = field(default_factory=list)
    moved: list[tuple[Present, Spot]] = field(default_factory=list)
    gone: list[Present] = field(default_factory=list)
    met: dict[str, Spot] = field(default_factory=dict)


def differ(present: Sequence[Present], spots: Sequence[Spot], *, is_living: bool) -> Difference:
    """Compare what stands with what the rules ask for now.

    A position set by hand serves a spot within its own tolerance and is otherwise left alone; but
    of a place that is no more every position is gone. Exempted positions are never moved or
    dropped.
    """
    found = Difference()
    if not is_living:
        found.gone = [row for row in present if not row.is_exempt]
        return found
    left = {row.id: row for row in present}
    unmet = list(spots)
    # First what has not changed at all, then what stands where it stood under another number,
    # then what has moved, last what people set by hand.
    for same in (_unchanged, _same_place, _same_key, _by_hand):
        for spot in tuple(unmet):
            row = same(left.values(), spot)
            if row is None:
                continue
            unmet.remove(spot)
            del left[row.id]
            found.met[row.id] = spot
            if not row.is_exempt and (same is _same_key or row.lon is None):
                found.moved.append((row, spot))
    found.added = unmet
    found.gone = [row for row in left.values() if row.spot_key and not row.is_exempt]
    return found


def _unchanged(rows: Iterable[Present], spot: Spot) -> Present | None:
    return next((row for row in rows if row.spot_key == spot.key and row.is_where(spot)), None)


def _same_place(rows: Iterable[Present], spot: Spot) -> Present | None:
    return next((row for row in rows if row.spot_key and row.is_where(spot)), None)


def _same_key(rows: Iterable[Present], spot: Spot) -> Present | None:
    return next((row for row in rows if row.spot_key == spot.key), None)


def _by_hand(rows: Iterable[Present], spot: Spot) -> Present | None:
    """The nearest position that serves a spot; a heritage sign never serves for a name sign."""
    candidates = []
    for row in rows:
        if row.spot_key or row.is_heritage is not spot.is_heritage:
            continue
        if row.lon is None or row.lat is None:
            off = row.tolerance_m
        else:
            off = metres((row.lon, row.lat), (spot.lon, spot.lat))
        if off <= max(row.tolerance_m, SAME_M):
            candidates.append((off, row.id, row))
    return min(candidates, key=lambda item: item[:2])[2] if candidates else None
