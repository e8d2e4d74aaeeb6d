"""The continuity line: where dated claims lie on an axis that ends in the reference year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.heritage.rules.dossier import LEGEND

WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One claim on the line, in thousandths of its width: possible years, then certain ones."""

    claim_id: str
    unsure_x: float
    unsure_width: float
    sure_x: float
    sure_width: float


@dataclass(frozen=True, slots=True)
class Line:
    """The axis (astronomical years), the mark of the last year that is old enough, the bars."""

    first_year: int
    last_year: int
    limit_year: int
    limit_x: float
    bars: dict[str, Bar]


def continuity_line(
    claims: Iterable[tuple[str, int | None, int | None]], *, reference_year: int, limit_year: int
) -> Line:
    """Bars for claims given as (id, earliest, latest beginning); claims without years get none.

    From the earliest to the latest possible beginning a bar is unsure, from there on certain.
    """
    dated = [(key, low, high) for key, low, high in claims if low is not None or high is not None]
    years = [year for _key, *bounds in dated for year in bounds if year is not None]
    oldest = min([limit_year, *years])
    room = max(50, (reference_year - oldest) // 12)
    first = oldest - room
    scale = WIDTH / max(1, reference_year - first)

    def x(year: int) -> float:
        return round(min(WIDTH, max(0.0, (year - first) * scale)), 1)

    bars = {}
    for key, low, high in dated:
        start = low if low is not None else first
        certain = high if high is not None else reference_year
        bars[key] = Bar(
            claim_id=key,
            unsure_x=x(start),
            unsure_width=round(x(certain) - x(start), 1),
            sure_x=x(certain),
            sure_width=round(WIDTH - x(certain), 1),
        )
    return Line(first, reference_year, limit_year, x(limit_year), bars)


def frozen_line(snapshot: Mapping[str, Any]) -> Line | None:
    """The line of a frozen text, from it alone; None where nothing in it is dated.

    Bars go by "<criterion>.<claim>", both counted from 0. Legends are drawn nowhere.
    """
    aged = [(n, row) for n, row in enumerate(snapshot["criteria"]) if row.get("age")]
    claims = [
        (f"{n}.{m}", claim["earliest"], claim["latest"])
        for n, row in aged
        for m, claim in enumerate(row["claims"])
        if claim["type"] != LEGEND
    ]
    if not any(low is not None or high is not None for _key, low, high in claims):
        return None
    return continuity_line(
        claims,
        reference_year=snapshot["reference_year"],
        limit_year=min(row["age"]["limit_year"] for _n, row in aged),
    )
