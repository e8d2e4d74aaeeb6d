"""House numbers as they are compared and cast, and the face that shows them."""

from __future__ import annotations

import pytest

from registry.signage.rules.doorplate_faces import DoorText, door_face
from registry.signage.rules.doorplates import NUMBER_CHARS, house_number, written
from registry.signage.rules.face.shapes import Lettering


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("12", "12"),
        ("１２号", "12"),
        (" 12 - 3 号", "12-3"),
        ("12—3", "12-3"),
        ("甲12", "甲12"),
        ("12附1", "12附1"),
        ("b7", "B7"),
        ("㙍12", "㙍12"),
    ],
)
def test_a_number_is_brought_into_one_form(typed, plain):
    assert house_number(typed) == plain
    assert house_number(plain) == plain


@pytest.mark.parametrize("typed", ["", "号", "甲", "12<3", "=1+1", "12 号 楼 ;", "1" * 21, "1\x00"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match=r"^[\s\S]*$"):
        house_number(typed)
    assert NUMBER_CHARS == 20


def test_the_face_of_a_doorplate_shows_road_and_number():
    face = door_face(DoorText("烔炀路", "12-3", "3栋", "238076"), None, "https://dm.example.cn")
    texts = [shape.text for shape in face.shapes if isinstance(shape, Lettering)]
    assert texts == ["烔炀路", "3栋12-3"]
    assert written("烔炀路", "3栋", "12-3") == "烔炀路3栋12-3号"
