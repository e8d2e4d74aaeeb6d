"""The thousand-year tests and years before Christ."""

from __future__ import annotations

import pytest

from registry.heritage.rules import AgeVerdict, DatedClaim, age_test
from registry.heritage.rules.line import continuity_line
from registry.places.forms.years import astronomical


def verdict(*claims: DatedClaim, reference_year: int = 2026) -> AgeVerdict:
    return age_test(claims, reference_year).verdict


def test_an_interval_that_ends_in_time_is_proven():
    assert verdict(DatedClaim(618, 907)) is AgeVerdict.PROVEN


def test_exactly_a_thousand_years_is_enough_and_one_less_is_not():
    assert verdict(DatedClaim(1026, 1026)) is AgeVerdict.PROVEN
    assert verdict(DatedClaim(1027, 1027)) is AgeVerdict.CONTRADICTED


def test_northern_song_is_open_or_likely_by_how_much_of_it_is_old_enough():
    assert verdict(DatedClaim(960, 1127)) is AgeVerdict.OPEN
    assert verdict(DatedClaim(960, 1092)) is AgeVerdict.LIKELY


def test_a_first_record_that_is_young_leaves_the_question_open():
    assert verdict(DatedClaim(1368, 1644, open_beginning=True)) is AgeVerdict.OPEN
    assert verdict(DatedClaim(1368, 1644)) is AgeVerdict.CONTRADICTED


def test_legend_and_contradicted_evidence_never_prove():
    assert verdict(DatedClaim(618, 907, weak=True)) is AgeVerdict.LIKELY
    assert verdict(DatedClaim(618, 907, contradicts=1)) is AgeVerdict.LIKELY
    assert verdict(DatedClaim(618, 907, supports=0)) is AgeVerdict.OPEN
    assert verdict(DatedClaim(618, 907, supports=0, contradicts=1)) is AgeVerdict.CONTRADICTED


def test_no_claim_and_no_year_leave_it_open():
    assert verdict() is AgeVerdict.OPEN
    assert verdict(DatedClaim(None, None)) is AgeVerdict.OPEN
    assert verdict(DatedClaim(900, None)) is AgeVerdict.OPEN
    assert verdict(DatedClaim(None, 1100)) is AgeVerdict.OPEN


def test_two_claims_that_say_the_opposite_leave_it_to_the_experts():
    test = age_test([DatedClaim(618, 907), DatedClaim(1368, 1400)], 2026)
    assert (test.verdict, test.in_conflict) == (AgeVerdict.OPEN, True)


def test_ages_count_through_the_turn_of_the_era_without_a_year_zero():
    # 1 BCE is year 0; from 1 BCE to 1000 CE are 1000 years, from 1 CE only 999.
    assert verdict(DatedClaim(0, 0), reference_year=1000) is AgeVerdict.PROVEN
    assert verdict(DatedClaim(1, 1), reference_year=1000) is AgeVerdict.CONTRADICTED
    test = age_test([DatedClaim(astronomical(-202), astronomical(-202))], 2026)
    assert (test.at_least, test.at_most) == (2227, 2227)


def test_the_line_holds_every_bar_and_its_limit():
    claims = [("a", 618, 907), ("b", None, 1100), ("c", 1368, None), ("d", None, None)]
    line = continuity_line(claims, reference_year=2026, limit_year=1026)
    assert set(line.bars) == {"a", "b", "c"}
    assert 0 < line.limit_x < 1000
    for bar in line.bars.values():
        assert bar.unsure_x + bar.unsure_width == pytest.approx(bar.sure_x, abs=0.2)
        assert bar.sure_x + bar.sure_width == pytest.approx(1000, abs=0.2)
    assert line.bars["b"].unsure_x == 0
    assert line.bars["c"].sure_width == 0
