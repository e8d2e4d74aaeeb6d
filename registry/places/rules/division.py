"""What becomes of administrative divisions, and which of them an old text means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from registry.core.text import T, Text
from registry.places.rules.kind import DivisionLevel


class DivisionChangeKind(StrEnum):
    """变更种类, as the notices of the state council and the provinces name them."""

    ESTABLISHED = "established"
    RENAMED = "renamed"
    RAISED = "raised"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    SPLIT = "split"
    ABOLISHED = "abolished"
    RECODED = "recoded"


def changes_alone(kind: DivisionChangeKind, *, is_old: bool) -> bool:
    """Whether a change of this kind may name one side only.

    Set up: nothing was before. Abolished, moved away or merged: where it went may lie outside what
    is registered here.
    """
    if is_old:
        return kind in _MAY_LEAVE
    return kind is DivisionChangeKind.ESTABLISHED


_MAY_LEAVE = frozenset(
    {DivisionChangeKind.ABOLISHED, DivisionChangeKind.TRANSFERRED, DivisionChangeKind.MERGED}
)

DIVISION_CHANGE_LABELS: dict[DivisionChangeKind, Text] = {
    DivisionChangeKind.ESTABLISHED: T("设立"),
    DivisionChangeKind.RENAMED: T("更名"),
    DivisionChangeKind.RAISED: T("改设"),
    DivisionChangeKind.TRANSFERRED: T("划归"),
    DivisionChangeKind.MERGED: T("合并"),
    DivisionChangeKind.SPLIT: T("析置"),
    DivisionChangeKind.ABOLISHED: T("撤销"),
    DivisionChangeKind.RECODED: T("代码变更"),
}

# After these the row they lead to stands for something it did not stand for before; a division
# that took another one in, or gave one away, was there all along.
_BEGINNINGS = frozenset(
    {
        DivisionChangeKind.ESTABLISHED,
        DivisionChangeKind.RENAMED,
        DivisionChangeKind.RAISED,
        DivisionChangeKind.TRANSFERRED,
        DivisionChangeKind.RECODED,
    }
)

DIVISION_LEVEL_LABELS: dict[DivisionLevel, Text] = {
    DivisionLevel.PROVINCE: T("省级"),
    DivisionLevel.CITY: T("地级"),
    DivisionLevel.COUNTY: T("县级"),
    DivisionLevel.FUNCTIONAL_ZONE: T("功能区"),
    DivisionLevel.TOWNSHIP: T("乡级"),
    DivisionLevel.VILLAGE: T("村级"),
}

SCHEME_LABELS: dict[str, Text] = {
    "nbs": T("统计用区划"),
    "mca": T("民政部区划"),
    "gbt2260": T("国标行政区划代码"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One row of changes: from which division to which, when and how."""

    from_id: str | None
    to_id: str | None
    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Span:
    """When a division was in force: from its first day up to, but not with, its last (None: open).

    The day of a change already belongs to what came out of it.
    """

    first: date | None
    last: date | None

    def meets(self, begin: date, end: date) -> bool:
        """Whether it was in force on some day from `begin` to `end`."""
        return (self.first is None or self.first <= end) and (
            self.last is None or self.last > begin
        )


def span_of(
    division_id: str, valid_from: date | None, valid_to: date | None, changes: Iterable[Change]
) -> Span:
    """When a division was in force, by its own columns and by the changes that led to it."""
    begun = [
        change.on
        for change in changes
        if change.to_id == division_id and change.kind in _BEGINNINGS
    ]
    starts = [day for day in (valid_from, *begun) if day is not None]
    return Span(max(starts, default=None), valid_to)


def outcomes(division_id: str, changes: Sequence[Change]) -> list[str | None]:
    """What a division is in the end: ids of the last ones, None where it left our table or ended.

    A division that nothing led away from is itself the outcome.
    """
    found: list[str | None] = []
    _follow(division_id, date.min, changes, found, set())
    return list(dict.fromkeys(found))


