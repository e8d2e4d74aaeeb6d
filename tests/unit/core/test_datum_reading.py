"""Coordinates are read as people write them; what was found out is said, what is wrong is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.datum import CoordinateFault, read_coordinates

LON, LAT = 117.283, 31.861


def near(read, places: float = 1e-6) -> bool:
    return abs(read.point.lon - LON) < places and abs(read.point.lat - LAT) < places


@pytest.mark.parametrize(
    "text",
    [
        "117.283,31.861",
        "117.283 31.861",
        "117.283;31.861",
        "117.283，31.861",
        "117.283、31.861",
        "117.283/31.861",
        "117.283|31.861",
        "117.283\t31.861",
        "(117.283, 31.861)",
        "[117.283,31.861]",
        "POINT(117.283 31.861)",
        "１１７．２８３，３１．８６１",
        "117。283，31。861",
        "1.17283E+02, 3.1861E+01",
        "东经117.283 北纬31.861",
        "北纬31.861，东经117.283",
        "东经：117.283，北纬：31.861",
        "经度117.283纬度31.861",
        "经度：117.283度；纬度：31.861度",
        "lng:117.283,lat:31.861",
        "Latitude 31.861 Longitude 117.283",
        "E117.283N31.861",
        "117.283E31.861N",
        "31.861°N 117.283°E",
        "N31.861,E117.283",
        "东经E117.283，北纬N31.861",
        "经度:117.283E 纬度:31.861N",
        "东经117°16′58.8″ 北纬31°51′39.6″",
        "东经117度16分58.8秒，北纬31度51分39.6秒",
        "117°16'58.8\"E 31°51'39.6\"N",
        "E117°16'58.8\" N31°51'39.6\"",
        "117º16’58.8” 31º51’39.6”",
        "117°16'58.8'' 31°51'39.6''",
        "117°16′58.8 31°51′39.6",
        "117°16.98′ 31°51.66′",
        "东经１１７度１６．９８分，北纬３１度５１．６６分",
        "117-16-58.8 31-51-39.6",
        "117:16:58.8, 31:51:39.6",
    ],
)
def test_a_pair_in_one_column_is_read_however_it_is_written(text: str) -> None:
    read = read_coordinates(text, datum="wgs84")
    assert near(read), read
    assert read.original == text.strip()
    assert read.notes == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("117.283", "31.861"),
        ("东经117°16′58.8″", "北纬31度51分39.6秒"),
        ("117-16-58.8", "31-51-39.6"),
        ("E117.283", "N31.861"),
        ("北纬31.861", "东经117.283"),
    ],
)
def test_two_columns_are_read(first: str, second: str) -> None:
    read = read_coordinates(first, second, datum="cgcs2000")
    assert near(read)
    assert read.datum == "cgcs2000"
    assert read.original == f"{first}, {second}"


@pytest.mark.parametrize("pair", [("31.861,117.283", None), ("31.861", "117.283")])
def test_swapped_axes_are_put_right_and_reported(pair) -> None:
    read = read_coordinates(*pair, datum="wgs84")
    assert near(read)
    assert read.codes == ("swapped",)
    assert "写反" in str(read.notes[0])


def test_an_undeclared_datum_is_said() -> None:
    read = read_coordinates("117.283,31.861")
    assert (read.datum, read.codes) == ("unknown", ("unknown_datum",))


@pytest.mark.parametrize(
    ("first", "second", "epsg", "codes"),
    [
        # Vectors of EPSG:4527 and EPSG:4548, made by pyproj.
        ("39526781.872", "3526474.250", None, ("prefix", "sheet")),
        ("39526781.872", "3526474.250", 4527, ("prefix", "sheet")),
        ("39526781.872", "3526474.250", 4548, ("prefix", "sheet")),
        ("526781.872", "3526474.250", 4548, ("sheet",)),
        ("526781.872", "3526474.250", 4527, ("no_prefix", "sheet")),
        ("3526474.250", "39526781.872", None, ("northing_first", "prefix", "sheet")),
        ("3526474.250", "526781.872", 4548, ("northing_first", "sheet")),
        ("39526781.872", "3526474.250", 4528, ("other_zone", "sheet")),
        ("X=3526474.250, Y=39526781.872", None, None, ("northing_first", "prefix", "sheet")),
        ("39,526,781.872 3,526,474.250", None, None, ("prefix", "sheet")),
        ("3,526,474.25", "526,781.872", 4548, ("northing_first", "sheet")),
        ("20526781.872", "3526474.250", None, ("prefix", "sheet")),
    ],
)
def test_metres_are_told_from_degrees_and_the_zone_by_its_prefix(
    first, second, epsg, codes
) -> None:
    read = read_coordinates(first, second, datum="cgcs2000", epsg=epsg)
    assert near(read, 1e-8)
    assert read.codes == codes


def test_the_neighbouring_zones_are_told_by_their_prefix() -> None:
    # The same place in zones 38 and 40, by pyproj: EPSG:4526 and EPSG:4528.
    west = read_coordinates("38810763.914", "3531142.187")
    east = read_coordinates("40242832.577", "3529659.463")
    assert near(west, 1e-8)
    assert near(east, 1e-8)
    assert west.datum == east.datum == "cgcs2000"


@pytest.mark.parametrize(
    ("first", "second", "datum", "code"),
    [
        ("", None, "wgs84", "coordinate.empty"),
        (" ", "", "wgs84", "coordinate.empty"),
        ("117.283", None, "wgs84", "coordinate.half"),
        ("117.283", "", "wgs84", "coordinate.half"),
        ("", "31.861", "wgs84", "coordinate.half"),
        ("在村东头", None, "wgs84", "coordinate.unreadable"),
        ("117.283abc", "31.861", "wgs84", "coordinate.unreadable"),
        ("117.2.3", "31.861", "wgs84", "coordinate.unreadable"),
        ("117.283,31.861,25.0", None, "wgs84", "coordinate.unreadable"),
        ("nan", "inf", "wgs84", "coordinate.unreadable"),
        ("0", "0", "wgs84", "coordinate.outside_china"),
        ("-117.283", "31.861", "wgs84", "coordinate.outside_china"),
        ("西经117.283", "北纬31.861", "wgs84", "coordinate.outside_china"),
        ("117.283", "南纬31.861", "wgs84", "coordinate.outside_china"),
        ("2.35", "48.85", "wgs84", "coordinate.outside_china"),
        ("东经117.283", "东经31.861", "wgs84", "coordinate.same_axis"),
        ("117°61′00″", "31°51′", "wgs84", "coordinate.degrees_minutes_seconds"),
        ("117°16′60″", "31°51′", "wgs84", "coordinate.degrees_minutes_seconds"),
        ("117.5°16′58″", "31°51′", "wgs84", "coordinate.degrees_minutes_seconds"),
        ("526781.872", "3526474.250", "cgcs2000", "coordinate.zone_not_said"),
        ("99526781.872", "3526474.250", "cgcs2000", "coordinate.unknown_zone"),
        ("39526781.872", "3526474.250", "gcj02", "coordinate.shifted_metres"),
        ("39526781.872", "99526474.250", "cgcs2000", "coordinate.outside_china"),
        ("39914796.0", "3526474.250", "cgcs2000", "coordinate.far_from_zone"),
        ("-526781.872", "3526474.250", "cgcs2000", "coordinate.outside_china"),
        ("117.283", "31.861", "beijing54", "coordinate.controlled_datum"),
        ("39526781.872", "3526474.250", "xian80", "coordinate.controlled_datum"),
        ("1" * 300, None, "wgs84", "coordinate.too_long"),
    ],
)
def test_what_cannot_be_used_says_why_and_what_to_do(first, second, datum, code) -> None:
    with pytest.raises(CoordinateFault) as fault:
        read_coordinates(first, second, datum=datum)
    assert fault.value.code == code
    assert str(fault.value.text)
    assert str(fault.value.remedy)


def test_the_refusal_of_old_datums_gives_the_legal_reason() -> None:
    with pytest.raises(CoordinateFault) as fault:
        read_coordinates("117.283", "31.861", datum="xian80")
    assert "国家秘密" in str(fault.value.text)


@given(st.text(max_size=220), st.one_of(st.none(), st.text(max_size=60)))
def test_any_text_is_either_read_or_refused_with_words(first: str, second: str | None) -> None:
    with suppress(CoordinateFault):
        assert 73 <= read_coordinates(first, second).point.lon <= 136


@given(st.text(alphabet="0123456789.,°′″' NESWXY东经北纬度分秒-:()E+", max_size=60))
def test_texts_made_of_the_signs_of_coordinates_never_surprise(text: str) -> None:
    with suppress(CoordinateFault):
        assert read_coordinates(text).original == text.strip()
