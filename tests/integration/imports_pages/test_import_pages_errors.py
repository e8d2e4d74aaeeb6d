"""A table in which every row is wrong: bounded report, bounded downloads, a page that stays usable.

`benchmarks/import_errors.py` measures half a million such rows; here are so many that a copy of all
of them in memory would show.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from imports.services import checking
from imports.views import downloads
from tests.integration.imports_pages.conftest import NEW
from tests.support.import_trials import counted
from tests.support.importing import csv_bytes

ROWS, KEPT, IN_BOOK = 6000, 3000, 100
#: All rows of the file as Python keeps them, with their findings, take more than this. MiB.
_MEMORY = 48
_FAULTS = ("没有这个政区：没有镇", "不是 0 或正整数")


@contextmanager
def bounded_memory() -> Iterator[None]:
    """What is done inside needs little more at any moment than there was in use before."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _memory("VmRSS")
    yield
    assert _memory("VmHWM") - before < _MEMORY


def _memory(what: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def taken_away(answer: TestResponse) -> tuple[int, str]:
    """How many rows of a table tell all three faults, and the last row's words; piece by piece."""
    told, rest, last = 0, b"", b""
    for piece in answer.iter_encoded():
        *rows, rest = (rest + piece).split(b"\r\n")
        told += sum(all(words.encode() in row for words in _FAULTS) for row in rows)
        last = rows[-1] if rows else last
    return told, last.decode().split(",")[2]


@pytest.fixture
def wrong() -> bytes:
    """No such town, no such longitude, no such number of plates, in every row; and long texts."""
    row = {**NEW, "乡镇": "没有镇", "经度": "东边", "标牌个数": "-1", "描述": "约九户，" * 500}
    return csv_bytes([{**row, "标准名称": f"第{number}号庄"} for number in range(ROWS)])


def test_a_table_of_errors_is_told_in_bounded_memory_and_nothing_is_written(
    desk, wrong, monkeypatch
):
    monkeypatch.setattr(checking, "MOST_ROWS", KEPT)
    monkeypatch.setattr(downloads, "_BOOK_ROWS", IN_BOOK)
    run_id = desk.hand_in(wrong)
    before = counted(desk.runtime)
    desk.mapping(run_id, then="check", **{"constant-datum": "wgs84"})
    with bounded_memory():
        desk.run_jobs()
        tail = taken_away(desk.client.get(f"/imports/{run_id}/problems.csv"))
    counts = desk.run(run_id).counts
    assert (counts["rejected"], counts["unkept"]) == (ROWS, ROWS - KEPT)
    after = counted(desk.runtime)
    assert {name for name in after if after[name] != before[name]} <= {"job"}
    assert tail == (KEPT, "只列出前面的问题行，另有 3000 行只计了数。")
    book = load_workbook(io.BytesIO(desk.client.get(f"/imports/{run_id}/problems.xlsx").data))
    rows = list(book.active.values)
    assert [row[0] for row in rows[1:-1]] == list(range(2, 2 + IN_BOOK))
    assert rows[-1][2] == "工作簿只列出前 100 行，其余的请下载 CSV。"
    page = desk.text(f"/imports/{run_id}")
    assert "另有 3000 行只计了数" in page
    assert len(page) < 200_000
