"""Search keys of names: folded Hanzi, grams, pinyin without marks, initials, kind of a query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from registry import data
from registry.places.rules.romanise.sign_text import plain_of

_APOSTROPHES = "'’ʼ`´"
_SYLLABLE_OPEN = re.compile(f"[{_APOSTROPHES}]")
_NOT_LETTERS = re.compile(r"[^0-9a-z]")
_CODE = re.compile(r"[0-9]{2,20}")
# Unified and compatibility ideographs with all their extensions.
_HANZI = (
    ("\u4e00", "\u9fff"),
    ("\u3400", "\u4dbf"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
# Of Mongolian letters, of any character, and of ideographs.
_SELECTORS = (
    ("\u180b", "\u180f"),
    ("\ufe00", "\ufe0f"),
    ("\U000e0100", "\U000e01ef"),
)


class QueryKind(StrEnum):
    """What a searcher typed, which decides the index that is asked."""

    EMPTY = "empty"
    HANZI = "hanzi"
    PINYIN = "pinyin"
    INITIALS = "initials"
    CODE = "code"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class PinyinKeys:
    """`full`: hefeishi; `initials`: hfs; `words`: the initial letters of written words, hs."""

    full: str
    initials: str
    words: str


@cache
def _variants() -> dict[int, str]:
    return {ord(row["variant"]): row["folded"] for row in data.table("variants.csv")}


def fold(text: str) -> str:
    """The form in which Hanzi are compared: never shown, never stored as the name itself.

    NFKC (width, compatibility forms), lower case, traditional and variant characters to the form
    of the shipped table (variants.csv); control characters, spaces and glyph selectors dropped.
    Names themselves are stored in NFC only. Folding a folded text changes nothing.
    """
    return _folded_before(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_variants())
    if folded.isalnum() and unicodedata.is_normalized("NFKC", folded):
        return folded
    kept = (char for char in folded if not _is_unseen(char))
    return unicodedata.normalize("NFKC", "".join(kept))


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char).startswith(("C", "Z")) or is_selector(char)


def is_selector(char: str) -> bool:
    """Whether it only chooses a glyph of the character before, as fonts of registers do for 葛."""
    return any(first <= char <= last for first, last in _SELECTORS)


#: A name is folded where it is compared, where it is sorted and where it is entered for search.
_SHORT = 64
_folded_before = lru_cache(maxsize=4096)(_folded)


def grams(folded: str) -> tuple[str, ...]:
    """Single characters, neighbouring pairs and triples of a folded text, each once, in order.

    A query of up to three characters, which most Chinese ones are, is one of them as it stands.
    """
    pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
    triples = [folded[at : at + 3] for at in range(len(folded) - 2)]
    return tuple(dict.fromkeys([*folded, *pairs, *triples]))


@lru_cache(maxsize=8192)
def pinyin_keys(roman: str) -> PinyinKeys:
    """Keys of a romanised name, toned or plain: `Lu'an Lu` → luanlu, lal, ll.

    Tones, spaces and apostrophes go; ü becomes v, as Chinese keyboards have it. Initials are one
    letter a syllable; digits stand for themselves.
    """
    words = [_bare_word(word) for word in roman.split()]
    syllables = [syllable for word in words for syllable in syllables_of(word)]
    full = "".join(_letters_of(word) for word in words)
    return PinyinKeys(
        full=full,
        initials="".join(syllable[0] for syllable in syllables),
        words="".join(word[0] for word in words if word),
    )


def query_key(query: str) -> str:
    """A Latin query in the form of `PinyinKeys.full`: Lǜdì → lvdi, lüdi → lvdi, LU’AN → luan.

    Also as people type it who have no such letters: lu:di → lvdi, sănhé (a round mark) → sanhe.
    """
    latin = "".join(_bare_word(word) for word in query.split())
    return _NOT_LETTERS.sub("", latin.replace("u:", "v"))


def query_kind(query: str) -> QueryKind:
    """Which index answers: code (digits, perhaps only the first of them), Hanzi, pinyin, initials.

    PINYIN: whole syllables, the last perhaps unfinished (hef); INITIALS: it cannot be read so
    (slh). A short PINYIN text may be initials as well: ask that index second.
    """
    folded = fold(query)
    if not folded:
        return QueryKind.EMPTY
    if _CODE.fullmatch(folded):
        return QueryKind.CODE
    latin = query_key(query)
    has_hanzi = any(is_hanzi(char) for char in folded)
    if has_hanzi:
        return QueryKind.MIXED if latin else QueryKind.HANZI
    if not latin:
        return QueryKind.HANZI
    return QueryKind.PINYIN if _reads_as_pinyin(latin) else QueryKind.INITIALS


def _bare_word(word: str) -> str:
    """Lower case without tones, ü as v, apostrophes kept as a typewriter's."""
    if word.isascii():
        return word.lower().replace("`", "'")
    plain = plain_of(unicodedata.normalize("NFKC", word)).casefold().replace("ü", "v")
    if not plain.isascii():
        # The round mark that stands beside the third tone's on many keyboards, and its like.
        parts = unicodedata.normalize("NFD", plain)
        plain = "".join(part for part in parts if not unicodedata.combining(part))
    return _SYLLABLE_OPEN.sub("'", plain)


