"""A table as CSV that spreadsheets open right: marked as UTF-8, and no cell becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: str | float | None) -> str | int | float:
    """A cell that no spreadsheet runs: text that would start a formula gets an apostrophe.

    Numbers stay numbers. (CWE-1236; Excel also reads the full-width signs.)
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    return "'" + value if value.lstrip(" ").startswith(_STARTS_A_FORMULA) else value


def sheet(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """CSV text with a byte-order mark (Excel needs it to read 烔 rightly) and CRLF (RFC 4180)."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
