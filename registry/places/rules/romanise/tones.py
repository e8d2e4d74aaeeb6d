"""Tone marks: taken off, looked for, and the syllables that begin with a, o or e."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from registry import data

_TONES = frozenset("\u0300\u0301\u0304\u030c")


class _Bare(dict[int, str]):
    """Letters without their tone mark, worked out once for each letter that is met."""

    def __missing__(self, number: int) -> str:
        char = chr(number)
        kept = "".join(part for part in unicodedata.normalize("NFD", char) if part not in _TONES)
        bare = unicodedata.normalize("NFC", kept)
        self[number] = bare
        return bare


_BARE = _Bare()


def plain_of(toned: str) -> str:
    """Tone marks taken off, ü kept: Lǜ'ān → Lü'an."""
    if toned.isascii():
        return toned
    bare = unicodedata.normalize("NFC", toned).translate(_BARE)
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


def has_tones(roman: str) -> bool:
    """Whether any tone is marked."""
    return plain_of(roman) != unicodedata.normalize("NFC", roman)


@lru_cache(maxsize=2048)
def starts_open(syllable: str) -> bool:
    """Whether a syllable begins with a, o or e, so that an apostrophe has to part it."""
    return plain_of(syllable)[:1] in {"a", "o", "e"}


@cache
def _known() -> frozenset[str]:
    return frozenset(data.text("syllables.txt").split())


def is_syllable(toned: str) -> bool:
    """Whether this is a syllable of 汉语拼音: small letters, one tone mark at the most."""
    marks = sum(part in _TONES for part in unicodedata.normalize("NFD", toned))
    return plain_of(toned) in _known() and marks <= 1
