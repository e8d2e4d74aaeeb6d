"""Workbooks as tables: which sheet, where its header is, its rows out of the child process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imports.readers.cells import checked_row
from imports.readers.child import Child, RawRow, ready
from imports.readers.faults import unreadable
from imports.readers.headers import Head, find_header
from imports.readers.table import Fact, Limits, Reading, SourceRow
from registry.core.text import T


class SheetTable:
    """One sheet of a workbook.

    The child that found the header keeps the sheet open for the first reading; a later reading
    starts another.
    """

    def __init__(self, path: Path, format_: str, reading: Reading, limits: Limits) -> None:
        """Refused: encrypted, damaged, sheet_unknown, only_hidden, header_only and the like."""
        self.format = format_
        self.crs = ""
        self._limits = limits
        self._job = {"decoder": "sheets", "path": str(path.resolve()), "format": format_}
        self._job["sheet"] = reading.sheet
        child = Child(self._job, limits)
        try:
            self._found(child.opened, reading)
        except BaseException:
            child.close()
            raise
        self._spare: Child | None = child

    def _found(self, opened: dict[str, Any], reading: Reading) -> None:
        self._job["sheet"] = opened["sheet"]
        rows = [(int(number), cells) for number, cells in opened["head"]]
        merges = [(area[0], area[1], area[2], area[3]) for area in opened["merges"]]
        header = find_header(Head(rows, merges, is_grid=True), reading.header_row, self._limits)
        if not any(number > header.last for number, _ in rows):
            raise unreadable("header_only")
        self._header = header.last
        self.columns = header.columns
        self.total: int | None = max(0, int(opened["total"]) - header.last)
        self.facts = (*_sheet_facts(opened), *header.facts, *_merge_facts(opened))

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """The rows below the header with a number above `after`."""
        spare, self._spare = self._spare, None
        child = ready(spare, self._job, self._limits)
        for count, raw in enumerate(child.rows(after, header=self._header), start=1):
            if count > self._limits.rows:
                raise unreadable("too_many_rows", limit=self._limits.rows)
            yield row_of(raw, self.columns, self._limits)


def row_of(raw: RawRow, columns: tuple[str, ...], limits: Limits) -> SourceRow:
    """What the child sent, as a row of this table."""
    number, texts, geometry, found = raw
    width = len(columns)
    filled = max((at for at, text in enumerate(texts, start=1) if text), default=0)
    texts = (texts + [""] * (width - len(texts)))[:width]
    row = checked_row(number, texts, columns, limits.cell_chars, geometry)
    problems = [
        (columns[column] if 0 <= column < width else "", value, code)
        for column, value, code in found
    ]
    if filled > width:
        problems.append(("", str(filled), "ragged"))
    return row._replace(problems=(*problems, *row.problems)) if problems else row


def _sheet_facts(opened: dict[str, Any]) -> list[Fact]:
    facts = [Fact("sheet", T("工作表：%(name)s", name=opened["sheet"]))]
    others = [name for name in opened["sheets"] if name != opened["sheet"]]
    if others:
        text = T("还有 %(n)d 张工作表没有读取：%(names)s", n=len(others), names=_listed(others))
        facts.append(Fact("other_sheets", text))
    hidden = [name for name in opened["hidden"] if name != opened["sheet"]]
    if hidden:
        text = T("有 %(n)d 张隐藏的工作表没有读取：%(names)s", n=len(hidden), names=_listed(hidden))
        facts.append(Fact("hidden_sheets", text))
    if opened["sheet"] in opened["hidden"]:
        facts.append(Fact("hidden_sheet_read", T("读取的是一张隐藏的工作表")))
    return facts


def _merge_facts(opened: dict[str, Any]) -> list[Fact]:
    if not opened["merged"]:
        return []
    text = T("有 %(n)d 处合并单元格，纵向合并的内容已填入每一行", n=opened["merged"])
    return [Fact("merged_cells", text)]


def _listed(names: list[str]) -> str:
    return "、".join(name[:31] for name in names[:10])
