"""What became of required positions between two snapshots, and of the papers that exempt some.

A rate of positions can be raised by exempting or withdrawing positions just as one of names can by
letting names go; so the change of this denominator is told name by name too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.coverage.rules.figures import HERITAGE
from registry.coverage.rules.frozen import Line

Paper = Mapping[str, Any]
"""An exemption as a snapshot holds it: position, name, reason, paper, approver, end."""


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A name with another number of positions due than before; exempt ones are not among them."""

    place_id: str
    name: str
    stratum: str
    was: int
    now: int
    exempt_was: int
    exempt_now: int


@dataclass(frozen=True, slots=True)
class PositionBalance:
    """The equation of one stratum: positions before + more - fewer = positions after."""

    stratum: str
    before: int
    more: int
    fewer: int
    after: int
    exempt_before: int
    exempt_after: int


@dataclass(frozen=True, slots=True)
class PositionChanges:
    """Balances by stratum, the names behind them, and the papers that came and went."""

    balances: tuple[PositionBalance, ...]
    changed: tuple[PositionChange, ...]
    exempted: tuple[Paper, ...]
    no_longer: tuple[Paper, ...]


_Key = tuple[str, str]
_Counts = tuple[int, int]


def position_changes(
    before: Sequence[Line],
    after: Sequence[Line],
    papers_before: Iterable[Paper] = (),
    papers_after: Iterable[Paper] = (),
) -> PositionChanges:
    """Explain the positions of the later snapshot from those of the earlier one.

    A name that changed its kind has fewer positions in the one and more in the other. Exempt
    positions are counted with the kind of their name, those for heritage signs too.
    """
    old, new = _counted(before), _counted(after)
    names = {line.place_id: line.name for line in (*before, *after)}
    changed = []
    for stratum, place_id in sorted(old.keys() | new.keys()):
        (was, exempt_was), (now, exempt_now) = (
            side.get((stratum, place_id), (0, 0)) for side in (old, new)
        )
        if (was, exempt_was) != (now, exempt_now):
            row = (place_id, names[place_id], stratum, was, now, exempt_was, exempt_now)
            changed.append(PositionChange(*row))
    had = {paper["position_id"]: paper for paper in papers_before}
    has = {paper["position_id"]: paper for paper in papers_after}
    return PositionChanges(
        balances=_balances(old, new),
        changed=tuple(changed),
        exempted=tuple(paper for key, paper in has.items() if key not in had),
        no_longer=tuple(paper for key, paper in had.items() if key not in has),
    )


def _counted(lines: Iterable[Line]) -> dict[_Key, _Counts]:
    found = {}
    for line in lines:
        if line.positions or line.positions_exempt:
            found[line.stratum, line.place_id] = (line.positions, line.positions_exempt)
        if line.heritage_positions:
            found[HERITAGE, line.place_id] = (line.heritage_positions, 0)
    return found


def _balances(
    old: Mapping[_Key, _Counts], new: Mapping[_Key, _Counts]
) -> tuple[PositionBalance, ...]:
    found = []
    for stratum in sorted({key[0] for key in (*old, *new)}):
        keys = [key for key in old.keys() | new.keys() if key[0] == stratum]
        pairs = [(old.get(key, (0, 0)), new.get(key, (0, 0))) for key in keys]
        found.append(
            PositionBalance(
                stratum=stratum,
                before=sum(was for (was, _), _ in pairs),
                more=sum(max(now - was, 0) for (was, _), (now, _) in pairs),
                fewer=sum(max(was - now, 0) for (was, _), (now, _) in pairs),
                after=sum(now for _, (now, _) in pairs),
                exempt_before=sum(exempt for (_, exempt), _ in pairs),
                exempt_after=sum(exempt for _, (_, exempt) in pairs),
            )
        )
    return tuple(found)
