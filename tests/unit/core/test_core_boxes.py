"""Boxes from outside: what is accepted, what is named as wrong."""

from __future__ import annotations

import pytest

from registry.core.boxes import Box, box_fault, box_of
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.maps.forms import ScreenQuery

GOOD = "116.5,30.9,118.2,32.6"


def faults(**raw: str) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as caught:
        parse(ScreenQuery, {"bbox": GOOD, "zoom": "9", **raw})
    return {name: [text.msgid for text in texts] for name, texts in caught.value.fields.items()}


def test_a_box_is_west_south_east_north():
    assert box_of(GOOD) == Box(116.5, 30.9, 118.2, 32.6)
    assert box_fault(box_of(GOOD)) is None


def test_swapped_axes_are_named_and_not_exchanged():
    assert "写反" in faults(bbox="30.9,116.5,32.6,118.2")["bbox"][0]


@pytest.mark.parametrize("bad", ["nan,30,118,32", "116,30,inf,32"])
def test_what_is_not_finite_is_refused(bad):
    assert "有限" in faults(bbox=bad)["bbox"][0]


@pytest.mark.parametrize("bad", ["", "116,30,118", "a,b,c,d", "116,30,118,32,5", "1" * 5000])
def test_what_is_not_four_numbers_is_refused(bad):
    assert "四个数" in faults(bbox=bad)["bbox"][0]


@pytest.mark.parametrize("bad", ["118,30,116,32", "116,32,118,30", "116,30,116,32"])
def test_an_empty_or_turned_box_is_refused(bad):
    assert "空" in faults(bbox=bad)["bbox"][0]


def test_a_box_of_half_the_globe_is_refused():
    assert "太大" in faults(bbox="-100,-50,100,50")["bbox"][0]
    assert "超出" in faults(bbox="-190,-50,-170,50")["bbox"][0]


def test_all_faults_come_at_once_unknown_parameters_too():
    found = faults(bbox="x", zoom="far", layer="gold", colour="blue")
    assert set(found) == {"bbox", "zoom", "layer", "colour"}


@pytest.mark.parametrize("zoom", ["-1", "23", "9.5"])
def test_a_zoom_is_a_whole_number_of_the_map(zoom):
    assert "zoom" in faults(zoom=zoom)
