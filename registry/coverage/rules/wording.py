"""The words of the tables: strata in their order, and which names a list shows."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text
from registry.coverage.rules.definitions import EDITION, RateKind
from registry.coverage.rules.figures import HERITAGE, Figures, figure_rate
from registry.coverage.rules.forecast import Against, Outlook
from registry.places.rules import STRATUM_LABELS, Stratum

STRATUM_ORDER: tuple[str, ...] = (
    Stratum.VILLAGE,
    Stratum.TOWNSHIP,
    Stratum.ROAD,
    Stratum.SETTLEMENT,
    Stratum.ESTATE,
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


OUTLOOK_WORDS = {
    Outlook.NOTHING: T("这一类还没有应设标的地名，没有可预测的。"),
    Outlook.DONE: T("这一类应设标的地名都有核验合格的标志。"),
    Outlook.TOO_LITTLE: T("记录太少，不作预测：从第一块核验合格的标志算起，要满 8 个整周。"),
    Outlook.STANDSTILL: T("近半年没有净增，照这样走不到全部设标，不作预测。"),
    Outlook.FORECAST: T(
        "阴影是近半年最慢与最快的连续四周照样延续会走到的范围，不是统计意义上的置信区间；分母按今天的地名数。"
    ),
}
"""What can be said of the line."""

AGAINST_WORDS = {
    Against.NO_TARGET: ("neutral", T("还没有定目标日期")),
    Against.MET: ("done", T("已达到目标")),
    Against.PASSED: ("problem", T("目标日期已过，还没有达到")),
    Against.UNKNOWN: ("waiting", T("还说不准能不能按期达到")),
    Against.AHEAD: ("done", T("按最慢的进度也能按期达到")),
    Against.WITHIN: ("waiting", T("保持较快的进度才能按期达到")),
    Against.BEHIND: ("problem", T("按最快的进度也不能按期达到")),
}
"""How the line compares with the target date: a tone and its words."""
