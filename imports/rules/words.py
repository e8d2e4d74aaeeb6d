"""Words of forms and lists, and what they stand for here: kinds, status, datum, direction."""

from __future__ import annotations

import re
import unicodedata

from imports.rules.problems import BadValueError
from registry.core.datum import CoordinateFault, declared
from registry.places.rules import (
    PLACE_KIND_LABELS,
    Direction,
    EntityStatus,
    PlaceKind,
)
from registry.places.rules.position import POSITION_METHOD_LABELS, Datum, PositionMethod

_K = PlaceKind
# GB/T 18521-2001 as the census and the national database use it. Only codes that a published
# source shows are told exactly; below them the class of two digits decides.
_BY_CODE: dict[str, PlaceKind] = {
    "21300": _K.CITY,
    "21400": _K.COUNTY,
    "21500": _K.TOWNSHIP,
    "21610": _K.VILLAGE_COMMITTEE,
    "21620": _K.COMMUNITY,
    "27610": _K.VILLAGE_COMMITTEE,
    "27620": _K.COMMUNITY,
    "22100": _K.RESIDENTIAL,
    "22200": _K.NATURAL_VILLAGE,
}
_BY_CLASS: dict[str, PlaceKind] = {
    "11": _K.WATER,
    "12": _K.WATER,
    "13": _K.LANDFORM,
    "232": _K.ROAD,
    # 亭, 台, 碑, 塔 stand among the buildings; people visit them as sights.
    "2621": _K.SITE,
    "2622": _K.SITE,
    "2623": _K.SITE,
    "2624": _K.SITE,
    "26": _K.BUILDING,
}
#: The area and the organisation of one village or neighbourhood (21610 行政村 = 27610 村民委员会).
TWIN_CATEGORIES = {"21610": "27610", "27610": "21610", "21620": "27620", "27620": "21620"}

_KIND_WORDS: dict[str, PlaceKind] = {
    **{str(label): kind for kind, label in PLACE_KIND_LABELS.items()},
    **{kind.value: kind for kind in PlaceKind},
    "市": _K.CITY,
    "县": _K.COUNTY,
    "区": _K.COUNTY,
    "市辖区": _K.COUNTY,
    "县级市": _K.COUNTY,
    "开发区": _K.FUNCTIONAL_ZONE,
    "镇": _K.TOWNSHIP,
    "乡": _K.TOWNSHIP,
    "街道": _K.TOWNSHIP,
    "街道办事处": _K.TOWNSHIP,
    "乡级": _K.TOWNSHIP,
    "村": _K.VILLAGE_COMMITTEE,
    "村委会": _K.VILLAGE_COMMITTEE,
    "村民委员会": _K.VILLAGE_COMMITTEE,
    "居委会": _K.COMMUNITY,
    "居民委员会": _K.COMMUNITY,
    "社区居委会": _K.COMMUNITY,
    "社区居民委员会": _K.COMMUNITY,
    "农村居民点": _K.NATURAL_VILLAGE,
    "自然屯": _K.NATURAL_VILLAGE,
    "村民小组": _K.NATURAL_VILLAGE,
    "街": _K.STREET_LANE,
    "巷": _K.STREET_LANE,
    "街路巷": _K.STREET_LANE,
    "城镇道路": _K.STREET_LANE,
    "路": _K.ROAD,
    "公路": _K.ROAD,
    "国道": _K.ROAD,
    "省道": _K.ROAD,
    "县道": _K.ROAD,
    "乡道": _K.ROAD,
    "村道": _K.ROAD,
    "河流": _K.WATER,
    "湖泊": _K.WATER,
    "水库": _K.WATER,
    "陆地水系": _K.WATER,
    "山": _K.LANDFORM,
    "山峰": _K.LANDFORM,
    "山脉": _K.LANDFORM,
    "丘陵": _K.LANDFORM,
    "陆地地形": _K.LANDFORM,
    "纪念地": _K.SITE,
    "遗址": _K.SITE,
    "旅游景点": _K.SITE,
    "纪念地、旅游景点": _K.SITE,
    "城镇居民点": _K.RESIDENTIAL,
    "居民小区": _K.RESIDENTIAL,
    "住宅小区": _K.RESIDENTIAL,
    "小区": _K.RESIDENTIAL,
    "建筑物": _K.BUILDING,
    "楼宇": _K.BUILDING,
    "大厦": _K.BUILDING,
    "大楼": _K.BUILDING,
    "单位": _K.OTHER,
    "桥": _K.OTHER,
}

