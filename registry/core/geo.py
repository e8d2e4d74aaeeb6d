"""Positions in WGS 84: checking what people send, distance, and the map-shift detector."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NewType

from registry.core.forms import Wrong
from registry.core.text import T, Text

EARTH_RADIUS_M = 6_371_008.8
CHINA_LON = (73.0, 136.0)
CHINA_LAT = (3.0, 54.0)

Gcj02 = NewType("Gcj02", tuple[float, float])
"""A longitude and latitude in the obfuscated datum of Chinese commercial maps, typed apart from
WGS 84 so that a shifted point cannot be shifted again."""


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
    if _in_china(lon, lat):
        return None
    if _in_china(lat, lon):
        return T("经度和纬度似乎写反了：经度约 117,纬度约 31")
    if abs(lon) > 180 or abs(lat) > 90:
        return T("经纬度超出范围：经度约 117,纬度约 31")
    return T("这个位置不在中国境内，请检查经纬度")


def _in_china(lon: float, lat: float) -> bool:
    return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]


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


_AXIS = 6_378_245.0  # Krasovsky 1940, used by the published description of the shift
_ECC = 0.006693421622965943


def to_gcj02(point: Position) -> Gcj02:
    """Where commercial Chinese maps draw a WGS 84 point (the widely published formula).

    Used to recognise a shifted position and to link out to such maps; never to store one.
    """
    x, y = point.lon - 105.0, point.lat - 35.0
    dlat = _shift_lat(x, y)
    dlon = _shift_lon(x, y)
    rad = math.radians(point.lat)
    magic = 1 - _ECC * math.sin(rad) ** 2
    root = math.sqrt(magic)
    dlat = dlat * 180.0 / (_AXIS * (1 - _ECC) / (magic * root) * math.pi)
    dlon = dlon * 180.0 / (_AXIS / root * math.cos(rad) * math.pi)
    return Gcj02((point.lon + dlon, point.lat + dlat))


def _wave(a: float, b: float) -> float:
    return (20.0 * math.sin(6.0 * a * math.pi) + 20.0 * math.sin(2.0 * a * math.pi)) * 2 / 3 + b


def _shift_lat(x: float, y: float) -> float:
    base = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    slow = (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2 / 3
    slower = (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2 / 3
    return _wave(x, base + slow + slower)


def _shift_lon(x: float, y: float) -> float:
    base = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    slow = (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2 / 3
    slower = (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2 / 3
    return _wave(x, base + slow + slower)


def gcj02_suspect(expected: Position, reported: Position, tolerance_m: float = 90.0) -> int:
    """How many times the map shift seems to have been applied to a reported position: 0, 1 or 2.

    A crew error points anywhere; a datum bug always points the same way with the same length
    (about 560 m at Hefei, azimuth 113 degrees). A hint for a person; nothing is corrected.
    """
    shifted = to_gcj02(expected)
    east, north = offset_m(expected, Position(shifted[0], shifted[1]))
    seen_east, seen_north = offset_m(expected, reported)
    for times in (1, 2):
        if math.hypot(seen_east - times * east, seen_north - times * north) <= tolerance_m:
            return times
    return 0
