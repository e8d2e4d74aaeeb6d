"""The face is drawn from the approved text in millimetres and always fits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import segno
from fontTools.ttLib import TTFont

from registry.core import glyphs
from registry.signage.rules.face import (
    SEAL,
    SHIPPED,
    UNSIZED,
    Box,
    Format,
    Layout,
    draw,
    format_faults,
    ground_by_line,
    plain,
    qr_path,
)
from registry.signage.rules.face.layout import ADVANCES, _natural
from registry.signage.rules.kinds import Arrow, Ground
from tests.support.faces import FORMATS, KINDS, URL, plate

FORMS = [UNSIZED, *FORMATS.values(), Format(Layout.NAME, 3000, 300), Format(Layout.NAME, 60, 40)]


def line(*points):
    return json.dumps({"type": "LineString", "coordinates": points})


def box_fills(face):
    return [one.fill for one in face.shapes if isinstance(one, Box)]


def test_direction_decides_the_ground_and_only_heritage_has_a_seal():
    faces = {ground: draw(plate(ground=ground)) for ground in Ground}
    grounds = [next(iter(box_fills(face))) for face in faces.values()]
    assert len(set(grounds)) == 3
    assert SEAL in box_fills(faces[Ground.HERITAGE])
    assert all(SEAL not in box_fills(faces[ground]) for ground in (Ground.BLUE, Ground.GREEN))


def test_a_road_that_runs_east_is_blue_and_one_that_runs_north_is_green():
    assert ground_by_line(line([117.20, 31.8], [117.25, 31.81], [117.30, 31.8])) is Ground.BLUE
    assert ground_by_line(line([117.2, 31.80], [117.21, 31.9])) is Ground.GREEN
    parts = {"type": "MultiLineString", "coordinates": [[[117, 31], [117, 31.2]], [[117, 31]]]}
    assert ground_by_line(json.dumps(parts)) is Ground.GREEN
    point = json.dumps({"type": "Point", "coordinates": [117, 31]})
    assert [ground_by_line(text) for text in ("", point, line([117, 31], [117, 31]))] == [None] * 3


def test_hanzi_take_the_upper_three_fifths_and_pinyin_the_lower_two():
    _code, hanzi, roman = draw(plate()).letterings
    assert hanzi.size > roman.size * 0.733
    cut = UNSIZED.height_mm * (0.1 + 0.8 * 0.6)
    assert hanzi.baseline + hanzi.size * 0.12 < cut < roman.baseline - roman.size * 0.733


def test_a_minority_script_takes_the_top_third_of_the_hanzi():
    _code, band, hanzi, _roman = draw(KINDS["minority"][0]).letterings
    top, cut = UNSIZED.height_mm * 0.1, UNSIZED.height_mm * (0.1 + 0.8 * 0.6)
    third = top + (cut - top) / 3
    assert top < band.baseline < third
    assert hanzi.baseline - hanzi.size * 0.88 >= third
    assert hanzi.size < draw(plate()).letterings[1].size


def test_a_building_has_its_number_in_red_on_white_at_the_right():
    words, form = KINDS["building"]
    face = draw(words, form)
    number = next(one for one in face.letterings if one.text == "12")
    assert number.fill == "#c8102e"
    assert number.x > form.width_mm * 0.6
    assert all(one.x + one.width < form.width_mm * 0.6 for one in face.letterings if one != number)


@pytest.mark.parametrize(("code", "side"), [("door_large", 120), ("door_middle", 75)])
def test_a_doorplate_has_the_code_of_its_size_at_the_right(code, side):
    face = draw(*KINDS[code])
    assert face.code.side == side
    assert all(one.x + one.width <= face.code.x for one in face.letterings[1:])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("hanzi", ["塘", "三河镇", "合肥经济技术开发区锦绣社区服务中心", "字" * 40])
def test_nothing_leaves_the_face_and_no_words_run_into_the_code(form, hanzi):
    face = draw(plate(hanzi, "A" * len(hanzi) * 4, number="1888-12", postcode="230031"), form)
    for one in face.letterings:
        assert one.x >= 0
        assert one.x + one.width <= form.width_mm + 0.1
        assert 0 < one.baseline - one.size * 0.3 < one.baseline < form.height_mm
        assert one.width >= 0.61 * _natural(one.text, one.size), (
            "no letter is squeezed out of shape"
        )
        apart = one.x + one.width <= face.code.x or one.x >= face.code.x
        assert apart or one.baseline > face.code.y + face.code.side


@pytest.mark.parametrize("form", [one for one in FORMS if one.layout is Layout.NAME])
@pytest.mark.parametrize(
    ("arrow", "shown"),
    [("", ""), (Arrow.LEFT, "←"), (Arrow.RIGHT, "→"), (Arrow.BOTH, "←→"), (Arrow.AHEAD, "↑")],
)
def test_an_arrow_stands_beside_the_spelling_and_never_over_it(form, arrow, shown):
    words = replace(plate("龙城村", "LONGCHENGCUN"), arrows=arrow)
    face = draw(words, form)
    assert "".join(one.text for one in face.pointers) == shown
    assert face.band is None, "an arrow is no line of a minority script"
    roman = next(one for one in face.letterings if one.text == "LONGCHENGCUN")
    for one in face.pointers:
        is_left = one.text != "→"
        assert (one.x + one.width < roman.x) if is_left else (one.x > roman.x + roman.width)
        assert 0 < one.x < one.x + one.width <= face.code.x
        assert 0 < one.y < one.y + one.height < form.height_mm


def test_the_widths_of_letters_are_those_of_the_shipped_face():
    font = TTFont(glyphs.folder() / "RegistrySans-Bold.otf")
    names, widths = font.getBestCmap(), font["hmtx"]
    assert {char: widths[names[ord(char)]][0] for char in ADVANCES} == ADVANCES
    assert font["OS/2"].sCapHeight == 733
    assert widths[names[ord("龙")]][0] == font["head"].unitsPerEm == 1000


def test_the_code_holds_the_address_of_the_sign():
    path, side = qr_path(URL)
    assert path.count("M") == sum(
        bool(dark) for row in segno.make(URL, error="m", micro=False).matrix for dark in row
    )
    assert side == segno.make(URL, error="m", micro=False).symbol_size(border=2)[0]
    assert draw(plate()).code.path == path


def test_a_sign_without_a_code_yet_has_an_empty_frame_and_no_code():
    assert draw(plate(url="", code="")).code is None


def test_what_ships_is_possible_says_its_source_and_is_plain_data():
    assert {one.code: format_faults(one.face) for one in SHIPPED if format_faults(one.face)} == {}
    assert all(one.source for one in SHIPPED)
    face = draw(*KINDS["estate"])
    assert json.loads(json.dumps(plain(face)))["shapes"][0]["fill"] == "#0b4ea2"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (Format(Layout.NAME, 20, 20), "width_mm"),
        (Format(Layout.NAME, float("nan"), 300), "width_mm"),
        (Format(Layout.NAME, 1200, 9000), "height_mm"),
        (Format(Layout.NAME, 400, 900), "width_mm"),
        (Format(Layout.NAME, 1200, 450, rim_mm=-1), "rim_mm"),
        (Format(Layout.NAME, 1200, 450, qr_mm=500), "qr_mm"),
    ],
)
def test_impossible_measures_are_named_by_field(form, field):
    assert field in format_faults(form)
