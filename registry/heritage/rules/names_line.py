"""The names of a place through time: spells with uncertain ends, gaps, renames, restored names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text

WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a name was in use, with astronomical bounds; `until` None is still."""

    name: str
    from_low: int
    from_high: int
    until_low: int | None = None
    until_high: int | None = None


class Turn(StrEnum):
    """How a spell follows the one before it."""

    FIRST = "first"
    RENAMED = "renamed"
    RESTORED = "restored"
    RESUMED = "resumed"
    BESIDE = "beside"


TURN_LABELS: dict[Turn, Text] = {
    Turn.FIRST: T("首见"),
    Turn.RENAMED: T("改称"),
    Turn.RESTORED: T("复名"),
    Turn.RESUMED: T("再见"),
    Turn.BESIDE: T("并用"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A spell drawn, in thousandths of the width: possible years, and inside them the sure ones."""

    spell: Spell
    turn: Turn
    x: float
    width: float
    sure_x: float
    sure_width: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Years for which no name is known; `is_sure` unless the uncertain ends may close it."""

    first: int
    last: int
    is_sure: bool
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class NamesLine:
    """The whole drawing: its first and last year, one row for each name, and the pauses."""

    first_year: int
    last_year: int
    rows: Sequence[tuple[str, Sequence[Piece]]]
    pauses: Sequence[Pause]


def names_line(spells: Iterable[Spell], *, now_year: int) -> NamesLine | None:
    """Lay out the names of a place on one axis that ends this year; None without any spell."""
    known = sorted(spells, key=lambda one: (one.from_low, one.from_high, one.name))
    if not known:
        return None
    first = known[0].from_low - max(20, (now_year - known[0].from_low) // 20)
    scale = WIDTH / max(1, now_year - first)

    def x(year: int) -> float:
        return round(min(WIDTH, max(0.0, (year - first) * scale)), 1)

    rows: dict[str, list[Piece]] = {}
    for position, spell in enumerate(known):
        rows.setdefault(spell.name, []).append(
            _piece(spell, _turn(known[:position], spell), now_year, x)
        )
    pauses = [
        Pause(start, end, is_sure, x(start), round(x(end) - x(start), 1))
        for start, end, is_sure in _pauses(known, now_year)
    ]
    return NamesLine(first, now_year, list(rows.items()), pauses)


def _piece(spell: Spell, turn: Turn, now: int, x: Callable[[int], float]) -> Piece:
    low, high = _until(spell, now)
    start, end = x(spell.from_low), x(high)
    sure_start = x(spell.from_high)
    sure_end = max(sure_start, x(low))
    return Piece(
        spell=spell,
        turn=turn,
        x=start,
        width=round(max(end, sure_start) - start, 1),
        sure_x=sure_start,
        sure_width=round(sure_end - sure_start, 1),
    )


def _until(spell: Spell, now: int) -> tuple[int, int]:
    """The bounds of a spell's end; one bound stands for both where only it is known."""
    known = [year for year in (spell.until_low, spell.until_high) if year is not None]
    return (min(known), max(known)) if known else (now, now)


def _turn(before: Sequence[Spell], spell: Spell) -> Turn:
    if not before:
        return Turn.FIRST
    last = before[-1]
    if last.name == spell.name:
        return Turn.RESUMED
    if last.until_low is None and last.until_high is None:
        return Turn.BESIDE
    return Turn.RESTORED if any(one.name == spell.name for one in before) else Turn.RENAMED


def _pauses(known: Sequence[Spell], now: int) -> list[tuple[int, int, bool]]:
    found = []
    low, high = _until(known[0], now)
    for spell in known[1:]:
        if spell.from_high > low + 1:
            found.append((low, spell.from_high, spell.from_low > high + 1))
        end = _until(spell, now)
        low, high = max(low, end[0]), max(high, end[1])
    if low + 1 < now:
        found.append((low, now, high + 1 < now))
    return found
