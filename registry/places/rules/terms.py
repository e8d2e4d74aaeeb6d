"""Search terms of a name and the order in which a query reads them: one design, both engines.

A name is entered by its folded Hanzi (h), its pinyin without spaces (p), its initials (i) and its
codes (c) in one prefix table, and by every character and pair of characters in a ranked table. A
query is a list of streams, best first; each stream is one range of one of these tables, read in
its own order. A place stands where its best name stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.places.rules.folding import (
    QueryKind,
    bigrams,
    fold,
    pinyin_keys,
    query_key,
    query_kind,
)
from registry.places.rules.kind import NameKind, PlaceKind

MAX_QUERY = 60
MAX_KEY = 240
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


class Way(StrEnum):
    """How a name met the query: the reason shown beside a hit."""

    EXACT = "exact"
    PREFIX = "prefix"
    INFIX = "infix"
    PINYIN = "pinyin"
    INITIALS = "initials"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the prefix table, without its name: `rank` orders equal keys."""

    script: str
    tier: int
    key: str
    rank: int


@dataclass(frozen=True, slots=True)
class NameTerms:
    """Everything a name is found by; `gram_rank` orders it among names with the same characters."""

    keys: tuple[Key, ...]
    grams: tuple[str, ...]
    gram_rank: int
    folded: str


@dataclass(frozen=True, slots=True)
class Stream:
    """One range of one table. `tier` is None for the ranked character table (way INFIX)."""

    way: Way
    script: str
    tier: int | None
    text: str
    whole: bool

    def place_of(self, key: Key) -> tuple[str, int] | None:
        """Where a name with this key stands in the stream, or None when it is not in it."""
        if key.script != self.script or self.tier not in {None, key.tier}:
            return None
        if self.tier is None:
            inside = self.text in key.key and not key.key.startswith(self.text)
            return ("", _gram_rank(key.tier, key.rank)) if inside else None
        if self.whole:
            return (key.key, key.rank) if key.key == self.text else None
        longer = key.key != self.text and key.key.startswith(self.text)
        return (key.key, key.rank) if longer else None


Standing = tuple[int, str, int, str]
"""(number of the stream, key, rank, id of the name): the sort key of a hit and its cursor."""


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
    by_script = {
        "h": [folded],
        "p": [pinyin.full],
        "i": [pinyin.initials, pinyin.words],
        "c": list(codes),
    }
    keys = tuple(
        Key(script, tier, key[:MAX_KEY], rank)
        for script, texts in by_script.items()
        for key in dict.fromkeys(texts)
        if key
    )
    return NameTerms(keys, bigrams(folded), _gram_rank(tier, rank), folded)


def _gram_rank(tier: int, rank: int) -> int:
    return tier * _TIER_STEP + rank


def streams(query: str) -> list[Stream]:
    """The streams that answer a query, best first; empty for a query of nothing but spaces."""
    folded = fold(query)[:MAX_QUERY]
    kind = query_kind(query)
    if kind is QueryKind.EMPTY:
        return []
    found: list[Stream] = []
    if kind is QueryKind.CODE:
        found += _both(Way.CODE, "c", folded)
    found += _tiers(Way.EXACT, "h", folded, whole=True)
    found += _tiers(Way.PREFIX, "h", folded, whole=False)
    found.append(Stream(Way.INFIX, "h", None, folded, whole=False))
    if kind in {QueryKind.PINYIN, QueryKind.INITIALS}:
        latin = query_key(query)
        found += [*_both(Way.PINYIN, "p", latin), *_both(Way.INITIALS, "i", latin)]
    return found


def _both(way: Way, script: str, text: str) -> list[Stream]:
    return [*_tiers(way, script, text, whole=True), *_tiers(way, script, text, whole=False)]


def _tiers(way: Way, script: str, text: str, *, whole: bool) -> list[Stream]:
    return [Stream(way, script, tier, text, whole) for tier in _TIERS]


def best_standing(
    plan: Sequence[Stream], keys: Iterable[tuple[str, Key]]
) -> tuple[Standing, Way] | None:
    """Where a place stands, by the best of its names' keys (id of the name, key); None: nowhere."""
    best: tuple[Standing, Way] | None = None
    for name_id, key in keys:
        for number, stream in enumerate(plan):
            where = stream.place_of(key)
            if where is None:
                continue
            standing = (number, *where, name_id)
            if best is None or standing < best[0]:
                best = (standing, stream.way)
            break
    return best


def sort_key_of(text: str, roman: str) -> str:
    """The key of lists: pinyin order, then the characters, as in a printed gazetteer."""
    return f"{pinyin_keys(roman).full or '~'} {fold(text)}"[:MAX_KEY]
