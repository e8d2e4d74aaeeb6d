"""Queries that mix Hanzi and letters, as an input method leaves them: 三he, 长f, 三h镇, 3环路.

The Hanzi are read, so that the whole is pinyin or initials like any other; the pattern then keeps
names whose own characters are those that were typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, islice, product
from typing import NamedTuple

from registry.places.rules.folding import fold, is_hanzi, known_syllables, query_key, syllables_of
from registry.places.rules.romanise.reading import (
    library_reader,
    read,
    shipped_polyphones,
    shipped_readings,
)

MOST_READINGS = 4
"""A query with several polyphones is read in so many ways at most."""


class MixedText(NamedTuple):
    """A key that names begin with: `script` p (pinyin), i (initials) or m (minority script).

    `pattern` is one of SQL's LIKE for the folded name; it holds nothing that has to be escaped.
    """

    script: str
    text: str
    pattern: str


@lru_cache(maxsize=1024)
def mixed_texts(query: str) -> tuple[MixedText, ...]:
    """The keys of a mixed query, pinyin first; none where a character cannot be read."""
    runs = [
        (is_han, fold(text) if is_han else query_key(text))
        for is_han, chars in groupby(unicodedata.normalize("NFKC", query), is_hanzi)
        if (text := "".join(chars)).strip()
    ]
    runs = [(is_han, text) for is_han, text in runs if text]
    found: list[MixedText] = []
    for spoken in islice(
        product(*(_spoken(text) for is_han, text in runs if is_han)), MOST_READINGS
    ):
        if not all(all(syllables) for syllables in spoken):
            return ()
        found += [
            MixedText("p", _key(runs, spoken, whole=True), _pattern(runs, _characters)),
            MixedText("i", _key(runs, spoken, whole=False), _pattern(runs, _letters)),
        ]
    return tuple(sorted(dict.fromkeys(found), key=lambda text: text.script, reverse=True))


def _spoken(hanzi: str) -> list[tuple[str, ...]]:
    """The readings of some Hanzi as keys, the likeliest first."""
    heard = read(hanzi, shipped_readings(), library_reader)
    several = shipped_polyphones()
    options: list[Sequence[str]] = [
        (toned,) if settled else dict.fromkeys((toned, *several.get(char, ())))  # type: ignore[misc]
        for char, toned, settled in zip(hanzi, heard.toned, heard.settled, strict=True)
    ]
    ways = islice(product(*options), MOST_READINGS)
    return list(dict.fromkeys(tuple(map(query_key, way)) for way in ways))


def _key(runs: list[tuple[bool, str]], spoken: Sequence[Sequence[str]], *, whole: bool) -> str:
    read_runs = iter(spoken)
    parts = [
        "".join(text if whole else text[0] for text in next(read_runs)) if is_han else letters
        for is_han, letters in runs
    ]
    return "".join(parts)


def _pattern(runs: list[tuple[bool, str]], size_of: object) -> str:
    """三_镇%: the Hanzi where they stand, one sign for each character that letters stand for."""
    parts = [text if is_han else size_of(text) for is_han, text in runs]  # type: ignore[operator]
    if not runs[-1][0]:
        parts[-1] = ""
    return f"{''.join(parts)}%"


def _characters(letters: str) -> str:
    """Letters as pinyin: he is one character, hez are two; numbers may be written in several."""
    if not letters.isalpha():
        return "%"
    for end in range(len(letters), 0, -1):
        cut, rest = syllables_of(letters[:end]), letters[end:]
        if all(text in known_syllables() for text in cut) and _begins_a_syllable(rest):
            return "_" * (len(cut) + bool(rest))
    return _letters(letters)


def _begins_a_syllable(rest: str) -> bool:
    return not rest or any(syllable.startswith(rest) for syllable in known_syllables())


def _letters(letters: str) -> str:
    """Letters as initials."""
    return "_" * len(letters) if letters.isalpha() else "%"
