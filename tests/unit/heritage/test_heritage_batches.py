"""Batches: open on both of their days in China, and every refusal says what to do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.heritage.rules.batches import (
    Batch,
    BatchState,
    choice_fault,
    entry_fault,
    open_batches,
    read_batch,
)

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
DAY = timedelta(days=1)
NINTH = Batch("第九批", FIRST, LAST)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (FIRST - DAY, BatchState.COMING),
        (FIRST, BatchState.OPEN),
        (LAST, BatchState.OPEN),
        (LAST + DAY, BatchState.CLOSED),
    ],
)
def test_both_days_of_a_batch_count(today, state):
    assert NINTH.state(today) is state
    assert open_batches([NINTH], today) == ([NINTH] if state is BatchState.OPEN else [])
    assert Batch("常年").state(today) is BatchState.OPEN


@pytest.mark.parametrize("row", [Batch("第九批", FIRST, LAST), Batch("常年"), Batch("起", FIRST)])
def test_a_stored_batch_reads_back_and_a_bare_name_is_one_without_days(row):
    assert read_batch(row.stored) == row
    assert read_batch("第九批") == Batch("第九批")


def test_a_file_cannot_join_what_is_not_called_not_open_yet_or_closed():
    later = Batch("第十批", LAST + DAY)
    assert choice_fault([NINTH], "第九批", FIRST) is None
    assert "没有批次" in str(choice_fault([NINTH], "第八批", FIRST))
    assert "2026-07-01 才开放" in str(choice_fault([NINTH, later], "第十批", LAST))
    assert "改选开放的批次" in str(choice_fault([NINTH, later], "第九批", LAST + DAY))
    assert "等下一批开放" in str(choice_fault([NINTH], "第九批", LAST + DAY))


def test_a_programme_that_calls_batches_wants_one_and_one_that_does_not_wants_none():
    assert entry_fault([], "", FIRST, was_entered=False) is None
    assert "先在“编辑申报”里选" in str(entry_fault([NINTH], "", FIRST, was_entered=False))
    assert "没有批次开放" in str(entry_fault([NINTH], "", LAST + DAY, was_entered=False))


def test_a_file_that_was_entered_in_time_comes_back_into_its_batch_after_the_last_day():
    assert entry_fault([NINTH], "第九批", LAST + DAY, was_entered=False) is not None
    assert entry_fault([NINTH], "第九批", LAST + DAY, was_entered=True) is None
