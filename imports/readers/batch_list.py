"""A list of names pasted from a notice (批次名单): free text to rows, the raw line kept beside.

千年古镇（2个）
合肥市（1个）：庐江县金牛镇
六安市金安区毛坦厂镇、宿州市萧县永堌镇
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from imports.readers.cells import checked_row, shown
from imports.readers.delimited import encoding_facts
from imports.readers.encodings import Scan
from imports.readers.faults import unreadable
from imports.readers.table import MIB, Fact, Limits, SourceRow
from registry.core.text import T

COLUMNS: Final = ("category", "city", "county", "town", "name", "batch", "text")
#: A notice is a page or two.
LIST_CHARS: Final = 2 * MIB
_ITEM_CHARS: Final = 40

_BATCH: Final = re.compile(r"第[一二三四五六七八九十百零\d]+批")
_NUMBERING: Final = re.compile(
    r"^\s*(?:[（(\[【][\d一二三四五六七八九十百]+[)）\]】]|\d+(?:\.\d+)+[.、．)）]?|[\u2460-\u249b\u3220-\u3229]"
    r"|[\d一二三四五六七八九十百]+(?:[.、．)）]|(?=\s))|[-·•*●])\s*"
)
#: A long run of spaces would make the patterns below slow.
_GAP: Final = re.compile(r"\s{3,}")
_COUNT: Final = r"(?:\s*[（(]\s*(?:共\s*)?\d+\s*[个处座条项]?\s*[)）])"
_HEADING: Final = re.compile(
    rf"^(?P<head>[^（(：:、，,；;]{{1,20}}?){_COUNT}?\s*(?:[：:]\s*(?P<rest>.*))?$"
)
_HAS_COUNT: Final = re.compile(_COUNT)
_CATEGORY: Final = re.compile(
    r"(?:千年|百年)?古(?:镇|村落|村|县|城|街巷|街道|街)|地名文化遗产|红色地名"
)
_SEPARATOR: Final = re.compile(r"[、，,；;。|｜/]")
#: Blanks stand between names, or between a division and what lies in it.
_BLANK: Final = re.compile(r"\t|\s{2,}|(?<=[省市县区镇乡村道]) ")
#: What a list is called is no name on it.
_LIST_OF: Final = re.compile(r"(?:.{1,6}省)?(?:(?:千年|百年)古.{1,3}|古村落|地名文化遗产|红色地名)")
_RANKS: Final = ("province", "city", "county", "town", "rest")
_PLACE: Final = re.compile(
    r"^(?:(?P<province>[^省市县区镇乡]{2,3}省))?"
    r"(?P<city>[^省市县区镇乡]{1,5}市(?![镇乡]))?"
    r"(?P<county>[^省县区镇乡]{1,6}?(?:县|区|市)(?![镇乡]))?"
    r"(?P<town>[^省镇乡]{1,7}?(?:镇镇?|乡|街道))?"
    r"(?P<rest>.*)$"
)
#: 县级市 of Anhui (GB/T 2260): what is written 市 alone may be one of them.
_COUNTY_CITIES: Final = frozenset(
    {"巢湖市", "桐城市", "天长市", "明光市", "界首市", "宁国市", "潜山市", "无为市", "广德市"}
)
#: A name without its generic part (洪疃), where a list is under way; not what ends a notice.
_BARE: Final = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]{2,6}")
_NOT_A_NAME: Final = re.compile(
    r"(?:[厅局处委会室科办部府日月年页]|公示|名单|附件|特此|联系.{0,2}|电话|地址|邮编|单位|时间)$"
)
#: 千年古镇（11个）: what a heading says of its own length.
_TOLD: Final = re.compile(r"[（(]\s*(?:共\s*)?(\d{1,4})\s*[个处座条项]?\s*[)）]")
_PLACE_ENDS: Final = (
    *(
        "镇",
        "乡",
        "村",
        "社区",
        "街道",
        "街",
        "巷",
        "路",
        "古城",
        "老街",
        "古村落",
        "县",
        "区",
        "市",
    ),
)


@dataclass(frozen=True, slots=True)
class _Above:
    """What the headings above a line say."""

    category: str = ""
    city: str = ""
    county: str = ""
    batch: str = ""
    #: 合肥市：… with its names behind it: a later line that says no division is not under it.
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class ListTable:
    """A pasted list, numbered by its entries."""

    path: Path
    scan: Scan
    facts: tuple[Fact, ...]
    total: int | None
    limits: Limits
    columns: tuple[str, ...] = COLUMNS
    crs: str = ""
    format: str = "list"

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """The entries from the one after `after` on."""
        text = _text(self.path, self.scan)
        entries, _ = parse_list(text)
        cut = self._cut(text)
        if cut and (not entries or entries[-1][-1] != cut):
            # What was cut off is no name any more, and would be missing without a word.
            entries.append((*[""] * (len(COLUMNS) - 1), cut))
        for number, entry in enumerate(entries, start=1):
            if number > after:
                row = checked_row(number, entry, COLUMNS, self.limits.cell_chars)
                is_cut = cut and number == len(entries)
                yield row._replace(problems=(("", shown(cut), "cut_character"),)) if is_cut else row

    def _cut(self, text: str) -> str:
        """The last line, where the file ends in the middle of a character."""
        return text.rstrip().rpartition("\n")[2].strip() if self.scan.is_cut else ""


def open_list(path: Path, scan: Scan, limits: Limits) -> ListTable:
    """The list in a text file. Refused: no_records where no line names a place."""
    text = _text(path, scan)
    entries, other = parse_list(text)
    if not entries:
        raise unreadable("no_records")
    facts = [
        *encoding_facts(scan),
        Fact("list", T("按粘贴的名单读取，共 %(n)d 条", n=len(entries))),
    ]
    if other:
        said = T("有 %(n)d 行不是名单，没有读取：%(text)s", n=len(other), text=other[0][:60])
        facts.append(Fact("other_lines", said))
    facts += [
        Fact(
            "list_count",
            T(
                "“%(heading)s”写明 %(told)d 个，读到 %(read)d 个，请核对",
                heading=heading,
                told=told,
                read=read,
            ),
        )
        for heading, told, read in miscounted(text, entries)
    ]
    return ListTable(path, scan, tuple(facts), len(entries), limits)


def is_list(sample: str) -> bool:
    """Whether most lines of a text name places in the manner of a notice."""
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    entries, other = parse_list("\n".join(lines))
    divided = sum(1 for entry in entries if entry[1] or entry[2] or entry[3])
    return divided > 0 and divided * 2 >= len(entries) and len(other) <= len(lines) // 2


def parse_list(text: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """The entries as rows of COLUMNS, and the lines that name no place."""
    entries: list[tuple[str, ...]] = []
    other: list[str] = []
    above = _Above()
    for raw in text.splitlines():
        line = _plain(raw)
        if not line:
            continue
        above, rest, is_heading = _under(above, line)
        found = [_entry(item, above, raw.strip()) for item in _items(rest)]
        above = replace(above, is_over=above.is_over or (is_heading and bool(rest.strip())))
        named = [entry for entry in found if entry]
        entries += named
        if not named and not is_heading:
            other.append(raw.strip())
    return entries, other


def _plain(raw: str) -> str:
    """A line without its number, its blanks as people mean them."""
    text = raw.strip().strip("\ufeff\u3000").replace("\u3000", " ")
    return _NUMBERING.sub("", _GAP.sub("  ", text))


def _under(above: _Above, line: str) -> tuple[_Above, str, bool]:
    """The headings after this line, what is left of it as entries, and whether it is a heading."""
    batch = _BATCH.search(line)
    if batch:
        above = replace(above, batch=batch[0], city="", county="")
    heading = _HEADING.match(line)
    has_mark = bool(_HAS_COUNT.search(line)) or "：" in line or ":" in line
    if heading and has_mark:
        head, rest = heading["head"].strip(), heading["rest"] or ""
        if head.endswith("市") and head not in _COUNTY_CITIES:
            return replace(above, city=head, county="", is_over=False), rest, True
        if head.endswith(("县", "区", "市")):
            return replace(above, county=head, is_over=False), rest, True
        if _CATEGORY.search(head):
            return replace(above, category=head, city="", county="", is_over=False), rest, True
    if batch or (_CATEGORY.fullmatch(line)):
        category = _CATEGORY.search(line)
        kept = above if batch or not category else replace(above, category=category[0], city="")
        return kept, "", True
    return above, line, False


def _items(text: str) -> list[str]:
    return [item for part in _SEPARATOR.split(text) for item in _joined(_BLANK.split(part))]


def _joined(pieces: list[str]) -> list[str]:
    """合肥市 长丰县 吴山镇 is one name with what it lies in, 金牛镇 汤池镇 are two."""
    found: list[str] = []
    for piece in filter(None, (one.strip() for one in pieces)):
        if found and _ranks(found[-1])[-1] < _ranks(piece)[0]:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _ranks(item: str) -> list[int]:
    """Which parts of an address an item has, the widest first."""
    match = _PLACE.match(item)
    parts = match.groupdict(default="") if match else {"rest": item}
    return [rank for rank, name in enumerate(_RANKS) if parts.get(name)] or [len(_RANKS)]


def _entry(item: str, above: _Above, raw: str) -> tuple[str, ...] | None:
    """One name with what it lies in; None where this is prose."""
    item = _NUMBERING.sub("", item)
    if len(item) > 4 * _ITEM_CHARS:
        return None
    plain = re.sub(r"[（(].*?[)）]", "", item).strip()
    if not plain or len(plain) > _ITEM_CHARS or _LIST_OF.fullmatch(plain):
        return None
    found = _PLACE.match(plain)
    parts = found.groupdict(default="") if found else {"rest": plain}
    is_named = plain.endswith(_PLACE_ENDS)
    if not is_named and not (above.category and _is_bare_name(parts.get("rest", "").strip())):
        return None
    city, county = parts.get("city", ""), parts.get("county", "")
    if city and not county and (above.city or city in _COUNTY_CITIES):
        city, county = "", city
    town, rest = parts.get("town", ""), parts.get("rest", "").strip()
    name = rest or town or county or city
    if above.is_over and not (city or county or town):
        above = replace(above, city="", county="")
    city = city or above.city
    return above.category, city, county or above.county, town, name, above.batch, raw


def _is_bare_name(text: str) -> bool:
    """洪疃: whether a short word inside a list may be a name without its generic part."""
    return bool(_BARE.fullmatch(text)) and not _NOT_A_NAME.search(text)


def miscounted(text: str, entries: list[tuple[str, ...]]) -> list[tuple[str, int, int]]:
    """(heading, how many it says, how many were read) where a list was not read as it counts."""
    read = Counter(entry[0] for entry in entries)
    told: Counter[str] = Counter()
    for raw in text.splitlines():
        line = _plain(raw)
        heading, count = _HEADING.match(line), _TOLD.search(line)
        head = heading["head"].strip() if heading else ""
        if count and _CATEGORY.search(head) and not head.endswith(("市", "县", "区")):
            told[head] += int(count[1])
    return [(head, said, read[head]) for head, said in told.items() if said != read[head]]


def _text(path: Path, scan: Scan) -> str:
    with scan.open(path) as text:
        read = text.read(LIST_CHARS + 1)
    if len(read) > LIST_CHARS:
        raise unreadable("line_too_long", line=1)
    return read
