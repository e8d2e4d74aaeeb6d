"""The published definitions (口径): what each rate divides by what, and what is left out.

No regulation or standard that could be read states a formula for 设标率, so these are this
registry's own, with an edition, printed beside every figure. What a valid sign is: right name,
right spelling, right place, readable, of the place-name family (not a traffic guide sign).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text

EDITION = "2026-1"
"""The edition of these definitions; a change of any of them is a new edition."""


class RateKind(StrEnum):
    """The four rates."""

    NAMES = "names"
    POSITIONS = "positions"
    VERIFIED = "verified"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Definition:
    """What one rate divides by what."""

    kind: RateKind
    label: Text
    numerator: Text
    denominator: Text
    short: Text


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        RateKind.NAMES,
        T("地名设标率"),
        T("至少有一块标志已核验合格的地名数"),
        T("应设标的地名数"),
        T("有核验合格标志的地名 ÷ 应设标的地名"),
    ),
    Definition(
        RateKind.POSITIONS,
        T("点位设标率"),
        T("标志已核验合格的应设点位数"),
        T("应设点位数"),
        T("标志核验合格的点位 ÷ 应设点位"),
    ),
    Definition(
        RateKind.VERIFIED,
        T("核验率"),
        T("经照片核验、立着的标志数（合格的和有误的都算）"),
        T("已登记的标志数"),
        T("经照片核验的标志 ÷ 已登记的标志"),
    ),
    Definition(
        RateKind.GOOD,
        T("完好率"),
        T("核验合格的标志数"),
        T("经照片核验、立着的标志数"),
        T("核验合格的标志 ÷ 经照片核验的标志"),
    ),
)

EXCLUSIONS: tuple[Text, ...] = (
    T("不计：曾用名和历史地名，规划或在建中、已并入他处、已消失的地名；经批准免设的点位不计入点位"),
    T("村民委员会与它所在的行政村是同一个地名，只计一次"),
    T("不同类别的地名不相加：行政村、街路巷、自然村各算各的"),
    T("只有上报、没有核验的标志不算设标；立着但写错、空白或看不清的另列一栏"),
    T("交通指路标志不是地名标志，不计"),
)
