"""Entries of lists: one or two of them, the number of a batch, and what lists together support."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from registry.heritage.rules import CandidateState, ListedName, ListKind, NoticeList
from registry.heritage.rules.candidates import Entry, batch_number, furthest

ROW = ListedName(1, "歙县许村镇", "许村镇", "千年古镇", "黄山市歙县", "town", "8", "2021")
ENTRY = Entry("one", "anhui", "千年古镇", "8", "许村镇", "黄山市歙县", "town")


@pytest.mark.parametrize(
    ("row", "is_it"),
    [
        (ROW, True),
        (replace(ROW, batch=""), True),
        (replace(ROW, division_text="歙县"), True),
        (replace(ROW, place_id=None), True),
        (replace(ROW, place_id=None, division_text="涉县"), False),
        (replace(ROW, place_id="village"), False),
        (replace(ROW, programme_class="千年古村落"), False),
        (replace(ROW, batch="9"), False),
    ],
)
def test_a_row_is_an_entry_by_list_class_batch_and_place_never_by_its_name(row, is_it):
    assert ENTRY.is_named_by(row, "anhui") is is_it
    assert not ENTRY.is_named_by(row, "chaohu")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第八批", "8"),
        ("8", "8"),
        ("第十批", "10"),
        ("第十一批", "11"),
        ("二十", "20"),
        ("第二十三批", "23"),
        ("", ""),
        ("首批", "首"),
        ("2021年度", "2021年度"),
    ],
)
def test_a_batch_is_its_number(text, number):
    assert batch_number(text) == number


def test_the_furthest_that_a_list_supports_is_shown():
    assert furthest([CandidateState.FILED, CandidateState.CANDIDATE]) is CandidateState.CANDIDATE
    assert furthest([CandidateState.ANNOUNCED, CandidateState.CANDIDATE]) is (
        CandidateState.ANNOUNCED
    )


def test_one_notice_in_two_files_is_one_notice():
    first = NoticeList(
        ListKind.GONGSHI, "公示", date(2021, 1, 15), "anhui", file_sha256="a", document_no="一号"
    )
    assert first.is_same_notice(replace(first, file_sha256="b", title="转发：公示"))
    assert first.is_same_notice(replace(first, file_sha256="b", document_no=""))
    assert not first.is_same_notice(replace(first, file_sha256="b", document_no="二号"))
    assert not first.is_same_notice(
        replace(first, file_sha256="b", document_no="", published_on=date(2022, 1, 15))
    )
    assert not first.is_same_notice(replace(first, file_sha256="b", kind=ListKind.GONGBU))
