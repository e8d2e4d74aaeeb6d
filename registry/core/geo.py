"""Positions in WGS 84: checking what people send, distance, and the map-shift detector."""

from __future__ import annotations

import math
from dataclasses import dataclass

from registry.core.datum import (
    CHINA_LAT,
    CHINA_LON,
    Gcj02Point,
    Wgs84Point,
    in_china,
    wgs84_to_gcj02,
)
from registry.core.datum.batch import EARTH_RADIUS_M, times_shifted
from registry.core.forms import Wrong
from registry.core.text import T, Text

__all__ = [
    "CHINA_LAT",
    "CHINA_LON",
    "Position",
    "check_position",
    "distance_m",
    "gcj02_suspect",
    "offset_m",
    "position_fault",
    "to_gcj02",
]


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS 84 decimal degrees, with its accuracy radius in metres where known."""

    lon: float
    lat: float
    accuracy_m: float | None = None


def check_position(lon: float, lat: float) -> Position:
    """A position inside China.

    Raises:
        Wrong: not a number, outside the globe, outside China, or longitude and latitude swapped.
            Swapped values are reported, never silently exchanged.
    """
    fault = position_fault(lon, lat)
    if fault is not None:
        raise Wrong(fault)
    return Position(lon, lat)


def position_fault(lon: float, lat: float) -> Text | None:
    """What is wrong with a longitude and latitude, or None."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return T("经纬度必须是有限的数字")
    if in_china(lon, lat):
        return None
    if in_china(lat, lon):
        return T("经度和纬度似乎写反了：经度约 117,纬度约 31")
    if abs(lon) > 180 or abs(lat) > 90:
        return T("经纬度超出范围：经度约 117,纬度约 31")
    return T("这个位置不在中国境内，请检查经纬度")


def distance_m(a: Position, b: Position) -> float:
    """Great-circle distance in metres (haversine, mean radius)."""
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def offset_m(origin: Position, other: Position) -> tuple[float, float]:
    """How far `other` lies east and north of `origin`, in metres (flat, good to a few km)."""
    east = (
        math.radians(other.lon - origin.lon) * EARTH_RADIUS_M * math.cos(math.radians(origin.lat))
    )
    north = math.radians(other.lat - origin.lat) * EARTH_RADIUS_M
    return east, north


def to_gcj02(point: Position) -> Gcj02Point:
    """Where commercial Chinese maps draw a position; never stored."""
    return wgs84_to_gcj02(Wgs84Point(point.lon, point.lat))


def gcj02_suspect(expected: Position, reported: Position, tolerance_m: float = 90.0) -> int:
    """How many times the map shift seems to have been applied to a reported position: 0, 1 or 2.

    A crew error points anywhere; a datum bug always points the same way with the same length
    (about 560 m at Hefei, azimuth 113 degrees). A hint for a person; nothing is corrected.
    """
    return times_shifted(
        Wgs84Point(expected.lon, expected.lat), Wgs84Point(reported.lon, reported.lat), tolerance_m
    )
