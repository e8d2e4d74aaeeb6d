"""The words of the tables: strata in their order, and which names a list shows."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text
from registry.coverage.rules.definitions import EDITION, RateKind
from registry.coverage.rules.figures import HERITAGE, Figures, figure_rate
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


def sentence(figures: Figures | None, moment: str) -> Text:
    """The first sentence: date, kind of name, both numbers, rate, definition.

    `moment` is the date and time in words, China time.
    """
    if figures is None or not figures.names:
        return T("截至 %(moment)s，还没有应设标的地名，没有可算的设标率", moment=moment)
    return T(
        "截至 %(moment)s，%(stratum)s应设标的 %(names)d 个地名中，"
        "%(verified)d 个已有核验合格的标志："
        "设标率 %(percent)s%%。口径：有核验合格标志的地名 ÷ 应设标的地名（%(edition)s 版）。",
        moment=moment,
        stratum=stratum_label(figures.stratum),
        names=figures.names,
        verified=figures.names_verified,
        percent=figure_rate(figures, RateKind.NAMES).text,
        edition=EDITION,
    )


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
