"""The one way from any coordinate system into WGS 84, and the two ways out, told apart by type."""

from __future__ import annotations

import math

from registry.core.datum.fault import CoordinateFault
from registry.core.datum.gauss_kruger import unproject, zone_of
from registry.core.datum.points import (
    Bd09Point,
    Cgcs2000Point,
    Gcj02Point,
    ProjectedPoint,
    Wgs84Point,
)
from registry.core.datum.shift import baidu, shifted, unbaidu, unshifted
from registry.core.text import T

WEB_MERCATOR = 3857
_SPHERE = 6_378_137.0


def to_wgs84(point: Cgcs2000Point | Gcj02Point | Bd09Point | ProjectedPoint) -> Wgs84Point:
    """The point in WGS 84.

    A WGS 84 point is not accepted: whoever converts twice has lost track of the datum.

    Raises:
        TypeError: not a point of one of these systems.
        CoordinateFault: a projection that is not read here.
    """
    if isinstance(point, Cgcs2000Point):
        return Wgs84Point(point.lon, point.lat)
    if isinstance(point, Gcj02Point):
        return Wgs84Point(*unshifted(point.lon, point.lat))
    if isinstance(point, Bd09Point):
        return Wgs84Point(*unshifted(*unbaidu(point.lon, point.lat)))
    if isinstance(point, ProjectedPoint):
        return _unprojected(point)
    raise TypeError(f"{type(point).__name__} cannot be converted to WGS 84")


def wgs84_to_gcj02(point: Wgs84Point) -> Gcj02Point:
    """Where commercial maps draw a WGS 84 point: to link out and to recognise, never to store.

    Raises:
        TypeError: anything but a WGS 84 point, above all a point that is shifted already.
    """
    _require_wgs84(point)
    return Gcj02Point(*shifted(point.lon, point.lat))


def wgs84_to_bd09(point: Wgs84Point) -> Bd09Point:
    """Where Baidu draws a WGS 84 point.

    Raises:
        TypeError: anything but a WGS 84 point.
    """
    _require_wgs84(point)
    return Bd09Point(*baidu(*shifted(point.lon, point.lat)))


def _require_wgs84(point: object) -> None:
    if not isinstance(point, Wgs84Point):
        raise TypeError(f"only a WGS 84 point can be shifted, not {type(point).__name__}")


def _unprojected(point: ProjectedPoint) -> Wgs84Point:
    if point.epsg == WEB_MERCATOR:
        lat = math.degrees(math.atan(math.sinh(point.northing / _SPHERE)))
        return Wgs84Point(math.degrees(point.easting / _SPHERE), lat)
    zone = zone_of(point.epsg)
    if zone is None:
        raise unknown_projection(f"EPSG:{point.epsg}")
    return Wgs84Point(*unproject(point.easting, point.northing, zone))


def unknown_projection(name: str) -> CoordinateFault:
    """The refusal of a projection or datum that is not read here."""
    return CoordinateFault(
        "coordinate.unknown_crs",
        T("不能读取这种坐标系：%(name)s", name=name[:60]),
        T("请导出为 2000 国家大地坐标系经纬度(EPSG:4490)或高斯-克吕格 3 度带坐标后再导入"),
    )
