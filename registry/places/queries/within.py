"""The names of places inside a text: what somebody who pasted a sentence may have meant."""

from __future__ import annotations

from registry.places.queries.ranges import Reader, which_are_names
from registry.places.rules.folding import fold

SHORTEST, LONGEST = 2, 12
MOST = 8


def names_within(reader: Reader, text: str) -> list[str]:
    """Up to eight names that stand in the text, as they are written there, in their order.

    Of names inside each other the longest: 三河镇, not 三河 as well. The text itself is none.
    """
    parts: dict[str, tuple[int, int]] = {}
    for size in range(LONGEST, SHORTEST - 1, -1):
        for at in range(len(text) - size + 1):
            parts.setdefault(fold(text[at : at + size]), (at, at + size))
    whole = fold(text)
    asked = [part for part in parts if len(part) >= SHORTEST and part != whole]
    found = which_are_names(reader, asked)
    taken: list[tuple[int, int]] = []
    for part in asked:
        first, end = parts[part]
        if part in found and not any(a <= first and end <= b for a, b in taken):
            taken.append((first, end))
    return [text[first:end].strip() for first, end in sorted(taken)[:MOST]]
