"""Tables in text files: comma, tab, semicolon or bar between the cells; rows in a stream."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imports.readers import encodings
from imports.readers.cells import checked_row, shown
from imports.readers.encodings import ENCODING_NAMES, Scan
from imports.readers.faults import unreadable
from imports.readers.headers import HEAD_ROWS, Head, Header, find_header
from imports.readers.table import Fact, Limits, Reading, SourceRow
from registry.core.text import T

if TYPE_CHECKING:
    import _csv

DELIMITERS: Final = (",", "\t", ";", "|")
#: A person may write what cannot be typed into a field.
_DELIMITER_WORDS: Final = {"tab": "\t", "\\t": "\t", "制表符": "\t"}
_DELIMITER_TEXTS: Final = {
    ",": T("分隔符：逗号"),
    "\t": T("分隔符：制表符"),
    ";": T("分隔符：分号"),
    "|": T("分隔符：竖线"),
}
_BATCH: Final = 512
#: The longest cell the parser itself takes, in characters: beyond it a quote was never closed.
_PARSER_CELL: Final = 4 * 1024 * 1024
#: One row over so many lines is an open quote and not a long remark.
_ROW_LINES: Final = 200

# The limit belongs to the whole process; the default of 128 KiB would end the reading at a cell
# that is only one row's problem.
csv.field_size_limit(max(csv.field_size_limit(), _PARSER_CELL))


@dataclass(frozen=True, slots=True)
class DelimitedTable:
    """A text file with delimiters."""

    path: Path
    scan: Scan
    delimiter: str
    header: Header
    format: str
    facts: tuple[Fact, ...]
    limits: Limits
    crs: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.header.columns

    @property
    def total(self) -> int:
        """Lines after the header: more than rows where cells hold line ends."""
        return max(0, self.scan.lines - self.header.last)

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """The rows after the header with a number above `after`.

        Rows come in batches; a batch in which every row has the right width and nothing in the file
        is suspicious is handed on without a look at its cells.
        """
        width = len(self.columns)
        blank = [""] * width
        with self.scan.open(self.path) as text:
            reader = csv.reader(text, delimiter=self.delimiter)
            number = max(self.header.last, after)
            _skip(reader, number)
            careful = self.scan.is_suspicious or self.scan.longest > self.limits.cell_chars
            while batch := self._batch(reader, number):
                lines, rows = batch
                if number + len(rows) > self.limits.rows:
                    raise unreadable("too_many_rows", limit=self.limits.rows)
                is_even = lines == len(rows) and set(map(len, rows)) == {width}
                if is_even and not careful and blank not in rows:
                    yield from map(SourceRow, count(number + 1), map(tuple, rows))
                else:
                    is_last = len(rows) < _BATCH
                    yield from self._careful(rows, number, is_last=is_last, lines=lines)
                number += len(rows)

    def _batch(self, reader: _csv.Reader, number: int) -> tuple[int, list[list[str]]] | None:
        before = reader.line_num
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, _BATCH))
        except csv.Error:
            raise unreadable("line_too_long", line=number + len(rows) + 1) from None
        return (reader.line_num - before, rows) if rows else None

    def _careful(
        self, rows: list[list[str]], number: int, *, is_last: bool, lines: int
    ) -> Iterator[SourceRow]:
        for at, row in enumerate(rows, start=number + 1):
            if not row or not any(row):
                continue
            made = self._row(at, row)
            if is_last and at == number + len(rows):
                made = self._ending(made, row, is_open=lines > len(rows))
            yield made

    def _row(self, number: int, row: list[str]) -> SourceRow:
        width, given = len(self.columns), len(row)
        if given != width:
            excess = any(cell.strip() for cell in row[width:])
            row = (row + [""] * (width - given))[:width]
        else:
            excess = False
        made = checked_row(number, row, self.columns, self.limits.cell_chars)
        extra: tuple[tuple[str, str, str], ...] = ()
        if excess:
            extra = (("", str(given), "ragged"),)
        elif given < width:
            extra = (("", str(given), "row_short"),)
        if sum(cell.count("\n") for cell in row) > _ROW_LINES:
            extra = (*extra, ("", shown(row[0]), "open_quote"))
        return made._replace(problems=(*extra, *made.problems)) if extra else made

    def _ending(self, made: SourceRow, row: list[str], *, is_open: bool) -> SourceRow:
        """The last row of the file, where a cut character or an open quote shows."""
        problems = made.problems
        if self.scan.is_cut:
            kept = tuple(problem for problem in problems if problem[2] != "bad_bytes")
            problems = (*kept, ("", shown(row[-1]), "cut_character"))
        marked = {code for _, _, code in problems}
        if is_open and self.scan.has_odd_quotes and "open_quote" not in marked:
            problems = (*problems, ("", shown(row[0]), "open_quote"))
        return made._replace(problems=problems)


def open_delimited(path: Path, scan: Scan, reading: Reading, limits: Limits) -> DelimitedTable:
    """The table in a text file. Refused: delimiter, header_row, header_only, too_many_columns."""
    if scan.longest > limits.line_chars:
        raise unreadable("line_too_long", line=scan.longest_line)
    sample = encodings.sample_text(path, scan)
    delimiter = _chosen(reading.delimiter) or find_delimiter(sample)
    rows = _sample_rows(sample, delimiter, is_whole=len(sample) < encodings.SAMPLE_CHARS)
    head = Head([(number, cells) for number, cells in enumerate(rows, start=1) if any(cells)])
    header = find_header(head, reading.header_row, limits)
    if not header.columns:
        raise unreadable("empty_file")
    is_lp = delimiter == "\t" and {"id", "title", "title_source"} <= set(header.columns)
    table = DelimitedTable(
        path=path,
        scan=scan,
        delimiter=delimiter,
        header=header,
        format="lp-tsv" if is_lp else "csv",
        facts=(*encoding_facts(scan), _delimiter_fact(delimiter), *header.facts),
        limits=limits,
        crs="EPSG:4326" if is_lp else "",
    )
    if next(table.rows(), None) is None:
        raise unreadable("header_only")
    return table


def find_delimiter(sample: str) -> str:
    """The sign that cuts most lines of the beginning into equally many cells; a comma if none."""
    best, chosen = (0, 0), ","
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in _sample_rows(sample, delimiter, is_whole=False) if row)
        wide = {width: rows for width, rows in widths.items() if width > 1}
        if not wide:
            continue
        width = max(wide, key=lambda each: (wide[each], each))
        if (wide[width], width) > best:
            best, chosen = (wide[width], width), delimiter
    return chosen


def has_delimiter(sample: str) -> bool:
    """Whether any delimiter cuts at least half of the first lines into several cells."""
    rows = [row for row in _sample_rows(sample, find_delimiter(sample), is_whole=False) if row]
    return sum(len(row) > 1 for row in rows) * 2 >= max(1, len(rows))


def encoding_facts(scan: Scan) -> tuple[Fact, ...]:
    """How the bytes were read as text."""
    name = ENCODING_NAMES[scan.codec]
    found = Fact("encoding", T("文字编码：%(name)s", name=name))
    if scan.is_damaged:
        broken = T("有不符合 %(name)s 的字节，相关行会单独列出", name=name)
        return (found, Fact("bad_bytes", broken))
    return (found,)


def _skip(reader: _csv.Reader, rows: int) -> None:
    try:
        next(islice(reader, rows, rows), None)
    except csv.Error:
        raise unreadable("line_too_long", line=reader.line_num) from None


def _sample_rows(sample: str, delimiter: str, *, is_whole: bool) -> list[list[str]]:
    """The first rows of the sample, without the last one, which may be cut."""
    rows: list[list[str]] = []
    try:
        rows.extend(
            islice(csv.reader(StringIO(sample, newline=""), delimiter=delimiter), HEAD_ROWS)
        )
    except csv.Error:
        is_whole = True
    return rows if is_whole or len(rows) in {1, HEAD_ROWS} else rows[:-1]


def _chosen(delimiter: str) -> str:
    sign = _DELIMITER_WORDS.get(delimiter.strip().lower(), delimiter)
    if len(sign) > 1 or sign in {'"', "\n", "\r", "\0"}:
        raise unreadable("delimiter", name=delimiter[:20])
    return sign


def _delimiter_fact(delimiter: str) -> Fact:
    text = _DELIMITER_TEXTS.get(delimiter) or T("分隔符：%(sign)s", sign=delimiter)
    return Fact("delimiter", text)
