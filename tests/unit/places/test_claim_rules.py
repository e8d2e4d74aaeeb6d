"""Years as written and as stored, gaps of a claim, one passage on one side only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.errors import Invalid
from registry.core.forms import Wrong
from registry.places.forms.claim import gap_count, gap_fields, parse_claim, parse_statement
from registry.places.forms.years import as_written, astronomical, read_year
from registry.places.rules.claim import (
    BOTH_SIDES,
    STANDS_ALREADY,
    ClaimStatus,
    ClaimType,
    Gap,
    Stance,
    Years,
    evidence_faults,
    gaps_faults,
    status_fault,
    year_text,
)

FOR, AGAINST = Stance.SUPPORTS, Stance.CONTRADICTS


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("618", 618),
        ("618年", 618),
        ("公元618年", 618),
        ("618 CE", 618),
        ("-221", -220),
        ("前221", -220),
        ("公元前221年", -220),
        ("221 BCE", -220),
        ("前1年", 0),
        ("-1", 0),
        ("６１８", 618),
        ("", None),
    ],
)
def test_a_year_is_read_as_people_write_it(text, stored) -> None:
    assert astronomical(read_year(text)) == stored


@pytest.mark.parametrize("text", ["0", "前0年", "唐", "618-907", "-221 BCE", "1e3", "六一八"])
def test_what_is_no_year_is_refused(text) -> None:
    with pytest.raises(Wrong):
        read_year(text)


@given(st.integers(-9_999, 2200))
def test_a_stored_year_is_shown_as_it_would_be_typed(year) -> None:
    assert astronomical(read_year(as_written(year))) == year


def test_the_year_before_the_first_is_named_without_a_nought() -> None:
    assert str(year_text(0)) == "公元前1年"
    assert str(year_text(1)) == "1年"


UNDATED = Years()
TANG = Years(618, 907, 1911, 1949)


@pytest.mark.parametrize(
    ("gap", "fields"),
    [
        (Gap(1000, 1100, "宋", "志书不载"), set()),
        (Gap(None, None, "元时废", "志书不载"), set()),
        (Gap(None, None, "", "志书不载"), {"gap-0-from"}),
        (Gap(1000, 1100, "", ""), {"gap-0-reason"}),
        (Gap(1100, 1000, "", "x"), {"gap-0-to"}),
        (Gap(500, 1000, "", "x"), {"gap-0-from"}),
        (Gap(1000, 2000, "", "x"), {"gap-0-to"}),
        (Gap(99_999, None, "", "x"), {"gap-0-from"}),
    ],
)
def test_a_gap_has_a_time_inside_the_claim_and_a_reason(gap, fields) -> None:
    assert set(gaps_faults([gap], TANG, ClaimType.NAME_CONTINUOUS)) == fields


def test_gaps_do_not_overlap_and_belong_to_what_lasts() -> None:
    gaps = [Gap(1200, 1300, "", "x"), Gap(1000, 1250, "", "x")]
    assert set(gaps_faults(gaps, UNDATED, ClaimType.NAME_CONTINUOUS)) == {"gap-0-from"}
    assert set(gaps_faults(gaps[:1], UNDATED, ClaimType.ORIGIN)) == {"gaps"}
    assert gaps_faults([], UNDATED, ClaimType.ORIGIN) == {}


def test_a_gap_survives_its_row() -> None:
    gap = Gap(-10, None, "汉末", "兵乱")
    assert Gap.of_row(gap.as_row()) == gap


def test_a_passage_speaks_once_on_one_side() -> None:
    assert evidence_faults([("a", FOR), ("b", AGAINST)]) == []
    assert evidence_faults([("a", FOR), ("a", AGAINST)]) == [BOTH_SIDES]
    assert evidence_faults([("a", "supports"), ("a", FOR)]) == [STANDS_ALREADY]


def test_nobody_accepts_a_claim_of_their_own() -> None:
    assert status_fault("asserted", ClaimStatus.ACCEPTED, is_own=True) is not None
    assert status_fault("asserted", ClaimStatus.REJECTED, is_own=True) is None
    assert status_fault("asserted", ClaimStatus.ACCEPTED, is_own=False) is None
    assert status_fault("accepted", ClaimStatus.ACCEPTED, is_own=False) is not None


WHOLE = {
    "claim_type": "name_continuous",
    "value_text": "沿用至今",
    "year_from_min": "前1年",
    "year_to_max": "1949",
    "gap-1-from": "1200",
    "gap-1-to": "1300",
    "gap-1-verbatim": "元",
    "gap-1-reason": "志书不载",
    "source_id": "x" * 16,
    "stance": "supports",
}


def test_rows_left_empty_are_no_gaps() -> None:
    form, gaps = parse_claim(WHOLE)
    assert form.years == Years(0, None, None, 1949)
    assert gaps == [Gap(1200, 1300, "元", "志书不载")]
    assert gap_count(WHOLE) == 4
    assert gap_count({}) == 2
    shown = gap_fields([gap.as_row() for gap in gaps])
    assert parse_statement({**WHOLE, "gap-1-from": "", **shown})[1][0] == gaps[0]


def faults_of(raw, grades=None):
    with pytest.raises(Invalid) as told:
        parse_claim(raw, grades)
    return set(told.value.fields)


def test_all_that_is_wrong_is_told_at_its_own_row() -> None:
    wrong = {
        **WHOLE,
        "year_from_min": "1950",
        "gap-1-reason": "",
        "gap-3-from": "唐",
        "gap-4-verbatim": "宋\x01",
        "gap-4-reason": "肥" * 1001,
    }
    assert faults_of(wrong) == {
        "year_to_min",
        "gap-1-from",
        "gap-1-to",
        "gap-1-reason",
        "gap-3-from",
        "gap-3-reason",
        "gap-4-verbatim",
        "gap-4-reason",
    }


def test_the_grade_of_the_chosen_source_asks_for_the_words() -> None:
    key = WHOLE["source_id"]
    assert faults_of(WHOLE, {key: "B"}) == {"quote"}
    assert faults_of(WHOLE, {key: "A"}) == {"quote", "locator"}
    assert faults_of({**WHOLE, "grade": "B"}, {key: "C"}) == {"quote"}
    assert parse_claim({**WHOLE, "grade": "C"}, {key: "A"})
    new = {**WHOLE, "source_id": "", "new_title": "唐墓志", "new_source_type": "stone"}
    assert faults_of(new) == {"quote", "locator", "new_edition"}
    cited = {**WHOLE, "source_id": "", "citation_id": "y" * 16}
    assert parse_claim(cited)[0].citation_id == "y" * 16
