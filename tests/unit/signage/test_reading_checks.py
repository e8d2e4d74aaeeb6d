"""What a reader of photos makes of a plate: only the whole name counts as read."""

from __future__ import annotations

import pytest

from registry.places.rules.legible import illegible
from registry.signage.rules.checks import (
    Line,
    Result,
    code_check,
    reading_check,
    spelling_check,
)
from registry.signage.rules.lanes import plate_box


def line(text, left=0.2, top=0.3, width=0.4, height=0.1):
    return Line(text, (left, top, width, height))


@pytest.mark.parametrize(
    ("lines", "result", "reason"),
    [
        ([line("三河镇"), line("SANHE ZHEN", top=0.5)], Result.OK, "read"),
        # Found as two boxes of one row, and as a column painted downwards.
        ([line("镇", left=0.6, width=0.1), line("三河", width=0.3)], Result.OK, "read"),
        ([line("三河镇", width=0.1, height=0.5)], Result.OK, "read"),
        # Traditional characters are the same name.
        ([line("三河鎮")], Result.OK, "read"),
        ([line("大三河镇人民政府")], Result.OK, "within"),
        ([line("三合镇")], Result.FLAG, "one_off"),
        ([line("烔炀镇")], Result.FLAG, "not_read"),
        ([line("SANHE ZHEN")], Result.FLAG, "not_read"),
        ([], Result.FLAG, "not_read"),
        (None, Result.UNCHECKED, "no_copy"),
    ],
)
def test_only_the_whole_name_without_a_difference_is_read(lines, result, reason):
    found = reading_check("三河镇", lines)
    assert (found.result, found.reason) == (result, reason)


def test_the_two_characters_to_compare_are_named_and_shown():
    found = reading_check("三河镇", [line("三合镇", left=0.3, width=0.3)])
    assert (found.measured["due"], found.measured["seen"], found.measured["n"]) == ("河", "合", 2)
    assert found.measured["spot"] == [0.4, 0.3, 0.1, 0.1]


def test_one_of_two_characters_is_no_likeness():
    assert reading_check("三河", [line("三合")]).reason == "not_read"


def test_no_reader_is_no_finding():
    assert reading_check("三河镇", None, is_on=False).reason == "no_reader"
    assert spelling_check("SANHE ZHEN", None, is_on=False).result is Result.UNCHECKED


def test_a_name_the_model_cannot_read_is_said_before_anybody_wonders():
    assert illegible("烔炀镇中垾镇三河鎮") == ""
    assert illegible("㘵村𡌶村㘵") == "㘵𡌶"
    found = reading_check("㘵村", [line("村")])
    assert (found.result, found.reason, found.measured["n"]) == (Result.UNCHECKED, "illegible", 1)


def test_letters_are_a_second_witness_and_never_a_complaint():
    assert spelling_check("LU'AN LU", [line("Lu’an Lu")]).reason == "read"
    assert spelling_check("SANHE ZHEN", [line("SANHEZHEN")]).result is Result.UNCHECKED


def test_the_plate_is_cut_out_with_both_its_lines():
    found = {"reading": {"box": [0.2, 0.3, 0.4, 0.1]}, "letters": {"box": [0.1, 0.45, 0.3, 0.05]}}
    assert plate_box(found) == pytest.approx([0.1, 0.3, 0.5, 0.2])
    assert plate_box({"reading": {}}) is None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("https://dm.example.cn/s/AB12CD34E", Result.OK),
        ("ab1-2cd-34e", Result.OK),
        ("https://dm.example.cn/s/AB12CD34F", Result.FLAG),
        ("https://elsewhere.example/", Result.FLAG),
        ("", Result.UNCHECKED),
        (None, Result.UNCHECKED),
    ],
)
def test_a_code_is_this_signs_or_anothers(text, result):
    assert code_check("AB12CD34E", text, has_photo=True).result is result
    assert code_check("AB12CD34E", text, has_photo=False).reason == "no_photo"
