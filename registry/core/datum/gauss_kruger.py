"""Gauss-Krüger sheets of CGCS2000 and UTM: the transverse Mercator projection by Krüger's series.

Series to the fourth power of the third flattening (Krüger 1912, in the form of Karney 2011,
"Transverse Mercator with an accuracy of a few nanometers"): below a micrometre within a zone.
Own arithmetic, so that a standard installation reads engineering sheets without the 33 MB of a
projection library; the tests hold it against that library.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

_A = 6_378_137.0
_F = 1 / 298.257222101  # CGCS2000; WGS 84 differs in the ninth digit, a tenth of a millimetre
_N = _F / (2 - _F)
_E = math.sqrt(_F * (2 - _F))
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)

_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_DELTA = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3 + 116 * _N**4 / 45,
    7 * _N**2 / 3 - 8 * _N**3 / 5 - 227 * _N**4 / 45,
    56 * _N**3 / 15 - 136 * _N**4 / 35,
    4279 * _N**4 / 630,
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A strip of the projection: its EPSG code, central meridian, and how its eastings are written.

    `prefix` is the zone number written before the easting (39 in 39526781.872), 0 where none is;
    `width` is 3 or 6 degrees.
    """

    epsg: int
    meridian: int
    width: int
    prefix: int = 0
    scale: float = 1.0

    @property
    def false_easting(self) -> float:
        """What stands for the central meridian in the eastings of this strip."""
        return self.prefix * 1_000_000.0 + 500_000.0

    @property
    def number(self) -> int:
        """The zone's number in its system, whether or not the eastings carry it."""
        return self.meridian // 3 if self.width == 3 else (self.meridian + 3) // 6


def _zones() -> dict[int, Zone]:
    """CGCS2000 zones as the EPSG registry numbers them, and the UTM zones over China."""
    zones = [
        *(Zone(4513 + n - 25, 3 * n, 3, n) for n in range(25, 46)),
        *(Zone(4534 + n - 25, 3 * n, 3) for n in range(25, 46)),
        *(Zone(4491 + n - 13, 6 * n - 3, 6, n) for n in range(13, 24)),
        *(Zone(4502 + n - 13, 6 * n - 3, 6) for n in range(13, 24)),
        *(Zone(32600 + n, 6 * n - 183, 6, 0, 0.9996) for n in range(43, 54)),
    ]
    return {zone.epsg: zone for zone in zones}


ZONES = _zones()
# Three-degree zones over China are numbered 25 to 45, six-degree zones 13 to 23: a prefix alone
# tells the zone and its width.
BY_PREFIX = {zone.prefix: zone for zone in ZONES.values() if zone.prefix}


def zone_of(epsg: int) -> Zone | None:
    """The zone of an EPSG code, None for a projection that is not read here."""
    return ZONES.get(epsg)


def project(lon: float, lat: float, zone: Zone) -> tuple[float, float]:
    """Easting and northing in metres of CGCS2000 (or WGS 84) degrees."""
    phi = math.radians(lat)
    conformal = math.sinh(math.asinh(math.tan(phi)) - _E * math.atanh(_E * math.sin(phi)))
    lam = math.radians(lon - zone.meridian)
    xi = math.atan2(conformal, math.cos(lam))
    eta = math.asinh(math.sin(lam) / math.hypot(conformal, math.cos(lam)))
    place = _series(complex(xi, eta), _ALPHA)
    reach = zone.scale * _RADIUS
    return zone.false_easting + reach * place.imag, reach * place.real


def unproject(easting: float, northing: float, zone: Zone) -> tuple[float, float]:
    """Longitude and latitude in CGCS2000 degrees of a point of a sheet, in metres."""
    reach = zone.scale * _RADIUS
    place = complex(northing / reach, (easting - zone.false_easting) / reach)
    flat = place - (_series(place, _BETA) - place)
    chi = math.asin(math.sin(flat.real) / math.cosh(flat.imag))
    lam = math.atan2(math.sinh(flat.imag), math.cos(flat.real))
    phi = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(_DELTA, start=1))
    return zone.meridian + math.degrees(lam), math.degrees(phi)


def _series(point: complex, factors: tuple[float, ...]) -> complex:
    """The point and the sum of factor · sin(2j · point)."""
    return point + sum(f * cmath.sin(2 * j * point) for j, f in enumerate(factors, start=1))
