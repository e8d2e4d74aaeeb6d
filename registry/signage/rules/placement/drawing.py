"""A small plan of a place: its line or outline, the roads across it, numbered positions."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.signage.rules.placement.measuring import Point
from registry.signage.rules.scale import bar_length

SIZE = 420
MARGIN = 26


@dataclass(frozen=True, slots=True)
class Pin:
    """A position with its number on the plan; `tone` is one of add, move, drop, due, exempt."""

    number: int
    tone: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Plan:
    """An SVG drawing, north up: paths of the place and of roads, pins, a bar of `bar_m` metres."""

    width: int
    height: int
    own: tuple[str, ...]
    roads: tuple[str, ...]
    pins: tuple[tuple[Pin, float, float], ...]
    bar_px: float
    bar_m: int


def draw_plan(geojson: str, roads: Iterable[str], pins: Sequence[Pin]) -> Plan | None:
    """Draw a place with its pins, None where there is nothing; pins at one point fan out."""
    own = _lines(geojson)
    spread = [point for line in own for point in line] + [(pin.lon, pin.lat) for pin in pins]
    if not spread:
        return None
    west, east = min(p[0] for p in spread), max(p[0] for p in spread)
    south, north = min(p[1] for p in spread), max(p[1] for p in spread)
    squeeze = math.cos(math.radians((south + north) / 2))
    # A single point gets a hundred metres round it.
    wide, high = max((east - west) * squeeze, 9e-4), max(north - south, 9e-4)
    scale = (SIZE - 2 * MARGIN) / max(wide, high)
    width = max(round(wide * scale) + 2 * MARGIN, 200)
    height = max(round(high * scale) + 2 * MARGIN, 120)
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2

    def at(point: Point) -> tuple[float, float]:
        x = width / 2 + (point[0] - middle_lon) * squeeze * scale
        y = height / 2 - (point[1] - middle_lat) * scale
        return round(x, 1), round(y, 1)

    def path(line: Sequence[Point]) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in map(at, line))

    bar_m = bar_length(width / 3 / scale * 111_195.0)
    return Plan(
        width=width,
        height=height,
        own=tuple(path(line) for line in own),
        roads=tuple(path(line) for text in roads for line in _lines(text)),
        pins=tuple(_fanned(pins, at)),
        bar_px=round(bar_m / 111_195.0 * scale, 1),
        bar_m=bar_m,
    )


def _fanned(pins: Sequence[Pin], at: object) -> Iterable[tuple[Pin, float, float]]:
    taken: dict[tuple[int, int], int] = {}
    for pin in pins:
        x, y = at((pin.lon, pin.lat))  # type: ignore[operator]
        cell = (round(x / 12), round(y / 12))
        number = taken.get(cell, 0)
        taken[cell] = number + 1
        yield pin, round(x + 15 * number, 1), y


def _lines(geojson: str) -> list[list[Point]]:
    found = json.loads(geojson) if geojson else {}
    coordinates = found.get("coordinates", [])
    if found.get("type") == "LineString":
        coordinates = [coordinates]
    elif found.get("type") == "MultiPolygon":
        coordinates = [ring for polygon in coordinates for ring in polygon]
    elif found.get("type") not in {"MultiLineString", "Polygon"}:
        return []
    return [[(point[0], point[1]) for point in line] for line in coordinates]
