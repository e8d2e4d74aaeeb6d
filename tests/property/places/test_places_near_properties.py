"""One mistake away: everything that is, and nothing else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from registry.places.rules.folding import _cut, _cut_by_trying, known_syllables
from registry.places.rules.near import (
    MAX_HANZI,
    gapped_keys,
    is_one_character_away,
    missing_character_keys,
    near_pinyin,
    superfluous_character_texts,
    wrong_character_keys,
)

SYLLABLES = sorted(known_syllables())
WHOLE = re.compile(f"(?:{'|'.join(SYLLABLES)})+")
PINYIN = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map("".join)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
HANZI = st.text(alphabet="三河镇王", max_size=MAX_HANZI + 1)


def mistakes(text: str) -> set[str]:
    """Every text that one mistake makes of this one."""
    cuts = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + letter + tail for head, tail in cuts for letter in LETTERS}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    return found - {text}


@given(PINYIN, st.data())
def test_every_mistake_in_a_spelling_leads_back_to_it(pinyin, data) -> None:
    typed = data.draw(st.sampled_from(sorted(mistakes(pinyin))))
    assert (pinyin in near_pinyin(typed)) == (len(typed) >= 4)


@given(st.text(alphabet="aeghinouz", min_size=4, max_size=9))
def test_what_is_asked_for_is_all_that_could_have_been_meant(typed) -> None:
    meant = {text for text in mistakes(typed) if WHOLE.fullmatch(text)}
    assert set(near_pinyin(typed)) == meant


@given(HANZI, HANZI)
def test_the_keys_find_exactly_the_names_one_character_away(query, name) -> None:
    keys = {*wrong_character_keys(query), *missing_character_keys(query)}
    met = bool(keys & set(gapped_keys(name))) or name in superfluous_character_texts(query)
    assert (met and name != query) == is_one_character_away(query, name)


@given(
    st.lists(st.sampled_from(SYLLABLES), max_size=5).map("".join)
    | st.text("aeinguxoz3", max_size=8)
)
def test_syllables_are_cut_alike_quickly_and_by_trying(letters) -> None:
    quick, tried = _cut(letters), _cut_by_trying(letters)
    assert quick == tried or not tried
