"""Words inside the long names of bodies, zones and sites, so that they are not run together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

NATIONALITIES = tuple(
    "回族 满族 畲族 蒙古族 藏族 苗族 壮族 土家族 瑶族 侗族 朝鲜族 维吾尔族".split()  # noqa: SIM905
)
PLACE_WORDS = tuple(
    (  # noqa: SIM905 - a word list reads best as words
        "合肥 肥东 肥西 长丰 庐江 巢湖 安徽 六安 柘皋 烔炀 银屏山 紫蓬山 滨湖 蜀山 庐阳 瑶海 包河 "
        "新华"
    ).split()
)
WORDS_OF_BODIES = tuple(
    (  # noqa: SIM905 - a word list reads best as words
        "安徽 合肥 肥东 肥西 庐江 蜀山 滨湖 龙岗 世纪 省 居民委员会 居民委员 村民委员会 委员会 "
        "居民 村民 居委会 村委会 虚拟 民族 回族 社区 村 服务 中心 生活 综合 经济 高新 技术 "
        "产业 循环 新产业 工业区 开发区 示范园 工业园 园区 化工园 合作区 托管区 管理 管理区 "
        "分局 监狱 农场 "
        "管委会 街道 （ ） 战斗 战役 总前委 惨案 水下 智人 遗址 仙人 大院 "
        "中国 国家 国际 人民 政府 医院 中心 大学 中学 小学 科学 森林 湿地 野生 生态 地质 "
        "抗战 人行 天桥 "
        "第一 第二 第三 第四 第五 第六 第七 第八 第九 第十"
    ).split()
)
BODY_AND_PLACE_WORDS = WORDS_OF_BODIES + PLACE_WORDS
IS_WORD_OF_BODIES = frozenset(WORDS_OF_BODIES)
_OF_STREETS = frozenset("路街巷")
_APART = {
    "居民委员会": ("居民", "委员会"),
    "居民委员": ("居民", "委员"),
    "村民委员会": ("村民", "委员会"),
}


@lru_cache(maxsize=8)
def _by_beginning(lexicon: tuple[str, ...]) -> dict[str, list[str]]:
    """The words by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(lexicon, key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


def words(hanzi: str, lexicon: Sequence[str]) -> list[str]:
    """Cut at the words of a lexicon, the longest first; what lies between stays joined.

    A single character is no word of its own beside others: 巢湖边 and 小合肥 are not cut. A word
    that names a street keeps its 路: 六安路小学.
    """
    known = _by_beginning(tuple(lexicon))
    if known.keys().isdisjoint(hanzi):
        return [hanzi] if hanzi else []
    found: list[str] = []
    loose = ""
    at = 0
    while at < len(hanzi):
        begun = known.get(hanzi[at], ())
        word = next((word for word in begun if hanzi.startswith(word, at)), "")
        if not word or (len(word) == 1 and loose):
            loose += hanzi[at]
            at += 1
            continue
        at += len(word)
        is_street = hanzi[at : at + 1] in _OF_STREETS and not hanzi.startswith("街道", at)
        if len(word) > 1 and is_street:
            word += hanzi[at]
            at += 1
        if len(loose) == 1:
            found.append(loose + word)
        else:
            found += [loose, *_APART.get(word, (word,))]
        loose = ""
    if len(loose) == 1 and found:
        found[-1] += loose
    else:
        found.append(loose)
    return [word for word in found if word]
