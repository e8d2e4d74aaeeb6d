"""Where the header of a table is, and what its columns are called.

Sheets from offices begin with a title across all columns, a line with unit and date, then one or
two rows of headings, where a heading stands over several columns, and often a row of column
numbers (栏次) before the data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from imports.readers.faults import unreadable
from imports.readers.table import Fact, Limits
from registry.core.text import T, Text

#: Rows that are looked at to find the header.
HEAD_ROWS: Final = 40
_DEEPEST: Final = 3
_TITLES_SHOWN: Final = 3

_NUMBER: Final = re.compile(r"[+-]?\d[\d,.]*(?:[Ee][+-]?\d+)?[%°]?|\d{4}[-/.年]\d{1,2}.*")
_HAN_GAP: Final = re.compile(r"(?<=[\u3400-\u9fff（）]) +(?=[\u3400-\u9fff（）])")
_MARKS: Final = re.compile(r"[\s*＊:：]+|[（(][^（()）]*[)）]")

#: Headings that occur in registers, censuses, exports; two of them make a row the header.
_WORD_LIST: Final = """
    序号 编号 代码 地名代码 区划代码 行政区划代码 唯一标识 标识码 名称 地名 标准名称 汉字 汉字书写
    罗马字母拼写 拼音 汉语拼音 读音 地名读音 别名 曾用名 简称 旧称 原名 历史地名 类别 类别名称
    地名类别 地名类型 类型 类别代码 密级 经度 纬度 东经 北纬 至东经 至北纬 坐标 坐标系 x y 高程 面积
    长度 宽度 省 市 县 区 乡镇 镇 村 省份 城市 区县 县区 县市区 所在行政区 所在跨行政区 所属政区
    所属行政区 所属乡镇 地址 位置 来历 地名来历 含义 地名含义 历史沿革 沿革 地理实体描述 资料来源
    资料来源及出处 备注 说明 登记时间 登记人 登记单位 标牌个数 设立年份 废止年份 命名时间 使用时间
    批次 年份 地理坐标 村名 镇名 乡名 路名 街名 id name title type kind code
    lon lng lat longitude latitude easting northing
    geowkt wkt ccodes title_source title_uri variants start end standard_name place_code place_type
    roman_alphabet_spelling area area_name city_name province_name gdm pinyin county town
"""
_WORDS: Final = frozenset(_WORD_LIST.split())

Merges = Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table and where its data begins."""

    columns: tuple[str, ...]
    #: Number of the last row that is not data; 0 where the data begins at once.
    last: int
    facts: tuple[Fact, ...] = ()


@dataclass(slots=True)
class Head:
    """The first rows of a table: (number, cells) without the empty ones, and merged areas.

    A merged area is (first row number, first column, last row number, last column), columns from 0.
    """

    rows: list[tuple[int, list[str]]]
    merges: Merges = field(default_factory=tuple)
    is_grid: bool = False

    def trimmed(self) -> list[tuple[int, list[str]]]:
        """The rows without empty cells at their ends; empty rows left out."""
        cut = ((number, _trimmed(cells)) for number, cells in self.rows)
        return [(number, cells) for number, cells in cut if cells]


def find_header(head: Head, wanted: int | None, limits: Limits) -> Header:
    """The header of a table whose first rows these are.

    `wanted`: the number of its first row as a person chose it, 0 for none, None to search.
    Refused: header_row, too_many_columns.
    """
    rows = head.trimmed()
    at = _position(rows, wanted)
    if at is None:
        width = max((len(cells) for _, cells in rows), default=0)
        _check_width(width, limits)
        fact = Fact("no_header", T("没有找到表头，各列按顺序编号"))
        return Header(tuple(f"列{n}" for n in range(1, width + 1)), 0, (fact,))
    names, depth = _joined(rows, at, head.merges)
    first, last = rows[at][0], rows[at + depth - 1][0]
    headed = len(names)
    if head.is_grid:
        # A sheet has no delimiter to go wrong: what stands beyond the headings is a column, too.
        widest = max(len(cells) for _, cells in rows[at:])
        names += [""] * (widest - len(names))
    _check_width(len(names), limits)
    if at + depth < len(rows) and _is_column_numbers(rows[at + depth][1]):
        last = rows[at + depth][0]
    columns, repeated = unique_names(names)
    facts = [_place_fact(first, rows[at + depth - 1][0]), *_title_facts(rows[:at])]
    if beyond := columns[headed:]:
        text = T("表头右边还有 %(n)d 列没有标题：%(names)s", n=len(beyond), names=_listed(beyond))
        facts.append(Fact("unnamed_columns", text))
    if repeated:
        facts.append(
            Fact(
                "repeated_columns", T("有重名的列，已加序号：%(names)s", names="、".join(repeated))
            )
        )
    return Header(columns, last, tuple(facts))


def known_words(cells: Sequence[str]) -> int:
    """How many of these are headings known from registers."""
    plain = [_MARKS.sub("", cell).lower() for cell in cells]
    return sum(word in _WORDS or (len(word) <= 6 and word.endswith("名称")) for word in plain)


def looks_numeric(cell: str) -> bool:
    """Whether a cell holds a number or a date, which a heading does not."""
    return bool(_NUMBER.fullmatch(cell.strip()))


