"""抽样复查: drawing signs by chance so that anyone can repeat it, and what the drawn ones tell."""

from __future__ import annotations

from registry.signage.rules.sampling.drawing import (
    MOST_DRAWN,
    FrameLine,
    allocate,
    commitment,
    draw,
    frame_csv,
    frame_lines,
    size_for,
)
from registry.signage.rules.sampling.estimating import Cell, Estimate, estimate, exact_interval
from registry.signage.rules.sampling.figure import Figure, draw_figure
from registry.signage.rules.sampling.outcomes import (
    ANSWERED,
    OUTCOME_LABELS,
    Outcome,
    outcome_of,
)

__all__ = [
    "ANSWERED",
    "MOST_DRAWN",
    "OUTCOME_LABELS",
    "Cell",
    "Estimate",
    "Figure",
    "FrameLine",
    "Outcome",
    "allocate",
    "commitment",
    "draw",
    "draw_figure",
    "estimate",
    "exact_interval",
    "frame_csv",
    "frame_lines",
    "outcome_of",
    "size_for",
]
