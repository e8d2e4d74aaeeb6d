"""Which places of a county are worth comparing at all: by shared keys, never all with all."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from registry.places.rules.likeness import Described, area_of, similarity, town_of

CROWD = 30
"""Where more places than this share a key and a town, each is compared with its next so many."""

_KILOMETRE = 0.0153
"""Degrees: a kilometre of longitude at 54° N, the northernmost of China; nowhere less than one."""

_NEAR = 0.0046
"""Degrees: 300 m in the same way, as far as `likeness` counts similar names as near."""

Key = tuple[Hashable, ...]


def candidates(places: Mapping[str, Described]) -> Iterator[tuple[str, str]]:
    """Pairs of ids (the smaller first), each once, of places that some key brings together.

    Keys: a name within a town (or within the county, where one of the two is known by its county
    only); the same sound within a town; village and committee of one name in a town; any of these
    within about a kilometre; a similar name within about 300 m; a code anywhere.
    """
    seen: set[tuple[str, str]] = set()
    for found in (_by_names(places), _by_codes(places), _by_squares(places), _by_looks(places)):
        for one, other in found:
            pair = (one, other) if one < other else (other, one)
            if one != other and pair not in seen:
                seen.add(pair)
                yield pair


class Spot(NamedTuple):
    """A name of a place with its position, as a search for namesakes across borders reads it."""

    name: str
    lon: float
    lat: float
    place_id: str
    county_id: str | None


def border_namesakes(spots: Iterable[Spot]) -> Iterator[tuple[str, str]]:
    """Pairs of ids (the smaller first) of one name within about 300 m, in two counties.

    `spots` come in order of name and longitude and are read once; of one name no more than `CROWD`
    lie in the window, so neither time nor memory grows with how common a name is.
    """
    window: deque[Spot] = deque(maxlen=CROWD)
    for spot in spots:
        while window and (window[0].name != spot.name or spot.lon - window[0].lon > _NEAR):
            window.popleft()
        for other in window:
            is_elsewhere = other.county_id != spot.county_id and other.place_id != spot.place_id
            if is_elsewhere and abs(other.lat - spot.lat) <= _NEAR:
                yield min(other.place_id, spot.place_id), max(other.place_id, spot.place_id)
        window.append(spot)


def _keys(place: Described) -> set[Key]:
    """What a place shares with others of its town: names, sound, village of a committee."""
    keys: set[Key] = {("name", place.standard.folded)}
    keys.update(("name", name.folded) for name in place.others)
    if place.standard.sound:
        keys.add(("sound", place.standard.sound))
    area = area_of(place.standard.folded)
    if area is not None:
        keys.add(("area", area))
    return keys


def _by_names(places: Mapping[str, Described]) -> Iterator[tuple[str, str]]:
    """Within each town; what is known by its county only is compared with all towns' places."""
    groups: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place_id, place in places.items():
        for key in _keys(place):
            groups[key][town_of(place)].append(place_id)
    for towns in groups.values():
        for town, members in towns.items():
            yield from _among(members)
            if town:
                yield from _between(towns.get("", ()), members)


def _by_codes(places: Mapping[str, Described]) -> Iterator[tuple[str, str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for place_id, place in places.items():
        for code in place.codes:
            owners[code].append(place_id)
    for members in owners.values():
        yield from _among(members)


def _by_squares(places: Mapping[str, Described]) -> Iterator[tuple[str, str]]:
    """Any name of both nearby, whatever town either is said to be in."""
    groups: dict[Key, list[str]] = defaultdict(list)
    for place_id, place in places.items():
        squares = _squares(place, _KILOMETRE)
        for key in _keys(place) if squares else ():
            for square in squares:
                groups[(*key, square)].append(place_id)
    for members in groups.values():
        yield from _among(members)


def _by_looks(places: Mapping[str, Described]) -> Iterator[tuple[str, str]]:
    """Similar names of three or more characters close by."""
    groups: dict[Key, list[str]] = defaultdict(list)
    for place_id, place in places.items():
        if not place.rough and len(place.standard.folded) > 2:
            for square in _squares(place, _NEAR):
                groups[(square,)].append(place_id)
    for members in groups.values():
        # In order of the names, so that in a crowd similar ones stand next to each other.
        by_name = sorted(members, key=lambda place_id: places[place_id].standard.folded)
        for one, other in _among(by_name, in_order=True):
            if similarity(places[one].standard.folded, places[other].standard.folded):
                yield one, other


def _squares(place: Described, side: float) -> Sequence[tuple[int, int]]:
    """The square a place is in and three next to it: of two near places one square holds both."""
    if place.position is None:
        return ()
    column, row = int(place.position.lon / side), int(place.position.lat / side)
    return [(column + east, row + north) for east in (0, 1) for north in (0, 1)]


def _among(members: Sequence[str], *, in_order: bool = False) -> Iterator[tuple[str, str]]:
    ordered = members if in_order else sorted(members)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + CROWD]:
            yield one, other


def _between(some: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one in sorted(some)[:CROWD]:
        for other in sorted(others)[:CROWD]:
            yield one, other
