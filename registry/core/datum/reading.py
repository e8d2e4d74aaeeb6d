"""Reading a coordinate as a file or a person wrote it; whatever was found out is said in notes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from registry.core.datum.conversion import WEB_MERCATOR, to_wgs84
from registry.core.datum.crs import CONTROLLED_DATUMS, DATUMS, Declared
from registry.core.datum.fault import CoordinateFault, controlled, outside
from registry.core.datum.gauss_kruger import BY_PREFIX, Zone, zone_of
from registry.core.datum.points import (
    Bd09Point,
    Cgcs2000Point,
    Gcj02Point,
    ProjectedPoint,
    Wgs84Point,
    in_china,
)
from registry.core.datum.writing import LONGEST, Value, unreadable, values
from registry.core.text import T, Text

# A six-degree zone reaches 334 km from its meridian in the far south; nobody draws much further.
_REACH_M = 350_000.0
# 117,283 and 31,861: no sheet over China has a northing of so few metres.
_COMMAS = re.compile(r"\s*\d{2,3}[,，]\d+\s*")


@dataclass(frozen=True, slots=True)
class ReadPosition:
    """A position that was read: the point in WGS 84, the datum of the value, the value itself.

    `notes` tell what was found out and done (axes swapped, zone told by its prefix, converted
    from GCJ-02); `codes` name the same, for programs.
    """

    point: Wgs84Point
    datum: str
    original: str
    notes: tuple[Text, ...] = ()
    codes: tuple[str, ...] = ()


NOTES = {
    "swapped": T("经度和纬度写反了，已按数值大小认出并换回"),
    "northing_first": T("纵坐标(北)写在前面，已按数值大小认出"),
    "prefix": T("横坐标带有带号，按带号确定了投影带"),
    "other_zone": T("横坐标的带号与声明的投影带不同，以带号为准"),
    "no_prefix": T("声明的投影带有带号而横坐标没有，按声明的投影带读取"),
    "gcj02": T("已由 GCJ-02 换算为 WGS 84"),
    "bd09": T("已由 BD-09 换算为 WGS 84"),
    "sheet": T("已由平面坐标换算为 WGS 84"),
    "unknown_datum": T("没有说明坐标系，按经纬度原值记录，可能有数百米偏差"),
}


def read_coordinates(
    first: str, second: str | None = None, *, datum: str = "unknown", epsg: int | None = None
) -> ReadPosition:
    """Read one column that holds a pair, or two columns (longitude or easting, then the other).

    `datum` is wgs84, cgcs2000, gcj02, bd09 or unknown, as declared by the file or a person;
    `epsg` the code of a projection that was declared. Metres are told from degrees by magnitude,
    the zone by its prefix, a wrong order of the axes by magnitude or by letters.

    Raises:
        CoordinateFault: empty, half a pair, unreadable, outside China, a datum whose parameters
            are controlled, metres without any word about their zone.
    """
    original = first.strip() if second is None else f"{first.strip()}, {second.strip()}"
    if datum in CONTROLLED_DATUMS:
        raise controlled()
    if datum not in DATUMS:
        raise ValueError(f"unknown datum {datum!r}")
    if len(original) > LONGEST:
        raise CoordinateFault("coordinate.too_long", T("这一格太长，不是坐标"))
    if second is not None and _COMMAS.fullmatch(first) and _COMMAS.fullmatch(second):
        raise CoordinateFault(
            "coordinate.decimal_comma",
            T("小数点写成了逗号：%(value)s", value=original),
            T("请把逗号改成小数点，例如 117.283；多半是电子表格按别的地区设置另存的"),
        )
    pair = _pair(first, second)
    lon, lat, codes = _in_order(*pair)
    return read_point(lon, lat, declared=Declared(datum, epsg), original=original, codes=codes)


def read_point(
    x: float, y: float, *, declared: Declared, original: str = "", codes: tuple[str, ...] = ()
) -> ReadPosition:
    """The position of two numbers of a declared system, longitude or easting first.

    Raises:
        CoordinateFault: as `read_coordinates`.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        raise unreadable(original or f"{x}, {y}")
    text = original or f"{x!r}, {y!r}"
    if max(abs(x), abs(y)) > 360 or declared.epsg is not None:
        point, found = _from_sheet(x, y, declared)
        datum = declared.datum if declared.datum != "unknown" else "cgcs2000"
    else:
        point, found = _from_degrees(x, y, declared.datum)
        datum = declared.datum
    if not in_china(point.lon, point.lat):
        raise outside()
    every = (*codes, *found)
    return ReadPosition(point, datum, text, tuple(NOTES[code] for code in every), every)


