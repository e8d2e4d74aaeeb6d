"""Where a name is cut into words: specific, modifier, number, generic, by class of entity.

Source of the rules: 中国地名汉语拼音字母拼写规则(汉语地名部分), 1984-12-25.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registry.places.rules.romanise.committee import parse_committee
from registry.places.rules.romanise.entity import EntityClass
from registry.places.rules.romanise.lexicon import (
    BODY_AND_PLACE_WORDS,
    NATIONALITIES,
    PLACE_WORDS,
    WORDS_OF_BODIES,
    words,
)


class Role(StrEnum):
    """What a written word is in its name."""

    SPECIFIC = "specific"
    GENERIC = "generic"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters written as one word; a NUMBER is written in Arabic digits (`digits`)."""

    hanzi: str
    role: Role
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A name cut into written words; joined, the pieces are the name again.

    `rules` names each rule that was used, for people who check the proposal.
    """

    pieces: tuple[Piece, ...]
    absorbed: bool
    rules: tuple[str, ...]

    @property
    def generic(self) -> str:
        """The generic element with its modifiers, "" where the class writes none apart."""
        return "".join(piece.hanzi for piece in self.pieces if piece.role is Role.GENERIC)

    @property
    def specific(self) -> str:
        """The specific element: everything that is not the generic."""
        return "".join(piece.hanzi for piece in self.pieces if piece.role is not Role.GENERIC)


_JOINED = {EntityClass.NATURAL_VILLAGE, EntityClass.MARKET_TOWN}
_STREETS = {EntityClass.ROAD, EntityClass.LANE}
_BODIES = {
    EntityClass.ZONE,
    EntityClass.SITE,
    EntityClass.UNIT,
    EntityClass.BUILDING,
    EntityClass.TRANSPORT,
    EntityClass.OPEN_SPACE,
    EntityClass.RESIDENTIAL,
    EntityClass.LANDFORM,
    EntityClass.WATER,
    EntityClass.BRIDGE,
    EntityClass.OTHER,
}
_STREET_GENERICS = (
    "立交桥 高架桥 高速公路 快速路 高架路 步行街 公路 大街 大道 国道 省道 县道 乡道 村道 "
    "支路 横路 胡同 路 街 道 巷 弄 条"
)
# Parts of a street that has a whole name of its own: 环城南路东段, 创新大道辅路.
_STRETCHES = tuple("延伸段 延长线 东段 西段 南段 北段 中段 辅路 辅道 高架 匝道".split())  # noqa: SIM905
_GENERICS: dict[EntityClass, tuple[str, ...]] = {
    kind: tuple(generics.split())
    for kind, generics in {
        EntityClass.PROVINCE: "自治区 特别行政区 省 市",
        EntityClass.CITY: "自治州 地区 市",
        EntityClass.DISTRICT: "特区 林区 区",
        EntityClass.COUNTY: "自治县 县 市",
        EntityClass.TOWN: "镇",
        EntityClass.TOWNSHIP: "乡",
        EntityClass.SUBDISTRICT: "街道",
        EntityClass.ROAD: _STREET_GENERICS,
        EntityClass.LANE: _STREET_GENERICS,
        EntityClass.WATER: (
            "水库 运河 总干渠 干渠 支渠 瀑布 温泉 河 湖 江 溪 渠 塘 潭 泉 沟 港 湾 池 坝 堰 闸"
        ),
        EntityClass.LANDFORM: (
            "分水岭 山脉 丘陵 平原 群岛 半岛 山 岭 峰 岗 岛 洞 洲 滩 谷 崖 岩 尖 坡"
        ),
        EntityClass.BRIDGE: "人行天桥 立交桥 高架桥 天桥 大桥 桥",
        EntityClass.OPEN_SPACE: "风景名胜区 风景区 动物园 植物园 纪念馆 广场 公园",
        EntityClass.RESIDENTIAL: (
            "首府 住宅小区 住宅区 小区 花园 家园 公园 庄园 新村 山庄 别墅 公寓 "
            "苑 里 坊 村 园 城 府 庭 院"
        ),
        EntityClass.BUILDING: (
            "纪念馆 纪念碑 图书馆 博物馆 博物院 科技馆 文化馆 美术馆 体育馆 大剧院 剧院 "
            "大酒店 酒店 饭店 宾馆 书店 商场 医院 大学 学院 中学 小学 教堂 故居 旧居 享堂 "
            "大厦 商厦 大楼 广场 中心 牌坊 公寓 楼 阁 塔 亭 台 馆 碑 寺 庙 祠"
        ),
        EntityClass.TRANSPORT: "火车站 汽车站 码头 机场 渡口 隧道 车站 站 港",
        EntityClass.ZONE: (
            "社区服务中心 开发区 工业区 示范园 园区 工业园 化工园 合作区 托管区 管理区 "
            "农场 管理委员会 管委会 社区"
        ),
        EntityClass.SITE: (
            "纪念馆 纪念碑 纪念塔 烈士陵园 古建筑群 建筑群 古墓群 墓群 古墓 书院 会馆 遗址 "
            "旧址 故居 旧居 古民居 民居 大院 陵园 墓园 享堂 祠堂 古街 老街 古井 古桥 古塔 古寺 "
            "墓 祠 寺 庙 塔 桥 洞 陵 楼 阁 庵 观 山 台 亭 碑 井"
        ),
        EntityClass.UNIT: (
            "卫生院 医院 人民政府 政府 委员会 大学 学院 中学 小学 幼儿园 学校 林场 农场 中心"
        ),
    }.items()
}
_MAY_BE_ABSORBED = frozenset("省市区县镇乡村街路道巷河湖江溪山岭岗岛桥塘港井集店城庄圩埠")
_ABSORBED_IN_STREETS = frozenset("街路道巷")
_MODIFIERS = frozenset("东西南北中前后左右上下新老大小直横内外")
_COMPASS = frozenset({"东南", "东北", "西南", "西北"})
# Names of people whose last character only looks like a modifier.
_WHOLE = frozenset({"毛泽东", "张治中"})
# Names whose end only looks like the generic of their class.
_CUT_BY_HAND = {"包公园": ("包公", "园")}
_FLOWERS = frozenset("桂兰梅荷桃杏梨菊茶樱莲葵百")
# A body's division, before what the body is: 庐江县 / 人民医院; 城市 and 社区 are words.
_OF_DIVISION = re.compile(
    r"(.{2,4}?)((?<![城超都菜花])市|县|(?<![社小园校库景新])区|镇|乡|街道)(?=..)"
)
_ESTATE_PART = re.compile(
    r"(?P<before>.{2,}(?:新村|小区|花园|家园|山庄|公寓|苑|园|城))"
    r"(?P<number>[一二三四五六七八九十]+|[0-9]+)(?P<generic>小区|组团|区|期|村)"
)
_COMPASS_PART = frozenset("东西南北中")
_SIDED = frozenset({"村", "苑", "园", "里", "区"})
# What may stand alone before the ordinal of a street: 经五路, 南二路; 统一路 is a word.
_BEFORE_NUMBER = frozenset("经纬东西南北中前后左右上下新老大小环支横直内外")
_NUMBERED = re.compile(
    r"(?P<before>.*?)(?P<number>第?[一二三四五六七八九十]+|第?[0-9]+)(?P<measure>号(?!路))?"
    r"(?P<generic>环路|环|马路|横路|支路|大街|大道|国道|省道|县道|乡道|号路|路|街|巷|弄|条|道)"
)
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}


def split(hanzi: str, entity_class: EntityClass | str) -> Split:
    """Cut a name into the words in which it is written; `ValueError` for an unknown class."""
    kind = EntityClass(entity_class)
    if kind in _JOINED:
        return Split((Piece(hanzi, Role.SPECIFIC),), absorbed=False, rules=("joined_whole",))
    if kind in {EntityClass.VILLAGE, EntityClass.COMMUNITY}:
        return _split_committee(hanzi)
    if kind in _STREETS:
        return _split_street(hanzi)
    if kind is EntityClass.RESIDENTIAL and (part := _ESTATE_PART.fullmatch(hanzi)):
        return _split_estate_part(part["before"], part["number"], part["generic"])
    return _split_other(hanzi, kind)


def _split_committee(hanzi: str) -> Split:
    """万慈社区居民委员会 → 万慈 / 社区 / 居民 / 委员会."""
    name = parse_committee(hanzi)
    tail = words(name.unit + name.committee, WORDS_OF_BODIES)
    heads = [name.specific]
    if not tail or any(word in hanzi for word in ("监狱", "开发区")):
        heads = words(name.specific, WORDS_OF_BODIES)
    rules = ("specific_generic", "committee") if name.committee else ("specific_generic",)
    pieces = [Piece(word, Role.SPECIFIC) for word in heads]
    return _made([*pieces, *(Piece(word, Role.GENERIC) for word in tail)], rules)


def _split_street(hanzi: str) -> Split:
    """长江西路 → 长江 / 西路; 三环路 → 3 / 环路; 柘皋北闸老街 → 柘皋 / 北闸 / 老街."""
    numbered = _split_number(hanzi)
    if numbered is not None:
        return numbered
    stretch = next((word for word in _STRETCHES if hanzi.endswith(word)), "")
    if stretch and (whole := _split_street(hanzi.removesuffix(stretch))).generic:
        return _made(
            [*whole.pieces, Piece(stretch, Role.GENERIC)], whole.rules, _ABSORBED_IN_STREETS
        )
    specific, generic = _cut(hanzi, _GENERICS[EntityClass.ROAD])
    if not generic:
        return _made([Piece(hanzi, Role.SPECIFIC)], ("no_generic",))
    if generic == "路" and specific.endswith("马") and specific[:-1] in _MODIFIERS:
        specific, generic = specific[:-1], "马路"  # 大马路; 饮马路 is no 马路
    shorter = _without_modifiers(specific)
    modified = specific[len(shorter) :]
    rules = ("specific_generic", "modifier_joined") if modified else ("specific_generic",)
    pieces = [Piece(word, Role.SPECIFIC) for word in words(shorter, PLACE_WORDS)]
    return _made([*pieces, Piece(modified + generic, Role.GENERIC)], rules, _ABSORBED_IN_STREETS)


def _split_number(hanzi: str) -> Split | None:
    """Ordinals in names of streets take digits; dates (五四, 五一, 九一八) are no ordinals."""
    match = _NUMBERED.fullmatch(hanzi)
    if match is None:
        return None
    before, number = match["before"], match["number"]
    digits = _digits(number)
    if not digits or (len(before) == 1 and before not in _BEFORE_NUMBER):
        return None
    pieces = [Piece(word, Role.SPECIFIC) for word in words(before, PLACE_WORDS)]
    pieces.append(Piece(number, Role.NUMBER, digits))
    if match["measure"]:
        pieces.append(Piece(match["measure"], Role.SPECIFIC))  # 二号支路 → 2 Hao Zhilu
    pieces.append(Piece(match["generic"], Role.GENERIC))
    return _made(pieces, ("specific_generic", "street_number"), _ABSORBED_IN_STREETS)


def _split_estate_part(before: str, number: str, generic: str) -> Split:
    """西园新村一区 → 西园 / 新村 / 1 / 区: parts of an estate are numbered as lanes are."""
    whole = _split_other(before, EntityClass.RESIDENTIAL)
    digits = _digits(number)
    if not digits:
        return _split_other(before + number + generic, EntityClass.RESIDENTIAL)
    numbered = [Piece(number, Role.NUMBER, digits), Piece(generic, Role.GENERIC)]
    return Split((*whole.pieces, *numbered), whole.absorbed, (*whole.rules, "street_number"))


def _split_other(hanzi: str, kind: EntityClass) -> Split:
    """Divisions, waters, hills, buildings, bodies: the class's own generics, the longest first."""
    if kind is EntityClass.UNIT and (found := _OF_DIVISION.match(hanzi)):
        rest = _split_other(hanzi[found.end() :], kind)
        own = [Piece(found[1], Role.SPECIFIC), Piece(found[2], Role.SPECIFIC)]
        return _made([*own, *rest.pieces], rest.rules)
    specific, generic = _cut(hanzi, _GENERICS.get(kind, ()))
    if kind is EntityClass.RESIDENTIAL:
        specific, generic = _residential(specific, generic)
    peoples: list[str] = []
    while kind in {EntityClass.TOWNSHIP, EntityClass.TOWN, EntityClass.COUNTY}:
        people = next((name for name in NATIONALITIES if specific.endswith(name)), "")
        if not people or people == specific:
            break
        specific, peoples = specific.removesuffix(people), [people, *peoples]
    heads = words(specific, BODY_AND_PLACE_WORDS) if kind in _BODIES else [specific]
    pieces = [Piece(word, Role.SPECIFIC) for word in heads if word]
    tail = words(generic, WORDS_OF_BODIES) if kind in _BODIES else [generic]
    pieces += [Piece(word, Role.GENERIC) for word in (*peoples, *tail) if word]
    return _made(pieces, ("specific_generic",) if generic else ("no_generic",))


