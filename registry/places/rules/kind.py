"""What kinds of places, names and divisions there are, and the words for them."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class PlaceKind(StrEnum):
    """地名实体类别: what bears the name. Lists, filters and signs are by these."""

    CITY = "city"
    COUNTY = "county"
    FUNCTIONAL_ZONE = "functional_zone"
    TOWNSHIP = "township"
    VILLAGE_COMMITTEE = "village_committee"
    COMMUNITY = "community"
    NATURAL_VILLAGE = "natural_village"
    STREET_LANE = "street_lane"
    ROAD = "road"
    RESIDENTIAL = "residential"
    BUILDING = "building"
    WATER = "water"
    LANDFORM = "landform"
    SITE = "site"
    OTHER = "other"


PLACE_KIND_LABELS: dict[PlaceKind, Text] = {
    PlaceKind.CITY: T("地级市"),
    PlaceKind.COUNTY: T("县、区、县级市"),
    PlaceKind.FUNCTIONAL_ZONE: T("功能区"),
    PlaceKind.TOWNSHIP: T("乡、镇、街道"),
    PlaceKind.VILLAGE_COMMITTEE: T("行政村"),
    PlaceKind.COMMUNITY: T("社区"),
    PlaceKind.NATURAL_VILLAGE: T("自然村"),
    PlaceKind.STREET_LANE: T("街巷"),
    PlaceKind.ROAD: T("道路"),
    PlaceKind.RESIDENTIAL: T("住宅区"),
    PlaceKind.BUILDING: T("楼宇、建筑物"),
    PlaceKind.WATER: T("河湖水系"),
    PlaceKind.LANDFORM: T("山岭地形"),
    PlaceKind.SITE: T("遗址、纪念地"),
    PlaceKind.OTHER: T("其他"),
}


_BY_GENERIC: dict[PlaceKind, tuple[tuple[str, Text], ...]] = {
    PlaceKind.TOWNSHIP: (("街道", T("街道")), ("镇", T("镇")), ("乡", T("乡"))),
    PlaceKind.COUNTY: (("县", T("县")), ("区", T("区")), ("市", T("县级市"))),
}


KIND_WORDS: tuple[Text, ...] = (
    *PLACE_KIND_LABELS.values(),
    *(label for rows in _BY_GENERIC.values() for _, label in rows),
)
"""Every word that `kind_label` gives."""


def kind_label(kind: PlaceKind | str, name: str) -> Text:
    """The word for one place: a 镇 is a town, not "township, town or subdistrict"."""
    kind = PlaceKind(kind)
    for generic, label in _BY_GENERIC.get(kind, ()):
        if name.endswith(generic):
            return label
    return PLACE_KIND_LABELS[kind]


class Stratum(StrEnum):
    """统计层级: rates are shown for each of these and never added up across them."""

    DISTRICT = "district"
    TOWNSHIP = "township"
    VILLAGE = "village"
    SETTLEMENT = "settlement"
    ROAD = "road"
    ESTATE = "estate"
    NATURAL = "natural"
    SITE = "site"


STRATUM_LABELS: dict[Stratum, Text] = {
    Stratum.DISTRICT: T("市县区"),
    Stratum.TOWNSHIP: T("乡镇街道"),
    Stratum.VILLAGE: T("村和社区"),
    Stratum.SETTLEMENT: T("自然村"),
    Stratum.ROAD: T("街路巷"),
    Stratum.ESTATE: T("住宅区和楼宇"),
    Stratum.NATURAL: T("自然地理实体"),
    Stratum.SITE: T("遗址和其他"),
}

_STRATA = {
    PlaceKind.CITY: Stratum.DISTRICT,
    PlaceKind.COUNTY: Stratum.DISTRICT,
    PlaceKind.FUNCTIONAL_ZONE: Stratum.DISTRICT,
    PlaceKind.TOWNSHIP: Stratum.TOWNSHIP,
    PlaceKind.VILLAGE_COMMITTEE: Stratum.VILLAGE,
    PlaceKind.COMMUNITY: Stratum.VILLAGE,
    PlaceKind.NATURAL_VILLAGE: Stratum.SETTLEMENT,
    PlaceKind.STREET_LANE: Stratum.ROAD,
    PlaceKind.ROAD: Stratum.ROAD,
    PlaceKind.RESIDENTIAL: Stratum.ESTATE,
    PlaceKind.BUILDING: Stratum.ESTATE,
    PlaceKind.WATER: Stratum.NATURAL,
    PlaceKind.LANDFORM: Stratum.NATURAL,
    PlaceKind.SITE: Stratum.SITE,
    PlaceKind.OTHER: Stratum.SITE,
}


def stratum_of(kind: PlaceKind | str) -> Stratum:
    """The stratum in which a kind is counted."""
    return _STRATA[PlaceKind(kind)]


class LegalKind(StrEnum):
    """条例类别: the eight kinds of 地名管理条例 art. 3."""

    NATURAL = "natural"
    DIVISION = "division"
    COMMITTEE_SEAT = "committee_seat"
    PARK_RESERVE = "park_reserve"
    STREET = "street"
    ESTATE_BUILDING = "estate_building"
    FACILITY = "facility"
    OTHER = "other"


LEGAL_KIND_LABELS: dict[LegalKind, Text] = {
    LegalKind.NATURAL: T("自然地理实体"),
    LegalKind.DIVISION: T("行政区划"),
    LegalKind.COMMITTEE_SEAT: T("村民委员会、居民委员会所在地"),
    LegalKind.PARK_RESERVE: T("城市公园、自然保护地"),
    LegalKind.STREET: T("街路巷"),
    LegalKind.ESTATE_BUILDING: T("具有重要地理方位意义的住宅区、楼宇"),
    LegalKind.FACILITY: T("具有重要地理方位意义的交通运输、水利、电力、通信、气象等设施"),
    LegalKind.OTHER: T("具有重要地理方位意义的其他地理实体"),
}

_LEGAL = {
    PlaceKind.CITY: LegalKind.DIVISION,
    PlaceKind.COUNTY: LegalKind.DIVISION,
    PlaceKind.TOWNSHIP: LegalKind.DIVISION,
    PlaceKind.VILLAGE_COMMITTEE: LegalKind.COMMITTEE_SEAT,
    PlaceKind.COMMUNITY: LegalKind.COMMITTEE_SEAT,
    PlaceKind.STREET_LANE: LegalKind.STREET,
    PlaceKind.ROAD: LegalKind.STREET,
    PlaceKind.RESIDENTIAL: LegalKind.ESTATE_BUILDING,
    PlaceKind.BUILDING: LegalKind.ESTATE_BUILDING,
    PlaceKind.WATER: LegalKind.NATURAL,
    PlaceKind.LANDFORM: LegalKind.NATURAL,
}


def legal_kind_of(kind: PlaceKind | str) -> LegalKind:
    """The usual legal kind; a functional zone is no administrative division."""
    return _LEGAL.get(PlaceKind(kind), LegalKind.OTHER)


class EntityStatus(StrEnum):
    """实体状态. A place that has gone keeps its row: its name lives on as 历史地名.

    A withdrawn place never was: it was entered by mistake and taken back. Its row and its history
    stay for the audit; it is in no list, no search and no count (docs/decisions/0011).
    """

    PLANNED = "planned"
    UNDER_CONSTRUCTION = "under_construction"
    EXISTING = "existing"
    MERGED = "merged"
    VANISHED = "vanished"
    WITHDRAWN = "withdrawn"


ENTITY_STATUS_LABELS: dict[EntityStatus, Text] = {
    EntityStatus.PLANNED: T("规划"),
    EntityStatus.UNDER_CONSTRUCTION: T("在建"),
    EntityStatus.EXISTING: T("现存"),
    EntityStatus.MERGED: T("已并入他处"),
    EntityStatus.VANISHED: T("已消失"),
    EntityStatus.WITHDRAWN: T("误录，已撤回"),
}


class NameKind(StrEnum):
    """名称类型."""

    STANDARD = "standard"
    ALIAS = "alias"
    SHORT = "short"
    FORMER = "former"
    HISTORICAL = "historical"
    POPULAR = "popular"
    MAP = "map"
    VARIANT = "variant"


NAME_KIND_LABELS: dict[NameKind, Text] = {
    NameKind.STANDARD: T("标准名"),
    NameKind.ALIAS: T("别名"),
    NameKind.SHORT: T("简称"),
    NameKind.FORMER: T("曾用名"),
    NameKind.HISTORICAL: T("历史地名"),
    NameKind.POPULAR: T("俗称"),
    NameKind.MAP: T("图上名称"),
    NameKind.VARIANT: T("异写"),
}


class RomanStatus(StrEnum):
    """拼写状态: the program proposes, a person approves."""

    PROPOSED = "proposed"
    APPROVED = "approved"


class ApprovalBasis(StrEnum):
    """批准依据: why a name may be called standard (条例 art. 4, 15), or that nobody recorded it."""

    APPROVED = "approved"
    USAGE = "usage"
    OFFICIAL_LIST = "official_list"
    UNRECORDED = "unrecorded"


APPROVAL_BASIS_LABELS: dict[ApprovalBasis, Text] = {
    ApprovalBasis.APPROVED: T("经批准"),
    ApprovalBasis.USAGE: T("约定俗成，经普查确认"),
    ApprovalBasis.OFFICIAL_LIST: T("见于官方区划名单"),
    ApprovalBasis.UNRECORDED: T("批准依据未记录"),
}


class Secrecy(StrEnum):
    """密级. Anything stricter never reaches a table, so there is no value for it."""

    PUBLIC = "public"
    UNKNOWN = "unknown"


class ReadingStatus(StrEnum):
    """A local reading counts once somebody who may decide has approved it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RETIRED = "retired"


