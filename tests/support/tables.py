"""Opening a file in a test by its text or bytes, and what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.readers import Limits, Reading, Table, open_table
from registry.core.errors import Refused


def table_of(
    path: Path,
    content: str | bytes,
    *,
    name: str = "names.csv",
    encoding: str = "utf-8",
    reading: Reading | None = None,
    limits: Limits | None = None,
) -> Table:
    """The table in a file with this content; the file has no ending, as in the store."""
    data = content.encode(encoding) if isinstance(content, str) else content
    path.write_bytes(data)
    return open_table(path, name, reading or Reading(), limits or Limits())


def cells(table: Table, after: int = 0) -> list[tuple[str, ...]]:
    """The rows' cells alone."""
    return [row.cells for row in table.rows(after)]


def problems(table: Table) -> list[tuple[int, str, str, str]]:
    """(row, column, value, code) for every problem."""
    return [(row.number, *problem) for row in table.rows() for problem in row.problems]


def codes(table: Table) -> list[tuple[int, str]]:
    """(row, code) for every problem."""
    return [(number, code) for number, _, _, code in problems(table)]


def facts(table: Table) -> dict[str, str]:
    """The Chinese wording of every fact by its code."""
    return {fact.code: str(fact.text) for fact in table.facts}


def refusal(path: Path, name: str = "names.csv", limits: Limits | None = None) -> str:
    """The code of the refusal of a file, which also has to say what to do."""
    with pytest.raises(Refused) as caught:
        for _ in open_table(path, name, Reading(), limits or Limits()).rows():
            pass
    assert caught.value.advice is not None
    assert "%(" not in str(caught.value.message)
    return caught.value.code
