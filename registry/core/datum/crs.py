"""What a file or a person says its coordinates are in: words, EPSG codes, names of systems."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.core.datum.conversion import WEB_MERCATOR, unknown_projection
from registry.core.datum.fault import controlled
from registry.core.datum.gauss_kruger import BY_PREFIX, ZONES

DATUMS = frozenset({"wgs84", "cgcs2000", "gcj02", "bd09", "unknown"})
CONTROLLED_DATUMS = frozenset({"beijing54", "xian80"})

_GEOGRAPHIC = {4326: "wgs84", 4979: "wgs84", 4490: "cgcs2000", 4480: "cgcs2000"}
# Beijing 1954 and Xian 1980 in the EPSG registry, geographic and projected.
_CONTROLLED = (
    range(4214, 4215),
    range(4610, 4611),
    range(2327, 2391),
    range(2401, 2443),
    range(21413, 21424),
    range(21453, 21464),
    range(21473, 21484),
)


@dataclass(frozen=True, slots=True)
class Declared:
    """A coordinate system as declared: the datum, and the EPSG code where it is a sheet's."""

    datum: str
    epsg: int | None = None


def declared(text: str) -> Declared:
    """What a declaration means: "EPSG:4548", "cgcs2000", "CGCS2000_3_Degree_GK_Zone_39", a WKT.

    Nothing said ("") is `unknown`, which is not the same as WGS 84.

    Raises:
        CoordinateFault: a system whose parameters are controlled, or one that is not read here.
    """
    words = text.strip()
    lower = re.sub(r"[\s_\-]+", "_", words.lower())
    if not words or lower in DATUMS:
        return Declared(lower or "unknown")
    code = re.search(r"epsg[:/]+(?:\d*:)?(\d{4,5})$", lower)
    if code is None:
        code = re.fullmatch(r"(\d{4,5})", lower)
    return _by_code(int(code[1])) if code else _by_name(words, lower)


def _by_code(epsg: int) -> Declared:
    if epsg in _GEOGRAPHIC:
        return Declared(_GEOGRAPHIC[epsg])
    if any(epsg in codes for codes in _CONTROLLED):
        raise controlled()
    if epsg == WEB_MERCATOR:
        return Declared("wgs84", epsg)
    zone = ZONES.get(epsg)
    if zone is None:
        raise unknown_projection(f"EPSG:{epsg}")
    return Declared("cgcs2000" if zone.scale == 1 else "wgs84", epsg)


_OLD = re.compile(r"beijing_?(19)?54|xi'?an_?(19)?80|北京|西安|krasovsky|iag_?(19)?75|pulkovo")
_NEW = re.compile(r"cgcs_?2000|china_geodetic_coordinate_system_2000|china_2000|国家大地")
_SHEET = re.compile(
    r"projcs|projcrs|gauss|krüger|kruger|高斯|(?:3|6)_degree|_gk_|utm|albers|lambert"
)


def _by_name(words: str, lower: str) -> Declared:
    if _OLD.search(lower):
        raise controlled()
    if _SHEET.search(lower):
        return _sheet_by_name(words, lower)
    if _NEW.search(lower):
        return Declared("cgcs2000")
    if re.search(r"wgs_?(19)?84|crs84", lower):
        return Declared("wgs84")
    if re.search(r"gcj_?02|火星|高德|腾讯", lower):
        return Declared("gcj02")
    if re.search(r"bd_?09|百度", lower):
        return Declared("bd09")
    raise unknown_projection(words)


def _sheet_by_name(words: str, lower: str) -> Declared:
    """`CGCS2000_3_Degree_GK_Zone_39`, `CGCS2000 / 3-degree Gauss-Kruger CM 117E`, or their WKT."""
    strip = re.search(r"wgs_?(?:19)?84.*utm_zone_(\d{2})n", lower)
    if strip and 32600 + int(strip[1]) in ZONES:
        return Declared("wgs84", 32600 + int(strip[1]))
    if not _NEW.search(lower):
        raise unknown_projection(words)
    numbered = re.search(r"zone_(\d{2})", lower)
    if numbered and int(numbered[1]) in BY_PREFIX:
        return Declared("cgcs2000", BY_PREFIX[int(numbered[1])].epsg)
    meridian = re.search(r"cm_(\d{2,3})", lower)
    width = 3 if re.search(r"3_degree|3度", lower) else 6
    for zone in ZONES.values():
        same = meridian is not None and zone.meridian == int(meridian[1])
        if same and zone.width == width and not zone.prefix and zone.scale == 1:
            return Declared("cgcs2000", zone.epsg)
    raise unknown_projection(words)
