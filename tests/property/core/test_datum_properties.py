"""Conversions come back within a millimetre anywhere in China, and agree with PROJ on sheets."""

from __future__ import annotations

import math
from itertools import starmap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from registry.core.datum import (
    Bd09Point,
    Gcj02Detector,
    Gcj02Point,
    ProjectedPoint,
    Wgs84Point,
    project,
    read_coordinates,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from registry.core.datum.gauss_kruger import ZONES

GEOD = Geod(ellps="WGS84")
LONS = st.floats(73.5, 135.5)
LATS = st.floats(3.5, 53.5)
HEFEI = Wgs84Point(117.283, 31.861)


def apart_m(a: Wgs84Point, b: Wgs84Point) -> float:
    return GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]


@given(LONS, LATS)
def test_the_map_shift_and_its_inverse_come_back_within_a_millimetre(lon, lat) -> None:
    point = Wgs84Point(lon, lat)
    assert apart_m(to_wgs84(wgs84_to_gcj02(point)), point) < 0.001
    assert apart_m(to_wgs84(wgs84_to_bd09(point)), point) < 0.001


@given(st.sampled_from(sorted(ZONES)), st.floats(-3, 3), LATS)
def test_sheets_and_degrees_come_back_within_a_millimetre(epsg, off, lat) -> None:
    zone = ZONES[epsg]
    lon = zone.meridian + off
    easting, northing = project(lon, lat, zone)
    back = to_wgs84(ProjectedPoint(easting, northing, epsg))
    assert apart_m(back, Wgs84Point(lon, lat)) < 0.001


@given(st.sampled_from(sorted(ZONES)), st.floats(-3, 3), LATS)
def test_sheets_agree_with_proj_within_half_a_millimetre(epsg, off, lat) -> None:
    zone = ZONES[epsg]
    lon = zone.meridian + off
    base = "EPSG:4326" if epsg > 32000 else "EPSG:4490"
    oracle = Transformer.from_crs(base, f"EPSG:{epsg}", always_xy=True)
    easting, northing = oracle.transform(lon, lat)
    assert project(lon, lat, zone) == pytest.approx((easting, northing), abs=5e-4)


def test_every_zone_bears_the_name_the_registry_of_epsg_gives_it() -> None:
    for epsg, zone in ZONES.items():
        name = CRS.from_epsg(epsg).name
        if zone.scale != 1:
            assert name == f"WGS 84 / UTM zone {zone.number + 30}N"
            continue
        told = f"zone {zone.prefix}" if zone.prefix else f"CM {zone.meridian}E"
        width = "3-degree Gauss-Kruger" if zone.width == 3 else "Gauss-Kruger"
        assert name == f"CGCS2000 / {width} {told}"


@given(LONS, LATS)
def test_web_mercator_agrees_with_proj(lon, lat) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(lon, lat)
    assert apart_m(to_wgs84(ProjectedPoint(x, y, 3857)), Wgs84Point(lon, lat)) < 0.001


@given(st.floats(-3, 3), st.floats(29, 35), st.sampled_from([4526, 4527, 4528]))
def test_a_prefixed_easting_is_read_in_either_order_without_being_told(off, lat, epsg) -> None:
    lon = ZONES[epsg].meridian + off
    easting, northing = project(lon, lat, ZONES[epsg])
    for pair in ((easting, northing), (northing, easting)):
        read = read_coordinates(*(f"{number:.4f}" for number in pair))
        assert apart_m(read.point, Wgs84Point(lon, lat)) < 0.001


@given(LONS, LATS)
def test_degrees_minutes_seconds_say_the_same_as_decimals(lon, lat) -> None:
    written = starmap(_sexagesimal, ((lon, "东经"), (lat, "北纬")))
    read = read_coordinates(" ".join(written), datum="wgs84")
    assert apart_m(read.point, Wgs84Point(lon, lat)) < 0.001


def _sexagesimal(degrees: float, side: str) -> str:
    total = round(degrees * 3600, 6)
    whole, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{side}{whole:.0f}°{minutes:.0f}′{min(seconds, 59.999999):.6f}″"


