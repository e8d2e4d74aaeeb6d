"""Bringing a file in: ours, checked and with everything kept, against writing rows plainly.

In one run, on SQLite, each in a process of its own so that peak memory is its own:

- check: the dry run (read, validate, spell, look for each row in the registry);
- apply: the same again and written: places, names, four search tables, journal, provenance;
- executemany: the rows that `apply` wrote, put into the same tables by the driver's bulk insert,
  with all their indexes and constraints and nothing else (the limit of this schema);
- pandas.to_sql and a GeoPackage by pyogrio: the file's own columns, no checks, no names, no search.

    python -m benchmarks.imports                     10,000 and 50,000 rows
    python -m benchmarks.imports 10000 1000000       these sizes
    BENCH_ROWS=10000,1000000 python -m benchmarks imports
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

SIZES = (10_000, 50_000)
#: From here on names of two characters and an ending would stand in one county again and again.
DENSE = 200_000
_HEADER = ("标准名称", "类别", "县区", "乡镇", "经度", "纬度", "坐标系", "地名代码", "描述", "密级")
_HANZI = (
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火土日月东西南北上下前后大小新老青红白黑高低"
    "长平安宁福寿康泰和顺王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈"
    "曾彭吕苏卢蒋蔡贾魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔崔毛邱秦江史顾侯邵孟龙万"
)
_ENDS = ("庄", "圩", "岗", "郢", "店", "湾", "塘", "村")
_TABLES = ("place", "place_name", "place_line", "place_gram", "place_key")


def measure() -> list[dict[str, Any]]:
    """Rows for the table; the exponent is log(cost ratio) / log(size ratio) of apply.

    Costs are processor time, so that the machine's load is no growth.
    """
    given = os.environ.get("BENCH_ROWS", "")
    sizes = tuple(int(size) for size in given.split(",") if size) or SIZES
    rows: list[dict[str, Any]] = []
    first = 0.0
    for size in sizes:
        found = {way: _in_child(way, size) for way in ("ours", "pandas", "geopackage")}
        ours = found["ours"]
        # By the processor's time: what others do on the machine is no growth of ours.
        cost = ours["apply_us"] * size
        note = f"{ours['apply_us']:.0f} µs of processor a row; "
        note += f"peak {ours['peak']:.0f} MiB, {ours['base']:.0f} before"
        if first:
            growth = math.log(cost / first) / math.log(size / sizes[0])
            note += f"; exponent from {sizes[0]:,}: {growth:.2f}"
        first = first or cost
        rows += _lines(size, found, note)
    return rows


def _lines(size: int, found: dict[str, dict[str, float]], note: str) -> list[dict[str, Any]]:
    ours, limit = found["ours"], found["ours"]["plain"]
    title = f"import, {size:,} rows"
    checked = f"{ours['check_us']:.0f} µs of processor a row; peak {ours['checked']:.0f} MiB"
    lines = [
        (f"{title}: dry run / executemany of its rows", ours["check"], limit, checked),
        (f"{title}: apply / executemany of its rows", ours["apply"], limit, note),
        (f"{title}: apply / pandas.to_sql of the file", ours["apply"], found["pandas"]["rate"], ""),
    ]
    if "rate" in found["geopackage"]:
        anchor = found["geopackage"]["rate"]
        lines.append((f"{title}: apply / GeoPackage of the file", ours["apply"], anchor, ""))
    return [
        {"measure": words, "ours": own, "anchor": anchor, "unit": "rows/s", "note": said}
        for words, own, anchor, said in lines
    ]


def _in_child(way: str, size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.imports", "--child", way, str(size)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    made: dict[str, float] = json.loads(told.splitlines()[-1])
    return made


def _file(size: int, towns: list[tuple[str, str, str]]) -> bytes:
    """A table of natural villages, each name once in its town, spread over all towns.

    A million villages would lie in a hundred times as many counties as these. Their names have more
    characters instead, so that a village has as many of the same name in its county at every size
    (0.3 % at 10,000, 0.4 % at 1,000,000): what is looked at for a row is no matter of the size.
    """
    chance = random.Random(20150701)
    lengths = (2, 2, 3) if size < DENSE else (3,)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    seen: set[tuple[str, str]] = set()
    while len(seen) < size:
        code, county, town = chance.choice(towns)
        middle = "".join(chance.choice(_HANZI) for _ in range(chance.choice(lengths)))
        name = middle + chance.choice(_ENDS)
        if (code, name) in seen:
            continue
        seen.add((code, name))
        lon, lat = f"{117 + chance.random() / 2:.6f}", f"{31.6 + chance.random() / 2:.6f}"
        number = f"{code[:9]}22200{len(seen):06d}"
        text = f"约{chance.randrange(9, 99)}户"
        writer.writerow([name, "自然村", county, town, lon, lat, "CGCS2000", number, text, "公开"])
    return out.getvalue().encode()


def _towns() -> list[tuple[str, str, str]]:
    from registry import data

    rows = data.table("divisions.csv")
    names = {row["key"]: row["name"] for row in rows}
    return [
        (row["code"], names[row["parent_key"]], row["name"])
        for row in rows
        if row["level"] == "township" and row["scheme"] == "nbs"
    ]


def _rate(size: int, do: Callable[[], Any]) -> float:
    started = time.perf_counter()
    do()
    return size / (time.perf_counter() - started)


def _peak() -> float:
    """MiB at the most so far; not by getrusage, which also counts the parent before exec."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _ours(size: int, folder: Path) -> dict[str, float]:
    from imports import services, shipped
    from imports.readers import open_table
    from registry.core.actor import SYSTEM
    from registry.core.schema import upgrade
    from registry.runtime import build
    from registry.settings import Settings
    from registry.storage import digest_of

    path = folder / "villages.csv"
    # By another process: what making the file takes would count as ours for ever.
    command = [sys.executable, "-m", "benchmarks.imports", "--file", str(path), str(size)]
    subprocess.run(command, check=True)
    settings = Settings(_env_file=None, data_dir=folder, secret_key="of a measure" * 4)
    runtime = build(settings)
    upgrade(runtime.database)
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
    with path.open("rb") as file:
        digest = digest_of(file)
        file.seek(0)
        runtime.store.put(digest, file)
    with runtime.write(SYSTEM) as work:
        run_id = services.start_run(
            work, file_name=path.name, sha256=digest, size=path.stat().st_size
        ).id
    chosen, mapping = services.mapping_by(runtime, "generic", open_table(path, path.name))
    with runtime.write(SYSTEM) as work:
        services.set_mapping(work, run_id, mapping, profile=chosen)
    rates = {"base": _peak()}
    for step, do in (("check", services.check), ("apply", services.apply)):
        started = time.process_time()
        rates[step] = _rate(size, partial(do, runtime, run_id, SYSTEM))
        rates[f"{step}_us"] = (time.process_time() - started) / size * 1e6
        rates["peak"] = _peak()
        if step == "check":
            rates["checked"] = rates["peak"]
            _say(f"checked {size:,} rows: {rates}")
    _say(f"applied {size:,} rows: {rates}")
    runtime.close()
    return {**rates, "plain": _plain(size, folder / "registry.db", folder / "plain.db")}


