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
    "高速公路 快速路 高架路 步行街 公路 大街 大道 国道 省道 县道 乡道 村道 支路 横路 胡同 "
    "路 街 道 巷 弄 条"
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
        EntityClass.WATER: "水库 运河 干渠 瀑布 河 湖 江 溪 渠 塘 潭 泉 沟 港 湾 池 坝 堰 闸",
        EntityClass.LANDFORM: "群岛 半岛 山 岭 峰 岗 岛 洞 洲 滩 谷 崖 岩 尖 坡",
        EntityClass.BRIDGE: "立交桥 大桥 桥",
        EntityClass.OPEN_SPACE: "广场 公园",
        EntityClass.RESIDENTIAL: (
            "住宅小区 住宅区 小区 花园 家园 公园 庄园 新村 山庄 别墅 公寓 "
            "苑 里 坊 村 园 城 府 庭 院"
        ),
        EntityClass.BUILDING: (
            "纪念馆 纪念碑 故居 旧居 大厦 商厦 大楼 广场 中心 剧院 牌坊 公寓 楼 阁 塔 亭 台 馆 碑"
        ),
        EntityClass.TRANSPORT: "火车站 汽车站 码头 机场 渡口 隧道 车站 站 港",
        EntityClass.ZONE: (
            "社区服务中心 开发区 工业区 示范园 园区 工业园 化工园 合作区 托管区 管理区 "
            "农场 管理委员会 管委会 社区"
        ),
        EntityClass.SITE: (
            "纪念馆 纪念碑 纪念塔 烈士陵园 古墓群 墓群 古墓 书院 会馆 遗址 旧址 故居 大院 陵园 "
            "祠堂 墓 祠 寺 庙 塔 桥 洞 陵 楼 阁 庵 观 山 台 亭 碑"
        ),
    }.items()
}
_MAY_BE_ABSORBED = frozenset("省市区县镇乡村街路道巷河湖江溪山岭岗岛桥塘港井集店城庄圩埠")
_ABSORBED_IN_STREETS = frozenset("街路道巷")
_MODIFIERS = frozenset("东西南北中前后左右上下新老大小直横内外")
_COMPASS = frozenset({"东南", "东北", "西南", "西北"})
# Names of people whose last character only looks like a modifier.
_WHOLE = frozenset({"毛泽东", "张治中"})
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


def _split_other(hanzi: str, kind: EntityClass) -> Split:
    """Divisions, waters, hills, buildings, bodies: the class's own generics, the longest first."""
    specific, generic = _cut(hanzi, _GENERICS.get(kind, ()))
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


def _cut(hanzi: str, generics: Iterable[str]) -> tuple[str, str]:
    """(specific, generic); a name that is nothing but a generic is all specific."""
    for generic in generics:
        if hanzi.endswith(generic) and hanzi != generic:
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