def _residential(specific: str, generic: str) -> tuple[str, str]:
    """桂 花园 → 桂花 园; 安居苑东 村 → 安居苑 东村."""
    if generic == "花园" and specific in _FLOWERS:
        return f"{specific}花", "园"
    shorter = _without_modifiers(specific)
    side = specific[len(shorter) :]
    if generic in _SIDED and len(side) == 1 and side in _COMPASS_PART:
        return shorter, side + generic
    return specific, generic


def _cut(hanzi: str, generics: Iterable[str]) -> tuple[str, str]:
    """(specific, generic); a name that is nothing but a generic is all specific."""
    if hanzi in _CUT_BY_HAND:
        return _CUT_BY_HAND[hanzi]
    for generic in generics:
        if hanzi == generic:
            break
        if hanzi.endswith(generic):
            return hanzi.removesuffix(generic), generic
    return hanzi, ""


def _without_modifiers(specific: str) -> str:
    """望江西 → 望江; 小南 → 小; 山西, 城南, 东南 stay: two characters are a name by themselves."""
    if specific in _WHOLE:
        return specific
    while len(specific) > 1 and specific[-1] in _MODIFIERS and specific[-2:] not in _COMPASS:
        shorter = specific[:-1]
        if len(shorter) == 1 and shorter not in _MODIFIERS:
            break
        specific = shorter
    return specific


def _digits(number: str) -> str:
    """十二 → 12, 第九 → Di-9; "" where the characters are no number below 100 (五四, 一一)."""
    bare = number.removeprefix("第")
    prefix = "Di-" if bare != number else ""
    if bare.isascii():
        return prefix + bare
    if bare in _DIGITS:
        return f"{prefix}{_DIGITS[bare]}"
    tens, ten, ones = bare.partition("十")
    if not ten or (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return ""
    return f"{prefix}{_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)}"


def _made(
    pieces: list[Piece], rules: tuple[str, ...], generics: frozenset[str] = _MAY_BE_ABSORBED
) -> Split:
    heads = [piece.hanzi for piece in pieces if piece.role is Role.SPECIFIC]
    has_generic = any(piece.role is Role.GENERIC for piece in pieces)
    absorbed = has_generic and any(len(head) > 1 and head[-1] in generics for head in heads)
    return Split(tuple(pieces), absorbed, (*rules, "absorbed") if absorbed else rules)
