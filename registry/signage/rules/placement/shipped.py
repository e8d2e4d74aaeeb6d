"""Rule sets that ship: dated examples from published practice, only what their sources say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.places.rules import PlaceKind
from registry.signage.rules.kinds import SignType
from registry.signage.rules.placement.rule import Body, Crossing, PlacementRule, Way

_ROADS = (PlaceKind.ROAD.value, PlaceKind.STREET_LANE.value)
_AREAS = (
    PlaceKind.VILLAGE_COMMITTEE.value,
    PlaceKind.COMMUNITY.value,
    PlaceKind.RESIDENTIAL.value,
)


@dataclass(frozen=True, slots=True)
class ShippedRules:
    """A rule set as it ships; `code` and `edition` name it for ever."""

    code: str
    edition: str
    title: str
    title_en: str
    issuer: str
    legal_basis: str
    document: str
    rules: tuple[PlacementRule, ...]
    issued_on: date | None = None
    note: str = ""


_HEFEI = "合肥市 2009 年路牌设置方案（据媒体 2009 年 2 月的报道，未见原文）"
HEFEI_2009 = ShippedRules(
    code="hefei",
    edition="2009",
    title="合肥市路牌设置（2009）",
    title_en="Hefei street signs (2009)",
    issuer="合肥市",
    legal_basis="方案本身；当时的地名管理办法",
    document="86signs.com/news/200902/10/1319.html",
    issued_on=None,
    note=(
        "示例。十字路口设四块、丁字路口设三块；相邻两个路口的路牌相距 300 米以上的，中间加设；"
        "车站、商场、医院附近用特殊形制，由人定点；保留旧的、增设缺的、更正错的、拆除重复的。"
        "方案没有写明道路两端，这里也不写。"
    ),
    rules=(
        PlacementRule(
            key="crossing",
            title="路口：十字四块，丁字三块",
            way=Way.CROSSINGS,
            kinds=_ROADS,
            sign_type=SignType.STREET,
            crossings=(Crossing(3, 3), Crossing(4, 4)),
            bodies=(
                Body("主干道", "主干道", "三棱柱或箱形"),
                Body("主干道", "次干道", "箱形"),
                Body("次干道", "支路", "T 形"),
            ),
            basis=_HEFEI,
        ),
        PlacementRule(
            key="infill",
            title="相邻路口超过 300 米，中间加设",
            way=Way.SPACING,
            kinds=_ROADS,
            sign_type=SignType.STREET,
            spacing_m=300.0,
            after=("crossing",),
            basis=_HEFEI,
        ),
    ),
)

_OLDER = "外地较早的地方规定（转录本，未注明年份）"
OLDER_LOCAL = ShippedRules(
    code="older_local",
    # The first edition ("example") was from before estates had a kind of their own.
    edition="example-2",
    title="外地较早的地方规定：两端和重要路口、边界、出入口",
    title_en="An older local rule elsewhere: both ends, crossings, boundaries and entrances",
    issuer="外地",
    legal_basis="地方规定",
    document="fymate.net/html/text/lar/172453/17245315_2.html",
    note="示例。只写明在哪里设，没有写间距和块数；块数按每处一块推算，交叉口按路数推算。",
    rules=(
        PlacementRule(
            key="ends",
            title="道路两端",
            way=Way.BOTH_ENDS,
            kinds=_ROADS,
            sign_type=SignType.STREET,
            basis=_OLDER,
        ),
        PlacementRule(
            key="crossing",
            title="两端之间的重要路口",
            way=Way.CROSSINGS,
            kinds=_ROADS,
            sign_type=SignType.STREET,
            crossings=(Crossing(3, 3), Crossing(4, 4)),
            basis=_OLDER,
        ),
        PlacementRule(
            key="entrance",
            title="居民区的出入口",
            way=Way.ENTRANCES,
            kinds=_AREAS,
            sign_type=SignType.AREA,
            basis=_OLDER,
            tolerance_m=60.0,
        ),
        PlacementRule(
            key="boundary",
            title="政区边界",
            way=Way.BOUNDARY,
            kinds=(PlaceKind.COUNTY.value, PlaceKind.TOWNSHIP.value),
            sign_type=SignType.BOUNDARY,
            basis=_OLDER,
            tolerance_m=60.0,
        ),
    ),
)

SHIPPED: tuple[ShippedRules, ...] = (HEFEI_2009, OLDER_LOCAL)
