"""A large file in pieces, end to end from 0, each a blob of its own until all are here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

LEAST_PIECE = 65_536
"""Octets of a piece that is not the last: smaller ones would be a thousand rows for one file."""


class Piece(Protocol):
    """A row about one piece: where it begins, its octets, and the digest it is stored under."""

    start_at: int
    byte_size: int
    part_sha256: str


def held_octets(parts: Sequence[Piece]) -> int:
    """How far the pieces reach from the beginning."""
    return sum(part.byte_size for part in parts)


def is_held(parts: Sequence[Piece], start_at: int, part_sha256: str) -> bool:
    """Whether this very piece came before: a repeated request changes nothing."""
    return any((part.start_at, part.part_sha256) == (start_at, part_sha256) for part in parts)
