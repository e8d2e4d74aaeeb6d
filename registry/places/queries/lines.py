"""The lines of the search index: their terms, and by which edition of the rules they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from registry import data
from registry.places.models import PlaceKey, PlaceLine
from registry.places.rules.terms import EDITION_SCRIPT, NameTerms

_RULES = "3"
"""Raised by hand whenever `rules.terms` enters names differently."""


@cache
def edition() -> str:
    """The name of the rules and tables of characters that this program enters names by."""
    digest = hashlib.sha256(_RULES.encode())
    for name in ("variants.csv", "syllables.txt"):
        digest.update(data.text(name).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class LineTerms:
    """One name of the index and its terms as they were written."""

    number: int
    place_id: str
    name_id: str
    terms: NameTerms


_LINES = select(
    col(PlaceLine.number),
    col(PlaceLine.place_id),
    col(PlaceLine.name_id),
    col(PlaceLine.tier),
    col(PlaceLine.rank),
    col(PlaceLine.folded),
    col(PlaceLine.own_keys),
)
_OF_PLACES = _LINES.where(col(PlaceLine.place_id).in_(bindparam("ids", expanding=True)))


def terms_in(session: Session, place_ids: Iterable[str]) -> Iterator[LineTerms]:
    """The lines of these places."""
    for row in session.connection().execute(_OF_PLACES, {"ids": sorted(place_ids)}):
        yield _line(row)


def lines_from(session: Session, first: int, limit: int) -> list[LineTerms]:
    """Up to `limit` lines from number `first` on, by number."""
    statement = _LINES.where(col(PlaceLine.number) >= first).order_by(col(PlaceLine.number))
    return [_line(row) for row in session.connection().execute(statement.limit(limit))]


def _line(row: Any) -> LineTerms:
    number, place_id, name_id, tier, rank, folded, own_keys = row
    own = tuple((line[0], line[1:]) for line in own_keys.split("\n") if line)
    return LineTerms(number, place_id, name_id, NameTerms(tier, rank, folded, own))


def edition_found(session: Session) -> str | None:
    """The edition of the rules the index was written by; None where it never was as a whole."""
    statement = select(col(PlaceKey.key)).where(col(PlaceKey.script) == EDITION_SCRIPT)
    return session.scalars(statement).first()
