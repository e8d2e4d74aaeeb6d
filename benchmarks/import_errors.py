"""A table in which every row is wrong: its dry run, its page and its two downloads.

Half a million rows by default, each with three faults (no such town, a longitude that is no number,
a number of plates below nothing). What is measured is one process from the bytes on: rows a second
of the dry run and the most memory it ever had; the page of the run and the rows as CSV and as a
workbook, each in seconds and in the memory that it needed beside.

    python -m benchmarks import_errors
    BENCH_ROWS=50000 python -m benchmarks import_errors
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROWS = 500_000
_HEADER = "标准名称,类别,县区,乡镇,经度,纬度,坐标系,标牌个数,描述\n"
_TITLE = "a table of {0:,} errors"


def measure() -> list[dict[str, Any]]:
    """Rows for the table; the anchor of memory is what one file may cost, 512 MiB."""
    size = int(os.environ.get("BENCH_ROWS", "") or ROWS)
    command = [sys.executable, "-m", "benchmarks.import_errors", str(size)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    title, peak = _TITLE.format(size), found.pop("peak")
    lines = [_line(f"{title}: dry run", found["check"], "s", f"{found['kept']:,} rows kept")]
    lines += [
        _line(f"{title}: {what}", found[what], "s", f"{found[f'{what} bytes']:,} bytes")
        for what in ("page", "csv", "xlsx")
    ]
    memory = _line(f"{title}: the most memory of all of it", peak, "MiB", "")
    return [*lines, {**memory, "anchor": 512}]


def _line(words: str, ours: float, unit: str, note: str) -> dict[str, Any]:
    return {"measure": words, "ours": ours, "anchor": None, "unit": unit, "note": note}


def _content(size: int) -> bytes:
    row = "第{0}号庄,自然村,肥西县,没有镇,东边,31.5,WGS84,-{0},约九户\n".format
    return (_HEADER + "".join(row(number) for number in range(size))).encode()


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    made = do()
    return time.perf_counter() - started, made


def _child(size: int, folder: Path) -> dict[str, Any]:
    from imports import services, shipped
    from registry.accounts.rules import Role
    from registry.core.actor import SYSTEM
    from registry.core.schema import upgrade
    from registry.runtime import build
    from registry.settings import Settings
    from registry.web import create_app
    from tests.support.importing import Importer
    from tests.support.people import enter, play

    settings = Settings(_env_file=None, data_dir=folder, secret_key="of a measure" * 4)
    runtime = build(settings)
    upgrade(runtime.database)
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
        steward = play(work, "steward", Role.STEWARD)
    run_id = Importer(runtime).start(_content(size))
    found: dict[str, Any] = {"start": _peak()}
    found["check"], run = _timed(lambda: services.check(runtime, run_id, SYSTEM))
    if run.counts["rejected"] != size:
        raise SystemExit(f"not every row was refused: {run.counts}")
    found["kept"] = size - run.counts.get("unkept", 0)
    app = create_app(settings, runtime=runtime)
    client = app.test_client()
    enter(runtime, client, steward)
    pages = {"page": "", "csv": "/problems.csv", "xlsx": "/problems.xlsx"}
    for what, path in pages.items():
        found[what], answer = _timed(partial(client.get, f"/imports/{run_id}{path}"))
        if answer.status_code != 200:
            raise SystemExit(f"{what}: {answer.status_code}")
        found[f"{what} bytes"] = answer.content_length
    runtime.close()
    return {**found, "peak": _peak()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bench-errors-") as made:
        print(json.dumps(_child(int(sys.argv[1]), Path(made))))
