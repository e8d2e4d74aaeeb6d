"""The code printed on a sign: short, typeable from a plate, with a check character.

Arithmetic is modulo 31, a prime, and each place has a weight of its own. So every change of one
character and every exchange of two characters changes the check (a - b is divisible by 31 only
where a = b); with 32 characters, as in Crockford's alphabet, that would not hold.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""31 characters: no 0 and no I, L, O, U, which people mistake for others or read as words."""

PAYLOAD = 8
LENGTH = PAYLOAD + 1
_VALUE = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17, 19)
_PRIME = len(ALPHABET)
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212·.．。]+")
_LIKE_ONE = str.maketrans("IL", "11")
PLATE = "M"
"""What the code of a doorplate (门牌) begins with."""
_PLATE_WEIGHT = 23


def check_character(payload: str) -> str:
    """The ninth character for eight characters of the alphabet."""
    total = sum(weight * _VALUE[char] for weight, char in zip(_WEIGHTS, payload, strict=True))
    return ALPHABET[total % _PRIME]


def new_code() -> str:
    """A fresh code: eight characters by chance, 8.5e11 of them, so none leads to another."""
    payload = "".join(secrets.choice(ALPHABET) for _ in range(PAYLOAD))
    return payload + check_character(payload)


def new_plate_code() -> str:
    """A fresh code of a doorplate: M, eight characters by chance, a check over all nine."""
    payload = "".join(secrets.choice(ALPHABET) for _ in range(PAYLOAD))
    return PLATE + payload + plate_check(payload)


def plate_check(payload: str) -> str:
    """The tenth character of a doorplate's code, for the eight behind its M.

    The M has a weight too, so no code of a sign becomes one of a doorplate by an M before it, nor
    the other way round by leaving it out.
    """
    total = _VALUE[check_character(payload)] + _PLATE_WEIGHT * _VALUE[PLATE]
    return ALPHABET[total % _PRIME]


def is_plate_code(code: str) -> bool:
    """Whether a normal code is a whole one of a doorplate."""
    if len(code) != LENGTH + 1 or any(char not in _VALUE for char in code):
        return False
    return code[0] == PLATE and plate_check(code[1:-1]) == code[-1]


def code_of(number: int) -> str:
    """The code of a running number, for data that must come out the same each time."""
    digits = []
    for _ in range(PAYLOAD):
        number, rest = divmod(number, _PRIME)
        digits.append(ALPHABET[rest])
    payload = "".join(reversed(digits))
    return payload + check_character(payload)


def normal(typed: str) -> str:
    """A code as typed or scanned, in the form it is stored: capitals, no spaces or dashes.

    Full-width characters, as a Chinese keyboard writes them, are the plain ones. I and L stand on
    no plate: who types one has read a 1.
    """
    plain = unicodedata.normalize("NFKC", typed)
    return _SEPARATORS.sub("", plain).upper().translate(_LIKE_ONE)


def is_code(code: str) -> bool:
    """Whether a normal code is whole: length, alphabet and check character."""
    if len(code) != LENGTH or any(char not in _VALUE for char in code):
        return False
    return check_character(code[:PAYLOAD]) == code[PAYLOAD]


def grouped(code: str) -> str:
    """The code as printed under the QR: three groups of three, a doorplate's after its M."""
    if len(code) == LENGTH + 1:
        return f"{code[0]}-{grouped(code[1:])}"
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))
