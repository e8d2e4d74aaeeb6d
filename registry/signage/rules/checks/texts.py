"""Checks of the words: what the crew typed, and what a reader of signs made of the photo."""

from __future__ import annotations

from registry.signage.rules.checks.outcome import Check, either, unchecked
from registry.signage.rules.wording import differences, folded_hanzi, folded_roman


def hanzi_check(approved: str, observed: str) -> Check:
    """Observed against approved, character by character."""
    return _text_check("hanzi", folded_hanzi(approved), folded_hanzi(observed))


def roman_check(approved: str, observed: str) -> Check:
    """Observed against approved spelling; capitals and kind of apostrophe do not matter."""
    return _text_check("roman", folded_roman(approved), folded_roman(observed))


def _text_check(key: str, approved: str, observed: str) -> Check:
    if not observed:
        return unchecked(key, "not_typed")
    # How many; the characters themselves stand in the comparison, marked with their language.
    found = differences(approved, observed)
    return either(key, is_flag=bool(found), n=len(found))
