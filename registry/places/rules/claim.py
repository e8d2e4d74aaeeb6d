"""Claims about a place or name: their kinds, their years, and how years are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

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


BOTH_SIDES = T("同一条出处不能既支持又反对同一条主张")
STANDS_ALREADY = T("这条出处已经列在这条主张下")


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

#: Claims about a stretch of time, in which there may be gaps.
CONTINUOUS = frozenset({ClaimType.SETTLEMENT_FOUNDED, ClaimType.NAME_CONTINUOUS})


def status_fault(now: str, wanted: str, *, is_own: bool) -> Text | None:
    """Why a person may not give a claim this status; None where they may.

    To accept is for a second pair of eyes; to doubt or withdraw one's own claim is not.
    """
    if now == wanted:
        return T("这条主张现在就是这个状态")
    if wanted == ClaimStatus.ACCEPTED and is_own:
        return T("自己提出的主张，要由另一个人采信")
    return None


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


@dataclass(frozen=True, slots=True)
class Gap:
    """中断: a stretch in which a name or settlement is not attested, and why that is thought.

    Years are astronomical; an end that is not known is None.
    """

    from_year: int | None
    to_year: int | None
    verbatim: str
    reason: str

    def as_row(self) -> dict[str, int | str | None]:
        """As the table keeps it."""
        return {
            "from": self.from_year,
            "to": self.to_year,
            "verbatim": self.verbatim,
            "reason": self.reason,
        }

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Gap:
        """From what the table keeps."""
        return cls(row.get("from"), row.get("to"), row.get("verbatim", ""), row.get("reason", ""))

    @property
    def years(self) -> Years:
        """Its years as an interval with sharp ends."""
        return Years(self.from_year, self.from_year, self.to_year, self.to_year)


def gaps_faults(gaps: Sequence[Gap], years: Years, kind: ClaimType) -> dict[str, list[Text]]:
    """What is wrong with the gaps of a claim, by field `gap-<number>-<part>` of the form."""
    faults: dict[str, list[Text]] = {}
    if gaps and kind not in CONTINUOUS:
        faults["gaps"] = [T("只有说沿用或形成的主张才有中断")]
    for number, gap in enumerate(gaps):
        for part, text in _gap_faults(gap, years).items():
            faults[f"gap-{number}-{part}"] = [text]
    dated = sorted(
        ((gap.from_year, gap.to_year, number) for number, gap in enumerate(gaps) if _is_dated(gap)),
        key=lambda item: (item[0] or 0, item[1] or 0),
    )
    for (_, before_ends, _), (begins, _, number) in pairwise(dated):
        if (begins or 0) <= (before_ends or 0):
            faults.setdefault(f"gap-{number}-from", []).append(T("这段中断和另一段重叠"))
    return faults


def _is_dated(gap: Gap) -> bool:
    return gap.from_year is not None and gap.to_year is not None


def _gap_faults(gap: Gap, years: Years) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if gap.from_year is None and gap.to_year is None and not gap.verbatim.strip():
        faults["from"] = T("请写明中断的年代，或照录原文")
    if not gap.reason.strip():
        faults["reason"] = T("请写明为什么认为中断")
    for part, year in (("from", gap.from_year), ("to", gap.to_year)):
        if year is None:
            continue
        if not FIRST_YEAR <= year <= LAST_YEAR:
            faults[part] = T(
                "年份应在 %(first)d 到 %(last)d 之间", first=FIRST_YEAR, last=LAST_YEAR
            )
        elif _after(years.earliest, year) or _after(year, years.latest):
            faults[part] = T("中断要在这条主张的年代之内")
    if _after(gap.from_year, gap.to_year):
        faults["to"] = T("结束不能早于开始")
    return faults


def evidence_faults(evidence: Sequence[tuple[str, Stance | str]]) -> list[Text]:
    """What is wrong with a list of (citation, stance): one passage speaks once, on one side."""
    sides: dict[str, Stance] = {}
    for citation_id, stance in evidence:
        side = Stance(stance)
        if citation_id in sides:
            return [BOTH_SIDES if sides[citation_id] is not side else STANDS_ALREADY]
        sides[citation_id] = side
    return []


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