# Only endings that leave no doubt: 村, 庄 or 店 may be a village of either kind, or a town.
_KIND_ENDINGS: tuple[tuple[str, PlaceKind], ...] = (
    ("村民委员会", _K.VILLAGE_COMMITTEE),
    ("村委会", _K.VILLAGE_COMMITTEE),
    ("居民委员会", _K.COMMUNITY),
    ("居委会", _K.COMMUNITY),
    ("社区", _K.COMMUNITY),
    ("街道", _K.TOWNSHIP),
    ("镇", _K.TOWNSHIP),
    ("乡", _K.TOWNSHIP),
    ("自治县", _K.COUNTY),
    ("县", _K.COUNTY),
    ("大道", _K.STREET_LANE),
    ("路", _K.STREET_LANE),
    ("街", _K.STREET_LANE),
    ("巷", _K.STREET_LANE),
    ("水库", _K.WATER),
    # 小区 alone is no proof: 养殖小区, 工业小区.
    ("住宅小区", _K.RESIDENTIAL),
    ("大厦", _K.BUILDING),
)


def kind_of_code(code: str) -> PlaceKind | None:
    """The kind of place behind a category code, or None where no published source tells."""
    found = _BY_CODE.get(code)
    if found is not None:
        return found
    classes = (code[:length] for length in (4, 3, 2))
    return next((_BY_CLASS[one] for one in classes if one in _BY_CLASS), None)


def kind_of_word(text: str) -> PlaceKind:
    """The kind a word of a list means."""
    found = _KIND_WORDS.get(text) or _KIND_WORDS.get(text.lower())
    if found is None:
        raise BadValueError("kind_word_unknown", value=text[:40])
    return found


def kind_of_category(text: str) -> PlaceKind | None:
    """The kind a category's name means, or None: forms hold many finer words than we have kinds."""
    return _KIND_WORDS.get(text)


def kind_of_name(text: str) -> PlaceKind | None:
    """The kind that the ending of a name leaves no doubt about, or None."""
    for ending, kind in _KIND_ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return kind
    return None


_STATUS_WORDS = {
    **{status.value: status for status in EntityStatus},
    "现今": EntityStatus.EXISTING,
    "现今地名": EntityStatus.EXISTING,
    "现状": EntityStatus.EXISTING,
    "现存": EntityStatus.EXISTING,
    "在用": EntityStatus.EXISTING,
    "已建成": EntityStatus.EXISTING,
    "历史": EntityStatus.VANISHED,
    "历史地名": EntityStatus.VANISHED,
    "已消失": EntityStatus.VANISHED,
    "消失": EntityStatus.VANISHED,
    "废止": EntityStatus.VANISHED,
    "存在": EntityStatus.EXISTING,
    "现有": EntityStatus.EXISTING,
    "正在使用": EntityStatus.EXISTING,
    "已拆除": EntityStatus.VANISHED,
    "已废止": EntityStatus.VANISHED,
    "停用": EntityStatus.VANISHED,
    "规划": EntityStatus.PLANNED,
    "规划中": EntityStatus.PLANNED,
    "未建": EntityStatus.PLANNED,
    "在建中": EntityStatus.UNDER_CONSTRUCTION,
    "建设中": EntityStatus.UNDER_CONSTRUCTION,
    "在建": EntityStatus.UNDER_CONSTRUCTION,
}


def status(text: str) -> str:
    """现今 or 历史, as the census asks it, and the states of a road."""
    found = _STATUS_WORDS.get(text)
    if found is None:
        raise BadValueError("value_unknown", value=text[:40], choices="现今、历史、规划、在建")
    return found.value


_DATUM_WORDS = {
    "wgs84": Datum.WGS84,
    "wgs-84": Datum.WGS84,
    "wgs 84": Datum.WGS84,
    "epsg:4326": Datum.WGS84,
    "cgcs2000": Datum.CGCS2000,
    "2000国家大地坐标系": Datum.CGCS2000,
    "国家2000": Datum.CGCS2000,
    "2000坐标系": Datum.CGCS2000,
    "2000": Datum.CGCS2000,
    "大地2000": Datum.CGCS2000,
    "国家大地2000": Datum.CGCS2000,
    "国家2000大地": Datum.CGCS2000,
    "epsg:4490": Datum.CGCS2000,
    "gcj02": Datum.GCJ02,
    "gcj-02": Datum.GCJ02,
    "火星坐标": Datum.GCJ02,
    "高德": Datum.GCJ02,
    "腾讯": Datum.GCJ02,
    "bd09": Datum.BD09,
    "bd-09": Datum.BD09,
    "百度": Datum.BD09,
    "1954年北京坐标系": Datum.BEIJING54,
    "1954北京坐标系": Datum.BEIJING54,
    "北京54": Datum.BEIJING54,
    "1980西安坐标系": Datum.XIAN80,
    "西安80": Datum.XIAN80,
}


