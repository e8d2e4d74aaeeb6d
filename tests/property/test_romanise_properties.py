"""Properties of romanisation and folding that hold for any name."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from registry import data
from registry.places.rules.folding import fold, grams, pinyin_keys
from registry.places.rules.romanise import (
    EntityClass,
    library_reader,
    plain_of,
    propose,
    short_name,
    sign_text_problem,
    split,
)

SYLLABLES = sorted(data.text("syllables.txt").split())
TONES = "\u0304\u0301\u030c\u0300"
CHARACTERS = sorted(
    {char for row in data.table("divisions.csv") for char in row["name"]} - {"（", "）"}
)
hanzi = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=8)
classes = st.sampled_from(list(EntityClass))


def spoken(seed: int):
    """A reader that gives any character some toned syllable, always the same one."""

    def read(text: str) -> list[str]:
        found = []
        for char in text:
            number = ord(char) * 31 + seed
            syllable = SYLLABLES[number % len(SYLLABLES)]
            at = next(i for i, letter in enumerate(syllable) if letter in "aoeiuü")
            toned = syllable[: at + 1] + TONES[number % 4] + syllable[at + 1 :]
            found.append(unicodedata.normalize("NFC", toned))
        return found

    return read


@given(hanzi, classes, st.integers(0, 10_000))
def test_plain_is_toned_without_marks_and_sign_is_plain_in_capitals(name, kind, seed):
    proposal = propose(name, kind, reader=spoken(seed), readings={})
    assert proposal.plain == plain_of(proposal.toned)
    assert proposal.sign == proposal.plain.upper().replace("'", "’")
    assert proposal.sign.isupper() or proposal.sign.strip("0123456789- ") == ""


@given(hanzi, classes)
def test_no_character_is_lost_or_made_up(name, kind):
    proposal = propose(name, kind)
    assert "".join(part.hanzi for part in proposal.parts) == name
    assert "".join(piece.hanzi for piece in split(name, kind).pieces) == name
    assert len(proposal.toned.split(" ")) == len(proposal.parts)


@given(hanzi, classes)
def test_a_proposal_may_stand_on_a_sign_and_has_no_english_in_it(name, kind):
    assert sign_text_problem(propose(name, kind).sign) is None


@given(hanzi, classes)
def test_every_written_word_begins_with_a_capital_or_a_digit(name, kind):
    for word in propose(name, kind).toned.split(" "):
        assert word[0].isupper() or word[0].isdigit()
        assert not any(char.isupper() for char in word[1:])


@given(hanzi)
def test_a_natural_village_is_one_word(name):
    assert " " not in propose(name, EntityClass.NATURAL_VILLAGE).toned


def asked(text: str) -> list[str]:
    """What the library itself says, by its own function."""
    from pypinyin import Style, pinyin

    # Its stub knows only texts here, but one list a character keeps the alignment.
    one_each: Any = lambda run: [[""] for _ in run]  # noqa: E731
    found = pinyin(text, style=Style.TONE, errors=one_each)
    return [options[0] for options in found]


@st.composite
def sentences(draw) -> str:
    """Phrases of the library, whole and cut off, among characters of names and strange ones."""
    from pypinyin.constants import PHRASES_DICT

    if not PHRASES:
        PHRASES.extend(sorted(PHRASES_DICT))
    phrase = st.sampled_from(PHRASES).flatmap(
        lambda whole: st.integers(1, len(whole)).map(lambda size: whole[:size])
    )
    strange = st.sampled_from(["，", "（", "A", "3", "·", "㘵", "\U00021336", "鿿", " "])
    parts = st.one_of(phrase, st.sampled_from(CHARACTERS), strange)
    return "".join(draw(st.lists(parts, min_size=1, max_size=5)))


PHRASES: list[str] = []


@given(sentences())
@example("一不")
@example("三孝口一不小心")
def test_the_fast_reader_says_what_the_library_says(text):
    assert library_reader(text) == asked(text)


@given(hanzi, classes)
def test_what_was_kept_is_what_is_worked_out_anew(name, kind):
    assert propose(name, kind) == propose(name, kind, reader=asked)


@given(st.text(max_size=30))
def test_tone_marks_go_and_nothing_else(text):
    tones = set(TONES)
    kept = [char for char in unicodedata.normalize("NFD", text) if char not in tones]
    assert plain_of(text) == unicodedata.normalize("NFC", "".join(kept))


@given(hanzi, classes)
def test_proposing_twice_gives_the_same(name, kind):
    assert propose(name, kind) == propose(name, kind)


@given(hanzi)
def test_a_short_name_is_never_longer_and_never_empty(name):
    for listed in (name, f"{name}村民委员会", f"{name}社区居民委员会"):
        assert 0 < len(short_name(listed)) <= len(listed)


@given(st.text(max_size=40))
def test_folding_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_part_of_a_name_is_found_by_its_grams(before, after):
    folded = fold(before + after)
    found = set(grams(folded))
    for size in (1, 2, 3):
        for at in range(len(folded) - size + 1):
            assert folded[at : at + size] in found


@given(hanzi, classes)
def test_toned_and_plain_give_the_same_keys_with_one_initial_a_character(name, kind):
    proposal = propose(name, kind)
    keys = pinyin_keys(proposal.toned)
    assert keys == pinyin_keys(proposal.plain) == pinyin_keys(proposal.sign)
    digits = sum(part.toned != "" and part.toned[-1].isdigit() for part in proposal.parts)
    if not digits:
        assert len(keys.initials) == len(name)
