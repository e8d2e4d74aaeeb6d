"""Search terms of a name and the order in which a query reads them: one design, both engines.

A name is entered by its folded Hanzi (h), its pinyin without spaces (p), its initials (i), its
minority script (m), its codes (c) and with one character left out (x) in one prefix table, and by
every character, pair and triple of characters inside it in a ranked table. A query is a list of
streams, best first; each stream is one range of one of these tables, read in its own order. A place
stands where its best name stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from registry.places.rules.folding import (
    QueryKind,
    fold,
    grams,
    is_hanzi,
    pinyin_keys,
    query_key,
    query_kind,
    reads_whole,
)
from registry.places.rules.kind import NameKind, PlaceKind
from registry.places.rules.mixed import MixedText, mixed_texts
from registry.places.rules.near import (
    gapped_keys,
    missing_character_keys,
    near_pinyin,
    superfluous_character_texts,
    wrong_character_keys,
)

MAX_QUERY = 60
MAX_KEY = 240
GRAM = 3
"""The most characters that stand in the ranked table as they are."""
EDITION_SCRIPT = "e"
"""The script of the one row that says which edition of these rules the tables were written by."""
_TIER: dict[str, int] = {
    PlaceKind.CITY: 0,
    PlaceKind.COUNTY: 0,
    PlaceKind.FUNCTIONAL_ZONE: 1,
    PlaceKind.TOWNSHIP: 1,
}
_TIERS = (0, 1, 2)
_WEIGHT: dict[str, int] = {
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
_TONE_DIGIT = re.compile("(?<=[a-z])[1-5]")


class Way(StrEnum):
    """How a name met the query: the reason shown beside a hit."""

    EXACT = "exact"
    PREFIX = "prefix"
    INFIX = "infix"
    PINYIN = "pinyin"
    INITIALS = "initials"
    CODE = "code"
    FUZZY = "fuzzy"


Entry = tuple[str, int, str, int]
"""(script, tier, key, rank): a row of the prefix table without its name; rank orders equal keys."""


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

    def entries(self, only: str = "") -> list[Entry]:
        """The rows of the prefix table, of all scripts or of one."""
        tier, rank, gram_rank = self.tier, self.rank, self.gram_rank
        if not only and self.folded:
            found = [("h", tier, self.folded, rank)]
            found += [(script, tier, text, rank) for script, text in self.own]
            found += [("x", 2, key, gram_rank) for key in gapped_keys(self.folded)]
            return found
        found = list[Entry]()
        if self.folded and only in {"", "h"}:
            found.append(("h", tier, self.folded, rank))
        if only not in {"h", "x"}:
            found += [(s, tier, text, rank) for s, text in self.own if only in {"", s}]
        if only in {"", "x"}:
            found += [("x", 2, key, gram_rank) for key in gapped_keys(self.folded)]
        return found

    def grams(self) -> tuple[str, ...]:
        """What is inside the name, up to `GRAM` characters: what it begins with is its prefix."""
        return grams(self.folded[1:])


@dataclass(frozen=True, slots=True)
class Stream:
    """One range of one table. `tier` is None for the ranked character table (way INFIX).

    `slot`: which of the texts of the plan it looks for; `texts`: any of these whole keys instead;
    `shaped`: the characters of the name fit the pattern of the slot too.
    """

    way: Way
    script: str
    tier: int | None
    slot: int
    whole: bool
    texts: tuple[str, ...] = ()
    shaped: bool = False

    def place_of(self, terms: NameTerms, text: str, pattern: str = "") -> tuple[str, int] | None:
        """Where a name with these terms stands in the stream, or None when it is not in it."""
        if self.shaped and not _is_like(terms.folded, pattern):
            return None
        if self.tier is None:
            inside = text in terms.folded and not terms.folded.startswith(text)
            return ("", terms.gram_rank) if inside else None
        standings = [
            (key, rank)
            for script, tier, key, rank in terms.entries()
            if script == self.script and tier == self.tier and self._holds(key, text)
        ]
        return min(standings, default=None)

    def _holds(self, key: str, text: str) -> bool:
        if self.texts:
            return key in self.texts
        return key == text if self.whole else key != text and key.startswith(text)


class Shape(NamedTuple):
    """What decides the streams of a query, the texts apart: few, so that statements are kept.

    `long`: longer than a gram, so that several of them have to be met at once. `further`: the
    script of each text after those of `latin`: minority, or pinyin and initials with a pattern.
    """

    code: bool = False
    latin: int = 0
    long: bool = False
    further: str = ""


@lru_cache(maxsize=64)
def layout(shape: Shape) -> tuple[Stream, ...]:
    """The streams of a shape, best first, those apart that are one mistake away."""
    found: list[Stream] = []
    if shape.code:
        found += _both(Way.CODE, "c", 0)
    found += _both(Way.EXACT, "h", 0, begun=Way.PREFIX)
    found.append(Stream(Way.INFIX, "h", None, 0, whole=False))
    for slot in range(1, shape.latin + 1):
        found += [*_both(Way.PINYIN, "p", slot), *_both(Way.INITIALS, "i", slot)]
    for slot, script in enumerate(shape.further, shape.latin + 1):
        if script == "m":
            found += _both(Way.EXACT, script, slot, begun=Way.PREFIX)
            continue
        way = Way.PINYIN if script == "p" else Way.INITIALS
        found += [replace(stream, shaped=True) for stream in _both(way, script, slot)]
    return tuple(found)


def _both(way: Way, script: str, slot: int, *, begun: Way | None = None) -> list[Stream]:
    whole = [Stream(way, script, tier, slot, whole=True) for tier in _TIERS]
    return [*whole, *(Stream(begun or way, script, tier, slot, whole=False) for tier in _TIERS)]


@lru_cache(maxsize=2048)
def _looks_like(pattern: str) -> re.Pattern[str]:
    signs = {"_": ".", "%": ".*"}
    return re.compile("".join(signs.get(c) or re.escape(c) for c in pattern), re.DOTALL)


def _is_like(folded: str, pattern: str) -> bool:
    return _looks_like(pattern).fullmatch(folded) is not None


@dataclass(slots=True)
class Plan:
    """What is read for a query, best first. `texts`: the folded query, then its letters.

    `patterns`: for each text "", or what the characters of names look like besides (SQL's LIKE).

    The streams that are one mistake away are worked out when they are first asked for.
    """

    shape: Shape
    texts: tuple[str, ...]
    patterns: tuple[str, ...]
    _near: tuple[Stream, ...] | None = None

    @property
    def sure(self) -> tuple[Stream, ...]:
        """The streams of names that hold what was typed."""
        return layout(self.shape)

    @property
    def near(self) -> tuple[Stream, ...]:
        """The streams of names one mistake away."""
        if self._near is None:
            letters = self.texts[1 : self.shape.latin + 1]
            self._near = () if self.shape.code else tuple(_near(self.texts[0], letters))
        return self._near

    @property
    def streams(self) -> tuple[Stream, ...]:
        """All of them."""
        return self.sure + self.near

    def way_of(self, number: int) -> Way:
        """How a name of stream `number` met the query."""
        sure = self.sure
        return sure[number].way if number < len(sure) else Way.FUZZY


Standing = tuple[int, str, int, int]
"""(number of the stream, key, rank, number of the name): the sort key of a hit and its cursor."""


def terms_of(
    kind: PlaceKind | str,
    name_kind: NameKind | str,
    text: str,
    roman: str,
    codes: Iterable[str] = (),
    minority: str = "",
) -> NameTerms:
    """The search terms of one name; `codes` only with the standard name of a place.

    `minority`: the name in the script of a minority, བོད or ᠮᠣᠩᠭᠣᠯ.
    """
    folded = fold(text)[:MAX_QUERY]
    # Whoever types 合肥 means the city first; other names of a city do not push others back.
    tier = _TIER.get(kind, 2) if name_kind == NameKind.STANDARD else 2
    rank = _WEIGHT[name_kind] * _KIND_STEP + min(len(folded), _KIND_STEP - 1)
    pinyin = pinyin_keys(roman)
    own = [("p", pinyin.full), ("i", pinyin.initials), ("i", pinyin.words)]
    own += [("c", fold(code)) for code in codes]
    own.append(("m", fold(minority)))
    kept = dict.fromkeys((script, key[:MAX_KEY]) for script, key in own if key)
    return NameTerms(tier, rank, folded, tuple(kept))


@lru_cache(maxsize=2048)
def plan_of(query: str) -> Plan | None:
    """What is read to answer a query; None for a query of nothing but spaces."""
    folded = fold(query)[:MAX_QUERY]
    kind = query_kind(query)
    if kind is QueryKind.EMPTY:
        return None
    latin = _letters(query) if kind in {QueryKind.PINYIN, QueryKind.INITIALS} else []
    further = _further(query, folded, kind)
    scripts = "".join(text.script for text in further)
    shape = Shape(kind is QueryKind.CODE, len(latin), len(folded) > GRAM, scripts)
    patterns = [""] * (1 + len(latin)) + [text.pattern for text in further]
    return Plan(shape, (folded, *latin, *(text.text for text in further)), tuple(patterns))


def _further(query: str, folded: str, kind: QueryKind) -> tuple[MixedText, ...]:
    """What stands for a query besides its characters: its reading, or itself in another script."""
    if kind is QueryKind.MIXED:
        return mixed_texts(query[:MAX_QUERY])
    if kind is QueryKind.HANZI and not any(map(is_hanzi, folded)):
        return (MixedText("m", folded, ""),)
    return ()


def _letters(query: str) -> list[str]:
    """The letters as typed; then without the numbers of tones, where each ends a syllable."""
    latin = query_key(query)
    toned = _TONE_DIGIT.split(latin)
    *ended, last = toned
    if ended and all(map(reads_whole, ended)) and (not last or last.isalpha()):
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
    return [Stream(Way.FUZZY, script, tier, 0, whole=True, texts=tuple(texts)) for tier in tiers]


def best_standing(
    plan: Plan, names: Iterable[tuple[int, NameTerms]], *, sure_only: bool = False
) -> tuple[Standing, Way] | None:
    """Where a place stands, by the best of its names (number, terms); None: nowhere."""
    best: tuple[Standing, Way] | None = None
    streams = plan.sure if sure_only else plan.streams
    for name, terms in names:
        for number, stream in enumerate(streams if best is None else streams[: best[0][0] + 1]):
            slot = stream.slot
            where = stream.place_of(terms, plan.texts[slot], plan.patterns[slot])
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
