"""Identifiers: short, typeable, in order of time, or stable for shipped data."""

from __future__ import annotations

import hashlib
import re
import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u
LENGTH = 16
_PATTERN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def _encode(number: int) -> str:
    digits = []
    for _ in range(LENGTH):
        number, rest = divmod(number, 32)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def new_id() -> str:
    """16 characters: 40 bits of milliseconds, 40 of chance, so that fresh rows lie together."""
    milliseconds = int(time.time() * 1000) & ((1 << 40) - 1)
    return _encode((milliseconds << 40) | secrets.randbits(40))


def stable_id(*parts: str) -> str:
    """The same 16 characters for the same parts, for data that ships with the program."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return _encode(int.from_bytes(digest[:10], "big"))


def is_id(text: str) -> bool:
    """Whether a text from outside has the form of an identifier."""
    return _PATTERN.fullmatch(text) is not None