def _position(rows: list[tuple[int, list[str]]], wanted: int | None) -> int | None:
    if wanted is not None:
        return _chosen(rows, wanted)
    for at, (_, cells) in enumerate(rows):
        if known_words(cells) >= 2:
            return at
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in rows]
    typical = _typical(filled)
    if typical == 1 and not any(known_words(cells) for _, cells in rows[:1]):
        # A bare list: to take its first name for a heading would lose it without a word.
        return None
    for at, (_, cells) in enumerate(rows):
        texts = [cell for cell in cells if cell.strip()]
        if filled[at] < max(min(2, typical), (typical + 1) // 2):
            continue
        if len(set(texts)) == 1 < len(texts):
            continue
        return None if any(looks_numeric(cell) for cell in texts) else at
    return None


def _chosen(rows: list[tuple[int, list[str]]], wanted: int) -> int | None:
    if wanted == 0:
        return None
    for at, (number, _) in enumerate(rows):
        if number == wanted:
            return at
    raise unreadable("header_row", row=wanted)


def _typical(filled: list[int]) -> int:
    counts = Counter(filled)
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _joined(rows: list[tuple[int, list[str]]], at: int, merges: Merges) -> tuple[list[str], int]:
    """The names of the columns, and over how many rows the header goes."""
    names = [_tidy(cell) for cell in rows[at][1]]
    depth = 1
    while depth < _DEEPEST and at + depth < len(rows):
        number = rows[at + depth - 1][0]
        below = [_tidy(cell) for cell in rows[at + depth][1]]
        spans = [(left, right) for top, left, end, right in merges if top <= number <= end]
        groups = _groups(names, below, [span for span in spans if span[0] < span[1]])
        if not _continues(names, below, groups, has_spans=bool(spans)):
            break
        names = _combined(names, below, groups)
        depth += 1
    return names, depth


def _groups(names: list[str], below: list[str], spans: list[tuple[int, int]]) -> dict[int, str]:
    """Column → the heading that stands over it together with its neighbours."""
    found: dict[int, str] = {}
    for left, right in spans:
        if left < len(names) and names[left]:
            found |= dict.fromkeys(range(left, right + 1), names[left])
    start = 0
    for column in range(max(len(names), len(below))):
        if _at(names, column):
            start = column
        elif _at(below, column) and column not in found and _at(names, start) and _at(below, start):
            found[start] = found[column] = names[start]
    return found


def _continues(
    names: list[str], below: list[str], groups: dict[int, str], *, has_spans: bool
) -> bool:
    """Whether the next row is still part of the header: it only fills what the first left open."""
    if not groups or any(looks_numeric(cell) for cell in below if cell):
        return False
    width = max(len(names), len(below))
    both = [c for c in range(width) if _at(names, c) and _at(below, c)]
    if any(column not in groups for column in both):
        return False
    alone = any(_at(names, c) and not _at(below, c) for c in range(width))
    return alone or has_spans or known_words(below) >= 2


def _combined(names: list[str], below: list[str], groups: dict[int, str]) -> list[str]:
    joined: list[str] = []
    for column in range(max(len(names), len(below))):
        name = _at(below, column)
        above = (groups.get(column) if name else "") or _at(names, column)
        joined.append(f"{above}/{name}" if above and name and above != name else above or name)
    return joined


def _is_column_numbers(cells: list[str]) -> bool:
    """栏次: 1, 2, 3 … under the headings (甲, 乙 may stand before)."""
    numbers = [cell.strip() for cell in cells if cell.strip() not in {"", "甲", "乙", "丙", "丁"}]
    return len(numbers) >= 3 and all(
        number.strip("()（）") == str(at) for at, number in enumerate(numbers, start=1)
    )


def unique_names(names: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names none of which is empty or occurs twice, and those that did."""
    seen: set[str] = set()
    unique: list[str] = []
    repeated: list[str] = []
    for place, name in enumerate(names, start=1):
        chosen = base = name or f"列{place}"
        if chosen in seen:
            repeated.append(base)
        count = 1
        while chosen in seen:
            count += 1
            chosen = f"{base} ({count})"
        seen.add(chosen)
        unique.append(chosen)
    return tuple(unique), repeated


def _place_fact(first: int, last: int) -> Fact:
    text: Text = T("表头在第 %(row)d 行", row=first)
    if last > first:
        text = T("表头在第 %(first)d 至 %(last)d 行，上下合为列名", first=first, last=last)
    return Fact("header_row", text)


def _title_facts(rows: list[tuple[int, list[str]]]) -> list[Fact]:
    """What stood above the header: often the year, the unit, or the level of secrecy."""
    lines = [" ".join(cell.strip() for cell in cells if cell.strip())[:120] for _, cells in rows]
    return [
        Fact("title_row", T("表头之上的文字：%(text)s", text=line))
        for line in lines[:_TITLES_SHOWN]
    ]


def _check_width(width: int, limits: Limits) -> None:
    if width > limits.columns:
        raise unreadable("too_many_columns", n=width, limit=limits.columns)


def _tidy(cell: str) -> str:
    return _HAN_GAP.sub("", " ".join(cell.replace("\0", "").split()))[:120]


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:10])


def _at(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
