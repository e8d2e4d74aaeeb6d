"""When a stored spelling has to be looked at again, and whose reading counts where."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from registry.places.queries.readings import ReadingBook
from registry.places.rules.romanise import Reading, is_syllable, reading_table, shipped_readings
from registry.places.rules.spelling import Doubt, agrees, doubts, proposal_for, spell

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def own(hanzi: str, toned: str, since: datetime = LATE) -> Reading:
    return Reading(hanzi, tuple(toned.split()), since=since)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("Lù'ān Lù", True),
        ("Lù’ān Lù", True),
        ("Lu'an Lu", True),
        ("LU’AN LU", True),
        ("Liù'ān Lù", False),
        ("Luan Lu", False),
        ("Lù'ānlù", False),
        ("", False),
    ],
)
def test_a_stored_spelling_agrees_but_for_the_apostrophe_and_missing_tones(stored, expected):
    assert agrees(stored, proposal_for("road", "六安路")) is expected


@pytest.mark.parametrize(
    ("name", "given", "doubt"),
    [
        ("六安路", "", False),
        ("六安路", "Lù'ān Lù", False),
        ("六安路", "Liu'an Lu", True),
        ("曲塘路", "", True),
        ("王家路", "Wángjiā Lù", False),
    ],
)
def test_open_readings_and_other_spellings_are_in_doubt(name, given, doubt):
    assert spell("road", name, given).doubt is doubt


def test_what_no_sign_may_carry_is_kept_as_it_came_and_gets_no_form_for_signs():
    spelling = spell("road", "沈阳路", "Shenyang Road")
    assert (spelling.toned, spelling.plain, spelling.sign) == ("Shenyang Road", "Shenyang Road", "")
    assert spelling.doubt
    assert spell("road", "沈阳路", "Shěngyáng Lù").sign == "SHENGYANG LU"


def test_what_a_person_approved_stays_settled_until_a_later_reading_says_otherwise():
    table = reading_table((own("六安", "liù ān", since=LATE),))
    before, now = (
        proposal_for("community", "六安社区"),
        proposal_for("community", "六安社区", table),
    )
    stored = before.toned
    assert doubts(before, stored, "approved", EARLY) == ()
    assert doubts(before, "Xxx", "approved", EARLY) == ()
    assert doubts(now, stored, "approved", EARLY) == (Doubt.NEWER_READING,)
    assert doubts(now, stored, "approved", None) == (Doubt.NEWER_READING,)
    assert doubts(now, stored, "approved", datetime(2026, 3, 1)) == ()  # noqa: DTZ001 - as SQLite has it
    assert doubts(now, now.toned, "approved", EARLY) == ()
    assert doubts(now, stored, "proposed", None) == (Doubt.DIFFERS,)


def test_a_character_nobody_can_read_is_told_as_that():
    proposal = proposal_for("water", "\U00021336湖")
    assert proposal.unread
    assert doubts(proposal, "", "proposed", None) == (Doubt.UNREAD,)
    assert spell("water", "\U00021336湖").doubt


def test_an_approved_row_outranks_the_shipped_one_and_the_nearest_division_all_others():
    book = ReadingBook(
        [
            ("/city/county", own("散兵", "sǎn bīng")),
            ("", own("散兵", "sàn bīng")),
            ("/city", own("杏花", "xìng hua")),
        ]
    )
    far, near = book.table_for("/other"), book.table_for("/city/county/town")
    assert far["散兵"].syllables == ("sàn", "bīng")
    assert near["散兵"].syllables == ("sǎn", "bīng")
    assert "杏花" in near
    assert "杏花" not in far
    assert near["长丰"] == shipped_readings()["长丰"]
    assert not book.table_for("/city/countyside")["散兵"].confirm
    assert book.table_for("/city/countyside")["散兵"].syllables == ("sàn", "bīng")


def test_the_longest_row_counts_whoever_approved_the_shorter_one():
    book = ReadingBook([("", own("六安", "liù ān"))])
    table = book.table_for("/x")
    assert proposal_for("community", "六安社区", table).plain == "Liu'an Shequ"
    assert proposal_for("road", "六安路", table).plain == "Lu'an Lu"


def test_a_book_without_local_rows_is_the_shipped_table():
    assert ReadingBook([]).table_for("/a/b") is shipped_readings()


@pytest.mark.parametrize("syllable", ["cháng", "lǜ", "er", "a"])
def test_a_syllable_of_pinyin(syllable):
    assert is_syllable(syllable)


@pytest.mark.parametrize("syllable", ["", "chàngg", "Cháng", "cha2ng", "chánǵ", "长"])
def test_no_syllable_of_pinyin(syllable):
    assert not is_syllable(syllable)