def is_hanzi(char: str) -> bool:
    """Whether it is an ideograph, of any extension."""
    return any(first <= char <= last for first, last in _HANZI)


@cache
def known_syllables() -> frozenset[str]:
    """The syllables of Hanyu Pinyin without tones, ü as v."""
    return frozenset(syllable.replace("ü", "v") for syllable in data.text("syllables.txt").split())


def syllables_of(word: str) -> list[str]:
    """Syllables: hefei is he + fei; an apostrophe parts; what reads as nothing goes by letters.

    Pinyin written with its apostrophes reads in one way only when a syllable that starts with a
    consonant takes that consonant, so the cut is made from the right place: a later syllable
    never starts with a, o or e.
    """
    found: list[str] = []
    for stretch in word.split("'"):
        letters = _letters_of(stretch)
        found += _cut(letters) or letters
    return found


def _letters_of(bare: str) -> str:
    """The letters and digits of a word without tones."""
    return bare if bare.isascii() and bare.isalnum() else _NOT_LETTERS.sub("", bare)


# A consonant before a vowel begins a syllable, and n, ng, r that no vowel follows end one.
_SYLLABLE = re.compile(
    "[0-9]|(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]+(?:(?:ng|n|r)(?![aeiouv]))?"
)


@lru_cache(maxsize=8192)
def _cut(letters: str) -> tuple[str, ...]:
    """The one cut into syllables in which only the first may begin with a vowel, else ()."""
    parts = _SYLLABLE.findall(letters)
    known = known_syllables()
    if "".join(parts) == letters and (
        known.issuperset(parts) or all(part in known or part.isdigit() for part in parts)
    ):
        return tuple(parts)
    return _cut_by_trying(letters)


def _cut_by_trying(letters: str) -> tuple[str, ...]:
    """The same by trying every syllable: for what is spelled in an unusual way."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for at in range(len(letters)):
        if at not in best or (at > 0 and letters[at] in "aoe"):
            continue
        for size in _sizes(letters, at):
            best.setdefault(at + size, (*best[at], letters[at : at + size]))
    return best.get(len(letters), ())


def _sizes(letters: str, at: int) -> Iterable[int]:
    """Lengths of syllables that start here, the longest first; a digit counts as one."""
    if letters[at].isdigit():
        return (1,)
    longest = min(6, len(letters) - at)
    return (size for size in range(longest, 0, -1) if letters[at : at + size] in known_syllables())


def reads_whole(latin: str) -> bool:
    """Whether the letters are whole syllables, at least one: san, sanhe; not s, sanh."""
    return bool(latin) and _reached(latin)[-1:] == [len(latin)]


def _reads_as_pinyin(latin: str) -> bool:
    """Whether the letters are whole syllables, the last perhaps unfinished: hef, hefei, luan."""
    reach = _reached(latin)
    if len(latin) in reach:
        return True
    return any(
        at > 0 and any(syllable.startswith(latin[at:]) for syllable in known_syllables())
        for at in reach
    )


def _reached(latin: str) -> list[int]:
    """Where whole syllables may end, in order; nought too."""
    reach = {0}
    for at in range(len(latin)):
        if at in reach:
            reach.update(at + size for size in _sizes(latin, at))
    return sorted(reach)
