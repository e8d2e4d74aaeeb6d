"""How characters are read: a library's guess, outranked by the tables of local readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

from registry import data
from registry.places.rules.romanise.library import library_reader

__all__ = [
    "Heard",
    "Reader",
    "Reading",
    "ReadingTable",
    "library_reader",
    "read",
    "reading_table",
    "shipped_polyphones",
    "shipped_readings",
]

LIBRARY = "library"
Reader = Callable[[str], Sequence[str]]
"""Hanzi → one toned syllable a character ("" where the reader knows none)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of a local table; `confirm` asks for a person who knows the place.

    `since`: when a person approved it here; None for what ships with the program.
    """

    hanzi: str
    syllables: tuple[str, ...]
    basis: str = "local_usage"
    confirm: bool = False
    since: datetime | None = None


class Heard(NamedTuple):
    """How a name is read: a toned syllable a character, "" where nobody knows one.

    `settled`: whether the local table gave the syllable without a doubt; `local`: its rows used.
    """

    toned: list[str]
    settled: list[bool]
    local: list[Reading]


class ReadingTable(Mapping[str, Reading]):
    """Local readings by Hanzi, with the longest row that begins with each character."""

    def __init__(self, rows: Mapping[str, Reading]) -> None:
        self._rows = dict(rows)
        self.longest: dict[str, int] = {}
        for hanzi in self._rows:
            self.longest[hanzi[0]] = max(len(hanzi), self.longest.get(hanzi[0], 0))

    # A table is itself and no other, so that what was spelled with it may be kept.
    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __getitem__(self, hanzi: str) -> Reading:
        """The row of exactly these characters."""
        return self._rows[hanzi]

    def __iter__(self) -> Iterator[str]:
        """The Hanzi of all rows."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def row_at(self, hanzi: str, at: int) -> Reading | None:
        """The longest row that reads the name from this character on."""
        for size in range(min(self.longest.get(hanzi[at], 0), len(hanzi) - at), 0, -1):
            row = self._rows.get(hanzi[at : at + size])
            if row is not None:
                return row
        return None


@cache
def shipped_readings() -> ReadingTable:
    """The shipped table of local readings (readings.csv), by Hanzi."""
    rows = (
        Reading(row["hanzi"], tuple(row["toned"].split()), row["basis"], row["confirm"] == "yes")
        for row in data.table("readings.csv")
    )
    return ReadingTable({row.hanzi: row for row in rows})


@lru_cache(maxsize=64)
def reading_table(approved: tuple[Reading, ...]) -> ReadingTable:
    """The shipped table with the approved rows over it; of equal Hanzi the last row counts.

    The same rows give the same table.
    """
    if not approved:
        return shipped_readings()
    return ReadingTable({**shipped_readings(), **{row.hanzi: row for row in approved}})


@cache
def shipped_polyphones() -> Mapping[str, tuple[str, ...]]:
    """Characters of names of places with more than one living reading (polyphones.csv)."""
    return {row["hanzi"]: tuple(row["readings"].split()) for row in data.table("polyphones.csv")}


def read(hanzi: str, readings: Mapping[str, Reading], reader: Reader) -> Heard:
    """Read a name: at each place the longest row of the local table wins, then the reader."""
    toned = list(reader(hanzi))
    if len(toned) != len(hanzi):
        message = f"the reader gave {len(toned)} syllables for {len(hanzi)} characters"
        raise ValueError(message)
    heard = Heard(toned, [False] * len(hanzi), [])
    table = readings if isinstance(readings, ReadingTable) else ReadingTable(readings)
    if not table.longest.keys().isdisjoint(hanzi):
        _read_locally(hanzi, table, heard)
    return heard


def _read_locally(hanzi: str, table: ReadingTable, heard: Heard) -> None:
    at = 0
    while at < len(hanzi):
        row = table.row_at(hanzi, at)
        if row is None:
            at += 1
            continue
        end = at + len(row.hanzi)
        heard.toned[at:end] = row.syllables
        heard.settled[at:end] = [not row.confirm] * len(row.hanzi)
        heard.local.append(row)
        at = end
