"""Names one mistake away from what was typed: a wrong, missing or superfluous character or letter.

Nothing is scanned. A name of Hanzi is entered once for each of its characters left out, with the
number of that character, so that the names one character away from a query share one of a few
keys with it. Of pinyin the possible keys themselves are written down: the letters of a name are
whole syllables, so only those that one mistake can have come from are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from registry.places.rules.folding import known_syllables

MIN_HANZI, MAX_HANZI = 3, 8
MIN_LETTERS, MAX_LETTERS = 4, 40
_LONGEST = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def gapped_keys(folded: str) -> tuple[str, ...]:
    """The keys a name of 3 to 8 characters is entered by: 三河镇 → 0河镇, 1三镇, 2三河."""
    if not MIN_HANZI <= len(folded) <= MAX_HANZI:
        return ()
    return tuple(_without(folded, at) for at in range(len(folded)))


def wrong_character_keys(query: str) -> tuple[str, ...]:
    """The keys under which names stand that differ from the query in one character.

    From three characters on; empty for shorter and much longer queries.
    """
    return gapped_keys(query)


def missing_character_keys(query: str) -> tuple[str, ...]:
    """The keys under which names stand that have one character more than the query."""
    if not MIN_HANZI <= len(query) < MAX_HANZI:
        return ()
    return tuple(f"{at}{query}" for at in range(len(query) + 1))


def superfluous_character_texts(query: str) -> tuple[str, ...]:
    """The names that have one character less than the query."""
    if not MIN_HANZI <= len(query) <= MAX_HANZI:
        return ()
    found = (query[:at] + query[at + 1 :] for at in range(len(query)))
    return tuple(sorted(set(found) - {query}))


def is_one_character_away(query: str, folded: str) -> bool:
    """What the keys above stand for, name by name; both folded."""
    if not MIN_HANZI <= len(query) <= MAX_HANZI or query == folded:
        return False
    if len(folded) == len(query):
        return sum(a != b for a, b in zip(query, folded, strict=True)) == 1
    if len(folded) == len(query) + 1:
        return len(folded) <= MAX_HANZI and query in _shorter(folded)
    return len(folded) == len(query) - 1 and folded in _shorter(query)


def _without(text: str, at: int) -> str:
    return f"{at}{text[:at]}{text[at + 1 :]}"


def _shorter(text: str) -> set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


@lru_cache(maxsize=4096)
def near_pinyin(latin: str) -> tuple[str, ...]:
    """Every text of whole syllables that is one letter away from these letters, in order.

    `lonchengcun` → longchengcun: one syllable has a letter wrong, missing or too many, or a
    letter too many stands between two; the rest is whole. From four letters on.
    """
    if not MIN_LETTERS <= len(latin) <= MAX_LETTERS:
        return ()
    before, after = _reach(latin), _reach_back(latin)
    found = set()
    for start in before:
        for end in after:
            if start <= end <= start + _LONGEST + 1:
                for syllable in _near_syllables(latin[start:end]):
                    found.add(latin[:start] + syllable + latin[end:])
            if end == start + 1:
                found.add(latin[:start] + latin[end:])
    found.discard(latin)
    return tuple(sorted(found))


def _reach(latin: str) -> list[int]:
    """Where whole syllables from the beginning end, 0 among them; a digit counts as one."""
    ends = {0}
    for at in range(len(latin)):
        if at in ends:
            ends.update(at + size for size in _whole(latin, at))
    return sorted(ends)


def _reach_back(latin: str) -> list[int]:
    """Where whole syllables to the very end begin, the end itself among them."""
    starts = {len(latin)}
    for at in range(len(latin) - 1, -1, -1):
        if any(at + size in starts for size in _whole(latin, at)):
            starts.add(at)
    return sorted(starts)


def _whole(latin: str, at: int) -> Iterable[int]:
    if latin[at].isdigit():
        return (1,)
    known = known_syllables()
    longest = min(_LONGEST, len(latin) - at)
    return (size for size in range(1, longest + 1) if latin[at : at + size] in known)


@cache
def _near_syllables(stretch: str) -> tuple[str, ...]:
    """Syllables one letter away from a stretch of up to seven letters."""
    known = known_syllables()
    return tuple(sorted(text for text in _edits(stretch) if text in known))


def _edits(text: str) -> set[str]:
    cuts = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    found.discard(text)
    return found
