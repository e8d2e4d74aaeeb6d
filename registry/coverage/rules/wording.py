"""The words of the tables: strata in their order, and which names a list shows."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text
from registry.coverage.rules.figures import HERITAGE
from registry.places.rules import STRATUM_LABELS, Stratum

STRATUM_ORDER: tuple[str, ...] = (
    Stratum.VILLAGE,
    Stratum.TOWNSHIP,
    Stratum.ROAD,
    Stratum.SETTLEMENT,
    Stratum.NATURAL,
    Stratum.SITE,
    Stratum.DISTRICT,
)
"""Most signs are due in villages and streets, so these stand first."""


def stratum_label(stratum: str) -> Text:
    """The word for a stratum, heritage signs included."""
    if stratum == HERITAGE:
        return T("地名文化遗产标志")
    return STRATUM_LABELS[Stratum(stratum)]


class DrillState(StrEnum):
    """Which names a list shows."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    ALL = "all"


_STATE_WORDS = {
    DrillState.UNSIGNED: T("没有核验合格标志"),
    DrillState.SIGNED: T("已有核验合格标志"),
    DrillState.ALL: T("全部"),
}


def state_word(state: DrillState) -> Text:
    """The word for a choice of names."""
    return _STATE_WORDS[state]
