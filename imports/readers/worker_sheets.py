"""In the child: workbooks (xlsx, xls, ods) opened with calamine, one sheet of one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import python_calamine as calamine

from imports.readers.cells import value_text
from imports.readers.faults import unreadable
from imports.readers.formulas import Marks, marks_of
from imports.readers.headers import HEAD_ROWS
from imports.readers.table import Limits

_MERGES_SENT: Final = 2000


class Sheets:
    """One workbook, and in it the sheet that is read."""

    def __init__(self, job: dict[str, Any], limits: Limits) -> None:
        self._limits = limits
        try:
            self._book = calamine.CalamineWorkbook.from_path(job["path"])
            self._sheet = self._chosen(job["sheet"])
        except calamine.PasswordError:
            raise unreadable("encrypted") from None
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise unreadable("damaged") from error
        start = self._sheet.start or (0, 0)
        self._left = start[1]
        if self._sheet.width > limits.columns:
            raise unreadable("too_many_columns", n=self._sheet.width, limit=limits.columns)
        self._merges = [
            (top + 1, left - self._left, bottom + 1, right - self._left)
            for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or ()
            if left >= self._left
        ]
        self._marks: Marks = marks_of(job["path"], job["format"], self._sheet.name)

    def opened(self) -> dict[str, Any]:
        """The sheets, the one chosen, its first rows and its merged areas."""
        head = ((number, self._texts(values)) for number, values in self._values())
        return {
            "sheets": self._names(is_visible=True),
            "hidden": self._names(is_visible=False),
            "sheet": self._sheet.name,
            "head": list(islice(head, HEAD_ROWS)),
            "merges": self._merges[:_MERGES_SENT],
            "merged": len(self._merges),
            "total": self._sheet.total_height + 1,
        }

    def rows(self, how: dict[str, Any]) -> Iterator[list[Any]]:
        """The rows below the header that hold anything; merged cells filled downwards."""
        header, after = int(how["header"]), int(how["after"])
        filling = _Filling([area for area in self._merges if area[0] > header])
        for number, values in self._values():
            if number <= header:
                continue
            texts = filling.filled(number, self._texts(values))
            if number > after:
                marks = self._marks.get(number, ())
                problems = [
                    (column - self._left, texts[column - self._left], code)
                    for column, code in marks
                    if 0 <= column - self._left < len(texts)
                ]
                yield [number, texts, None, problems]

    def _values(self) -> Iterator[tuple[int, list[Any]]]:
        """Row numbers as the sheet shows them, and rows that are not empty."""
        for number, values in enumerate(self._sheet.iter_rows(), start=1):
            if number in self._marks or any(value != "" for value in values):
                yield number, values

    def _texts(self, values: list[Any]) -> list[str]:
        limit = self._limits.cell_chars
        # One character more than allowed is enough to be told.
        return [value_text(value)[: limit + 1] for value in values]

    def _chosen(self, wanted: str) -> calamine.CalamineSheet:
        if wanted:
            if wanted not in self._book.sheet_names:
                raise unreadable("sheet_unknown", name=wanted[:60])
            return self._book.get_sheet_by_name(wanted)
        for name in self._names(is_visible=True):
            sheet = self._book.get_sheet_by_name(name)
            if sheet.start is not None:
                return sheet
        raise unreadable("only_hidden" if self._names(is_visible=False) else "empty_sheets")

    def _names(self, *, is_visible: bool) -> list[str]:
        return [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and (sheet.visible == calamine.SheetVisibleEnum.Visible) == is_visible
        ]


class _Filling:
    """Cells merged over several rows: each row has the value that is shown beside it."""

    def __init__(self, merges: list[tuple[int, int, int, int]]) -> None:
        self._starting: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for top, left, bottom, _ in merges:
            if bottom > top:
                self._starting[top].append((left, bottom))
        self._active: dict[int, tuple[int, str]] = {}

    def filled(self, number: int, texts: list[str]) -> list[str]:
        """The row with what hangs down into it."""
        for column, bottom in self._starting.pop(number, ()):
            if column < len(texts):
                self._active[column] = (bottom, texts[column])
        for column, (bottom, text) in list(self._active.items()):
            if number > bottom:
                del self._active[column]
            elif not texts[column]:
                texts[column] = text
        return texts
