"""Claims about a place or name: their kinds, their years, and how years are written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text


class ClaimType(StrEnum):
    """主张类型: what a claim is about."""

    SETTLEMENT_FOUNDED = "settlement_founded"
    NAME_FIRST_RECORD = "name_first_record"
    NAME_CONTINUOUS = "name_continuous"
    RENAMED = "renamed"
    ORIGIN = "origin"
    MEANING = "meaning"
    EVOLUTION = "evolution"
    REGIONAL_ROLE = "regional_role"
    REMAINS = "remains"
    LEGEND = "legend"


CLAIM_TYPE_LABELS: dict[ClaimType, Text] = {
    ClaimType.SETTLEMENT_FOUNDED: T("聚落形成"),
    ClaimType.NAME_FIRST_RECORD: T("地名首见"),
    ClaimType.NAME_CONTINUOUS: T("地名沿用"),
    ClaimType.RENAMED: T("更名"),
    ClaimType.ORIGIN: T("来历"),
    ClaimType.MEANING: T("含义"),
    ClaimType.EVOLUTION: T("沿革"),
    ClaimType.REGIONAL_ROLE: T("区域地位"),
    ClaimType.REMAINS: T("遗存"),
    ClaimType.LEGEND: T("传说"),
}

DATED = frozenset(
    {ClaimType.SETTLEMENT_FOUNDED, ClaimType.NAME_FIRST_RECORD, ClaimType.NAME_CONTINUOUS}
)
"""Claims that say nothing without a year."""


class Stance(StrEnum):
    """证据立场: evidence against is kept beside evidence for."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


STANCE_LABELS: dict[Stance, Text] = {
    Stance.SUPPORTS: T("支持"),
    Stance.CONTRADICTS: T("相反"),
}


class ClaimStatus(StrEnum):
    """主张状态."""

    ASSERTED = "asserted"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    REJECTED = "rejected"


CLAIM_STATUS_LABELS: dict[ClaimStatus, Text] = {
    ClaimStatus.ASSERTED: T("提出"),
    ClaimStatus.ACCEPTED: T("采信"),
    ClaimStatus.DISPUTED: T("有争议"),
    ClaimStatus.REJECTED: T("不采信"),
}

FIRST_YEAR, LAST_YEAR = -10_000, 2200


@dataclass(frozen=True, slots=True)
class Years:
    """An interval of astronomical years (0 is 1 BCE, -1 is 2 BCE) whose two ends are uncertain.

    Each end lies between its `min` and `max`; None is "not known".
    """

    from_min: int | None = None
    from_max: int | None = None
    to_min: int | None = None
    to_max: int | None = None

    @property
    def earliest(self) -> int | None:
        """The first year it can have begun in."""
        return self.from_min if self.from_min is not None else self.from_max

    @property
    def latest(self) -> int | None:
        """The last year it can have lasted to."""
        return self.to_max if self.to_max is not None else self.to_min


def years_faults(years: Years) -> dict[str, list[Text]]:
    """What is wrong with an interval, by the field of the form; empty where all is well."""
    faults: dict[str, list[Text]] = {}
    named = {
        "year_from_min": years.from_min,
        "year_from_max": years.from_max,
        "year_to_min": years.to_min,
        "year_to_max": years.to_max,
    }
    for field, year in named.items():
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            text = T("年份应在 %(first)d 到 %(last)d 之间", first=FIRST_YEAR, last=LAST_YEAR)
            faults.setdefault(field, []).append(text)
    order = T("最早的年份不能晚于最晚的年份")
    if _after(years.from_min, years.from_max):
        faults.setdefault("year_from_max", []).append(order)
    if _after(years.to_min, years.to_max):
        faults.setdefault("year_to_max", []).append(order)
    if _after(years.earliest, years.latest):
        faults.setdefault("year_to_min", []).append(T("结束不能早于开始"))
    return faults


def _after(first: int | None, second: int | None) -> bool:
    return first is not None and second is not None and first > second


def year_text(year: int) -> Text:
    """618年, 公元前221年 (stored as -220)."""
    if year > 0:
        return T("%(year)d年", year=year)
    return T("公元前%(year)d年", year=1 - year)


def years_text(years: Years) -> Text | None:
    """An interval in words, its uncertainty included; None where nothing is known."""
    begin, end = _end_text(years.from_min, years.from_max), _end_text(years.to_min, years.to_max)
    if begin is None and end is None:
        return None
    if end is None or (years.from_min, years.from_max) == (years.to_min, years.to_max):
        return begin
    if begin is None:
        return T("至%(end)s", end=end)
    return T("%(begin)s至%(end)s", begin=begin, end=end)


def _end_text(low: int | None, high: int | None) -> Text | None:
    if low is None and high is None:
        return None
    if low is None or high is None:
        known = low if low is not None else high
        text = year_text(known if known is not None else 0)
        return T("不早于%(year)s", year=text) if high is None else T("不晚于%(year)s", year=text)
    if low == high:
        return year_text(low)
    return T("%(low)s到%(high)s之间", low=year_text(low), high=year_text(high))
