"""纪元表: dynasties and reigns as years, for texts that are kept verbatim beside them.

Years are civil (no year 0) and follow the table of Chinese eras that is printed as an appendix of
《现代汉语词典》 (商务印书馆); the years before 841 BCE follow 《夏商周年表》 of the chronology
project (夏商周断代工程, 2000), which calls them approximate. Where a dynasty overlaps another, each
keeps its own span. Written out for this project; an interval says no more than that the text names
the era.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SOURCE = "《现代汉语词典》附录“我国历代纪元表”；公元前841年以前据《夏商周年表》"


@dataclass(frozen=True, slots=True)
class Era:
    """A dynasty or a reign with its first and last civil year; negative is BCE."""

    name: str
    first: int
    last: int


DYNASTIES: tuple[Era, ...] = (
    Era("夏", -2070, -1600),
    Era("商", -1600, -1046),
    Era("西周", -1046, -771),
    Era("周", -1046, -256),
    Era("东周", -770, -256),
    Era("春秋", -770, -476),
    Era("战国", -475, -221),
    Era("秦", -221, -206),
    Era("西汉", -206, 25),
    Era("东汉", 25, 220),
    Era("汉", -206, 220),
    Era("三国", 220, 280),
    Era("曹魏", 220, 265),
    Era("东吴", 222, 280),
    Era("西晋", 265, 317),
    Era("东晋", 317, 420),
    Era("晋", 265, 420),
    Era("南北朝", 420, 589),
    Era("南朝宋", 420, 479),
    Era("南朝齐", 479, 502),
    Era("南朝梁", 502, 557),
    Era("南朝陈", 557, 589),
    Era("南朝", 420, 589),
    Era("北魏", 386, 534),
    Era("北齐", 550, 577),
    Era("北周", 557, 581),
    Era("北朝", 386, 581),
    Era("隋", 581, 618),
    Era("唐", 618, 907),
    Era("五代十国", 907, 979),
    Era("五代", 907, 960),
    Era("南唐", 937, 975),
    Era("北宋", 960, 1127),
    Era("南宋", 1127, 1279),
    Era("宋", 960, 1279),
    Era("辽", 907, 1125),
    Era("金", 1115, 1234),
    Era("元", 1206, 1368),
    Era("明", 1368, 1644),
    Era("清", 1616, 1911),
    Era("民国", 1912, 1949),
)
REIGNS: tuple[Era, ...] = (
    Era("洪武", 1368, 1398),
    Era("建文", 1399, 1402),
    Era("永乐", 1403, 1424),
    Era("洪熙", 1425, 1425),
    Era("宣德", 1426, 1435),
    Era("正统", 1436, 1449),
    Era("景泰", 1450, 1457),
    Era("天顺", 1457, 1464),
    Era("成化", 1465, 1487),
    Era("弘治", 1488, 1505),
    Era("正德", 1506, 1521),
    Era("嘉靖", 1522, 1566),
    Era("隆庆", 1567, 1572),
    Era("万历", 1573, 1620),
    Era("泰昌", 1620, 1620),
    Era("天启", 1621, 1627),
    Era("崇祯", 1628, 1644),
    Era("顺治", 1644, 1661),
    Era("康熙", 1662, 1722),
    Era("雍正", 1723, 1735),
    Era("乾隆", 1736, 1795),
    Era("嘉庆", 1796, 1820),
    Era("道光", 1821, 1850),
    Era("咸丰", 1851, 1861),
    Era("同治", 1862, 1874),
    Era("光绪", 1875, 1908),
    Era("宣统", 1909, 1911),
    Era("民国", 1912, 1949),
)
_BY_LENGTH = sorted({*DYNASTIES, *REIGNS}, key=lambda era: (-len(era.name), era.name))
_DIGITS = {char: n for n, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_YEAR = re.compile(r"([元〇零一二三四五六七八九十百廿卅\d]{1,5})年")


@dataclass(frozen=True, slots=True)
class Converted:
    """The years a text can mean: astronomical bounds, and the entry of the table it came from."""

    earliest: int
    latest: int
    entry: str


def convert(text: str) -> Converted | None:
    """The years of an era text such as 唐, 北宋初, 清光绪十一年; None where the table has none.

    Words like 初 and 末 have no agreed length: the whole era stands for them. A year past the end
    of its reign is no year. A reign that the table does not list leaves its dynasty.
    """
    plain = "".join(text.split())
    era = next((era for era in _BY_LENGTH if plain.startswith(era.name)), None)
    if era is None:
        return None
    rest = plain[len(era.name) :]
    for prefix in ("代", "朝"):
        rest = rest.removeprefix(prefix)
    reign = next((one for one in REIGNS if rest.startswith(one.name) and _within(one, era)), None)
    if reign is not None:
        era, rest = reign, rest[len(reign.name) :]
    if era in REIGNS and (found := _YEAR.match(rest)):
        number = numeral(found[1])
        year = era.first + number - 1 if number else 0
        if not era.first <= year <= era.last:
            return None
        return Converted(_astronomical(year), _astronomical(year), f"{era.name}{found[0]}")
    return Converted(_astronomical(era.first), _astronomical(era.last), era.name)


def _within(reign: Era, dynasty: Era) -> bool:
    return dynasty.first <= reign.first and reign.last <= dynasty.last


def _astronomical(civil: int) -> int:
    return civil + 1 if civil < 0 else civil


def numeral(text: str) -> int | None:
    """A number below a hundred as dates write it: 元, 十一, 廿三, 23; None if it is none."""
    if text.isdigit() and text.isascii():
        return int(text)
    spelled = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = spelled.rpartition("十")
    if not ten:
        return _DIGITS.get(spelled)
    high = 1 if not tens else _DIGITS.get(tens)
    low = 0 if not ones else _DIGITS.get(ones)
    return None if high is None or low is None else high * 10 + low
