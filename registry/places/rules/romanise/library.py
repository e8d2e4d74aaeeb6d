"""What the pinyin library guesses for a name, from its tables directly: the same answers, faster.

pypinyin cuts a text into phrases of its own dictionary and reads what is left character by
character. Names of places hold few such phrases, so most characters are one look-up here; a
property test holds the answers equal to the library's own function.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby


@dataclass(frozen=True, slots=True)
class _Library:
    single: Mapping[int, str]
    phrases: Mapping[str, Sequence[Sequence[str]]]
    beginnings: frozenset[str]
    """Every beginning of a phrase, of two characters or more."""
    is_han: re.Pattern[str]


@cache
def _library() -> _Library:
    # Imported here because it costs a quarter of a second and 60 MB: only who spells pays.
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

    beginnings = {phrase[:size] for phrase in PHRASES_DICT for size in range(2, len(phrase) + 1)}
    single = {number: options.partition(",")[0] for number, options in PINYIN_DICT.items()}
    return _Library(single, PHRASES_DICT, frozenset(beginnings), RE_HANS)


def library_reader(hanzi: str) -> list[str]:
    """One toned syllable a character as pypinyin guesses it, "" where it knows none."""
    library = _library()
    single, beginnings = library.single, library.beginnings
    for at in range(len(hanzi) - 1):
        if hanzi[at : at + 2] in beginnings:
            break
    else:
        return [single.get(ord(char), "") for char in hanzi]
    if library.is_han.match(hanzi):
        return _read_run(hanzi, library)
    found: list[str] = []
    for is_han, chars in groupby(hanzi, lambda char: library.is_han.match(char) is not None):
        run = "".join(chars)
        found += _read_run(run, library) if is_han else [""] * len(run)
    return found


def _read_run(run: str, library: _Library) -> list[str]:
    """Forward maximum matching, as the library does it."""
    found: list[str] = []
    at = 0
    while at < len(run):
        phrase, reached = _longest(run, at, library)
        if phrase:
            found += [options[0] for options in library.phrases[phrase]]
            at += len(phrase)
            continue
        # The library's own habit: an unfinished phrase at the end is read character by character.
        size = len(run) - at if reached == len(run) else 1
        found += [library.single.get(ord(char), "") for char in run[at : at + size]]
        at += size
    return found


def _longest(run: str, at: int, library: _Library) -> tuple[str, int]:
    """(the longest phrase that begins at `at` or "", how far beginnings of phrases reach)."""
    phrase, end = "", at + 1
    while end < len(run) and run[at : end + 1] in library.beginnings:
        end += 1
        if run[at:end] in library.phrases:
            phrase = run[at:end]
    return phrase, end
