"""Divisions as circles at their label points: what each layer counts in each county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.coverage import queries as coverage
from registry.coverage.queries import Standing
from registry.coverage.rules import HERITAGE, RateKind, figure_rate
from registry.maps.rules import Layer, radius_px


@dataclass(frozen=True, slots=True)
class Circle:
    """One county: its label point, a number in words, how large, and a share of 100 or None."""

    division_id: str
    name: str
    lon: float
    lat: float
    value: int
    of: int
    text: str
    radius: float
    share: float | None


@dataclass(frozen=True, slots=True)
class _Value:
    value: int
    of: int
    text: str
    size: int
    share: float | None = None


def circles(session: Session, layer: Layer, stratum: str, as_of: datetime) -> list[Circle]:
    """A circle for each county that has a label point; area in proportion to the layer's count."""
    now = coverage.standing(session, as_of)
    values = _values(session, layer, stratum, now)
    largest = max((value.size for value in values.values()), default=0)
    found = []
    for county in now.counties:
        value = values.get(county.id, _Value(0, 0, "–" if layer is Layer.COVERAGE else "0", 0))
        if county.label_lon is None or county.label_lat is None:
            continue
        found.append(
            Circle(
                division_id=county.id,
                name=county.name,
                lon=county.label_lon,
                lat=county.label_lat,
                value=value.value,
                of=value.of,
                text=value.text,
                radius=radius_px(value.size, largest),
                share=value.share,
            )
        )
    return found


def _values(session: Session, layer: Layer, stratum: str, now: Standing) -> Mapping[str, _Value]:
    if layer is Layer.HERITAGE:
        return {county: _count(number) for county, number in _recognised(session).items()}
    if layer is Layer.COVERAGE:
        return _rates(now, stratum)
    counts: Counter[str] = Counter()
    rows = now.figures if layer is Layer.PLACES else (*now.figures, *now.heritage)
    for row in rows:
        counts[row.county_id] += row.names if layer is Layer.PLACES else row.signs_verified
    return {county: _count(number) for county, number in counts.items()}


def _count(number: int) -> _Value:
    return _Value(number, 0, str(number), number)


def _rates(now: Standing, stratum: str) -> dict[str, _Value]:
    kind = RateKind.POSITIONS if stratum == HERITAGE else RateKind.NAMES
    found = {}
    for county, row in now.stratum(stratum).items():
        rate = figure_rate(row, kind)
        text = rate.text if rate.percent is None else f"{rate.text}%"
        found[county] = _Value(
            rate.numerator, rate.denominator, text, rate.denominator, rate.percent
        )
    return found


def _recognised(session: Session) -> Counter[str]:
    places = {row.place_id: row.county_id for row in coverage.recognised(session)}
    return Counter(county for county in places.values() if county)