def _say(text: str) -> None:
    """A run of a million rows takes long: what is known of it already goes to stderr."""
    load = Path("/proc/loadavg").read_text(encoding="ascii").split()[0]
    print(f"{text}, load {load}", file=sys.stderr, flush=True)


def _plain(size: int, made: Path, fresh: Path) -> float:
    """The rows that the run wrote, put into empty tables of the same shape, in as many units."""
    from imports.services.applying import BATCH

    source = sqlite3.connect(made)
    target = sqlite3.connect(fresh, isolation_level=None)
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("PRAGMA synchronous=FULL")
    for (statement,) in source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if not statement.startswith(("CREATE TRIGGER", "CREATE TABLE sqlite_")):
            target.execute(statement)
    units = math.ceil(size / BATCH)
    parts = {table: _written(size, source, table, units) for table in _TABLES}
    seconds = 0.0
    for _ in range(units):
        # What is read for it does not count.
        rows = {table: next(part) for table, part in parts.items()}
        started = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for table, part in rows.items():
            marks = ",".join("?" * len(part[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", part)  # noqa: S608
        target.execute("COMMIT")
        seconds += time.perf_counter() - started
    return size / seconds


def _written(
    size: int, source: sqlite3.Connection, table: str, units: int
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table that belong to the run's places, the last ones, unit by unit."""
    (count,) = source.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
    (places,) = source.execute("SELECT count(*) FROM place").fetchone()
    taken = max(1, count * size // places)
    rows = source.execute(f"SELECT * FROM {table} LIMIT -1 OFFSET {count - taken}")  # noqa: S608
    for unit in range(units):
        yield rows.fetchmany(taken * (unit + 1) // units - taken * unit // units)


def _pandas(size: int, folder: Path) -> dict[str, float]:
    import pandas as pd

    content = _file(size, _towns())

    def write() -> None:
        frame = pd.read_csv(io.BytesIO(content), dtype=str)
        connection = sqlite3.connect(folder / "pandas.db")
        frame.to_sql("place", connection, index=False, chunksize=5000)
        connection.commit()

    return {"rate": _rate(size, write), "peak": _peak()}


def _geopackage(size: int, folder: Path) -> dict[str, float]:
    """The same as a layer of points; an empty answer where pyogrio is not installed."""
    try:
        import numpy as np
        import pandas as pd
        import pyogrio.raw
        import shapely
    except ImportError:
        return {}
    content = _file(size, _towns())

    def write() -> None:
        frame = pd.read_csv(io.BytesIO(content), dtype=str)
        lon, lat = frame["经度"].astype(float), frame["纬度"].astype(float)
        geometry = shapely.to_wkb(shapely.points(lon.to_numpy(), lat.to_numpy()))
        fields = [np.asarray(frame[name], dtype=object) for name in frame.columns]
        pyogrio.raw.write(
            folder / "places.gpkg",
            geometry=geometry,
            field_data=fields,
            fields=list(frame.columns),
            geometry_type="Point",
            crs="EPSG:4326",
        )

    return {"rate": _rate(size, write), "peak": _peak()}


def _child(way: str, size: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        ways = {"ours": _ours, "pandas": _pandas, "geopackage": _geopackage}
        print(json.dumps(ways[way](size, Path(folder))))


def main(words: list[str]) -> None:
    """Print the lines, or do one way in a child."""
    if words[:1] == ["--child"]:
        _child(words[1], int(words[2]))
        return
    if words[:1] == ["--file"]:
        Path(words[1]).write_bytes(_file(int(words[2]), _towns()))
        return
    if words:
        os.environ["BENCH_ROWS"] = ",".join(words)
    for row in measure():
        ours, anchor = row["ours"], row["anchor"]
        line = f"{row['measure']}: {ours:,.0f} / {anchor:,.0f} = {ours / anchor:.3g} {row['note']}"
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
