"""Rules for new names: what the regulation forbids or dislikes, each finding with its article.

Source of the rules: 地名管理条例 (2022) art. 9, 10, 15 and 25, and arts. 3 and 4 of its 实施办法
(2024) for what counts as the name of a person or an enterprise. Findings inform; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text
from registry.places.rules.folding import fold
from registry.places.rules.kind import PlaceKind
from registry.places.rules.naming_generics import NUMBERED_ROADS, generic_faults
from registry.places.rules.naming_words import BarredWord, shipped_words
from registry.places.rules.romanise import Proposal

ARTICLE_9 = T("《地名管理条例》第九条")
ARTICLE_9_PERSON = T("《地名管理条例》第九条，《实施办法》第三条")
ARTICLE_9_ENTERPRISE = T("《地名管理条例》第九条，《实施办法》第四条")
ARTICLE_25 = T("《地名管理条例》第十条、第二十五条")


class Severity(StrEnum):
    """A block needs an approval document and a written reason; a warning needs a look."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class NamingFinding:
    """One thing a rule has to say about a name.

    `word`: the characters it is about, "" for the whole name; `others`: ids of the places it
    collides with.
    """

    code: str
    severity: Severity
    article: Text
    text: Text
    word: str = ""
    others: tuple[str, ...] = ()


SEVERITY_LABELS: dict[Severity, Text] = {
    Severity.BLOCK: T("不能批准"),
    Severity.WARN: T("请核对"),
}

_WORD_RULES: dict[str, tuple[Text, Text]] = {
    "leader_name": (ARTICLE_9, T("不以国家领导人的名字作地名")),
    "personal_name": (ARTICLE_9_PERSON, T("一般不以人名作地名")),
    "foreign_name": (ARTICLE_9, T("不以外国人名、地名作地名")),
    "enterprise_name": (ARTICLE_9_ENTERPRISE, T("不以企业名称或者商标名称作地名")),
    "unhealthy": (ARTICLE_9, T("地名含义应当明确、健康，不违背公序良俗")),
    "overblown": (ARTICLE_9, T("地名应当符合地理实体的实际地域、规模、性质，不夸大")),
}
# Memorial places are called after the people they remember.
_MEMORIALS = frozenset({PlaceKind.SITE, PlaceKind.BUILDING})
_REMEMBERS_PEOPLE = ("故居", "旧居", "墓", "祠", "陵园", "纪念馆", "纪念碑", "旧址")


def name_findings(
    kind: PlaceKind | str,
    name: str,
    proposal: Proposal,
    words: Sequence[BarredWord] | None = None,
) -> list[NamingFinding]:
    """What the rules say about a name by itself: barred kinds, characters, generics.

    `proposal`: the name as the spelling rules cut it for its class; `words`: those that make a
    name a barred one, the shipped list where None is given.
    """
    kind = PlaceKind(kind)
    barred = shipped_words() if words is None else words
    found = [
        *_word_findings(kind, name, _specifics(name, proposal), barred),
        *_character_findings(kind, name),
    ]
    found += [
        NamingFinding(fault.code, Severity(fault.severity), ARTICLE_9, fault.text, fault.word)
        for fault in generic_faults(kind, fold(name), proposal)
    ]
    return worst_first(found)


def worst_first(findings: Iterable[NamingFinding]) -> list[NamingFinding]:
    """Blocks before warnings, otherwise as they came."""
    return sorted(findings, key=lambda finding: finding.severity != Severity.BLOCK)


def is_blocked(findings: Iterable[NamingFinding]) -> bool:
    """Whether any of them stands in the way of an approval."""
    return any(finding.severity == Severity.BLOCK for finding in findings)


def protected_finding() -> NamingFinding:
    """Renaming what stands on a protection list, without a measure made beforehand."""
    return NamingFinding(
        "protected",
        Severity.BLOCK,
        ARTICLE_25,
        T("这个地名已列入保护，更名前要先制定保护措施"),
    )


_MODIFIERS = "东西南北中前后"


def _specifics(name: str, proposal: Proposal) -> tuple[str, ...]:
    """What may be meant as the specific: the 东 of 毛泽东路 is its end, that of 长江东路 is not."""
    generic = proposal.generic
    bare = generic.lstrip(_MODIFIERS) or generic
    return tuple(dict.fromkeys((proposal.specific, name.removesuffix(bare))))


def _word_findings(
    kind: PlaceKind, name: str, specifics: Sequence[str], words: Sequence[BarredWord]
) -> Iterator[NamingFinding]:
    remembers = kind in _MEMORIALS and name.endswith(_REMEMBERS_PEOPLE)
    for word in words:
        if remembers and word.code == "personal_name":
            continue
        if any(map(word.is_in, specifics)):
            article, text = _WORD_RULES[word.code]
            yield NamingFinding(word.code, Severity(word.severity), article, text, word.word)


_SIGNS = frozenset("（）()·、")
_KEPT = frozenset("0123456789") | _SIGNS
_PLAIN_KINDS = frozenset(
    {PlaceKind.ROAD, PlaceKind.STREET_LANE, PlaceKind.RESIDENTIAL, PlaceKind.BUILDING}
)


def _character_findings(kind: PlaceKind, name: str) -> Iterator[NamingFinding]:
    if any(map(str.isspace, name)):
        yield NamingFinding("space", Severity.BLOCK, ARTICLE_9, T("名称里夹有空格，请去掉"))
    foreign = "".join(
        char for char in name if not (_is_han(char) or char.isspace() or char in _KEPT)
    )
    if foreign:
        text = T("地名用规范汉字书写，不夹用外文字母或符号")
        yield NamingFinding("foreign_script", Severity.BLOCK, ARTICLE_9, text, foreign)
    digits = "".join(char for char in name if char.isascii() and char.isdigit())
    signs = "".join(char for char in name if char in _SIGNS)
    if signs and kind in _PLAIN_KINDS:
        text = T("街路巷、住宅区、楼宇的名称不夹用间隔号、括号")
        yield NamingFinding("odd_sign", Severity.WARN, ARTICLE_9, text, signs)
    is_road = kind in {PlaceKind.ROAD, PlaceKind.STREET_LANE}
    if digits and not (is_road and name.endswith(NUMBERED_ROADS)):
        text = T("除公路编号外，地名里的数字用汉字书写")
        yield NamingFinding("digits", Severity.WARN, ARTICLE_9, text, digits)
    uncommon = [char for char in name if _is_han(char) and not _is_common(char)]
    variants = "".join(char for char in uncommon if fold(char) != char)
    if variants:
        text = T(
            "标准地名用规范汉字书写，不用繁体字、异体字；规范写法可能是 %(usual)s",
            usual="".join(fold(char) if char in variants else char for char in name),
        )
        yield NamingFinding("variant_character", Severity.WARN, ARTICLE_9, text, variants)
    rare = "".join(char for char in uncommon if char not in variants)
    if rare:
        text = T("避免使用生僻字：常用字符集（GB 2312）里没有这些字")
        yield NamingFinding("rare_character", Severity.WARN, ARTICLE_9, text, rare)


def _is_han(char: str) -> bool:
    number = ord(char)
    return (
        0x3400 <= number <= 0x9FFF or 0xF900 <= number <= 0xFAFF or number >= 0x20000
    ) or char == "〇"


def _is_common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
