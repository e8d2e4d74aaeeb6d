"""Declared coordinate systems: known ones are understood, controlled and unknown ones refused."""

from __future__ import annotations

import pytest

from registry.core.datum import CoordinateFault, Declared, declared


@pytest.mark.parametrize(
    ("text", "datum", "epsg"),
    [
        ("", "unknown", None),
        ("WGS84", "wgs84", None),
        ("cgcs2000", "cgcs2000", None),
        ("gcj02", "gcj02", None),
        ("GCJ-02", "gcj02", None),
        ("BD-09", "bd09", None),
        ("EPSG:4326", "wgs84", None),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84", None),
        ("urn:ogc:def:crs:EPSG::4490", "cgcs2000", None),
        ("EPSG:4548", "cgcs2000", 4548),
        ("4527", "cgcs2000", 4527),
        ("EPSG:32650", "wgs84", 32650),
        ("EPSG:3857", "wgs84", 3857),
        ("CGCS2000_3_Degree_GK_Zone_39", "cgcs2000", 4527),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 117E", "cgcs2000", 4548),
        ("CGCS2000_GK_CM_117E", "cgcs2000", 4509),
        ("WGS_1984_UTM_Zone_50N", "wgs84", 32650),
        (
            'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]]',
            "cgcs2000",
            None,
        ),
        ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]', "wgs84", None),
    ],
)
def test_a_declaration_is_understood(text: str, datum: str, epsg: int | None) -> None:
    assert declared(text) == Declared(datum, epsg)


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:4214",
        "EPSG:4610",
        "EPSG:2384",
        "EPSG:2436",
        "EPSG:21460",
        "beijing54",
        "xian80",
        "Beijing_1954_3_Degree_GK_CM_117E",
        'PROJCS["Xian_1980_3_Degree_GK_Zone_39",GEOGCS["GCS_Xian_1980"]]',
        "1980西安坐标系",
    ],
)
def test_old_datums_are_refused_because_their_parameters_are_controlled(text: str) -> None:
    with pytest.raises(CoordinateFault) as fault:
        declared(text)
    assert fault.value.code == "coordinate.controlled_datum"


@pytest.mark.parametrize(
    "text", ["EPSG:27700", "EPSG:2391", "合肥城市坐标系", "Albers_China", "x" * 500]
)
def test_a_system_that_is_not_read_is_named(text: str) -> None:
    with pytest.raises(CoordinateFault) as fault:
        declared(text)
    assert fault.value.code == "coordinate.unknown_crs"
