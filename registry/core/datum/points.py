"""A point of each coordinate system as a class of its own, so that one cannot pass for another."""

from __future__ import annotations

from dataclasses import dataclass

CHINA_LON = (73.0, 136.0)
CHINA_LAT = (3.0, 54.0)


def in_china(lon: float, lat: float) -> bool:
    """Whether a longitude and latitude lie in the box around China."""
    return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]


@dataclass(frozen=True, slots=True)
class Wgs84Point:
    """WGS 84 decimal degrees: what is stored and shown."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Cgcs2000Point:
    """2000 国家大地坐标系, decimal degrees: decimetres from WGS 84, taken as the same."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Gcj02Point:
    """Where commercial Chinese maps draw a point: some 560 m off at Hefei."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Bd09Point:
    """Where Baidu draws a point: GCJ-02 and another shift on top."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class ProjectedPoint:
    """Metres on a sheet: easting, northing, and the EPSG code of the projection."""

    easting: float
    northing: float
    epsg: int
