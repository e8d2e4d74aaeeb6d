"""Pure arithmetic of coverage: a rate, what may be added, the definitions that stand beside it."""

from registry.coverage.rules.definitions import (
    DEFINITIONS,
    EDITION,
    EXCLUSIONS,
    Definition,
    RateKind,
)
from registry.coverage.rules.figures import (
    ALL,
    CITYWIDE,
    HERITAGE,
    Figures,
    MixedStrataError,
    by_stratum,
    figure_rate,
    lead_stratum,
    total,
)
from registry.coverage.rules.ratio import Rate, rate
from registry.coverage.rules.sheet import safe_cell, sheet
from registry.coverage.rules.wording import (
    STRATUM_ORDER,
    DrillState,
    sentence,
    state_word,
    stratum_label,
)

__all__ = [
    "ALL",
    "CITYWIDE",
    "DEFINITIONS",
    "EDITION",
    "EXCLUSIONS",
    "HERITAGE",
    "STRATUM_ORDER",
    "Definition",
    "DrillState",
    "Figures",
    "MixedStrataError",
    "Rate",
    "RateKind",
    "by_stratum",
    "figure_rate",
    "lead_stratum",
    "rate",
    "safe_cell",
    "sentence",
    "sheet",
    "state_word",
    "stratum_label",
    "total",
]
