"""Half a million doorplates brought in by the importer, checked and applied, then stopped half-way.

Ours, in a process of its own, on SQLite: the dry run, and applying with all that is kept; the
second half after a stop in the middle, so that resuming is measured too. Beside it the rows that
were written, put into an empty table of the same shape with its indexes by the driver's bulk insert
and nothing else (the limit of this schema).

    python -m benchmarks.doorplates                  20,000 rows
    python -m benchmarks.doorplates 20000 500000     these sizes
    BENCH_DOORPLATES=500000 python -m benchmarks doorplates
"""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from imports import queries, services, shipped
from registry.core.actor import SYSTEM
from registry.core.handlers import StoppedError
from registry.core.schema import upgrade
from registry.coverage.queries import differences
from registry.places import services as places
from registry.runtime import Runtime, build
from registry.settings import Settings
from registry.storage import digest_of

SIZES = (20_000,)
_AT_A_ROAD = 250
_HEADER = ("道路名称", "门牌号", "楼栋", "邮编", "县区", "乡镇")


def measure() -> list[dict[str, Any]]:
    """Rows for the table, of each size in turn."""
    given = os.environ.get("BENCH_DOORPLATES", "")
    sizes = tuple(int(size) for size in given.split(",") if size) or SIZES
    return [line for size in sizes for line in _in_child(size)]


def _in_child(size: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.doorplates", "--child", str(size)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    made: list[dict[str, Any]] = json.loads(told.splitlines()[-1])
    return made


def one_size(size: int) -> list[dict[str, Any]]:
    """All rows of one size."""
    with tempfile.TemporaryDirectory(prefix="bench-doors-") as folder:
        path = Path(folder)
        runtime = build(Settings(_env_file=None, data_dir=path, secret_key="of a measure" * 4))
        upgrade(runtime.database)
        run_id = _prepared(runtime, size)
        rates, peak = _brought(runtime, run_id, size)
        with runtime.database.read() as session:
            wrong = len(differences(session))
            run = queries.run(session, run_id)
        created = run.done.get("create", 0) if run else 0
        runtime.close()
        plain = _plain(path / "registry.db", path / "plain.db")
    title = f"import of doorplates, {size:,} rows"
    lost = size - created
    note = f"peak {peak:.0f} MiB; {lost} lost, {wrong} counters wrong; stopped half-way and resumed"
    lines = (("dry run", rates["check"], ""), ("applied", rates["apply"], note))
    return [
        {
            "measure": f"{title}: {words}",
            "ours": ours,
            "anchor": plain,
            "unit": "rows/s",
            "note": said,
        }
        for words, ours, said in lines
    ]


def _prepared(runtime: Runtime, size: int) -> str:
    """The divisions of Hefei, roads in their towns, and a run with its file."""
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
    with runtime.database.read() as session:
        towns = _towns(session)
    names = [(f"第{number}路", *towns[number % len(towns)]) for number in range(_roads(size))]
    for start in range(0, len(names), 500):
        with runtime.write(SYSTEM) as work:
            places.add_places(
                work,
                [
                    places.NewPlace("road", division, (places.NewName(name),))
                    for name, division, _county, _town in names[start : start + 500]
                ],
            )
    content = _file(names, size)
    digest = digest_of(content)
    runtime.store.put(digest, content)
    with runtime.write(SYSTEM) as work:
        run_id = services.start_run(
            work, file_name="doorplates.csv", sha256=digest, size=len(content)
        ).id
        run = queries.run(work.session, run_id)
    if run is None:
        raise LookupError(run_id)
    with services.opened(runtime, run) as table:
        chosen, mapping = services.mapping_by(runtime, "doorplates", table)
    with runtime.write(SYSTEM) as work:
        services.set_mapping(work, run_id, mapping, profile=chosen)
    return run_id


def _roads(size: int) -> int:
    return -(-size // _AT_A_ROAD)


def _towns(session: Any) -> list[tuple[str, str, str]]:
    """Townships with their counties: id, name of the county, name of the town."""
    from registry.places.queries.matching import division_rows

    rows = {row.id: row for row in division_rows(session)}
    return [
        (row.id, rows[row.parent_id].name, row.name)
        for row in rows.values()
        if row.level == "township" and row.scheme == "nbs" and row.parent_id in rows
    ]


def _file(roads: list[tuple[str, str, str, str]], size: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for number in range(size):
        # As such registers are written: road by road.
        turn, at = divmod(number, _AT_A_ROAD)
        name, _division, county, town = roads[turn]
        building = f"{at // 60 + 1}栋" if at >= 60 else ""
        writer.writerow([name, f"{at % 60 + 1}号", building, "230000", county, town])
    return out.getvalue().encode()


def _brought(runtime: Runtime, run_id: str, size: int) -> tuple[dict[str, float], float]:
    started = time.perf_counter()
    services.check(runtime, run_id, SYSTEM)
    rates = {"check": size / (time.perf_counter() - started)}
    started = time.perf_counter()

    def stop(done: int, _total: int | None) -> None:
        if done >= size // 2:
            raise StoppedError

    try:
        services.apply(runtime, run_id, SYSTEM, stop)
    except StoppedError:
        services.apply(runtime, run_id, SYSTEM)
    rates["apply"] = size / (time.perf_counter() - started)
    return rates, _peak()


def _peak() -> float:
    """MiB at the most so far."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _plain(made: Path, fresh: Path) -> float:
    """The rows that were written, put into an empty table of the same shape, 500 a unit."""
    source, target = sqlite3.connect(made), sqlite3.connect(fresh, isolation_level=None)
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("PRAGMA synchronous=FULL")
    words = "SELECT sql FROM sqlite_master WHERE tbl_name = 'doorplate' AND sql IS NOT NULL"
    for (statement,) in source.execute(words + " ORDER BY type DESC"):
        target.execute(statement)
    rows = source.execute("SELECT * FROM doorplate").fetchall()
    insert = f"INSERT INTO doorplate VALUES ({','.join('?' * len(rows[0]))})"  # noqa: S608
    started = time.perf_counter()
    for start in range(0, len(rows), 500):
        target.execute("BEGIN IMMEDIATE")
        target.executemany(insert, rows[start : start + 500])
        target.execute("COMMIT")
    return len(rows) / (time.perf_counter() - started)


def main(words: list[str]) -> None:
    """Print the lines, or measure one size in a child."""
    from benchmarks.__main__ import read

    if words[:1] == ["--child"]:
        print(json.dumps(one_size(int(words[1]))))
        return
    if words:
        os.environ["BENCH_DOORPLATES"] = ",".join(words)
    for row in measure():
        print(" | ".join(cell for cell in read(row).cells() if cell), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