def _follow(
    division_id: str,
    since: date,
    changes: Sequence[Change],
    found: list[str | None],
    seen: set[Change],
) -> None:
    # Only what came later counts: what was taken away and given back is here again.
    onward = [
        change
        for change in changes
        if change.from_id == division_id and change.on >= since and change not in seen
    ]
    if not onward:
        found.append(division_id)
    for change in onward:
        seen.add(change)
        if change.to_id is None:
            found.append(None)
        else:
            _follow(change.to_id, change.on, changes, found, seen)


@dataclass(frozen=True, slots=True)
class Asked:
    """A text about a division taken apart: the words, the year and the level it mentions."""

    words: str
    first: date | None
    last: date | None
    level: DivisionLevel | None


_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)\s*年?")
_LEVEL_AFTER = re.compile(r"[(（]\s*([地县])级市?\s*[)）]\s*$")
_LEVEL_BEFORE = re.compile(r"([地县])级(?=[^省市县区]+市\s*$)")
_LEVEL = re.compile(r"[(（]\s*[地县]级市?\s*[)）]|[地县]级")
_BETWEEN = re.compile(r"[\s·.,，、/／>＞→()（）—-]+")
_LEVELS = {"地": DivisionLevel.CITY, "县": DivisionLevel.COUNTY}
MAX_WORDS = 40
_LONGEST = 15
_SHORTEST_CODE = 6


def read_text(text: str, as_of: date | None = None) -> Asked:
    """「2010年 安徽省巢湖市（地级）」→ 安徽省巢湖市, the days of 2010, city level.

    A code stays as it is. `as_of` outranks a year in the text.
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) >= _SHORTEST_CODE:
        return Asked(text[:MAX_WORDS], as_of, as_of, None)
    year = _YEAR.search(text)
    bare = _YEAR.sub("", text)
    said = _LEVEL_AFTER.search(bare) or _LEVEL_BEFORE.search(bare)
    level = _LEVELS[said.group(1)] if said else None
    words = _BETWEEN.sub("", _LEVEL.sub("", bare))[:MAX_WORDS]
    if as_of is not None:
        return Asked(words, as_of, as_of, level)
    if year is not None:
        number = int(year.group(1))
        return Asked(words, date(number, 1, 1), date(number, 12, 31), level)
    return Asked(words, None, None, level)


def parts_of(words: str) -> set[str]:
    """Every run of letters in a text that could be the name of a division."""
    return {
        words[start:end]
        for start in range(len(words))
        for end in range(start + 2, min(len(words), start + _LONGEST) + 1)
    }


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a division explains a text: letters of it and its parents in one run, and the rest.

    `rest` is what follows the run: the name of something smaller.
    """

    letters: int
    rest: str


def reading_of(words: str, chain: Sequence[str]) -> Reading | None:
    """How a division, given as its names from the top down, reads in a text; None if it does not.

    Its own name must stand there, and each name before it counts while it stands right before.
    """
    best: Reading | None = None
    for start in _places(words, chain[-1]):
        begin = start
        for name in reversed(chain[:-1]):
            if words[:begin].endswith(name):
                begin -= len(name)
        end = start + len(chain[-1])
        found = Reading(end - begin, words[end:])
        if best is None or found.letters > best.letters:
            best = found
    return best


def _places(words: str, name: str) -> Iterator[int]:
    start = words.find(name)
    while start >= 0:
        yield start
        start = words.find(name, start + 1)


K = TypeVar("K")


def best_readings(
    readings: Iterable[tuple[K, Reading]], is_wanted: Callable[[K], bool]
) -> list[tuple[K, Reading]]:
    """Those that explain most letters; among them only the wanted ones, where there are any."""
    found = list(readings)
    wanted = [item for item in found if is_wanted(item[0])] or found
    most = max((reading.letters for _, reading in wanted), default=0)
    return [item for item in wanted if item[1].letters == most]
