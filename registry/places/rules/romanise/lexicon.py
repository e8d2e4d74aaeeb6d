"""Words inside the long names of bodies, zones and sites, so that they are not run together."""

from __future__ import annotations

from collections.abc import Sequence

NATIONALITIES = tuple(
    "回族 满族 畲族 蒙古族 藏族 苗族 壮族 土家族 瑶族 侗族 朝鲜族 维吾尔族".split()  # noqa: SIM905
)
PLACE_WORDS = tuple(
    (  # noqa: SIM905 - a word list reads best as words
        "合肥 肥东 肥西 长丰 庐江 巢湖 安徽 六安 柘皋 烔炀 银屏山 紫蓬山 滨湖 蜀山 庐阳 瑶海 包河"
    ).split()
)
WORDS_OF_BODIES = tuple(
    (  # noqa: SIM905 - a word list reads best as words
        "安徽 合肥 肥东 肥西 庐江 蜀山 滨湖 龙岗 世纪 省 居民委员会 居民委员 村民委员会 委员会 "
        "居民 村民 居委会 村委会 虚拟 民族 回族 社区 村 服务 中心 生活 综合 经济 高新 技术 "
        "产业 循环 新产业 工业区 开发区 示范园 工业园 园区 化工园 合作区 托管区 管理 管理区 "
        "分局 监狱 农场 "
        "管委会 街道 （ ） 战斗 惨案 水下 智人 遗址 仙人 大院"
    ).split()
)
_APART = {
    "居民委员会": ("居民", "委员会"),
    "居民委员": ("居民", "委员"),
    "村民委员会": ("村民", "委员会"),
}


def words(hanzi: str, lexicon: Sequence[str]) -> list[str]:
    """Cut at the words of a lexicon, the longest first; what lies between stays joined.

    A single character is never left over: 巢湖路 keeps 巢湖 whole, 巢湖边 is not cut.
    """
    found: list[str] = []
    rest = ""
    at = 0
    known = sorted(lexicon, key=len, reverse=True)
    while at < len(hanzi):
        word = next((word for word in known if hanzi.startswith(word, at)), "")
        if word and (len(word) > 1 or len(hanzi) == len(word) or rest == ""):
            if rest:
                found.append(rest)
                rest = ""
            found.extend(_APART.get(word, (word,)))
            at += len(word)
        else:
            rest += hanzi[at]
            at += 1
    if len(rest) == 1 and found:
        found[-1] += rest
    elif rest:
        found.append(rest)
    return found
