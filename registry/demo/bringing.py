"""Two simulated files of a town: one left at its dry run, one written, to be undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from imports import queries, services
from registry.accounts.rules import Role
from registry.core.actor import Actor
from registry.demo.people import play as cast
from registry.runtime import Runtime
from registry.storage import digest_of

#: Names that nobody could take for real ones, beside real ones that a file may bring again.
_COLUMNS = (
    "标准名称",
    "类别",
    "市",
    "县区",
    "乡镇",
    "经度",
    "纬度",
    "密级",
    "含义",
    "地理实体描述",
)
_COUNTY = ("合肥市", "肥东县")
_MEANING = "演示：假设因村前有一棵大树得名，不是史料。"
_WAITING: tuple[tuple[str, ...], ...] = (
    ("演示大树庄", "自然村", *_COUNTY, "石塘镇", "117.6012", "32.0105", "公开", _MEANING, ""),
    ("演示塘埂", "自然村", *_COUNTY, "石塘镇", "117.6104", "32.0031", "", "", "演示：塘边的村庄。"),
    ("演示中心路", "街路巷", *_COUNTY, "石塘镇", "", "", "", "", "演示：镇区的一条路。"),
    # Known already: what is said of it here is new, so the dry run shows a difference.
    (
        "石塘镇",
        "镇",
        *_COUNTY,
        "",
        "",
        "",
        "公开",
        "",
        "演示：镇政府驻石塘社区，以下为虚构的描述。",
    ),
    # One town and three communities bear it; the file does not say which is meant.
    ("古城", "", "合肥市", "", "", "", "", "", "", "演示：表中没有写明是镇还是社区。"),
    ("演示小庙岗", "自然村", *_COUNTY, "石糖镇", "", "", "", "", "演示：乡镇写错了一个字。"),
    ("演示不公开的名称", "自然村", *_COUNTY, "石塘镇", "", "", "秘密", "", "演示"),
)
_WRITTEN: tuple[tuple[str, ...], ...] = (
    ("演示湖边庄", "自然村", *_COUNTY, "长临河镇", "117.4703", "31.7201", "公开", "", ""),
    ("演示柳树埂", "自然村", *_COUNTY, "长临河镇", "", "", "公开", "", ""),
)


def play(runtime: Runtime) -> Iterator[str]:
    """The steward brings both files in; the visitor plays the same steward."""
    steward = cast(runtime, Role.STEWARD)
    names = [_COLUMNS, *_WRITTEN]
    created = written(runtime, "演示数据·长临河镇补充地名.csv", names, "generic")
    yield f"a written file, {created} new places, to be undone"
    names = [_COLUMNS, *_WAITING]
    waiting = _checked(runtime, steward, "演示数据·石塘镇地名表.csv", names, "generic")
    with runtime.database.read() as session:
        run = queries.run(session, waiting)
    counts = run.counts if run else {}
    yield f"a file of {counts.get('rows', 0)} rows at its dry run, to be decided and applied"


def written(runtime: Runtime, file_name: str, rows: Sequence[Sequence[str]], profile: str) -> int:
    """Take in a file whose first row are its headings; how many things are new."""
    steward = cast(runtime, Role.STEWARD)
    run_id = _checked(runtime, steward, file_name, rows, profile)
    return int(services.apply(runtime, run_id, steward).done.get("create", 0))


def _checked(
    runtime: Runtime,
    steward: Actor,
    file_name: str,
    rows: Sequence[Sequence[str]],
    profile: str,
) -> str:
    """Bytes first, then the run with its mapping and its dry run; the run."""
    content = _as_csv(rows)
    digest = digest_of(content)
    runtime.store.put(digest, content)
    source: Mapping[str, str] = {"source_title": f"{file_name}（虚构，仅供演示）"}
    with runtime.write(steward) as work:
        run_id = services.start_run(
            work, file_name=file_name, sha256=digest, size=len(content), source=source
        ).id
    with runtime.database.read() as session:
        run = queries.run(session, run_id)
    if run is None:
        raise LookupError(f"the simulated import {run_id} is missing")
    with services.opened(runtime, run) as table:
        chosen, mapping = services.mapping_by(runtime, profile, table)
    mapping = type(mapping)(mapping.columns, {"datum": "cgcs2000"}, mapping.match_only)
    with runtime.write(steward) as work:
        services.set_mapping(work, run_id, mapping, profile=chosen)
    services.check(runtime, run_id, steward)
    return run_id


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")
