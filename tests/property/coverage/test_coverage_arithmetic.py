"""Rates can't flatter, counts of different kinds can't be added, cells can't become formulas."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.coverage.rules import (
    Figures,
    MixedStrataError,
    Rate,
    RateKind,
    by_stratum,
    figure_rate,
    rate,
    safe_cell,
    sheet,
    total,
)

counts = st.integers(0, 3_000_000)


@st.composite
def pairs(draw):
    denominator = draw(counts)
    return draw(st.integers(0, denominator)), denominator


@st.composite
def figures(draw, stratum=None):
    verified, names = draw(pairs())
    return Figures(
        county_id=draw(st.text("abc", min_size=1, max_size=2)),
        stratum=stratum or draw(st.sampled_from(["village", "road", "site"])),
        names=names,
        names_verified=verified,
        signs=draw(counts),
    )


@given(pairs())
def test_a_percentage_lies_between_nothing_and_all(pair):
    found = rate(*pair)
    assert (found.percent is None) == (pair[1] == 0)
    assert found.percent is None or 0 <= found.percent <= 100


@given(pairs())
def test_the_text_says_hundred_only_for_all_and_nought_only_for_none(pair):
    numerator, denominator = pair
    text = rate(numerator, denominator).text
    if denominator == 0:
        assert text == "–"
        return
    assert (text == "100") == (numerator == denominator)
    assert (text == "0") == (numerator == 0)


@given(pairs())
def test_the_text_is_never_further_from_the_truth_than_its_last_digit(pair):
    numerator, denominator = pair
    text = rate(numerator, denominator).text
    if text[0] in "–<>":
        return
    exact = Decimal(100 * numerator) / Decimal(max(denominator, 1))
    assert abs(Decimal(text) - exact) <= Decimal("0.05")


@given(counts, st.integers(1, 100))
def test_more_than_there_are_is_a_fault_and_not_a_rate(denominator, extra):
    with pytest.raises(ValueError):
        rate(denominator + extra, denominator)
    row = Figures("a", "village", names=denominator, names_verified=denominator + extra)
    shown = figure_rate(row, RateKind.NAMES)
    assert shown == Rate(denominator + extra, denominator, sound=False)
    assert (shown.percent, shown.text) == (None, "?")


@pytest.mark.parametrize("pair", [(-1, 5), (1, -5)])
def test_a_count_cannot_be_negative(pair):
    with pytest.raises(ValueError):
        rate(*pair)


@given(st.lists(figures(stratum="village"), min_size=1, max_size=12))
def test_a_total_over_counties_is_the_sum_of_each_count(rows):
    summed = total(rows)
    assert summed.names == sum(row.names for row in rows)
    assert summed.names_verified == sum(row.names_verified for row in rows)
    assert summed.unsigned == sum(row.unsigned for row in rows)


@given(figures(stratum="village"), figures(stratum="road"))
def test_villages_and_roads_are_never_added(one, other):
    with pytest.raises(MixedStrataError):
        total([one, other])


def test_nothing_has_no_total():
    with pytest.raises(ValueError):
        total([])


@given(st.lists(figures(), max_size=20))
def test_strata_stay_apart_and_lose_nothing(rows):
    found = by_stratum(rows, ["road", "village", "site"])
    assert [row.stratum for row in found] == [
        stratum
        for stratum in ("road", "village", "site")
        if any(r.stratum == stratum for r in rows)
    ]
    assert sum(row.names for row in found) == sum(row.names for row in rows)


@given(st.text())
def test_no_cell_starts_a_formula(text):
    cell = str(safe_cell(text))
    assert cell in {text, "'" + text}
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=5))
def test_a_sheet_reads_back_as_it_was_written(row):
    text = sheet(["name"], [row])
    assert text.startswith("\ufeff")
    back = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert back[1:] == [[str(safe_cell(cell)) for cell in row]]


def test_numbers_stay_numbers():
    assert [safe_cell(-3), safe_cell(2.5), safe_cell(None)] == [-3, 2.5, ""]
