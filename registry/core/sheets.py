"""Tables written for people's spreadsheet programs: no cell of theirs becomes a formula."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

#: Signs at which a spreadsheet program takes a text for a formula (OWASP, CSV injection).
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
#: The same signs as a Chinese keyboard writes them; some programs take them alike.
_WIDE_STARTS: Final = ("＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
#: What no XML and so no xlsx can hold.
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_CHARS: Final = 32_767
_SHEET_ROWS: Final = 1_048_576

_TITLE_CHARS: Final = 31
#: What the title of a sheet may not hold.
_NOT_IN_TITLE: Final = re.compile(r"[\[\]:*?/\\]")

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its title, its headings, its rows."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet program would run it.

    A plain number such as -12.5 or +86 stays: it is no formula. `plain_cell` takes it back.
    """
    return "'" + text if _is_risky(text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given, so that a table that went out comes in unchanged."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def _is_risky(text: str) -> bool:
    # A text that looks as if it had been made safe is made safe once more, to be told apart.
    bare = text.lstrip("'")
    return bare.startswith((*_STARTS, *_WIDE_STARTS)) and not _NUMBER.fullmatch(bare)


def write_csv(
    stream: IO[bytes],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    encoding: str = "utf-8",
) -> None:
    """A CSV that Excel and WPS open rightly: UTF-8 with its mark, or GB 18030; CRLF line ends.

    ValueError for another encoding. The stream stays open.
    """
    if encoding not in {"utf-8", "gb18030"}:
        raise ValueError(f"no such encoding for a CSV: {encoding}")
    if encoding == "utf-8":
        stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([safe_cell(column) for column in columns])
        for row in rows:
            writer.writerow([_safe(cell) for cell in row])
        text.flush()
    finally:
        # The wrapper would close what belongs to the caller.
        with suppress(ValueError):
            text.detach()


def write_xlsx(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Sheet1"
) -> int:
    """A workbook of one sheet, row by row in little memory; how many rows it has.

    Texts are written as texts, whatever they begin with, and are made safe all the same: somebody
    will save the sheet as CSV. Rows beyond what a sheet can hold are left out; compare the count.
    """
    return write_book(path, [Sheet(title, columns, rows)])


def write_book(path: Path, sheets: Iterable[Sheet]) -> int:
    """A workbook of several sheets, written as `write_xlsx` does; how many rows they have in all.

    Numbers and dates stay what they are. A title that a sheet can't have is made fit.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    count = 0
    for one in sheets:
        sheet = book.create_sheet(_NOT_IN_TITLE.sub("·", one.title)[:_TITLE_CHARS])
        sheet.freeze_panes = "A2"
        sheet.append([_in_sheet(column) for column in one.columns])
        for number, row in enumerate(one.rows):
            if number + 2 > _SHEET_ROWS:
                break
            sheet.append([_in_sheet(cell) for cell in row])
            count += 1
    book.save(path)
    return count


def _safe(cell: Cell) -> Cell:
    return safe_cell(cell) if isinstance(cell, str) else cell


def _in_sheet(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return safe_cell(_NOT_IN_XML.sub("\ufffd", cell))[:_CELL_CHARS]
