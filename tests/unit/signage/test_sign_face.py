"""The face is drawn from the approved text and always fits."""

from __future__ import annotations

import pytest
import segno

from registry.signage.rules.face import HEIGHT, SEAL, WIDTH, draw, qr_path
from registry.signage.rules.kinds import Ground

URL = "https://dm.example.cn/s/K7Q4M2XA9"


def face(hanzi="烔炀镇", roman="TONGYANG ZHEN", ground=Ground.BLUE):
    return draw(hanzi=hanzi, roman=roman, ground=ground, code="K7Q4M2XA9", url=URL)


def test_direction_decides_the_ground_and_only_heritage_has_a_seal():
    colours = {ground: face(ground=ground).ground for ground in Ground}
    assert len(set(colours.values())) == 3
    assert face(ground=Ground.HERITAGE).seal == SEAL
    assert face().seal is None


def test_hanzi_stand_above_pinyin_and_larger():
    drawn = face()
    assert drawn.hanzi.baseline < drawn.roman.baseline < HEIGHT
    assert drawn.hanzi.size > drawn.roman.size


@pytest.mark.parametrize("hanzi", ["塘", "三河镇", "合肥经济技术开发区锦绣社区服务中心", "字" * 40])
def test_every_name_fits_between_the_edge_and_the_code(hanzi):
    drawn = face(hanzi=hanzi, roman="A" * len(hanzi) * 4)
    for line in (drawn.hanzi, drawn.roman):
        assert line.centre_x - line.width / 2 >= 0
        assert line.centre_x + line.width / 2 <= drawn.qr_x
        assert line.is_fitted or line.width <= drawn.qr_x
    assert drawn.qr_x < WIDTH


def test_the_code_holds_the_address_of_the_sign():
    path, side = qr_path(URL)
    assert path.count("M") == sum(
        bool(dark) for row in segno.make(URL, error="m", micro=False).matrix for dark in row
    )
    assert side == segno.make(URL, error="m", micro=False).symbol_size(border=2)[0]
