"""Run the measures, print medians and ratios, and write them into docs/PERFORMANCE.md when asked.

    python -m benchmarks                  every measure
    python -m benchmarks search intake    these modules only
    python -m benchmarks --write          and put the table into the document

A module of this folder has `measure() -> list[dict]`; each dict has `measure` (what, in words),
`ours` (the samples of ours, or one number), `anchor` (the same for the peer or limit it is read
against, or None), `unit`, and `note`. `ratio` may be given; otherwise it is ours by anchor.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "PERFORMANCE.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEADINGS = ("measure", "ours", "spread", "anchor", "ours / anchor", "unit", "note")


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table. `spread` is the lowest and highest sample of ours."""

    measure: str
    ours: float
    spread: str
    anchor: float | None
    ratio: float | None
    unit: str
    note: str

    def cells(self) -> list[str]:
        """The line as text."""
        anchor = "" if self.anchor is None else figure(self.anchor)
        ratio = "" if self.ratio is None else figure(self.ratio)
        return [self.measure, figure(self.ours), self.spread, anchor, ratio, self.unit, self.note]


def figure(value: float) -> str:
    """A number with three meaningful digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def median(value: float | Sequence[float]) -> float:
    """The median of samples, or the one number itself."""
    return float(value) if isinstance(value, int | float) else float(statistics.median(value))


def read(row: dict[str, Any]) -> Measured:
    """What a module handed over, as one line."""
    ours, given = row["ours"], row.get("anchor")
    anchor = None if given is None else median(given)
    ratio = row.get("ratio")
    if ratio is None and anchor:
        ratio = median(ours) / anchor
    several = not isinstance(ours, int | float) and len(ours) > 1
    spread = f"{figure(min(ours))} to {figure(max(ours))}" if several else ""
    note = row.get("note", "")
    return Measured(row["measure"], median(ours), spread, anchor, ratio, row["unit"], note)


def modules(names: list[str]) -> list[str]:
    """The named modules, or all of them."""
    folder = Path(__file__).parent
    there = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    found = [
        name for name in there if hasattr(importlib.import_module(f"benchmarks.{name}"), "measure")
    ]
    unknown = sorted(set(names) - set(found))
    if unknown:
        sys.exit(f"no such measure: {', '.join(unknown)} (there are: {', '.join(found)})")
    return names or found


def machine() -> str:
    """One line about where and when this was measured; absolute times mean nothing without it."""
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}. "
        "Absolute times belong to that machine and hour; the ratios are what to read."
    )


def run(names: list[str]) -> list[Measured]:
    """All lines of these modules, in order, told as they come."""
    lines: list[Measured] = []
    for name in names:
        started = time.monotonic()
        print(f"==> {name}", flush=True)
        found = [read(row) for row in importlib.import_module(f"benchmarks.{name}").measure()]
        for line in found:
            print("    " + " | ".join(cell for cell in line.cells() if cell), flush=True)
        print(f"    ({time.monotonic() - started:.0f} s)", flush=True)
        lines += found
    return lines


def table(lines: list[Measured]) -> str:
    """The lines as a Markdown table."""
    rows = [list(HEADINGS), ["---"] * len(HEADINGS), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def write(text: str) -> None:
    """Put the text between the document's markers.

    Raises:
        SystemExit: the document has no markers.
    """
    document = DOCUMENT.read_text(encoding="utf-8")
    before, begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{DOCUMENT.name} has no lines {BEGIN} and {END} to write between")
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write when asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("module", nargs="*")
    parser.add_argument("--write", action="store_true", help="put the table into the document")
    chosen = parser.parse_args(arguments)
    lines = run(modules(chosen.module))
    text = f"{machine()}\n\n{table(lines)}"
    print(f"\n{text}")
    if chosen.write:
        write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
