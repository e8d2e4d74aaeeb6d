"""Era texts become years by one table, and only where it says so."""

from __future__ import annotations

import pytest

from registry.heritage.forms import claim_draft
from registry.heritage.rules.eras import DYNASTIES, REIGNS, convert, numeral


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("唐", 618, 907),
        ("唐代", 618, 907),
        ("北宋", 960, 1127),
        ("北宋初", 960, 1127),
        ("宋", 960, 1279),
        ("南北朝", 420, 589),
        ("光绪十一年", 1885, 1885),
        ("清光绪 十一年", 1885, 1885),
        ("清代光绪间", 1875, 1908),
        ("康熙六十一年", 1722, 1722),
        ("洪武元年", 1368, 1368),
        ("民国", 1912, 1949),
        ("民国廿三年", 1934, 1934),
        ("唐贞观年间", 618, 907),
        # Astronomical: 206 BCE is -205; there is no year 0 in between.
        ("西汉", -205, 25),
        ("战国", -474, -220),
        ("春秋", -769, -475),
    ],
)
def test_a_text_means_the_years_of_its_era(text, earliest, latest):
    found = convert(text)
    assert (found.earliest, found.latest) == (earliest, latest)


@pytest.mark.parametrize("text", ["", "从前", "祥符二年", "光绪九十年", "崇祯十八年", "一千年前"])
def test_what_the_table_does_not_say_is_not_guessed(text):
    assert convert(text) is None


def test_a_reign_is_not_read_into_another_dynasty():
    assert convert("唐光绪三年").entry == "唐"


def test_the_table_runs_forwards_and_reigns_follow_one_another():
    assert all(era.first <= era.last for era in (*DYNASTIES, *REIGNS))
    assert [reign.first for reign in REIGNS] == sorted(reign.first for reign in REIGNS)
    assert 0 not in {year for era in (*DYNASTIES, *REIGNS) for year in (era.first, era.last)}


@pytest.mark.parametrize(
    ("text", "number"),
    [("元", 1), ("十", 10), ("二十三", 23), ("廿三", 23), ("23", 23), ("百", None)],
)
def test_numbers_are_read_as_dates_write_them(text, number):
    assert numeral(text) == number


CLAIM = {
    "criterion": "name_age",
    "claim_type": "name_first_record",
    "text": "碑上已有此名",
    "era_verbatim": "清光绪十一年",
}


def test_a_claim_without_years_gets_those_of_its_era_and_says_by_what():
    draft = claim_draft(CLAIM, {})
    assert (draft.earliest, draft.latest, draft.era_verbatim) == (1885, 1885, "清光绪十一年")
    assert draft.computed_by == "我国历代纪元表：光绪十一年"


def test_years_that_were_written_stand_and_unknown_eras_stay_open():
    draft = claim_draft({**CLAIM, "latest": "1890", "computed_by": "王"}, {})
    assert (draft.earliest, draft.latest, draft.computed_by) == (None, 1890, "王")
    unknown = claim_draft({**CLAIM, "era_verbatim": "祥符二年"}, {})
    assert (unknown.earliest, unknown.latest) == (None, None)
