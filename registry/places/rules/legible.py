"""Which characters of a name the model that reads signs in photos does not know at all."""

from __future__ import annotations

from functools import cache

from registry import data
from registry.places.rules.folding import fold


@cache
def _known() -> frozenset[str]:
    shipped = "".join(data.text("sign_reader_characters.txt").split())
    return frozenset(shipped) | frozenset(fold(shipped))


def illegible(name: str) -> str:
    """The Hanzi of a name that can never be read from a photo, each once, in order; "" for none.

    The list is that of the model named in registry/data/ATTRIBUTION.md. A character is known where
    the model knows it or the form it is folded to. Letters and digits are not looked at.
    """
    known = _known()
    folded = fold(name)
    return "".join(
        dict.fromkeys(char for char in folded if _is_rare_enough(char) and char not in known)
    )


def _is_rare_enough(char: str) -> bool:
    # Below the ideographs stand letters, digits and marks, which every model knows.
    return char >= "\u3400"