class Direction(StrEnum):
    """走向, which decides the colour of a street sign; empty where it does not apply."""

    NONE = ""
    EAST_WEST = "EW"
    NORTH_SOUTH = "NS"
    OTHER = "other"


DIRECTION_LABELS: dict[Direction, Text] = {
    Direction.EAST_WEST: T("东西走向"),
    Direction.NORTH_SOUTH: T("南北走向"),
    Direction.OTHER: T("其他走向"),
}


class HeritageMark(StrEnum):
    """How far a place has come towards recognition, for lists and filters.

    The capability that decides writes it, in the transaction of its decision.
    """

    NONE = "none"
    CANDIDATE = "candidate"
    NOMINATED = "nominated"
    RECOGNISED = "recognised"


HERITAGE_MARK_LABELS: dict[HeritageMark, Text] = {
    HeritageMark.NONE: T("未申报"),
    HeritageMark.CANDIDATE: T("候选记录"),
    HeritageMark.NOMINATED: T("申报中"),
    HeritageMark.RECOGNISED: T("已认定"),
}


class SignMark(StrEnum):
    """How far the sign of a place has come, for lists and filters: the best of its signs."""

    NONE = "none"
    REQUIRED = "required"
    FAULTY = "faulty"
    CLAIMED = "claimed"
    VERIFIED = "verified"


