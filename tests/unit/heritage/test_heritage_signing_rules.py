"""Document numbers of joint sign-off: each wrong form is named with its remedy."""

from __future__ import annotations

from datetime import date

import pytest

from registry.heritage.rules.signing import number_fault, signing_faults

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "number",
    ["民地字〔2014〕142号", "合民〔2026〕1号", "国发〔1949〕5号", "皖文旅函〔2020〕99999号"],
)
def test_a_number_in_its_form_passes(number):
    assert number_fault(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("民地字[2014]142号", "把 [2014] 改为 〔2014〕"),
        ("民地字(2014)142号", "把 (2014) 改为 〔2014〕"),
        ("民地字\uff082014\uff09142号", "改为 〔2014〕"),
        ("民地字\uff3b2014\uff3d142号", "改为 〔2014〕"),
        ("民地字【2014】142号", "把 【2014】 改为 〔2014〕"),
        ("民地字〔2014)142号", "改为 〔2014〕"),
        ("民地字2014年142号", "缺少用六角括号"),
        ("民地字〔14〕142号", "写全四位"),
        ("民地字〔1914〕142号", "1949 到 2026"),
        ("民地字〔2027〕142号", "1949 到 2026"),
        ("〔2014〕142号", "代字"),
        ("民 地字〔2014〕142号", "代字"),
        ("民地字〔2014〕第142号", "不加“第”"),
        ("民地字〔2014〕05号", "不补零"),
        ("民地字〔2014〕142", "“号”"),
        ("民地字〔2014〕 142号", "没有空格"),
        ("民地字〔2014〕一百号", "一到五位"),
        ("民地字〔\uff12\uff10\uff11\uff14〕142号", "半角数字"),
    ],
)
def test_a_wrong_form_is_named_with_its_remedy(number, said):
    assert said in str(number_fault(number, TODAY))


def test_all_faults_of_a_consent_are_told_at_once():
    found = signing_faults(
        ("民政", "文物"),
        chosen=("民政", "水利"),
        signed=frozenset(),
        consent_no="民地字[2014]142号",
        signed_on=date(2026, 3, 3),
        today=TODAY,
    )
    assert set(found) == {"departments", "consent_no", "signed_on"}