def _pair(first: str, second: str | None) -> tuple[Value, Value]:
    if not (first.strip() or (second or "").strip()):
        raise CoordinateFault("coordinate.empty", T("没有坐标"))
    if second is None:
        found = values(first)
        if len(found) == 2:
            return found[0], found[1]
        if len(found) == 1:
            raise _half()
        raise unreadable(first)
    if not (first.strip() and second.strip()):
        raise _half()
    lefts, rights = values(first), values(second)
    if len(lefts) != 1 or len(rights) != 1:
        raise unreadable(first if len(lefts) != 1 else second)
    return lefts[0], rights[0]


def _half() -> CoordinateFault:
    return CoordinateFault("coordinate.half", T("只有一个数，缺经度或纬度"))


def _in_order(a: Value, b: Value) -> tuple[float, float, tuple[str, ...]]:
    """The pair with longitude first, by the letters where there are any."""
    if a.axis and a.axis == b.axis:
        raise CoordinateFault("coordinate.same_axis", T("两个数都写成了经度，或都写成了纬度"))
    if a.axis == "lat" or b.axis == "lon":
        return b.number, a.number, ()
    return a.number, b.number, ()


def _from_degrees(lon: float, lat: float, datum: str) -> tuple[Wgs84Point, tuple[str, ...]]:
    codes: tuple[str, ...] = ()
    if not in_china(lon, lat) and in_china(lat, lon):
        lon, lat, codes = lat, lon, ("swapped",)
    if not in_china(lon, lat):
        raise outside()
    if datum == "gcj02":
        return to_wgs84(Gcj02Point(lon, lat)), (*codes, "gcj02")
    if datum == "bd09":
        return to_wgs84(Bd09Point(lon, lat)), (*codes, "bd09")
    if datum == "cgcs2000":
        return to_wgs84(Cgcs2000Point(lon, lat)), codes
    return Wgs84Point(lon, lat), (*codes, "unknown_datum") if datum == "unknown" else codes


def _from_sheet(x: float, y: float, declared: Declared) -> tuple[Wgs84Point, tuple[str, ...]]:
    if declared.datum in {"gcj02", "bd09"}:
        raise CoordinateFault(
            "coordinate.shifted_metres", T("以米为单位的坐标不可能是 GCJ-02 或 BD-09")
        )
    if declared.epsg == WEB_MERCATOR:
        return to_wgs84(ProjectedPoint(x, y, WEB_MERCATOR)), ("sheet",)
    zone = zone_of(declared.epsg) if declared.epsg is not None else None
    easting, northing, codes = _east_first(x, y)
    easting, zone, more = _zone_told(easting, zone)
    if abs(easting - zone.false_easting) > _REACH_M:
        raise CoordinateFault(
            "coordinate.far_from_zone", T("横坐标离所在投影带太远，可能带号不对或是地方坐标系")
        )
    point = to_wgs84(ProjectedPoint(easting, northing, zone.epsg))
    return point, (*codes, *more, "sheet")


def _east_first(x: float, y: float) -> tuple[float, float, tuple[str, ...]]:
    """Chinese sheets call the northing X and write it first; over China magnitude tells them apart.

    Northings run from 0.33 to 6 million metres; an easting has a zone prefix (13 million or more)
    or lies below a million. Below 9 degrees north nothing is told apart, and nothing exchanged.
    """
    if (y >= 12_000_000 and x < 12_000_000) or (y < 1_000_000 <= x < 12_000_000):
        return y, x, ("northing_first",)
    return x, y, ()


def _zone_told(easting: float, said: Zone | None) -> tuple[float, Zone, tuple[str, ...]]:
    """The easting as its zone writes it, the zone, and how it was told."""
    if easting < 0:
        raise outside()
    prefix = int(easting // 1_000_000)
    if prefix:
        zone = BY_PREFIX.get(prefix)
        if zone is None:
            raise CoordinateFault(
                "coordinate.unknown_zone",
                T("横坐标的前两位 %(prefix)s 不是国内的投影带号", prefix=str(prefix)),
            )
        differs = said is not None and (said.meridian, said.width) != (zone.meridian, zone.width)
        return easting, zone, ("other_zone",) if differs else ("prefix",)
    if said is None:
        raise CoordinateFault(
            "coordinate.zone_not_said",
            T("横坐标没有带号，也没有说明中央经线，不知道在哪一带"),
            T("请说明投影带，例如 EPSG:4548(中央经线 117 度)，或在横坐标前加上带号"),
        )
    if said.prefix:
        return said.prefix * 1_000_000 + easting, said, ("no_prefix",)
    return easting, said, ()
