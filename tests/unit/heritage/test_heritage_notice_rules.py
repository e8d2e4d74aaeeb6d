"""公示: its window in China time, what blocks a decision, document numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from registry.heritage.rules.notice import (
    canonical,
    days_inclusive,
    decision_fault,
    document_number,
    effective_end,
    is_late,
    sha256_of,
    window,
    window_fault,
)

CHINA = timezone(timedelta(hours=8))


def test_over_new_year_the_last_evening_in_china_is_in_time():
    starts_at, ends_at = window(date(2021, 12, 31), date(2022, 1, 6))
    assert starts_at == datetime(2021, 12, 30, 16, tzinfo=UTC)
    assert not is_late(datetime(2022, 1, 6, 23, 50, tzinfo=CHINA), ends_at)
    assert not is_late(datetime(2022, 1, 6, 23, 59, 59, tzinfo=CHINA), ends_at)
    assert is_late(datetime(2022, 1, 7, 0, 0, tzinfo=CHINA), ends_at)
    assert days_inclusive(date(2021, 12, 31), date(2022, 1, 6)) == 7


def test_a_window_is_neither_backdated_nor_upside_down_nor_endless():
    # 17:00 UTC is already the next day in China.
    now = datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert window_fault(date(2026, 3, 2), date(2026, 3, 2), now) == {}
    assert "starts_on" in window_fault(date(2026, 3, 1), date(2026, 3, 8), now)
    assert "ends_on" in window_fault(date(2026, 3, 9), date(2026, 3, 8), now)
    assert "ends_on" in window_fault(date(2026, 3, 9), date(2028, 3, 8), now)


def test_no_decision_inside_the_window_nor_with_an_open_objection():
    _starts, ends_at = window(date(2026, 3, 2), date(2026, 3, 8))
    second = timedelta(seconds=1)
    assert decision_fault(ends_at, ends_at, 0) is not None
    assert decision_fault(ends_at + second, ends_at, 0) is None
    assert decision_fault(ends_at + second, ends_at, 1) is not None


def test_an_early_close_never_lengthens_a_window():
    ends_at = datetime(2026, 3, 8, tzinfo=UTC)
    early, late = ends_at - timedelta(days=3), ends_at + timedelta(days=3)
    assert effective_end(ends_at, None) == ends_at
    assert effective_end(ends_at, early) == early
    assert effective_end(ends_at, late) == ends_at


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("民地字〔2014〕142号", "民地字〔2014〕142号"),
        (" 皖民地函[2023]214号 ", "皖民地函〔2023〕214号"),
        ("合民\uff082023\uff09106号", "合民〔2023〕106号"),
        ("演示〔2026〕第1号", "演示〔2026〕第1号"),
    ],
)
def test_a_document_number_is_kept_in_its_standard_form(typed: str, kept: str):
    assert document_number(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "142号", "民地字2014-142", "民地字〔14〕142号", "〔2014〕1号"]
)
def test_what_is_no_document_number_is_refused(typed: str):
    assert document_number(typed) is None


def test_a_snapshot_hashes_the_same_however_it_was_put_together():
    one, other = {"名": "烔炀镇", "a": [1, 2]}, {"a": [1, 2], "名": "烔炀镇"}
    assert canonical(one) == canonical(other) == '{"a":[1,2],"名":"烔炀镇"}'
    assert sha256_of(canonical(one)) == sha256_of(canonical(other))
