"""Reading texts about divisions, and following what became of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.places.rules import DivisionLevel
from registry.places.rules.division import (
    Change,
    Reading,
    Span,
    best_readings,
    outcomes,
    parts_of,
    read_text,
    reading_of,
    span_of,
)

DAY = date(2011, 7, 14)


@pytest.mark.parametrize(
    ("text", "words", "year", "level"),
    [
        ("居巢区", "居巢区", None, None),
        ("2010年 居巢区", "居巢区", 2010, None),
        ("居巢区（1999年）", "居巢区", 1999, None),
        ("安徽省 / 巢湖市 · 居巢区", "安徽省巢湖市居巢区", None, None),
        ("地级巢湖市", "巢湖市", None, DivisionLevel.CITY),
        ("巢湖市(地级市)", "巢湖市", None, DivisionLevel.CITY),
        ("县级巢湖市", "巢湖市", None, DivisionLevel.COUNTY),
        ("巢湖市（地级）居巢区", "巢湖市居巢区", None, None),
        ("340181", "340181", None, None),
        ("2010", "", 2010, None),
        ("", "", None, None),
    ],
)
def test_a_text_is_taken_apart(text, words, year, level) -> None:
    asked = read_text(text)
    assert (asked.words, asked.first and asked.first.year, asked.level) == (words, year, level)


def test_a_day_that_is_asked_for_outranks_the_year_in_the_text() -> None:
    asked = read_text("2010年居巢区", DAY)
    assert (asked.first, asked.last) == (DAY, DAY)


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text) -> None:
    asked = read_text(text)
    assert len(parts_of(asked.words)) <= 40 * 14


def test_a_chain_of_names_reads_as_far_as_it_stands_together() -> None:
    chain = ["安徽省", "巢湖市", "居巢区"]
    assert reading_of("安徽省巢湖市居巢区烔炀镇", chain) == Reading(9, "烔炀镇")
    assert reading_of("居巢区", chain) == Reading(3, "")
    assert reading_of("安徽省居巢区", chain) == Reading(6, "")
    assert reading_of("安徽省合肥市巢湖市", chain[:2]) == Reading(3, "")
    assert reading_of("庐江县", chain) is None


def test_the_longest_reading_wins_among_the_wanted_ones() -> None:
    readings = [("a", Reading(3, "")), ("b", Reading(6, "")), ("c", Reading(6, ""))]
    assert [key for key, _ in best_readings(readings, lambda _: True)] == ["b", "c"]
    assert [key for key, _ in best_readings(readings, lambda key: key == "a")] == ["a"]
    assert [key for key, _ in best_readings(readings, lambda _: False)] == ["b", "c"]
    assert best_readings([], lambda _: True) == []


def test_the_day_of_a_change_belongs_to_what_came_of_it() -> None:
    changes = [Change("old", "new", DAY, "raised")]
    assert span_of("new", None, None, changes) == Span(DAY, None)
    gone = span_of("old", None, DAY, changes)
    before = date(2011, 7, 13)
    assert gone.meets(before, before)
    assert not gone.meets(DAY, DAY)
    assert span_of("new", None, None, changes).meets(DAY, DAY)
    # Who took something in was there all along.
    assert span_of("new", None, None, [Change("old", "new", DAY, "merged")]).first is None


def test_what_became_of_a_division_is_followed_to_the_end() -> None:
    changes = [
        Change("a", "b", DAY, "renamed"),
        Change("b", "c", DAY, "split"),
        Change("b", None, DAY, "split"),
    ]
    assert outcomes("a", changes) == ["c", None]
    assert outcomes("c", changes) == ["c"]
    back = [Change("a", "b", DAY, "renamed"), Change("b", "a", date(2020, 1, 1), "renamed")]
    assert outcomes("a", back) == outcomes("b", back) == ["a"]
    circle = [Change("a", "b", DAY, "renamed"), Change("b", "a", DAY, "renamed")]
    assert outcomes("a", circle) == ["a"]
