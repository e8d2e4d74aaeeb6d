"""Money to the fen, dates in their order, and when a sign is due again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signage.rules.keeping import (
    MOST_FEN,
    Keeping,
    fen_of,
    keeping_faults,
    next_check,
    yuan_of,
)

TODAY = date(2026, 11, 29)


def faults(made_on=None, was_due_on=None, **values):
    return keeping_faults(Keeping(**values), made_on=made_on, was_due_on=was_due_on, today=TODAY)


@given(st.integers(0, MOST_FEN))
def test_an_amount_reads_as_it_was_written(fen):
    assert fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1280", 128000),
        ("1280.5", 128050),
        (" 1,280.05 ", 128005),
        ("0", 0),
        ("0.1", 10),
        ("1.005", None),
        ("-1", None),
        ("1e3", None),
        ("١٢", None),
        (".5", None),
        ("12345678", None),
        ("", None),
    ],
)
def test_yuan_are_read_exactly_or_not_at_all(text, fen):
    assert fen_of(text) == fen


def test_every_fault_is_named_at_once():
    found = faults(
        installed_on=date(2026, 5, 1),
        warranty_to=date(2026, 4, 30),
        cost_fen=-1,
        next_check_on=date(2026, 11, 28),
    )
    assert set(found) == {"warranty_to", "cost", "next_check_on"}
    assert "2026-05-01" in str(found["warranty_to"][0])
    assert set(faults(installed_on=date(2026, 12, 1))) == {"installed_on"}
    assert set(faults(cost_fen=MOST_FEN + 1)) == {"cost"}
    assert set(faults(next_check_on=date(2046, 1, 1))) == {"next_check_on"}


def test_a_sign_stands_no_earlier_than_it_was_made():
    made = date(2026, 5, 1)
    assert set(faults(made, installed_on=date(2026, 4, 30))) == {"installed_on"}
    assert set(faults(made, warranty_to=date(2026, 4, 30))) == {"warranty_to"}
    assert faults(made, installed_on=made, warranty_to=made, next_check_on=TODAY) == {}


def test_an_inspection_that_is_overdue_may_stay_so():
    late = date(2026, 10, 1)
    assert faults(was_due_on=late, next_check_on=late) == {}
    assert set(faults(was_due_on=late, next_check_on=date(2026, 10, 2))) == {"next_check_on"}


def test_the_interval_counts_from_the_verification_unless_a_person_wrote_a_later_day():
    assert next_check(TODAY, 30) == (date(2026, 12, 29), False)
    assert next_check(TODAY, None) == (None, False)
    later = date(2027, 3, 1)
    assert next_check(TODAY, 30, by_hand=later) == (later, True)
    assert next_check(TODAY, 30, by_hand=TODAY) == (date(2026, 12, 29), False)