SIGN_MARK_LABELS: dict[SignMark, Text] = {
    SignMark.NONE: T("没有应设点位"),
    SignMark.REQUIRED: T("应设未设"),
    SignMark.FAULTY: T("有标志，但不合格"),
    SignMark.CLAIMED: T("报称已设，未核验"),
    SignMark.VERIFIED: T("已设并核验"),
}


class PairVerdict(StrEnum):
    """What a person said of two places that look like one."""

    OPEN = "open"
    DISTINCT = "distinct"
    MERGED = "merged"


class DivisionLevel(StrEnum):
    """政区层级."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    FUNCTIONAL_ZONE = "functional_zone"
    TOWNSHIP = "township"
    VILLAGE = "village"


COUNTY_LEVELS = frozenset({DivisionLevel.COUNTY, DivisionLevel.FUNCTIONAL_ZONE})

_LEVELS: dict[PlaceKind, frozenset[str]] = {
    PlaceKind.CITY: frozenset({DivisionLevel.CITY}),
    PlaceKind.COUNTY: frozenset({DivisionLevel.COUNTY}),
    # The statistics list carries some zones as towns.
    PlaceKind.FUNCTIONAL_ZONE: frozenset({DivisionLevel.FUNCTIONAL_ZONE, DivisionLevel.TOWNSHIP}),
    PlaceKind.TOWNSHIP: frozenset({DivisionLevel.TOWNSHIP}),
    PlaceKind.VILLAGE_COMMITTEE: frozenset({DivisionLevel.VILLAGE}),
    PlaceKind.COMMUNITY: frozenset({DivisionLevel.VILLAGE}),
}


def is_division(kind: PlaceKind | str, level: DivisionLevel | str) -> bool:
    """Whether a place of this kind is the division of this level that it is said to lie in.

    A town lies in a county; a town whose division is a town is that division itself, whatever
    either of them is called now (an older list may still have the old name).
    """
    return level in _LEVELS.get(PlaceKind(kind), frozenset())
