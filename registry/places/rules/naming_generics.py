"""The generic element of a new name: there, of the right class, and not the whole name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.core.text import T, Text
from registry.places.rules.kind import PlaceKind
from registry.places.rules.romanise import Proposal, Role


@dataclass(frozen=True, slots=True)
class GenericFault:
    """What is wrong with the generic; `severity` is block or warn, `word` the characters."""

    code: str
    severity: str
    text: Text
    word: str = ""


_STREETS = frozenset({PlaceKind.ROAD, PlaceKind.STREET_LANE})
# The words each kind of division or committee has to end with.
_NEEDED: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.CITY: ("市", "州", "盟", "地区"),
    PlaceKind.COUNTY: ("县", "区", "市", "旗"),
    PlaceKind.TOWNSHIP: ("街道", "镇", "乡"),
    PlaceKind.VILLAGE_COMMITTEE: ("村", "村民委员会", "村委会", "社区"),
    PlaceKind.COMMUNITY: ("社区", "居民委员会", "居委会"),
}
_ALWAYS = frozenset({PlaceKind.CITY, PlaceKind.COUNTY})
_ESTATES = frozenset({PlaceKind.RESIDENTIAL, PlaceKind.BUILDING})
_USUAL = frozenset({*_STREETS, *_ESTATES, PlaceKind.WATER, PlaceKind.LANDFORM})
# Words that say what a place is by law: on any other kind they mislead.
_BY_LAW = ("街道", "社区", "镇", "乡", "县", "区", "市")
_FREE_OF_LAW = frozenset({PlaceKind.NATURAL_VILLAGE, *_USUAL, PlaceKind.OTHER})
# Parts of a town whose word ends in 区 and says nothing about law.
_QUARTERS = ("小区", "景区", "园区", "住宅区", "校区")
NUMBERED_ROADS = ("国道", "省道", "县道", "乡道", "村道")
"""Roads that are called by their number."""
_ALONE = frozenset(
    "省 市 区 县 镇 乡 街道 村 社区 路 街 巷 大道 公路 河 湖 山 桥 广场 公园"  # noqa: SIM905
    " 小区 住宅区 花园 家园 新村 公寓 大厦 大楼".split()
)
_STACKED = re.compile(r"(?:大道|大街|公路|路|街|巷)(?:大道|大街|公路|路|街|巷)")


def generic_faults(kind: PlaceKind, name: str, proposal: Proposal) -> Iterator[GenericFault]:
    """Everything about the generic of a name that a rule has something to say about."""
    if name in _ALONE:
        yield GenericFault("no_specific", "block", T("只有通名，没有专名"), name)
        return
    needed = _NEEDED.get(kind)
    if needed and not name.endswith(needed):
        # Town-level zones and old committees do without: 柏景湾社区委员会 is on the list.
        severity = "block" if kind in _ALWAYS else "warn"
        yield GenericFault(
            "generic_missing", severity, T("缺少与类别相符的通名：地名由专名和通名两部分组成")
        )
    elif kind in _USUAL and not proposal.generic:
        yield GenericFault("generic_missing", "warn", T("没有通名：地名一般由专名和通名两部分组成"))
    yield from _misused(kind, name)
    specific = [part for part in proposal.parts if part.role is not Role.GENERIC]
    is_ordinal = bool(specific) and all(part.role is Role.NUMBER for part in specific)
    if is_ordinal and not name.endswith(NUMBERED_ROADS):
        word = "".join(part.hanzi for part in specific)
        yield GenericFault("ordinal_only", "warn", T("专名只是序数，含义不明确"), word)


def _misused(kind: PlaceKind, name: str) -> Iterator[GenericFault]:
    if kind in _FREE_OF_LAW and not name.endswith(_QUARTERS):
        word = next((word for word in _BY_LAW if name.endswith(word)), "")
        if word:
            yield GenericFault(
                "generic_misused", "warn", T("通名是行政区划或自治组织的用字，与类别不符"), word
            )
    stacked = _STACKED.search(name) if kind in _STREETS else None
    if stacked is not None and name.endswith(stacked.group()):
        yield GenericFault("generic_repeated", "warn", T("通名重叠使用"), stacked.group())