@pytest.mark.parametrize(
    ("lon", "lat", "metres", "azimuth"),
    [
        (117.283, 31.861, 567, 113),  # Hefei
        (117.87, 31.60, 554, None),  # Chaohu
        (117.29, 31.25, 568, None),  # Lujiang
    ],
)
def test_the_published_shift_at_three_towns(lon, lat, metres, azimuth) -> None:
    shifted = wgs84_to_gcj02(Wgs84Point(lon, lat))
    bearing, _, length = GEOD.inv(lon, lat, shifted.lon, shifted.lat)
    assert length == pytest.approx(metres, abs=2)
    assert azimuth is None or bearing == pytest.approx(azimuth, abs=1)


def test_the_shift_applied_twice_and_the_shift_of_baidu_at_hefei() -> None:
    once = wgs84_to_gcj02(HEFEI)
    twice = wgs84_to_gcj02(Wgs84Point(once.lon, once.lat))
    assert GEOD.inv(117.283, 31.861, twice.lon, twice.lat)[2] == pytest.approx(1135, abs=2)
    baidu = wgs84_to_bd09(HEFEI)
    bearing, _, length = GEOD.inv(117.283, 31.861, baidu.lon, baidu.lat)
    assert (length, bearing) == (pytest.approx(1217, abs=2), pytest.approx(70, abs=1))


def _shifted(point: Wgs84Point, kind: str, times: int) -> Wgs84Point:
    if times == -1:
        return to_wgs84(Gcj02Point(point.lon, point.lat))
    for _ in range(times):
        moved: Gcj02Point | Bd09Point = wgs84_to_gcj02(point)
        if kind == "bd09":
            moved = wgs84_to_bd09(point)
        point = Wgs84Point(moved.lon, moved.lat)
    return point


PLACES = st.lists(
    st.tuples(st.floats(116.7, 118.0), st.floats(31.0, 32.4), st.floats(0, 90), st.floats(0, 6.28)),
    min_size=8,
    max_size=40,
)


@given(PLACES, st.sampled_from([("gcj02", 1), ("gcj02", 2), ("bd09", 1), ("gcj02", -1)]))
def test_a_shifted_batch_is_recognised_through_honest_errors(places, how) -> None:
    detector = Gcj02Detector()
    for lon, lat, metres, towards in places:
        known = Wgs84Point(lon, lat)
        moved = _shifted(known, *how)
        blurred = Wgs84Point(
            moved.lon + metres * math.sin(towards) / 94_500,
            moved.lat + metres * math.cos(towards) / 111_200,
        )
        detector.add_pair(known, blurred)
    found = detector.result()
    assert found is not None
    assert (found.kind, found.times) == how
    assert (found.pairs, found.compared) == (len(places), len(places))


@given(PLACES, st.floats(0, 700))
def test_honest_errors_of_a_batch_are_not_suspected(places, reach) -> None:
    detector = Gcj02Detector()
    for index, (lon, lat, _, towards) in enumerate(places):
        angle = towards + index * 2.399963  # the golden angle: every way alike
        known = Wgs84Point(lon, lat)
        detector.add_pair(
            known,
            Wgs84Point(
                lon + reach * math.sin(angle) / 94_500, lat + reach * math.cos(angle) / 111_200
            ),
        )
    found = detector.result()
    assert found is None or found.pairs < 0.6 * len(places)


def test_a_batch_told_by_offsets_names_its_numbers() -> None:
    detector = Gcj02Detector()
    for _ in range(6):
        detector.add(522.0, -221.0)
    for _ in range(4):
        detector.add(3.0, 5.0)
    found = detector.result()
    assert found is not None
    assert (found.kind, found.times, found.pairs, found.compared) == ("gcj02", 1, 6, 10)
    assert found.distance_m == pytest.approx(567, abs=1)
    assert found.azimuth_deg == pytest.approx(113, abs=1)


def test_four_pairs_are_too_few_to_accuse_a_batch() -> None:
    detector = Gcj02Detector()
    for _ in range(4):
        detector.add(522.0, -221.0)
    assert detector.result() is None
