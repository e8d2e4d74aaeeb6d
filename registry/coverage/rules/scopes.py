"""The same signs over three denominators: why a rate without its definition says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.core.text import T, Text
from registry.coverage.rules.figures import Figures
from registry.coverage.rules.ratio import Rate, rate
from registry.places.rules import Stratum


@dataclass(frozen=True, slots=True)
class Scope:
    """One denominator that is in use somewhere, in words and as a number."""

    key: str
    label: Text
    definition: Text
    denominator: int


@dataclass(frozen=True, slots=True)
class ScopedRate:
    """What the same number of signs comes to in one scope; no rate where signs outnumber names."""

    scope: Scope
    rate: Rate


LABELS: dict[str, tuple[Text, Text]] = {
    "living": (T("全部现存地名"), T("标志块数 ÷ 登记的全部现存地名，不分类别")),
    "settled": (T("居民点和道路"), T("标志块数 ÷ 村、社区、自然村和街路巷，其他类别不计")),
    "roads": (T("只算已建道路"), T("标志块数 ÷ 已建成的街路巷")),
}

#: 肥东县第二次全国地名普查 as the press told it on 2020-07-10 (ahcaijing.com): 8,196 entries, of
#: which 1,039 historical and 254 signs; 4,592 settlements; 387 built roads (167 urban, 220 rural).
#: The signs are a registrar's claim and were verified by nobody.
FEIDONG_SIGNS = 254
FEIDONG_SOURCE = "ahcaijing.com/html/2020/hefei_0710/182477.html"
FEIDONG = {"living": 6903, "settled": 5151, "roads": 387}


def scoped_rates(signs: int, denominators: dict[str, int]) -> list[ScopedRate]:
    """The same signs in each scope, in the order of `LABELS`."""
    found = []
    for key, (label, definition) in LABELS.items():
        scope = Scope(key, label, definition, denominators[key])
        try:
            found.append(ScopedRate(scope, rate(signs, scope.denominator)))
        except ValueError:
            # More signs than names: as a "rate" it would pass a hundred per cent.
            found.append(ScopedRate(scope, Rate(signs, scope.denominator, sound=False)))
    return found


def denominators_of(figures: Iterable[Figures]) -> tuple[int, dict[str, int]]:
    """Verified signs of a county, whatever they stand at, and the three denominators.

    These sums cross strata, which no rate of this registry does: they are shown for comparison.
    """
    rows = list(figures)
    settled = {Stratum.VILLAGE, Stratum.SETTLEMENT, Stratum.ROAD}
    signs = sum(row.signs_verified for row in rows)
    return signs, {
        "living": sum(row.names for row in rows),
        "settled": sum(row.names for row in rows if row.stratum in settled),
        "roads": sum(row.names for row in rows if row.stratum == Stratum.ROAD),
    }
