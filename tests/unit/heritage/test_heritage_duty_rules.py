"""The clocks of filing and announcement, and what an announcement must say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.heritage.rules.duties import (
    ANNOUNCEMENT,
    FILING,
    SIX_FIELDS,
    DutyState,
    due_on,
    duty_state,
    lacking,
)

DAY_0 = date(2026, 3, 1)


def test_what_is_approved_on_day_0_is_due_on_day_15():
    assert due_on(DAY_0, FILING) == due_on(DAY_0, ANNOUNCEMENT) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("day", "state"),
    [(0, DutyState.DUE), (15, DutyState.DUE), (16, DutyState.OVERDUE)],
)
def test_it_is_overdue_from_day_16_on(day, state):
    assert duty_state(due_on(DAY_0, FILING), None, DAY_0 + timedelta(days=day)) is state


@pytest.mark.parametrize(("done_day", "state"), [(15, DutyState.DONE), (16, DutyState.LATE)])
def test_what_was_done_late_stays_late(done_day, state):
    done = DAY_0 + timedelta(days=done_day)
    assert duty_state(due_on(DAY_0, FILING), done, DAY_0 + timedelta(days=90)) is state


def test_a_clock_that_has_not_begun_is_not_overdue():
    assert duty_state(None, None, date(2099, 1, 1)) is DutyState.WAITING


def test_an_announcement_says_six_things():
    assert len(SIX_FIELDS) == 6
    assert lacking({}) == list(SIX_FIELDS)
    assert lacking({**dict.fromkeys(SIX_FIELDS, "有"), "roman": "  "}) == ["roman"]
