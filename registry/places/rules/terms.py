"""Search terms of a name and the order in which a query reads them: one design, both engines.

A name is entered by its folded Hanzi (h), its pinyin without spaces (p), its initials (i), its
codes (c) and with one character left out (x) in one prefix table, and by every character and pair
of characters inside it in a ranked table. A query is a list of streams, best first; each stream
is one range of one of these tables, read in its own order. A place stands where its best name
stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.places.rules.folding import (
    QueryKind,
    bigrams,
    fold,
    known_syllables,
    pinyin_keys,
    query_key,
    query_kind,
)
from registry.places.rules.kind import NameKind, PlaceKind
from registry.places.rules.near import (
    gapped_keys,
    missing_character_keys,
    near_pinyin,
    superfluous_character_texts,
    wrong_character_keys,
)

MAX_QUERY = 60
MAX_KEY = 240
EDITION_SCRIPT = "e"
"""The script of the one row that says which edition of these rules the tables were written by."""
_TIER = {
    PlaceKind.CITY: 0,
    PlaceKind.COUNTY: 0,
    PlaceKind.FUNCTIONAL_ZONE: 1,
    PlaceKind.TOWNSHIP: 1,
}
_TIERS = (0, 1, 2)
_WEIGHT = {
    NameKind.STANDARD: 0,
    NameKind.SHORT: 1,
    NameKind.ALIAS: 2,
    NameKind.FORMER: 3,
    NameKind.HISTORICAL: 4,
    NameKind.POPULAR: 5,
    NameKind.MAP: 6,
    NameKind.VARIANT: 7,
}
_TIER_STEP, _KIND_STEP = 1000, 100
_TONE_DIGITS = re.compile(r"([a-z]+)[1-5]")


class Way(StrEnum):
    """How a name met the query: the reason shown beside a hit."""

    EXACT = "exact"
    PREFIX = "prefix"
    INFIX = "infix"
    PINYIN = "pinyin"
    INITIALS = "initials"
    CODE = "code"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the prefix table, without its name: `rank` orders equal keys."""

    script: str
    tier: int
    key: str
    rank: int


@dataclass(frozen=True, slots=True)
class NameTerms:
    """Everything a name is found by; `gram_rank` orders it among names with the same characters.

    `own` are the keys that cannot be worked out from `folded` alone: pinyin, initials, codes.
    """

    tier: int
    rank: int
    folded: str
    own: tuple[tuple[str, str], ...]

    @property
    def gram_rank(self) -> int:
        """The rank in the table of characters, where places of all tiers stand together."""
        return self.tier * _TIER_STEP + self.rank

    def entries(self) -> tuple[Key, ...]:
        """The rows of the prefix table."""
        texts = [("h", self.folded), *self.own] if self.folded else self.own
        gapped = (Key("x", 2, key, self.gram_rank) for key in gapped_keys(self.folded))
        return (*(Key(script, self.tier, text, self.rank) for script, text in texts), *gapped)

    def grams(self) -> tuple[str, ...]:
        """Characters and pairs inside the name: what it begins with is found by its prefix."""
        return bigrams(self.folded[1:])


@dataclass(frozen=True, slots=True)
class Stream:
    """One range of one table. `tier` is None for the ranked character table (way INFIX).

    `texts`: instead of one text, any of these whole keys, in their order.
    """

    way: Way
    script: str
    tier: int | None
    text: str
    whole: bool
    texts: tuple[str, ...] = ()

    def place_of(self, terms: NameTerms) -> tuple[str, int] | None:
        """Where a name with these terms stands in the stream, or None when it is not in it."""
        if self.tier is None:
            inside = self.text in terms.folded and not terms.folded.startswith(self.text)
            return ("", terms.gram_rank) if inside else None
        standings = [
            (key.key, key.rank)
            for key in terms.entries()
            if key.script == self.script and key.tier == self.tier and self._holds(key.key)
        ]
        return min(standings, default=None)

    def _holds(self, key: str) -> bool:
        if self.texts:
            return key in self.texts
        return key == self.text if self.whole else key != self.text and key.startswith(self.text)


