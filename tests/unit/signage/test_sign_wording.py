"""Only the approved text is cast, and every difference is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signage.rules.wording import aligned, differences, hanzi_faults, roman_faults


def test_the_approved_text_has_no_fault():
    assert hanzi_faults("撮镇镇", "撮镇镇") == []
    assert roman_faults("CUOZHEN ZHEN", "CUOZHEN ZHEN") == []


def test_a_lost_rare_character_is_named():
    assert [str(fault) for fault in hanzi_faults("炀镇", "烔炀镇")] == ["第 1 处少了“烔”"]


def test_a_changed_character_is_named():
    assert str(hanzi_faults("柘皐镇", "柘皋镇")[0]) == "第 2 处应为“皋”，写成了“皐”"


def test_an_added_character_is_named():
    assert str(hanzi_faults("三河古镇", "三河镇")[0]) == "第 3 处多了“古”"


@pytest.mark.parametrize("roman", ["CHANGJIANG RD", "CHANGJIANG ROAD", "Changjiang St"])
def test_english_generics_are_refused(roman):
    assert roman_faults(roman, "CHANGJIANG LU")


def test_tones_are_not_for_signs():
    assert roman_faults("TÓNGYÁNG ZHÈN", "TONGYANG ZHEN")


def test_a_wrong_reading_is_named_against_the_approved_one():
    assert roman_faults("ZHANGFENG XIAN", "CHANGFENG XIAN")


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_pairs_hold_both_texts_whole(approved, found):
    pairs = aligned(approved, found)
    assert "".join(pair[0] for pair in pairs) == approved
    assert "".join(pair[1] for pair in pairs) == found
    assert (differences(approved, found) == []) is (approved == found)
