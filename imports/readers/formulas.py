"""Cells of a workbook whose formula has no saved result, or whose result is an error.

calamine gives both as empty cells; they would be taken for empty ones. So the sheet's own XML is
gone through once more, in a stream, and only where it holds a formula or an error at all.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

#: Row number → (column from 0, code).
Marks = dict[int, list[tuple[int, str]]]

_CHUNK: Final = 1024 * 1024
_MOST: Final = 100_000
_CELL: Final = re.compile(
    rb'<(?:\w+:)?c\s(?=[^<>]*?\br="([A-Z]{1,3})(\d{1,7})")([^<>]*)>'
    rb"\s*(?:<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)?)?"
)
_IS_ERROR: Final = re.compile(rb'\bt="e"')
_IS_TEXT: Final = re.compile(rb'\bt="str"')
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ODS_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_ODS_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "


def marks_of(path: str, format_: str, sheet: str) -> Marks:
    """The cells of one sheet that look empty and are not. An xls always holds a result."""
    if format_ not in {"xlsx", "ods"}:
        return {}
    with zipfile.ZipFile(path) as archive:
        if format_ == "ods":
            with archive.open("content.xml") as source:
                return _OdsScan(sheet).marks(source)
        part = _part_of(archive, sheet)
        if part is None:
            return {}
        with archive.open(part) as source:
            return _xlsx_marks(source)


def _xlsx_marks(source: IO[bytes]) -> Marks:
    marks: Marks = defaultdict(list)
    found = 0
    for piece in _pieces(source):
        if b"<f" not in piece and b":f" not in piece and b't="e"' not in piece:
            continue
        for cell in _CELL.finditer(piece):
            code = _code(cell)
            if code and found < _MOST:
                found += 1
                marks[int(cell[2])].append((_column(cell[1]), code))
    return dict(marks)


def _code(cell: re.Match[bytes]) -> str:
    if _IS_ERROR.search(cell[3]):
        return "error_value"
    # An empty text is a result; Excel says so by the type.
    if cell[4] is not None and not _IS_TEXT.search(cell[3]):
        return "formula_no_value"
    return ""


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that end between two rows where that is possible."""
    rest = b""
    while chunk := source.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"</row>")
        if cut >= 0 or len(rest) > 8 * _CHUNK:
            cut = cut if cut >= 0 else len(rest)
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of an xlsx that holds the sheet of this name."""
    try:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no DOCTYPE: checked
        relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ET.ParseError):
        return None
    wanted = {
        each.get(_RELATION) or each.get(_STRICT)
        for each in book.iter()
        if each.tag.endswith("}sheet") and each.get("name") == sheet
    }
    for each in relations:
        if each.get("Id") in wanted:
            target = (each.get("Target") or "").replace("\\", "/")
            name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return name if name in archive.namelist() else None
    return None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


class _OdsScan:
    """One pass over content.xml, where cells and rows carry counts instead of addresses."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._marks: Marks = defaultdict(list)
        self._is_inside = False
        self._row = self._column = 0
        self._row_count = 1

    def marks(self, source: IO[bytes]) -> Marks:
        """The cells with a formula and no value."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.ParseFile(source)
        except expat.ExpatError:
            return {}
        return dict(self._marks)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _ODS_TABLE + "table":
            self._is_inside = attributes.get(_ODS_TABLE + "name") == self._sheet
        if not self._is_inside:
            return
        if name == _ODS_TABLE + "table-row":
            self._row_count = _repeated(attributes, "rows")
            self._column = 0
        elif name in {_ODS_TABLE + "table-cell", _ODS_TABLE + "covered-table-cell"}:
            has_formula = _ODS_TABLE + "formula" in attributes
            if has_formula and _ODS_OFFICE + "value-type" not in attributes:
                self._marks[self._row + 1].append((self._column, "formula_no_value"))
            self._column += _repeated(attributes, "columns")

    def _end(self, name: str) -> None:
        if self._is_inside and name == _ODS_TABLE + "table-row":
            self._row += self._row_count


def _repeated(attributes: dict[str, str], what: str) -> int:
    count = attributes.get(f"{_ODS_TABLE}number-{what}-repeated", "1")
    return int(count) if count.isdecimal() and len(count) < 8 else 1