def datum(text: str) -> str:
    """The datum a word names; a code, a name or a definition that is understood passes as it is."""
    plain = unicodedata.normalize("NFKC", text)
    found = _DATUM_WORDS.get(plain.lower().replace(" ", "").removesuffix("坐标系"))
    found = found or _DATUM_WORDS.get(plain.lower().replace(" ", ""))
    if found is not None:
        return found.value
    if plain.lower().startswith(("epsg", "geogcs", "projcs", "cgcs2000")) or _is_declared(plain):
        return plain
    raise BadValueError("value_unknown", value=text[:40], choices="WGS84、CGCS2000、GCJ-02、BD-09")


def _is_declared(text: str) -> bool:
    """Whether the reader of coordinates knows the system, if only to refuse it with its reason."""
    try:
        declared(text)
    except CoordinateFault as fault:
        return fault.code != "coordinate.unknown_crs"
    return True


_METHOD_WORDS = {
    **{method.value: method for method in PositionMethod},
    **{str(label): method for method, label in POSITION_METHOD_LABELS.items()},
    "实测": PositionMethod.GNSS,
    "图解": PositionMethod.DIGITISED,
    "GPS": PositionMethod.GNSS,
    "GNSS": PositionMethod.GNSS,
    "RTK": PositionMethod.GNSS,
    "卫星定位": PositionMethod.GNSS,
    "手持GPS": PositionMethod.GNSS,
    "图上量取": PositionMethod.DIGITISED,
    "地图量取": PositionMethod.DIGITISED,
    "量算": PositionMethod.DIGITISED,
}


def method(text: str) -> str:
    """实测 or 图解, as the census asks it."""
    found = _METHOD_WORDS.get(text)
    if found is None:
        raise BadValueError("value_unknown", value=text[:40], choices="实测、图解")
    return found.value


_DIRECTION_WORDS = {
    "东西": Direction.EAST_WEST,
    "东西向": Direction.EAST_WEST,
    "东西走向": Direction.EAST_WEST,
    "ew": Direction.EAST_WEST,
    "南北": Direction.NORTH_SOUTH,
    "南北向": Direction.NORTH_SOUTH,
    "南北走向": Direction.NORTH_SOUTH,
    "ns": Direction.NORTH_SOUTH,
}


# 自东向西, 东—西, E-W: what stands between and around the two ends.
_ON_THE_WAY = re.compile(r"走向|[自由从向至到\s—–－~～/-]")


def direction(text: str) -> str:
    """The direction of a road, from either end; anything but the two main ones is 'other'."""
    word = _ON_THE_WAY.sub("", text.lower())
    return (_DIRECTION_WORDS.get(word) or _DIRECTION_WORDS.get(word[::-1], Direction.OTHER)).value


_LASTS = ("", "★", *(f"★{years}年" for years in (3, 5, 10, 15, 20, 25, 30)), "★长期")
#: What stands in a column of 密级 and nowhere else, should its header be lost.
MARKINGS = frozenset(f"{word}{lasts}" for word in ("绝密", "机密", "秘密") for lasts in _LASTS)
_OPEN_WORDS = frozenset({"", "公开", "非密", "无密级", "public", "不涉密"})


#: What opens a row where the header asks: 是否涉密 is open by no, 是否公开 by yes.
_YES_WORDS = frozenset({"是", "yes", "y"})
_NO_WORDS = frozenset({"否", "不是", "无", "no", "n"})


def is_secret(text: str, header: str = "") -> bool:
    """Whether a 密级 is anything but empty or open; a word nobody knows counts as secret.

    Spaces say nothing: forms set words of two characters apart (公　开); 秘　密 stays secret. Under
    a `header` that asks (是否涉密, 是否公开) the answer that opens the row is open as well.
    """
    word = "".join(text.split()).lower()
    if word in _OPEN_WORDS:
        return False
    if "公开" in header and "是否" in header:
        return word not in _YES_WORDS
    if "涉密" in header or "是否" in header:
        return word not in _NO_WORDS
    return True
