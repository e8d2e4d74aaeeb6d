"""How characters are read: a library's guess, outranked by the table of local readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from registry import data

Reader = Callable[[str], Sequence[str]]
"""Hanzi → one toned syllable a character ("" where the reader knows none)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of the local table; `confirm` asks for a person who knows the place."""

    hanzi: str
    syllables: tuple[str, ...]
    basis: str = "local_usage"
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Syllable:
    """One character with its reading: `settled` when the local table gave it, without a doubt."""

    hanzi: str
    toned: str
    basis: str
    settled: bool


@cache
def shipped_readings() -> Mapping[str, Reading]:
    """The shipped table of local readings (readings.csv), by Hanzi."""
    rows = (
        Reading(row["hanzi"], tuple(row["toned"].split()), row["basis"], row["confirm"] == "yes")
        for row in data.table("readings.csv")
    )
    return {row.hanzi: row for row in rows}


@cache
def shipped_polyphones() -> Mapping[str, tuple[str, ...]]:
    """Characters of names of places with more than one living reading (polyphones.csv)."""
    return {row["hanzi"]: tuple(row["readings"].split()) for row in data.table("polyphones.csv")}


def library_reader(hanzi: str) -> list[str]:
    """Ask pypinyin, which guesses by phrases; imported here because it costs time and memory."""
    from pypinyin import Style, pinyin

    # Its stub knows only texts here, but one list a character keeps the alignment with `hanzi`.
    one_each: Any = lambda run: [[""] for _ in run]  # noqa: E731
    found = pinyin(hanzi, style=Style.TONE, errors=one_each)
    return [options[0] for options in found]


def read(hanzi: str, readings: Mapping[str, Reading], reader: Reader) -> tuple[Syllable, ...]:
    """One `Syllable` a character; at each place the longest row of the local table wins."""
    guessed = list(reader(hanzi))
    if len(guessed) != len(hanzi):
        message = f"the reader gave {len(guessed)} syllables for {len(hanzi)} characters"
        raise ValueError(message)
    longest = max(map(len, readings), default=0)
    syllables: list[Syllable] = []
    while (at := len(syllables)) < len(hanzi):
        row = _longest_row(hanzi, at, readings, longest)
        if row is None:
            syllables.append(Syllable(hanzi[at], guessed[at], "library", settled=False))
            continue
        syllables += [
            Syllable(char, toned, row.basis, settled=not row.confirm)
            for char, toned in zip(row.hanzi, row.syllables, strict=True)
        ]
    return tuple(syllables)


def _longest_row(
    hanzi: str, at: int, readings: Mapping[str, Reading], longest: int
) -> Reading | None:
    for size in range(min(longest, len(hanzi) - at), 0, -1):
        row = readings.get(hanzi[at : at + size])
        if row is not None:
            return row
    return None
