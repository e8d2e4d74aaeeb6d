"""The shift of commercial Chinese maps (GCJ-02, BD-09): the published formulas as numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

_AXIS = 6_378_245.0  # Krasovsky 1940, used by the published description of the shift
_ECC = 0.006693421622965943
_TURN = math.pi * 3000.0 / 180.0

# Six rounds bring the inverse below 1e-8 m; one round leaves about 1.2 m.
_ROUNDS = 12
_ENOUGH = 1e-13

Pair = tuple[float, float]


def shifted(lon: float, lat: float) -> Pair:
    """GCJ-02 of WGS 84 degrees. Smooth and good inside China only."""
    x, y = lon - 105.0, lat - 35.0
    rad = math.radians(lat)
    magic = 1 - _ECC * math.sin(rad) ** 2
    root = math.sqrt(magic)
    dlat = _shift_lat(x, y) * 180.0 / (_AXIS * (1 - _ECC) / (magic * root) * math.pi)
    dlon = _shift_lon(x, y) * 180.0 / (_AXIS / root * math.cos(rad) * math.pi)
    return lon + dlon, lat + dlat


def baidu(lon: float, lat: float) -> Pair:
    """BD-09 of GCJ-02 degrees."""
    reach = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _TURN)
    return reach * math.cos(angle) + 0.0065, reach * math.sin(angle) + 0.006


def unshifted(lon: float, lat: float) -> Pair:
    """WGS 84 of GCJ-02 degrees, by iteration."""
    return _inverse(shifted, lon, lat)


def unbaidu(lon: float, lat: float) -> Pair:
    """GCJ-02 of BD-09 degrees, by iteration."""
    return _inverse(baidu, lon, lat)


def _inverse(forward: Callable[[float, float], Pair], lon: float, lat: float) -> Pair:
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        seen_lon, seen_lat = forward(guess_lon, guess_lat)
        off_lon, off_lat = lon - seen_lon, lat - seen_lat
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if abs(off_lon) < _ENOUGH and abs(off_lat) < _ENOUGH:
            break
    return guess_lon, guess_lat


def _wave(a: float) -> float:
    return (20.0 * math.sin(6.0 * a * math.pi) + 20.0 * math.sin(2.0 * a * math.pi)) * 2 / 3


def _shift_lat(x: float, y: float) -> float:
    base = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    slow = (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2 / 3
    slower = (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2 / 3
    return _wave(x) + base + slow + slower


def _shift_lon(x: float, y: float) -> float:
    base = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    slow = (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2 / 3
    slower = (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2 / 3
    return _wave(x) + base + slow + slower