Standing = tuple[int, str, int, int]
"""(number of the stream, key, rank, number of the name): the sort key of a hit and its cursor."""


def terms_of(
    kind: PlaceKind | str,
    name_kind: NameKind | str,
    text: str,
    roman: str,
    codes: Iterable[str] = (),
) -> NameTerms:
    """The search terms of one name; `codes` only with the standard name of a place."""
    name_kind = NameKind(name_kind)
    folded = fold(text)[:MAX_QUERY]
    # Whoever types 合肥 means the city first; other names of a city do not push others back.
    tier = _TIER.get(PlaceKind(kind), 2) if name_kind is NameKind.STANDARD else 2
    rank = _WEIGHT[name_kind] * _KIND_STEP + min(len(folded), _KIND_STEP - 1)
    pinyin = pinyin_keys(roman)
    own = [("p", pinyin.full), ("i", pinyin.initials), ("i", pinyin.words)]
    own += [("c", fold(code)) for code in codes]
    kept = dict.fromkeys((script, key[:MAX_KEY]) for script, key in own if key)
    return NameTerms(tier, rank, folded, tuple(kept))


def streams(query: str) -> list[Stream]:
    """The streams that answer a query, best first; empty for a query of nothing but spaces."""
    folded = fold(query)[:MAX_QUERY]
    kind = query_kind(query)
    if kind is QueryKind.EMPTY:
        return []
    found: list[Stream] = []
    if kind is QueryKind.CODE:
        found += _both(Way.CODE, "c", folded)
    found += _both(Way.EXACT, "h", folded, begun=Way.PREFIX)
    found.append(Stream(Way.INFIX, "h", None, folded, whole=False))
    latin = _letters(query) if kind in {QueryKind.PINYIN, QueryKind.INITIALS} else []
    for text in latin:
        found += [*_both(Way.PINYIN, "p", text), *_both(Way.INITIALS, "i", text)]
    return found if kind is QueryKind.CODE else found + _near(folded, latin)


def _letters(query: str) -> list[str]:
    """The letters as typed; without the numbers of tones where every syllable has one."""
    latin = query_key(query)
    toned = _TONE_DIGITS.findall(latin)
    is_toned = "".join(f"{text}." for text in toned) == re.sub("[1-5]", ".", latin)
    if toned and is_toned and all(text in known_syllables() for text in toned):
        return [latin, "".join(toned)]
    return [latin]


def _near(folded: str, latin: Sequence[str]) -> list[Stream]:
    found = []
    if not latin:
        gapped = sorted({*wrong_character_keys(folded), *missing_character_keys(folded)})
        found += _any_of("x", (2,), gapped)
        found += _any_of("h", _TIERS, superfluous_character_texts(folded))
    for text in latin:
        found += _any_of("p", _TIERS, near_pinyin(text))
    return found


def _any_of(script: str, tiers: Iterable[int], texts: Sequence[str]) -> list[Stream]:
    if not texts:
        return []
    return [Stream(Way.FUZZY, script, tier, "", whole=True, texts=tuple(texts)) for tier in tiers]


def _both(way: Way, script: str, text: str, *, begun: Way | None = None) -> list[Stream]:
    whole = [Stream(way, script, tier, text, whole=True) for tier in _TIERS]
    return [*whole, *(Stream(begun or way, script, tier, text, whole=False) for tier in _TIERS)]


def best_standing(
    plan: Sequence[Stream], names: Iterable[tuple[int, NameTerms]]
) -> tuple[Standing, Way] | None:
    """Where a place stands, by the best of its names (number, terms); None: nowhere."""
    best: tuple[Standing, Way] | None = None
    for name, terms in names:
        for number, stream in enumerate(plan if best is None else plan[: best[0][0] + 1]):
            where = stream.place_of(terms)
            if where is None:
                continue
            standing = (number, *where, name)
            if best is None or standing < best[0]:
                best = (standing, stream.way)
            break
    return best


def sort_key_of(text: str, roman: str) -> str:
    """The key of lists: pinyin order, then the characters, as in a printed gazetteer."""
    return f"{pinyin_keys(roman).full or '~'} {fold(text)}"[:MAX_KEY]
