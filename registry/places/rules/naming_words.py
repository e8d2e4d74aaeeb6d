"""The words that make a name one of the barred kinds: the shipped list, or the operator's own.

地名管理条例 (2022) art. 9; the shipped list is not official and not complete (ATTRIBUTION.md).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from registry import data

SHIPPED = "naming_words.csv"
COLUMNS = ("word", "code", "severity", "place")
#: What a word makes of a name, as `rules.naming` words it with the article.
CODES = (
    *("leader_name", "personal_name", "foreign_name"),
    *("enterprise_name", "unhealthy", "overblown"),
)
SEVERITIES = ("block", "warn")
PLACES = ("anywhere", "start", "end", "whole")
_LONGEST = 30
_TOLD = 20


@dataclass(frozen=True, slots=True)
class BarredWord:
    """A word, what it makes of a name, how sure that is, and where in the specific it counts."""

    word: str
    code: str
    severity: str
    place: str

    def is_in(self, specific: str) -> bool:
        """Whether the specific part of a name has the word where it counts."""
        tests = {
            "anywhere": self.word in specific,
            "start": specific.startswith(self.word),
            "end": specific.endswith(self.word),
            "whole": specific == self.word,
        }
        return tests[self.place]


def read_words(text: str) -> tuple[BarredWord, ...]:
    """The rows of a list (CSV: word, code, severity, place; other columns are for people).

    Raises:
        ValueError: with every fault of every row, one a line, each with its row number.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"the first row must name these columns too: {', '.join(missing)}")
    words, faults, seen = [], [], set[str]()
    for row in reader:
        found = {name: (row[name] or "").strip() for name in COLUMNS}
        if not any(found.values()):
            continue
        faults += [f"row {reader.line_num}: {fault}" for fault in _faults(found, seen)]
        seen.add(found["word"])
        words.append(BarredWord(**found))
    if faults:
        rest = len(faults) - _TOLD
        more = [f"and {rest} more"] if rest > 0 else []
        raise ValueError("\n".join([*faults[:_TOLD], *more]))
    return tuple(words)


def _faults(row: dict[str, str], seen: set[str]) -> Iterator[str]:
    word = row["word"]
    if not word or len(word) > _LONGEST:
        yield f"word must have 1 to {_LONGEST} characters"
    if word in seen:
        yield f"word {word} stands in the list already; keep one row of it"
    for name, allowed in (("code", CODES), ("severity", SEVERITIES), ("place", PLACES)):
        if row[name] not in allowed:
            yield f"{name} is {row[name][:30]!r}; write one of {', '.join(allowed)}"


@cache
def shipped_words() -> tuple[BarredWord, ...]:
    """The list of the package."""
    return read_words(data.text(SHIPPED))
